import { type Deciding, wouldDecide } from "./deciding.js";
import { type MissedShare, missedShare } from "./missed.js";
import { experimentsOf } from "./studies/index.js";
import type { Theory } from "./types/experiment.js";
import type { RatesPicture, RatesSeries } from "./types/picture.js";
import type { Provenance } from "./types/protocol.js";
import type { Study, StudySeries, Verdict } from "./types/study.js";
import type { LossSummary, SizeSummary, Summary } from "./types/summary.js";
import { verdictOf } from "./verdict.js";

/** One line of the final table: a curve, theory's statement of it and what was measured. */
export interface Finding {
  /** What the curve is called in its study, or the name of the experiment. */
  readonly label: string;
  readonly experiment: string;
  readonly loss: string;
  readonly pattern?: string;
  readonly provenance: Provenance;
  readonly theory: Theory;
  /** Absent where no fit had the pattern. */
  readonly curve?: LossSummary;
  /** Which of the two slopes the verdict is about. */
  readonly statistic: "mean" | "median";
  readonly verdict: Verdict;
  /** What would decide, where it is undecided for want of fits. */
  readonly deciding?: Deciding;
  readonly fits: number;
  readonly certified: number;
  /** Fits for which the loss is not defined. */
  readonly skipped: number;
  /** How often the search misses the highest maximum, in the finding of an experiment for which that was measured. */
  readonly missed?: MissedShare;
}

/** The curves of a study as a picture. Throws where a summary is missing or lacks a loss. */
export function studyPicture(study: Study, summaries: readonly Summary[]): RatesPicture {
  const used = experimentsOf(study).map((name) => summaryOf(summaries, name));
  const provenances = [...new Set(used.map(({ provenance }) => provenance))];
  const { budget, seed, protocol } = used[0];
  const notes = study.ownNotesOnly ? [] : [...new Set(used.flatMap((summary) => summary.notes ?? []))];
  return {
    title: study.title,
    subtitle: [
      `${capital(study.describes)}; the ${study.statistic} over the replicates`,
      `Protocol “${protocol}” (${provenances.join(", ")})${budget === "full" ? "" : ` · budget: ${budget}`}`,
    ],
    panels: study.panels.map(({ title, yTitle, series, references }) => ({
      title,
      yTitle,
      statistic: study.statistic,
      series: series.map((one) => seriesOf(one, study.statistic, summaryOf(summaries, one.experiment))),
      references,
    })),
    notes: [...study.notes, ...(notes.length <= 3 ? notes : []), ...skippedNotes(study, summaries)],
    about: { protocol, budget, seed },
  };
}

/** What a study finds: a line for each of its curves of which theory says something. Throws like `studyPicture`. */
export function studyFindings(study: Study, summaries: readonly Summary[]): Finding[] {
  const all = [...study.panels.flatMap(({ series }) => series), ...(study.also ?? [])];
  return all.flatMap((series) => {
    const summary = summaryOf(summaries, series.experiment);
    return series.theory ? [finding(series, series.theory, study.statistic, summary)] : [];
  });
}

/**
 * What an experiment finds: its headline loss beside its theory. The verdict is about the median: theory bounds losses
 * in probability, and a few replicates may decide a mean.
 */
export function headlineFinding(summary: Summary): Finding {
  const { experiment, headline, theory, protocol } = summary;
  const found = finding({ label: experiment, experiment, loss: headline }, theory, "median", summary);
  const missed = protocol === "certified" ? missedShare(experiment) : undefined;
  return { ...found, ...(missed ? { missed } : {}) };
}

function finding(
  { label, experiment, loss, pattern }: StudySeries,
  theory: Theory,
  statistic: "mean" | "median",
  summary: Summary,
): Finding {
  const curve = curveOf(summary, loss, pattern);
  const sizes = curve?.sizes ?? [];
  const count = (of: (size: SizeSummary) => number) => sizes.reduce((sum, size) => sum + of(size), 0);
  const judged = sizes
    .map(({ n, replicates, skipped = 0 }) => ({ n, fits: replicates - skipped }))
    .filter(({ fits }) => fits > 0);
  const verdict: Verdict = curve
    ? verdictOf(theory, curve[statistic], judged)
    : { verdict: "undecided", reason: "no such fit" };
  const deciding =
    curve && verdict.verdict === "undecided"
      ? wouldDecide(theory, curve[statistic], judged, summary.replicates)
      : undefined;
  return {
    label,
    experiment,
    loss,
    ...(pattern ? { pattern } : {}),
    provenance: summary.provenance,
    theory,
    ...(curve ? { curve } : {}),
    statistic,
    verdict,
    ...(deciding ? { deciding } : {}),
    fits: count(({ replicates }) => replicates),
    certified: count(({ certified }) => certified),
    skipped: count(({ skipped = 0 }) => skipped),
  };
}

/** A curve of a run as it is drawn. Throws where the run does not record the loss. */
export function seriesOf(
  { label, loss, pattern, theory }: StudySeries,
  statistic: "mean" | "median",
  summary: Summary,
): RatesSeries {
  const curve = curveOf(summary, loss, pattern);
  const points = (curve?.sizes ?? [])
    .map(({ n, mean, median, q25, q75, replicates, certified, skipped = 0 }) => ({
      n,
      mean,
      median,
      q25,
      q75,
      fits: replicates - skipped,
      uncertified: replicates - certified,
    }))
    .filter(({ fits }) => fits > 0);
  return {
    label,
    points,
    ...(curve ? { slope: curve[statistic] } : {}),
    // A lower bound is no rate that the curve should have.
    ...(theory && theory.kind !== "lower" ? { theory: theory.slope } : {}),
  };
}

/** A loss of a run, of all its fits or of those with a pattern; `undefined` where no fit has the pattern. */
function curveOf(summary: Summary, loss: string, pattern: string | undefined): LossSummary | undefined {
  const losses =
    pattern === undefined
      ? summary.losses
      : summary.patterns?.find((group) => group.pattern === pattern)?.losses;
  const found = losses?.find((one) => one.loss === loss);
  if (!found && losses)
    throw new Error(`experiment "${summary.experiment}" does not record the loss "${loss}"`);
  return found;
}

function summaryOf(summaries: readonly Summary[], name: string): Summary {
  const found = summaries.find(({ experiment }) => experiment === name);
  if (!found) throw new Error(`no finished run of ${name}; run: moestat run ${name}`);
  return found;
}

function skippedNotes(study: Study, summaries: readonly Summary[]): string[] {
  const most = study.panels.map(({ series }) =>
    Math.max(0, ...series.map((one) => skippedOf(one, summaries))),
  );
  const where = (i: number) => (most.length > 1 ? ` in (${String.fromCharCode(97 + i)})` : "");
  const told = most.flatMap((left, i) => (left > 0 ? [`${left}${where(i)}`] : []));
  return told.length > 0 ? [`Fits without such an error, left out: at most ${told.join(", ")}.`] : [];
}

/** The fits of a curve that do not have its loss. */
function skippedOf({ experiment, loss, pattern }: StudySeries, summaries: readonly Summary[]): number {
  const curve = curveOf(summaryOf(summaries, experiment), loss, pattern);
  return (curve?.sizes ?? []).reduce((sum, { skipped = 0 }) => sum + skipped, 0);
}

/** A text with a capital letter at its beginning. */
export const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);
