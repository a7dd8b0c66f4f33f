import type { Status } from "../src/types.js";
import { canonicalJson, parseJson } from "./json.js";
import { publishedCurve } from "./published-curve.js";
import { describe, slopes } from "./rates.js";
import type {
  Budget,
  Experiment,
  LossSummary,
  Protocol,
  SizeSummary,
  Summary,
  TrialRecord,
} from "./types.js";

/**
 * What a run found: every recorded loss at every size, slopes with intervals, counts of statuses. It depends
 * on the set of records alone, not on their order, and on `seed` through the bootstrap. `protocol` is the
 * one that was run, with its budget's sizes and replicates.
 */
export function summarize(
  experiment: Experiment,
  protocol: Protocol,
  records: readonly TrialRecord[],
  { budget, seed }: { budget: Budget; seed: string },
): Summary {
  const failures = records.filter((record) => !isCertified(record.status)).length;
  const published = publishedCurve(experiment);
  return {
    experiment: experiment.name,
    title: experiment.title,
    k: experiment.experts,
    trueK: Object.values(experiment.truth.experts).find(Array.isArray)!.length,
    protocol: protocol.name,
    standing: protocol.standing,
    describes: protocol.describes,
    budget,
    seed,
    replicates: protocol.replicates,
    theory: experiment.theory,
    headline: protocol.losses[0],
    losses: protocol.losses.map((loss) => summarizeLoss(loss, protocol, records, seed)),
    ...(published ? { published } : {}),
    failures,
    fits: records.length,
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

/** Whether a fit with this status is a certified maximum. */
export function isCertified(status: Status): boolean {
  return status === "converged" || status === "singular";
}

function summarizeLoss(
  loss: string,
  protocol: Protocol,
  records: readonly TrialRecord[],
  seed: string,
): LossSummary {
  const all = curve(loss, protocol, records, seed);
  const certified = records.filter((record) => isCertified(record.status));
  const fewFail = records.length - certified.length <= 0.01 * records.length;
  if (fewFail || new Set(certified.map((record) => record.n)).size < 2) return { loss, ...all };
  return { loss, ...all, certifiedOnly: curve(loss, protocol, certified, seed) };
}

function curve(
  loss: string,
  protocol: Protocol,
  records: readonly TrialRecord[],
  seed: string,
): Pick<LossSummary, "sizes" | "mean" | "median"> {
  const groups = protocol.sizes
    .map((n) => ({ n, records: records.filter((record) => record.n === n) }))
    .filter((group) => group.records.length > 0)
    .map((group) => ({ ...group, values: group.records.map((record) => record.losses[loss]) }));
  return {
    sizes: groups.map((group) => summarizeSize(group.n, group.records, group.values)),
    ...slopes(groups, { key: `${seed}/bootstrap`, drop: protocol.drop }),
  };
}

function summarizeSize(n: number, records: readonly TrialRecord[], values: readonly number[]): SizeSummary {
  const statuses: Record<Status, number> = {
    converged: 0,
    singular: 0,
    boundary: 0,
    collapsed: 0,
    maxSteps: 0,
  };
  for (const record of records) statuses[record.status]++;
  return {
    n,
    replicates: records.length,
    statuses,
    certified: statuses.converged + statuses.singular,
    ...describe(values),
  };
}
