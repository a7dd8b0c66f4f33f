import { join } from "node:path";
import type { Command } from "commander";
import { analyses } from "../../experiments/analyses/index.js";
import { workerPool } from "../../experiments/executors/threads.js";
import { experiments } from "../../experiments/specs/index.js";
import { experimentsOf, studies } from "../../experiments/studies/index.js";
import type { Analysis } from "../../experiments/types/analysis.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { Study } from "../../experiments/types/study.js";
import type { Summary } from "../../experiments/types/summary.js";
import type { FileFormat } from "../../figures/types.js";
import { unknownAmong } from "../../src/words/names.js";
import { type BudgetOptions, withBudgetOptions } from "../budget.js";
import { printedJob } from "../cluster.js";
import { command } from "../command.js";
import { isMistakeOfCaller } from "../errors.js";
import { knownNames } from "../experiment.js";
import { drawAnalysis, drawRun, drawStudy, formatOption } from "../figure-files.js";
import { countsText, findingGroups, findingsTable, legend, verdictCounts } from "../findings.js";
import { interruptible } from "../interrupt.js";
import { words } from "../options.js";
import { note, print, writeText } from "../output.js";
import { keepPicture } from "../results-page/gather.js";
import { renewedReport } from "../results-page/write.js";
import { runShardShown, runShown } from "../running.js";
import { publishedTable } from "../slopes.js";
import { summaryJson, summaryMarkdown } from "../summary.js";
import { count, narrowTable, tableWidth, wrapped } from "../terminal.js";
import { workersFor } from "../workers.js";

interface Options extends BudgetOptions {
  readonly format: readonly FileFormat[];
  readonly only?: readonly string[];
}

/** `moestat reproduce`: all experiments, all figures, and the table of what theory says and what was found. */
export const reproduceCommand = (): Command =>
  withBudgetOptions(
    command("reproduce", {
      detail:
        "The report, index.html, and summary.md have for every setting the provenance of its protocol, theory's slope, the slopes found with their intervals, the share of certified fits and a verdict; what is printed is a part of that. Each fit is kept as soon as it is done: after an interrupt the same command goes on. A quick run has a folder of its own, quick in that of the results, and draws over no other.",
      examples: [
        ["moestat reproduce --quick", "Does it work? A minute or two; it ends in a few lines:"],
        ["moestat reproduce", "The default, some minutes; Ctrl-C and the same command again are safe:"],
        [
          "moestat reproduce --full --only softmax-exact,per-parameter --out full",
          "Every size and replicate as declared, of one experiment and one study, in another folder:",
        ],
      ],
    }),
  )
    .option(
      "--only <NAMES>",
      "only these experiments, studies and analyses (see `moestat list`)",
      words("--only"),
    )
    .addOption(formatOption())
    .action(reproduce);

async function reproduce(asked: Options): Promise<void> {
  // In a folder of its own, so that its few fits take no figure, table or report from a run that has more.
  const out = asked.quick ? join(asked.out, "quick") : asked.out;
  const options = { ...asked, out };
  const wanted = selected(options.only);
  const { shard } = options;
  if (shard) {
    const names = wanted.experiments.map(({ name }) => name);
    return runShardShown(names, "certified", { ...options, shard });
  }
  if (printedJob("reproduce", options)) return;
  const { summaries, figures, failure } = await interruptible(
    (signal) => runAll(wanted, options, signal),
    () => `what is finished is kept in ${out}; the same command goes on from there`,
  );
  if (summaries.length > 0) {
    const drawn = options.format.includes("png") && failure === undefined ? wanted : undefined;
    await writeText(join(out, "summary.json"), summaryJson(summaries));
    await writeText(join(out, "summary.md"), summaryMarkdown(summaries, drawn));
    const report = renewedReport(out);
    const { quick } = options;
    print(quick ? checkText(summaries, wanted, failure === undefined) : findingsText(summaries));
    if (report !== undefined) note(`\nreport in ${report}`);
    note(`table in ${join(out, "summary.md")} and summary.json, results beside them`);
  }
  if (figures.length > 0) note(`${figures.length} figures in ${join(out, "figures")}`);
  if (failure !== undefined) throw failure;
}

/** The final table, for a terminal. */
function findingsText(summaries: readonly Summary[]): string {
  const [{ budget, seed }] = summaries;
  const groups = findingGroups(summaries);
  const findings = groups.flatMap(({ findings }) => findings);
  const width = tableWidth(process.stdout.columns);
  const published = publishedTable(summaries);
  return [
    `budget ${budget}; seed ${seed}`,
    findingsTable(groups, width),
    ...(published.length > 1 ? [narrowTable(published, width)] : []),
    ...legend(findings).map((line) => wrapped(line, "", width)),
    countsText(findings),
  ].join("\n\n");
}

