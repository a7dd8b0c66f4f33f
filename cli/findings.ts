import { studies } from "../experiments/studies/index.js";
import { type Finding, headlineFinding, studyFindings } from "../experiments/study.js";
import type { Theory } from "../experiments/types/experiment.js";
import type { Slope, Summary } from "../experiments/types/summary.js";
import { lossWords } from "../figures/notation.js";
import { flat } from "../figures/numbers.js";
import { fixed, slopeJson, slopeText } from "./slopes.js";
import { narrowTable, type Rows } from "./terminal.js";

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
      `${verdict.verdict} (${verdict.reason})${finding.skipped > 0 ? `; ${finding.skipped} of ${finding.fits} fits skipped` : ""}`,
    ];
    if (!curve?.certifiedOnly || finding.label !== finding.experiment) return [row];
    const { mean, median } = curve.certifiedOnly;
    return [row, ["  certified fits alone", "", "", "", slopeText(mean), slopeText(median), "", ""]];
  });
}

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
 * fits only where some are not.
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

/** Theory's slope in a few signs: `−0.50`, `≥ −0.50` for that or slower, `0` for a floor. */
const briefTheory = ({ slope, kind }: Theory): string =>
  kind === "floor" ? "0" : `${kind === "lower" ? "≥ " : ""}${theoryText({ slope, source: "" })}`;

/** What it takes to read the table. */
export const findingNotes: readonly string[] = [
  "Slopes are least-squares slopes of log loss on log n, of the mean and of the median over the replicates, with a 95 % bootstrap interval over replicates. `[1,2]`: only the fits that put one atom into the cell of the first true expert and two into that of the second.",
  "`theory`: the exponent of an upper bound with a factor of log n; `or slower`: no estimator is faster for every truth; `floor`: the loss does not vanish.",
  "The verdict is about the median at the sizes of this run. A bound is agreed with where the interval meets it, with its log factor, or lies below it, and excludes half its exponent; it does not agree where the whole interval is flatter.",
  "`certified` is the share of fits with a vanishing score and no positive eigenvalue of the Hessian; the others stay in the slopes, except in rows of certified fits alone. `skipped`: fits for which the loss is not defined, which are left out.",
];
