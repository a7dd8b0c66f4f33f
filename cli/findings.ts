import type { Deciding } from "../experiments/deciding.js";
import type { MissedShare } from "../experiments/missed.js";
import { studies } from "../experiments/studies/index.js";
import { type Finding, headlineFinding, studyFindings } from "../experiments/study.js";
import type { Theory } from "../experiments/types/experiment.js";
import type { Slope, Summary } from "../experiments/types/summary.js";
import { lossWords } from "../figures/notation.js";
import { count, flat, powerOfTen } from "../figures/numbers.js";
import { fixed, slopeJson, slopeText } from "./slopes.js";
import { listed, narrowTable, type Rows, wrapped } from "./terminal.js";

/** A part of the final table: the headline losses of all experiments, or a study. */
export interface FindingGroup {
  readonly name: string;
  readonly title: string;
  readonly findings: readonly Finding[];
}

/**
 * What all runs found: first the headline loss of each experiment, then the curves of each study that are not such a
 * headline. A study whose runs are not all there is left out.
 */
export function findingGroups(summaries: readonly Summary[]): FindingGroup[] {
  const known = new Set(summaries.map(({ experiment }) => experiment));
  const headlines = summaries.map(headlineFinding);
  const seen = new Set(headlines.map(keyOf));
  return [
    { name: "experiments", title: "Every experiment: its headline loss", findings: headlines },
    ...studies
      .filter(({ panels }) => panels.every(({ series }) => series.every((one) => known.has(one.experiment))))
      .map((study) => {
        const findings = studyFindings(study, summaries).filter((one) => !seen.has(keyOf(one)));
        for (const one of findings) seen.add(keyOf(one));
        return { name: study.name, title: study.title, findings };
      })
      .filter(({ findings }) => findings.length > 0),
  ];
}

/** What a reader calls the verdicts, in the order in which they are counted. */
export const verdictWords = { agrees: "agree", "does not": "contradict", undecided: "undecided" } as const;

/** How many findings have each verdict, by what readers call it. */
export function verdictCounts(findings: readonly Finding[]): readonly (readonly [string, number])[] {
  return Object.entries(verdictWords).map(([verdict, words]) => [
    words,
    findings.filter((finding) => finding.verdict.verdict === verdict).length,
  ]);
}

/** `theory and what was found: 12 agree, 1 contradict, 4 undecided`. */
export const countsText = (findings: readonly Finding[]): string =>
  `theory and what was found: ${verdictCounts(findings)
    .map(([words, number]) => `${number} ${words}`)
    .join(", ")}`;

const keyOf = ({ experiment, loss, pattern = "" }: Finding): string => [experiment, loss, pattern].join();

/** Columns of the final table. */
export const findingHeader: readonly string[] = [
  "setting",
  "loss",
  "provenance",
  "theory",
  "slope of the mean",
  "slope of the median",
  "certified",
  "verdict",
];

/** The lines of a group; below an experiment's headline one more where the certified fits alone have other slopes. */
export function findingRows({ findings }: Pick<FindingGroup, "findings">): Rows {
  return findings.flatMap((finding) => {
    const { curve, verdict } = finding;
    const row = [
      settingOf(finding),
      finding.loss,
      finding.provenance,
      theoryText(finding.theory),
      curve ? slopeText(curve.mean) : "—",
      curve ? slopeText(curve.median) : "—",
      share(finding),
      [`${verdict.verdict} (${verdict.reason})`, ...remarksOf(finding)].join("; "),
    ];
    if (!curve?.certifiedOnly || finding.label !== finding.experiment) return [row];
    const { mean, median } = curve.certifiedOnly;
    return [row, ["  certified fits alone", "", "", "", slopeText(mean), slopeText(median), "", ""]];
  });
}

