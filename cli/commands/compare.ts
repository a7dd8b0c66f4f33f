import { basename, extname, resolve } from "node:path";
import type { Command } from "commander";
import {
  comparisonPicture,
  nameOf,
  type Pair,
  sharedRuns,
  slopeDifference,
} from "../../experiments/compare.js";
import { headlineFinding } from "../../experiments/study.js";
import type { FigureFormat } from "../../figures/types.js";
import { command } from "../command.js";
import { drawFigure, loadFigures } from "../figure-files.js";
import { theoryText } from "../findings.js";
import { summariesIn } from "../folders.js";
import { oneOf, words } from "../options.js";
import { note, print, printJson } from "../output.js";
import { headline, slopeJson, slopeText } from "../slopes.js";
import { listed, type Rows, table } from "../terminal.js";

interface Options {
  readonly only?: readonly string[];
  readonly figure?: string;
  readonly json?: boolean;
}

/** `moestat compare A B`: the slopes and verdicts of two folders side by side. */
export const compareCommand = (): Command =>
  command("compare", {
    detail:
      "Slopes are those of the median over the replicates, with 95 % intervals. The difference is that of B minus A; its interval holds for runs that share no fits, as those of two seeds.",
    examples: [
      ["moestat compare results other", "A table of all experiments that both have:"],
      [
        "moestat compare results other --only softmax-exact,softmax-over --figure both.pdf",
        "Two of them, one curve over the other:",
      ],
    ],
  })
    .usage("A B [options]")
    .argument("<A>", "folder with the results of `run` or `reproduce`")
    .argument("<B>", "another one")
    .option("--only <NAMES>", "only these experiments", words("--only"))
    .option("--figure <FILE>", "draw up to four experiments into FILE.png, .svg or .pdf")
    .option("--json", "print one JSON list")
    .action(compare);

async function compare(a: string, b: string, { only, figure, json }: Options): Promise<void> {
  const { pairs: all, alone } = sharedRuns(summariesIn(a), summariesIn(b));
  const pairs = only ? all.filter(({ runs: [{ experiment }] }) => only.includes(experiment)) : all;
  const missing = only?.find((name) => !all.some(({ runs: [{ experiment }] }) => experiment === name));
  if (missing !== undefined) throw new Error(`no runs of "${missing}" in both ${a} and ${b}`);
  if (pairs.length === 0) throw new Error(`${a} and ${b} have no run in common`);
  const labels = labelsOf(a, b);
  if (figure !== undefined) await draw(pairs, labels, figure);
  if (json) printJson(pairs.map(recordOf));
  else print(table(rowsOf(pairs, labels)));
  for (const [i, names] of alone.entries())
    if (!only && names.length > 0) note(`only in ${[a, b][i]}: ${listed(names)}`);
}

/** What the folders are called: their last names, or as they were given where these are the same. */
function labelsOf(a: string, b: string): readonly [string, string] {
  const [first, second] = [basename(resolve(a)), basename(resolve(b))];
  return first === second ? [a, b] : [first, second];
}

function rowsOf(pairs: readonly Pair[], [a, b]: readonly [string, string]): Rows {
  const rows = pairs.map(({ runs }) => {
    const [first, second] = runs.map((run) => headline(run).median);
    const [one, other] = runs.map((run) => headlineFinding(run).verdict.verdict);
    return [
      nameOf(runs[0]),
      runs[0].headline,
      theoryText(runs[0].theory),
      ...[
        slopeText(first!),
        slopeText(second!),
        slopeText({ ...first!, ...slopeDifference(first!, second!) }),
      ],
      ...[one!, other!],
    ];
  });
  const header = [
    "setting",
    "loss",
    "theory",
    `slope in ${a}`,
    `in ${b}`,
    "difference",
    `verdict in ${a}`,
    `in ${b}`,
  ];
  return [header, ...rows];
}

function recordOf({ runs }: Pair) {
  const [first, second] = runs.map((run) => headline(run).median);
  const { experiment, protocol, headline: loss, theory } = runs[0];
  const { slope, low, high } = slopeDifference(first!, second!);
  return {
    ...{ experiment, protocol, loss, theory },
    runs: runs.map((run) => ({
      ...{ budget: run.budget, seed: run.seed, fits: run.fits, median: slopeJson(headline(run).median) },
      ...headlineFinding(run).verdict,
    })),
    difference: { slope, low, high },
  };
}

async function draw(pairs: readonly Pair[], labels: readonly [string, string], file: string): Promise<void> {
  if (pairs.length > 4)
    throw new Error(`invalid --figure; more than 4 experiments: ${pairs.length}; choose some with --only`);
  const ending = extname(file);
  const { figureFormats, lossTitle, ratesFigure } = await loadFigures();
  const format: FigureFormat = oneOf("ending of --figure", figureFormats)(ending.slice(1));
  const picture = comparisonPicture(pairs, labels, lossTitle);
  for (const written of await drawFigure(ratesFigure(picture), file.slice(0, -ending.length), {
    formats: [format],
  }))
    note(`figure in ${written}`);
}
