import { fitSet } from "../../storage/fit-set.js";
import { shardIndex } from "../../storage/shards.js";
import type { Task, TrialRecord } from "../../types/record.js";
import type { ShardedRun } from "../cluster.js";

/** The fits that a run is waiting for. */
export interface Outstanding {
  /** How many are left. */
  readonly left: () => number;
  /** How many are left of each of so many shards. */
  readonly leftOfShards: (of: number) => readonly number[];
  /** What a record is to the run: one that it waits for, one that it has, or one that it has not asked for. */
  readonly look: (record: Pick<TrialRecord, "experiment" | "n" | "replicate">) => "new" | "known" | "foreign";
  /** Notes that a fit is done. */
  readonly take: (record: Pick<TrialRecord, "experiment" | "n" | "replicate">) => void;
}

const [waitedFor, done] = [1, 2];

/** Begins to wait for tasks. It takes four bytes a task. */
export function outstanding(tasks: Iterable<Task>, runs: readonly ShardedRun[]): Outstanding {
  const marks = new Map(runs.map(({ experiment }) => [experiment, fitSet()]));
  let left = 0;
  for (const { experiment, n, replicate } of tasks) {
    marks.get(experiment)!.add(n, replicate, waitedFor);
    left++;
  }
  return {
    left: () => left,
    leftOfShards(of) {
      const counts = new Array<number>(of).fill(0);
      for (const { experiment, protocol } of runs)
        for (const n of protocol.sizes)
          for (let replicate = 0; replicate < protocol.replicates; replicate++)
            if (marks.get(experiment)!.markOf(n, replicate) === waitedFor)
              counts[shardIndex(protocol, { n, replicate }, of)]!++;
      return counts;
    },
    look({ experiment, n, replicate }) {
      const mark = marks.get(experiment)!.markOf(n, replicate);
      return mark === waitedFor ? "new" : mark === done ? "known" : "foreign";
    },
    take({ experiment, n, replicate }) {
      marks.get(experiment)!.add(n, replicate, done);
      left--;
    },
  };
}
