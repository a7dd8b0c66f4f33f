import { mayBeUndefined } from "../src/losses/errors.js";
import type { Status } from "../src/types.js";
import { canonicalJson, parseJson } from "./json.js";
import { truthModel } from "./parts/models.js";
import { publishedCurve } from "./published-curve.js";
import { describe, slopes } from "./rates.js";
import type { Lost } from "./storage/lost.js";
import type { Experiment } from "./types/experiment.js";
import type { Budget, Protocol } from "./types/protocol.js";
import type { TrialRecord } from "./types/record.js";
import type { LossSummary, PatternSummary, SizeSummary, Summary } from "./types/summary.js";

/**
 * What a run found: every recorded loss at every size, slopes with intervals, counts of statuses, and for an
 * over-specified fit the same by pattern of cell sizes. The summary depends on the set of records and, through the
 * bootstrap, on `seed`; it does not depend on the order of the records. `protocol` is the one that was run, with its budget's
 * sizes and replicates; `lost` the fits of it that there are no records of.
 */
export function summarize(
  experiment: Experiment,
  protocol: Protocol,
  records: readonly TrialRecord[],
  { budget, seed, lost = [] }: { budget: Budget; seed: string; lost?: readonly Lost[] },
): Summary {
  const failures = records.filter((record) => !isCertified(record.status)).length + lost.length;
  const published = publishedCurve(experiment);
  const { experts: trueK } = truthModel(experiment);
  const patterns = experiment.experts > trueK ? summarizePatterns(protocol, records, seed) : undefined;
  const notes = [...(experiment.notes ?? []), ...lostNotes(lost)];
  return {
    experiment: experiment.name,
    title: experiment.title,
    k: experiment.experts,
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
    losses: protocol.losses.map((loss) => summarizeLoss(loss, protocol, records, { seed, lost })),
    ...(patterns ? { patterns } : {}),
    ...(published ? { published } : {}),
    failures,
    ...(lost.length > 0 ? { lost: lost.length } : {}),
    fits: records.length + lost.length,
  };
}

/** A summary as text, the same for equal summaries: canonical JSON, one line; a number that is not finite is null. */
export function summaryText(summary: Summary): string {
  return `${canonicalJson(summary)}\n`;
}

/** Reads what `summaryText` writes. */
export function parseSummary(text: string): Summary {
  return parseJson(text) as Summary;
}

/** Whether a fit with this status is a certified maximum over its parameter set; on its boundary by the Karush-Kuhn-Tucker conditions. */
export function isCertified(status: Status): boolean {
  return status === "converged" || status === "singular" || status === "boundary";
}

function lostNotes(lost: readonly Lost[]): string[] {
  if (lost.length === 0) return [];
  const reasons = [...new Set(lost.map(({ reason }) => reason))].sort().join(", ");
  return [
    `Lost fits (${reasons}), which count as not certified and are left out of losses and slopes: ${lost.length}.`,
  ];
}

function summarizePatterns(
  protocol: Protocol,
  records: readonly TrialRecord[],
  seed: string,
): PatternSummary[] {
  const groups = new Map<string, TrialRecord[]>();
  for (const record of records) {
    const group = groups.get(record.pattern);
    if (group) group.push(record);
    else groups.set(record.pattern, [record]);
  }
  return [...groups]
    .sort(([p, these], [q, those]) => those.length - these.length || (p < q ? -1 : 1))
    .map(([pattern, group]) => ({
      pattern,
      fits: group.length,
      losses: protocol.losses.map((loss) => ({ loss, ...curve(loss, protocol, group, seed) })),
    }));
}

function summarizeLoss(
  loss: string,
  protocol: Protocol,
  records: readonly TrialRecord[],
  { seed, lost }: { seed: string; lost: readonly Lost[] },
): LossSummary {
  const all = curve(loss, protocol, records, seed, lost);
  const certified = records.filter((record) => isCertified(record.status));
  const fewFail = records.length - certified.length <= 0.01 * records.length;
  if (fewFail || new Set(certified.map((record) => record.n)).size < 2) return { loss, ...all };
  return { loss, ...all, certifiedOnly: curve(loss, protocol, certified, seed) };
}

/**
 * The curve of a loss over the sizes. A fit for which the loss is not defined is left out, and counted. A loss that is always
 * defined and yet not a number counts as infinite.
 */
function curve(
  loss: string,
  protocol: Protocol,
  records: readonly TrialRecord[],
  seed: string,
  lost: readonly Lost[] = [],
): Pick<LossSummary, "sizes" | "mean" | "median"> {
  const at = <Fit extends { readonly n: number }>(fits: readonly Fit[], n: number) =>
    fits.filter((fit) => fit.n === n);
  const groups = protocol.sizes
    .map((n) => ({ n, records: at(records, n), lost: at(lost, n).length }))
    .filter((group) => group.records.length + group.lost > 0)
    .map((group) => {
      const all = group.records.map((record) => record.losses[loss]);
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

/** The fits of one size: their records, their losses where these are defined, and how many were lost. */
interface Group {
  readonly n: number;
  readonly records: readonly TrialRecord[];
  readonly values: readonly number[];
  readonly lost: number;
}

function summarizeSize({ n, records, values, lost }: Group): SizeSummary {
  const statuses: Record<Status, number> = {
    converged: 0,
    singular: 0,
    boundary: 0,
    collapsed: 0,
    maxSteps: 0,
  };
  for (const record of records) statuses[record.status]++;
  const replicates = records.length + lost;
  const skipped = replicates - values.length;
  return {
    n,
    replicates,
    statuses,
    certified: records.filter(({ status }) => isCertified(status)).length,
    ...(skipped > 0 ? { skipped } : {}),
    ...describe(values),
  };
}
