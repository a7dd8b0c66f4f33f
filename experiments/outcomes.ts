import type { Status } from "../src/types.js";
import type { TrialRecord } from "./types/record.js";

/** The fits of one size that have one pattern of cell sizes and one status: all that a summary needs of them, in eight bytes a loss. */
export interface Outcomes {
  readonly n: number;
  readonly pattern: string;
  readonly status: Status;
  readonly fits: number;
  /** By the losses' names, an entry a fit. */
  readonly losses: ReadonlyMap<string, readonly number[]>;
}

/** Sorts records by size, pattern and status, and keeps the losses of these names. The records may be more than memory holds. */
export function outcomesOf(records: Iterable<TrialRecord>, losses: readonly string[]): Outcomes[] {
  const groups = new Map<string, { n: number; pattern: string; status: Status; values: number[][] }>();
  for (const { n, pattern, status, losses: found } of records) {
    const key = `${n}/${status}/${pattern}`;
    let group = groups.get(key);
    if (!group) {
      group = { n, pattern, status, values: losses.map(() => []) };
      groups.set(key, group);
    }
    const { values } = group;
    losses.forEach((loss, i) => void values[i].push(found[loss]));
  }
  return [...groups.values()].map(({ values, ...group }) => ({
    ...group,
    fits: values[0].length,
    losses: new Map(losses.map((loss, i) => [loss, values[i]])),
  }));
}

/** How many fits there are in all. */
export const countOf = (outcomes: readonly Outcomes[]): number =>
  outcomes.reduce((sum, { fits }) => sum + fits, 0);

/** A loss of all fits, group after group. */
export const lossesOf = (outcomes: readonly Outcomes[], loss: string): number[] =>
  outcomes.flatMap(({ losses }) => losses.get(loss)!);
