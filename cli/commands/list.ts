import type { Command } from "commander";
import { analyses } from "../../experiments/analyses/index.js";
import { withBudget } from "../../experiments/budgets.js";
import { experiments } from "../../experiments/specs/index.js";
import { experimentsOf, studies } from "../../experiments/studies/index.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { Protocol } from "../../experiments/types/protocol.js";
import { command } from "../command.js";
import { experimentAsked } from "../experiment.js";
import { theoryText } from "../findings.js";
import { print, printJson } from "../output.js";
import { table, wrapped } from "../terminal.js";

/** `moestat list`: the experiments of the package, what a run of each would do, the studies and the analyses. */
export const listCommand = (): Command =>
  command("list", {
    detail:
      "What the experiments fit, what theory says, how many fits a run takes; which of them a study compares; what is computed without data. With names or files of one's own, these alone and what they are.",
    examples: [
      ["moestat list", "A table:"],
      ["moestat list softmax-over my-experiment.mjs", "What two experiments are, one of them your own:"],
      ["moestat list --json", "For a program, with the truth and every size:"],
    ],
  })
    .usage("[NAME|FILE ...] [options]")
    .argument(
      "[NAMES...]",
      "experiments, or files of one's own; all experiments, studies and analyses where absent",
    )
    .option("--json", "print one JSON list")
    .action(async (names: readonly string[], { json }: { json?: boolean }) => {
      const asked = await Promise.all(names.map((name) => experimentAsked(name, {})));
      if (json) printJson((asked.length > 0 ? asked : experiments).map(described));
      else print(asked.length > 0 ? [overview(asked), ...asked.map(details)].join("\n\n") : listing());
    });

const protocolsOf = (experiment: Experiment): Protocol[] =>
  Object.values(experiment.protocols).filter((protocol) => protocol !== undefined);

const described = ({ name, title, truth, k, theory, protocols }: Experiment) => ({
  name,
  title,
  truth,
  k,
  experts: k,
  theory,
  protocols: Object.values(protocols).map(({ design, ...protocol }) => ({
    ...protocol,
    design: design.name,
  })),
});

const extent = ({ sizes, replicates }: Protocol): string =>
  `${sizes.length} sizes ${sizes[0]}..${sizes.at(-1)} x ${replicates}`;

/** A table of experiments: a line for each of their protocols. */
function overview(experiments: readonly Experiment[]): string {
  const rows = experiments.flatMap((experiment) =>
    protocolsOf(experiment).map((protocol, i) => [
      i === 0 ? experiment.name : "",
      i === 0 ? String(experiment.k) : "",
      i === 0 ? theoryText(experiment.theory) : "",
      protocol.name,
      protocol.losses[0],
      extent(withBudget(protocol, "default")),
      extent(protocol),
    ]),
  );
  const header = ["experiment", "experts", "theory's slope", "protocol", "loss", "default run", "full run"];
  return table([header, ...rows]);
}

/** What an experiment is, in words. */
function details({ title, theory, notes = [], protocols, truthName }: Experiment): string {
  const { describes, losses } = protocols.certified;
  return [
    title,
    wrapped(`draws: ${describes}`),
    wrapped(`losses: ${losses.join(", ")}`),
    wrapped(`theory: ${theoryText(theory)}; ${theory.source}`),
    wrapped(`data streams: ${truthName} (shared by all experiments on this truth and design)`),
    ...notes.map((note) => wrapped(note)),
  ].join("\n");
}

function listing(): string {
  const titles = (list: readonly { name: string; title: string }[]) =>
    list.map(({ name, title }) => `${name}: ${title}`).join("\n");
  const compared = studies.map((study) => ({
    name: study.name,
    title: `${study.title} (${experimentsOf(study).length} experiments)`,
  }));
  return [
    `${overview(experiments)}\n\n${titles(experiments)}`,
    `studies, which compare experiments (run NAME, figure NAME):\n${titles(compared)}`,
    `analyses, which need no data (figure NAME):\n${titles(analyses)}`,
  ].join("\n\n");
}