/** What a quick run says: whether all works, since its sizes and replicates are too few for a slope. */
function checkText(summaries: readonly Summary[], wanted: Wanted, isDrawn: boolean): string {
  const sum = (of: (summary: Summary) => number) => summaries.reduce((total, one) => total + of(one), 0);
  const fits = sum(({ fits }) => fits);
  const failures = sum(({ failures }) => failures);
  const lost = sum(({ lost = 0 }) => lost);
  const { experiments, studies, analyses } = wanted;
  const counted = (number: number): string => number.toLocaleString("en");
  const findings = findingGroups(summaries).flatMap(({ findings }) => findings);
  const verdicts = verdictCounts(findings).map(([words, number]) => `${number} ${words}`);
  return [
    isDrawn && lost === 0 ? "All works." : "Not all works, see below.",
    "",
    `run       ${count(experiments.length, "experiment")}, ${count(studies.length, "study", "studies")}, ${count(analyses.length, "analysis", "analyses")}`,
    `fits      ${counted(fits)}: ${counted(fits - failures)} certified, ${counted(failures)} not (${counted(lost)} lost)`,
    `verdicts  ${verdicts.join(", ")}`,
    "",
    wrapped(
      "A quick run has too few sizes and replicates to judge much; a run without --quick has enough.",
      "",
      tableWidth(process.stdout.columns),
    ),
  ].join("\n");
}

/** What is to be run and drawn. */
interface Wanted {
  readonly experiments: readonly Experiment[];
  readonly studies: readonly Study[];
  readonly analyses: readonly Analysis[];
}

/** Everything, or what the names say: a study brings its experiments with it. Throws for an unknown name. */
function selected(only: readonly string[] | undefined): Wanted {
  if (only === undefined) return { experiments, studies, analyses };
  const known = knownNames();
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownAmong("name in --only", unknown, known);
  const named = <T extends { readonly name: string }>(all: readonly T[], names: readonly string[]) =>
    all.filter(({ name }) => names.includes(name));
  const wantedStudies = named(studies, only);
  return {
    experiments: named(experiments, [...only, ...wantedStudies.flatMap(experimentsOf)]),
    studies: wantedStudies,
    analyses: named(analyses, only),
  };
}

interface Outcome {
  readonly summaries: readonly Summary[];
  readonly figures: readonly string[];
  /** Why figures are missing. */
  readonly failure?: unknown;
}

/**
 * Runs the experiments and computes the analyses in one set of worker threads, and draws each figure in this thread as soon as
 * its numbers are there.
 */
async function runAll(wanted: Wanted, options: Options, signal: AbortSignal): Promise<Outcome> {
  const folder = join(options.out, "figures");
  const drawing = { formats: options.format };
  const drawings = drawer(signal);
  const workers = workerPool({ workers: workersFor(options), timeout: options.fitTimeout });
  try {
    const computed = wanted.analyses.map(({ name }) => {
      const picture = workers.analysis(name).then((computed) => {
        keepPicture(options.out, name, computed);
        return computed;
      });
      const draw = () => drawings.add(async () => drawAnalysis(name, await picture, folder, drawing));
      return picture.then(draw, draw);
    });
    const names = wanted.experiments.map(({ name }) => name);
    const summaries = await runShown(names, "certified", options, {
      signal,
      name: "reproduce",
      executor: workers.run,
      onResult: (run) => drawings.add(() => drawRun(run, folder, drawing)),
    });
    for (const study of wanted.studies) drawings.add(() => drawStudy(study, summaries, folder, drawing));
    await untilAborted(Promise.all(computed), signal);
    const drawn = await drawings.done();
    signal.throwIfAborted();
    return { summaries, ...drawn };
  } finally {
    await workers.close();
  }
}

/**
 * Draws one figure after another while other work goes on. Where a figure fails, the other figures, the runs and the table are
 * still worth having, so that the failure is kept for the end. No figure is tried after the first one has failed, since the drawing
 * packages are missing then.
 */
function drawer(signal: AbortSignal) {
  const figures: string[] = [];
  let failure: unknown;
  const draw = async (drawing: () => Promise<readonly string[]>): Promise<void> => {
    if (signal.aborted || (failure !== undefined && figures.length === 0)) return;
    try {
      figures.push(...(await drawing()));
    } catch (error) {
      failure ??= isMistakeOfCaller(error)
        ? new Error(`figures are missing, all else is done; ${(error as Error).message}`)
        : error;
    }
  };
  let last = Promise.resolve();
  return {
    add: (drawing: () => Promise<readonly string[]>): void => {
      last = last.then(() => draw(drawing));
    },
    /** Waits for all that was added. */
    done: async (): Promise<Pick<Outcome, "figures" | "failure">> => {
      await last;
      return { figures, failure };
    },
  };
}

/** The result of the work. Rejects with the signal's reason at once after an abort, which worker threads do not notice. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