/** What there is to say of a verdict beside it: skipped fits, what would decide, how often the search missed the maximum. */
export function remarksOf({ skipped, fits, deciding, missed }: Finding): string[] {
  return [
    ...(skipped > 0 ? [`${skipped} of ${fits} fits skipped`] : []),
    ...(deciding ? [decidingText(deciding)] : []),
    ...(missed ? [missedText(missed)] : []),
  ];
}

/** `32 replicates or n = 10⁶ would decide`, the sooner first. */
function decidingText({ n, replicates, sooner }: Deciding): string {
  const more = `${count(replicates)} replicates`;
  if (n === undefined) return `${more} would decide, no n below ${powerOfTen(9)}`;
  const size = `n = ${sizeText(n)}`;
  return `${(sooner === "n" ? [size, more] : [more, size]).join(" or ")} would decide`;
}

/** `5,600`, and from 10,000 on `5.6·10⁴`. */
function sizeText(n: number): string {
  if (n < 1e4) return count(n);
  const [mantissa, exponent] = n.toExponential(1).split("e");
  return powerOfTen(Number(exponent), Number(mantissa));
}

/** `maximum missed: 1 of 12 (bench)`. */
const missedText = ({ missed, of }: MissedShare): string => `maximum missed: ${missed} of ${of} (bench)`;

/** `topk-over [1,2]`: an experiment, with the pattern of the fits that are meant. */
export const settingOf = ({ experiment, pattern }: Finding): string =>
  pattern ? `${experiment} [${pattern}]` : experiment;

/** What theory says of a slope: `−0.50`, `−0.50 or slower`, `0 (floor)`. */
export function theoryText({ slope, kind }: Theory): string {
  if (kind === "floor") return "0 (floor)";
  const digits = Number.isInteger(slope * 100) ? 2 : 3;
  return `${fixed(slope, digits)}${kind === "lower" ? " or slower" : ""}`;
}

/** The share of certified fits; rounded down, so that 100 % means all. */
export const share = ({ fits, certified }: Finding): string =>
  fits === 0 ? "—" : `${(Math.floor((1000 * certified) / fits) / 10).toFixed(1)} %`;

/** One line of the table for a program. */
export function findingRecord({ curve, ...finding }: Finding) {
  const slopes = ({ mean, median }: { mean: Slope; median: Slope }) => ({
    mean: slopeJson(mean),
    median: slopeJson(median),
  });
  return {
    ...finding,
    ...(curve ? slopes(curve) : {}),
    ...(curve?.certifiedOnly ? { certifiedOnly: slopes(curve.certifiedOnly) } : {}),
  };
}

/** Narrower tables have no room for the share of certified fits. */
const roomForShare = 70;

/**
 * The table of these groups for a terminal: the median, which is judged, without provenance and reasons, and the share of certified
 * fits only where some are not. Below a row stands what would decide it, and how often its maximum was missed.
 */
export function findingsTable(
  groups: readonly Pick<FindingGroup, "name" | "findings">[],
  width: number,
): string {
  const all = groups.flatMap(({ findings }) => findings);
  const hasShare = width >= roomForShare && all.some(({ fits, certified }) => certified < fits);
  const row = (
    setting: string,
    theory: string,
    slope: Slope | undefined,
    shared: string,
    verdict: string,
  ) => [...[setting, theory, slope ? slopeText(slope) : "—"], ...(hasShare ? [shared] : []), verdict];
  const rowsOf = (finding: Finding): Rows => {
    const { curve, loss, theory, verdict, label, experiment } = finding;
    const alone = label === experiment ? curve?.certifiedOnly : undefined;
    const setting = `${settingOf(finding)}, ${flat(lossWords(loss))}`;
    return [
      row(setting, briefTheory(theory), curve?.median, share(finding), verdict.verdict),
      ...(alone ? [row("  certified fits alone", "", alone.median, "", "")] : []),
      ...below(remarksOf({ ...finding, skipped: 0 }), width),
    ];
  };
  const rows = groups.flatMap(({ name, findings }) => [
    ...(groups.length > 1 ? [[`${name}:`]] : []),
    ...findings.flatMap(rowsOf),
  ]);
  const header = [
    "setting, loss",
    "theory",
    "slope of the median",
    ...(hasShare ? ["certified"] : []),
    "verdict",
  ];
  return narrowTable([header, ...rows], width);
}

