import { fittedModel } from "./trial.js";
import type { Experiment } from "./types/experiment.js";
import type { Protocol } from "./types/protocol.js";
import type { Task, TrialRecord } from "./types/record.js";

/** All fits of a protocol: every size with every replicate. */
export function tasksOf(experiment: string, protocol: Protocol, seed: string): Task[] {
  return protocol.sizes.flatMap((n) =>
    Array.from({ length: protocol.replicates }, (_, replicate) => ({
      experiment,
      protocol: protocol.name,
      n,
      replicate,
      seed,
    })),
  );
}

/** An experiment at the beginning of a run. It does not change as the run goes on. */
export interface Beginning {
  readonly experiment: Experiment;
  /** The one that is run, with the budget's sizes and replicates. */
  readonly protocol: Protocol;
  /** Its fits that are to be done. */
  readonly tasks: readonly Task[];
  /** Its fits that were done in earlier runs. */
  readonly finished: readonly Pick<TrialRecord, "n" | "seconds">[];
}

type Queue = Omit<Beginning, "finished">;

/**
 * The fits of several experiments in the order in which workers should take them: experiment after experiment, the one with
 * the heaviest fit first, and in each experiment by falling n. So an experiment can be drawn while the next ones
 * run, no worker waits between two experiments, and only the lightest fits are left at the end.
 */
export function longestFirst(queues: readonly Queue[]): Task[] {
  const heaviest = ({ experiment, protocol, tasks }: Queue): number =>
    tasks.reduce((most, { n }) => Math.max(most, weight(experiment, protocol, n)), 0);
  return queues
    .map((queue) => ({ queue, heaviest: heaviest(queue) }))
    .sort((a, b) => b.heaviest - a.heaviest)
    .flatMap(({ queue }) => [...queue.tasks].sort((a, b) => b.n - a.n));
}

/**
 * Work of a fit in arbitrary units: starts times the entries of the Hessian times a power of n. With several starts the
 * power is about 0.6 (measured), since most of the work is done on part of a large sample. Units of different experiments take
 * different times, which `meter` learns from the fits of each; for the order a rough comparison is enough.
 */
/** How many starts a search makes, roughly, where the protocol does not say it. */
const usualTries = 20;

export function weight(experiment: Experiment, { start, tries = usualTries }: Protocol, n: number): number {
  return tries * fittedModel(experiment).size ** 2 * n ** (start === "multi" ? 0.6 : 1);
}
