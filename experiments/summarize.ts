import { mayBeUndefined } from "../src/losses/errors.js";
import type { Status } from "../src/types.js";
import { canonicalJson, parseJson } from "./json.js";
import { countOf, lossesOf, type Outcomes, outcomesOf } from "./outcomes.js";
import { truthModel } from "./parts/models.js";
import { publishedCurve } from "./published-curve.js";
import { describe, slopes } from "./rates.js";
import { checkData } from "./schema/check.js";
import { summarySchema } from "./schema/summary.js";
import type { Lost } from "./storage/lost.js";
import type { Experiment } from "./types/experiment.js";
import type { Budget, Protocol } from "./types/protocol.js";
import type { TrialRecord } from "./types/record.js";
import type { LossSummary, PatternSummary, SizeSummary, Summary, Uncertified } from "./types/summary.js";

/**
 * What a run found: every recorded loss at every size, slopes with intervals, counts of statuses, and for an
 * over-specified fit the same by pattern of cell sizes. The summary depends on the set of records and, through the
 * bootstrap, on `seed`; it does not depend on the order of the records, which are gone through once. `protocol` is the one that was run, with its budget's
 * sizes and replicates; `lost` the fits of it that there are no records of.
 */
export function summarize(
  experiment: Experiment,
  protocol: Protocol,
  records: Iterable<TrialRecord>,
  { budget, seed, lost = [] }: { budget: Budget; seed: string; lost?: readonly Lost[] },
): Summary {
  const outcomes = outcomesOf(records, protocol.losses);
  const fits = countOf(outcomes);
  const published = publishedCurve(experiment);
  const { k: trueK } = truthModel(experiment);
  const areCompared = outcomes.some(({ pattern }) => pattern !== "");
  const patterns =
    experiment.k > trueK && areCompared ? summarizePatterns(protocol, outcomes, seed) : undefined;
  const notes = [...(experiment.notes ?? []), ...lostNotes(lost)];
  return {
    experiment: experiment.name,
    title: experiment.title,
    k: experiment.k,
    trueK,
    protocol: protocol.name,
    provenance: protocol.provenance,
    describes: protocol.describes,
    budget,
    seed,
    replicates: protocol.replicates,
    theory: experiment.theory,
    ...(notes.length > 0 ? { notes } : {}),
    headline: protocol.losses[0],
    losses: protocol.losses.map((loss) => summarizeLoss(loss, protocol, outcomes, { seed, lost })),
    ...(patterns ? { patterns } : {}),
    ...(published ? { published } : {}),
    failures: fits - countOf(outcomes.filter(areCertified)) + lost.length,
    ...(lost.length > 0 ? { lost: lost.length } : {}),
    fits: fits + lost.length,
  };
}

/** A summary as text, the same for equal summaries: canonical JSON, one line; a number that is not finite is null. */
export function summaryText(summary: Summary): string {
  return `${canonicalJson(summary)}\n`;
}

/** Reads what `summaryText` writes. Throws for what is no JSON or no summary. */
export function parseSummary(text: string): Summary {
  checkData(summarySchema, JSON.parse(text));
  const summary = parseJson(text) as Summary;
  if (!summary.losses.some(({ loss }) => loss === summary.headline))
    throw new Error(`headline; none of its losses: "${summary.headline}"`);
  return summary;
}

const uncertified: Readonly<Record<Uncertified, true>> = { collapsed: true, maxSteps: true };

/** Whether a fit with this status is a certified maximum over its parameter set; on its boundary by the Karush-Kuhn-Tucker conditions. */
export function isCertified(status: Status): boolean {
  return !(status in uncertified);
}

function lostNotes(lost: readonly Lost[]): string[] {
  if (lost.length === 0) return [];
  const reasons = [...new Set(lost.map(({ reason }) => reason))].sort().join(", ");
  return [
    `Lost fits (${reasons}), which count as not certified and are left out of losses and slopes: ${lost.length}.`,
  ];
}

const areCertified = ({ status }: Outcomes): boolean => isCertified(status);

function summarizePatterns(
  protocol: Protocol,
  outcomes: readonly Outcomes[],
  seed: string,
): PatternSummary[] {
  return [...new Set(outcomes.map(({ pattern }) => pattern))]
    .map((pattern) => {
      const group = outcomes.filter((one) => one.pattern === pattern);
      return { pattern, fits: countOf(group), group };
    })
    .sort((p, q) => q.fits - p.fits || (p.pattern < q.pattern ? -1 : 1))
    .map(({ pattern, fits, group }) => ({
      pattern,
      fits,
      losses: protocol.losses.map((loss) => ({ loss, ...curve(loss, protocol, group, seed) })),
    }));
}

function summarizeLoss(
  loss: string,
  protocol: Protocol,
  outcomes: readonly Outcomes[],
  { seed, lost }: { seed: string; lost: readonly Lost[] },
): LossSummary {
  const all = curve(loss, protocol, outcomes, seed, lost);
  const certified = outcomes.filter(areCertified);
  const fits = countOf(outcomes);
  const fewFail = fits - countOf(certified) <= 0.01 * fits;
  if (fewFail || new Set(certified.map(({ n }) => n)).size < 2) return { loss, ...all };
  return { loss, ...all, certifiedOnly: curve(loss, protocol, certified, seed) };
}

/**
 * The curve of a loss over the sizes. A fit for which the loss is not defined is left out, and counted. A loss that is always
 * defined and yet not a number counts as infinite.
 */
function curve(
  loss: string,
  protocol: Protocol,
  outcomes: readonly Outcomes[],
  seed: string,
  lost: readonly Lost[] = [],
): Pick<LossSummary, "sizes" | "mean" | "median"> {
  const at = <Fit extends { readonly n: number }>(fits: readonly Fit[], n: number) =>
    fits.filter((fit) => fit.n === n);
  const groups = protocol.sizes
    .map((n) => ({ n, outcomes: at(outcomes, n), lost: at(lost, n).length }))
    .filter((group) => group.outcomes.length + group.lost > 0)
    .map((group) => {
      const all = lossesOf(group.outcomes, loss);
      return { ...group, values: mayBeUndefined(loss) ? all.filter((value) => !Number.isNaN(value)) : all };
    });
  return {
    sizes: groups.map((group) => summarizeSize(group)),
    ...slopes(
      groups.filter((group) => group.values.length > 0),
      { key: `${seed}/bootstrap`, drop: protocol.drop },
    ),
  };
}

/** The fits of one size: how they ended, their losses where these are defined, and how many were lost. */
interface Group {
  readonly n: number;
  readonly outcomes: readonly Outcomes[];
  readonly values: readonly number[];
  readonly lost: number;
}

function summarizeSize({ n, outcomes, values, lost }: Group): SizeSummary {
  const statuses: Record<Status, number> = {
    converged: 0,
    singular: 0,
    boundary: 0,
    collapsed: 0,
    maxSteps: 0,
  };
  for (const { status, fits } of outcomes) statuses[status] += fits;
  const replicates = countOf(outcomes) + lost;
  const skipped = replicates - values.length;
  return {
    n,
    replicates,
    statuses,
    certified: countOf(outcomes.filter(areCertified)),
    ...(skipped > 0 ? { skipped } : {}),
    ...describe(values),
  };
}