/** Remarks as lines over all columns: one, or one for each where that has no room. */
function below(remarks: readonly string[], width: number): Rows {
  const joined = remarks.join("; ");
  const texts = joined.length <= width - 2 ? remarks.slice(0, 1).map(() => joined) : remarks;
  return texts.flatMap((text) =>
    wrapped(text, "  ", width - 2)
      .split("\n")
      .map((line) => [`  ${line}`]),
  );
}

/** Theory's slope in a few signs: `−0.50`, `≥ −0.50` for that or slower, `0` for a floor. */
const briefTheory = ({ slope, kind }: Theory): string =>
  kind === "floor" ? "0" : `${kind === "lower" ? "≥ " : ""}${theoryText({ slope, source: "" })}`;

/** What it takes to read the table of these findings. */
export const findingNotes = (findings: readonly Finding[]): readonly string[] => [
  "Slopes are least-squares slopes of log loss on log n, of the mean and of the median over the replicates, with a 95 % bootstrap interval over replicates. `[1,2]`: only the fits that put one atom into the cell of the first true expert and two into that of the second.",
  "`theory`: the exponent of an upper bound with a factor of log n; `or slower`: no estimator is faster for every truth; `floor`: the loss does not vanish.",
  "The verdict is about the median at the sizes of this run. A bound is agreed with where the interval meets it, with its log factor, or lies below it, and excludes half its exponent; it does not agree where the whole interval is flatter.",
  ...decidingNotes(findings),
  "`certified` is the share of fits with a vanishing score and no positive eigenvalue of the Hessian; the others stay in the slopes, except in rows of certified fits alone. `skipped`: fits for which the loss is not defined, which are left out.",
  ...missedNotes(findings),
];

function decidingNotes(findings: readonly Finding[]): string[] {
  if (!findings.some(({ deciding }) => deciding)) return [];
  return [
    "`would decide`: fits with which either of the two rates that a verdict tells apart (a bound and half its exponent, a floor and a slope of −1/2) has its verdict in 97.5 % of runs: so many replicates at the sizes of this run, or its replicates at further sizes in the same ratio up to that n. What draws fewer observations in all stands first. It is computed from the interval, as if losses were spread alike at all sizes.",
  ];
}

function missedNotes(findings: readonly Finding[]): string[] {
  const missed = missedWith(findings);
  return missed === undefined
    ? []
    : [
        `\`maximum missed\`: in how many samples of n = ${missed.sizes} the search of these fits ended below one from ${missed.starts} random starts on the same data (\`bench/missed.ts\`). It was measured once for the package, not in this run.`,
      ];
}

/** The samples and the searches that missed shares rest on, in words. */
function missedWith(findings: readonly Finding[]): { sizes: string; starts: string } | undefined {
  const all = findings.flatMap(({ missed }) => (missed ? [missed] : []));
  const different = (values: readonly number[]) =>
    listed([...new Set(values)].sort((p, q) => p - q).map(count));
  if (all.length === 0) return undefined;
  return { sizes: different(all.map(({ n }) => n)), starts: different(all.map(({ starts }) => starts)) };
}

/** What it takes to read the lines below rows of the terminal's table. */
export function legend(findings: readonly Finding[]): string[] {
  const missed = missedWith(findings);
  return [
    ...(findings.some(({ deciding }) => deciding)
      ? ["would decide: with so many fits either rate has its verdict in 97.5 % of runs"]
      : []),
    ...(missed ? [`maximum missed: samples in which ${missed.starts} random starts ended higher`] : []),
  ];
}
