import { type Command, Option } from "commander";
import { lossByName, losses } from "../../src/losses/index.js";
import { command } from "../command.js";
import { oneOf, someOf } from "../options.js";
import { print, printJson } from "../output.js";
import { type Described, readParams } from "../params.js";
import { table } from "../terminal.js";

interface Options {
  readonly loss: readonly string[];
  readonly cells: "expert" | "all";
  readonly json?: boolean;
}

const known = Object.keys(losses);

/** `moestat loss FIT.json TRUTH.json`: how far a fit is from the truth, in the losses of the theory. */
export const lossCommand = (): Command =>
  command("loss", {
    summary: "Measure how far a fit is from the truth.",
    detail: "In the Voronoi losses of the theory.",
    examples: [
      ["moestat loss fit.json truth.json", "D1 and D2, with their infimum over translations of the gate:"],
      [
        "moestat loss fit.json truth.json --loss pinned",
        "As the released code of the paper computes it (no infimum):",
      ],
      ["moestat loss fit.json truth.json --loss d1,d2,pinned --json", "For a program:"],
    ],
  })
    .usage("FIT.json TRUTH.json [options]")
    .argument("<FIT.json>", "parameter file, or what `fit --json` printed")
    .argument("<TRUTH.json>", "parameter file of the truth")
    .addOption(
      new Option("--loss <NAMES>", `comma-separated: ${known.join(", ")}`)
        .argParser(someOf("loss", known))
        .default(["d1", "d2"], "d1,d2"),
    )
    .option(
      "--cells <RULE>",
      "nearest true expert by the expert's parameters, or by all of them (with the gate's): expert, all",
      oneOf("cells", ["expert", "all"]),
      "expert",
    )
    .option("--json", "print one JSON object")
    .action(compare);

async function compare(fitFile: string, truthFile: string, options: Options): Promise<void> {
  const fit = await readParams(fitFile);
  const truth = await readParams(truthFile);
  checkComparable(fit, truth);
  const estimate = fit.model.measure(fit.params);
  const target = truth.model.measure(truth.params);
  const values = options.loss.map(
    (name) => [name, lossByName(name)(estimate, target, { cells: options.cells })] as const,
  );
  if (options.json)
    printJson({
      losses: Object.fromEntries(values),
      cells: options.cells,
      experts: { fit: fit.model.experts, truth: truth.model.experts },
    });
  else print(table([["loss", "value"], ...values.map(([name, value]) => [name, value.toPrecision(8)])]));
}

function checkComparable(fit: Described, truth: Described): void {
  const kind = ({ model }: Described): string =>
    `${model.gating.name} gating, ${model.expert.name} experts, ${model.inputs} input${model.inputs === 1 ? "" : "s"}`;
  if (kind(fit) !== kind(truth))
    throw new Error(`invalid ${truth.file}; ${kind(truth)}; ${fit.file} has ${kind(fit)}`);
}
