import { fittedModel } from "./parts/models.js";
import { type Fits, fitsOfShard, type Shard, shardIndex } from "./storage/shards.js";
import type { SizeTimes } from "./storage/times.js";
import type { Experiment } from "./types/experiment.js";
import type { Protocol } from "./types/protocol.js";
import type { Task } from "./types/record.js";

/** All fits of a protocol, every size with every replicate, one by one: there may be more of them than memory holds. */
export function* tasksOf(
  experiment: string,
  { name, sizes, replicates }: Protocol,
  seed: string,
): Generator<Task> {
  for (const n of sizes)
    for (let replicate = 0; replicate < replicates; replicate++)
      yield { experiment, protocol: name, n, replicate, seed };
}

/** An experiment that is to be run. */
export interface Queue {
  readonly experiment: Experiment;
  /** The one that is run, with the budget's sizes and replicates. */
  readonly protocol: Protocol;
  readonly seed: string;
  /** The fits that are done. */
  readonly fits: Fits;
  /** The part of the fits that is to be run; all where absent. */
  readonly shard?: Shard;
}

const whole: Shard = { index: 0, of: 1 };

/** How many fits of a size are to be done. */
export interface SizeCount {
  readonly n: number;
  readonly fits: number;
}

/** The fits that a queue has left, by size. */
export const leftOf = (queue: Queue): SizeCount[] =>
  queue.protocol.sizes.map((n) => ({
    n,
    fits: queue.shard ? counted(leftOfSize(queue, n)) : uncounted(queue, n),
  }));

const uncounted = ({ protocol: { replicates }, fits }: Queue, n: number): number =>
  replicates - fits.count(n, replicates);

/** How many fits a queue has in all, done or not. */
export const fitsOf = ({ protocol, shard = whole }: Queue): number => fitsOfShard(protocol, shard);

function* leftOfSize({ experiment, protocol, seed, fits, shard = whole }: Queue, n: number): Generator<Task> {
  const { name, replicates } = protocol;
  const ahead = shard.index - shardIndex(protocol, { n, replicate: 0 }, shard.of);
  const first = ahead < 0 ? ahead + shard.of : ahead;
  for (let replicate = first; replicate < replicates; replicate += shard.of)
    if (fits.markOf(n, replicate) === 0)
      yield { experiment: experiment.name, protocol: name, n, replicate, seed };
}

function counted(tasks: Iterable<Task>): number {
  let count = 0;
  for (const _ of tasks) count++;
  return count;
}

/** An experiment at the beginning of a run, in numbers. */
export interface Beginning {
  readonly experiment: Experiment;
  readonly protocol: Protocol;
  /** Its fits that are to be done. */
  readonly left: readonly SizeCount[];
  /** How many of its fits were done in earlier runs. */
  readonly finished: number;
  /** What is known of the time that fits take. */
  readonly times: readonly SizeTimes[];
}

/**
 * The fits of several experiments in the order in which workers should take them: experiment after experiment, the one with
 * the heaviest fit first, and in each experiment by falling n. So an experiment can be drawn while the next ones
 * run, no worker waits between two experiments, and only the lightest fits are left at the end. A fit is looked up among those that
 * are done when its turn comes.
 */
export function* longestFirst(queues: readonly Queue[]): Generator<Task> {
  const heaviest = (queue: Queue): number =>
    leftOf(queue).reduce(
      (most, { n, fits }) => (fits > 0 ? Math.max(most, weight(queue.experiment, queue.protocol, n)) : most),
      0,
    );
  const order = queues
    .map((queue) => ({ queue, heaviest: heaviest(queue) }))
    .sort((a, b) => b.heaviest - a.heaviest);
  for (const { queue } of order)
    for (const n of [...queue.protocol.sizes].sort((a, b) => b - a)) yield* leftOfSize(queue, n);
}

/** How many starts a search makes, roughly, where the protocol does not say it. */
const usualTries = 20;

/**
 * Work of a fit in arbitrary units: starts times the entries of the Hessian times a power of n. With several starts the
 * power is about 0.6 (measured), since most of the work is done on part of a large sample. Units of different experiments take
 * different times, which `meter` learns from the fits of each; for the order a rough comparison is enough.
 */
export function weight(experiment: Experiment, { start, tries = usualTries }: Protocol, n: number): number {
  return tries * fittedModel(experiment).size ** 2 * n ** (start === "multi" ? 0.6 : 1);
}
