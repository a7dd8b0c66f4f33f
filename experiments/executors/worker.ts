import type { MessagePort } from "node:worker_threads";
import { Tinypool } from "tinypool";
import { unknownAmong } from "../../src/words/names.js";
import { runNamedTrial } from "../trial.js";
import type { Experiment } from "../types/experiment.js";
import type { Source } from "../types/experiment-file.js";
import type { CurvesPicture } from "../types/picture.js";
import type { RunTrial, Task, TimedRecord } from "../types/record.js";

/** The entry of a worker thread: runs one trial of an experiment that the package, or a source of the pool, knows by name. */
export default async function runTask(task: Task): Promise<TimedRecord> {
  const experiment = await ownByName.get(task.experiment)?.();
  if (experiment === undefined) return runNamedTrial(task);
  return runNamedTrial(task, experiment);
}

/** A trial whose time is taken. */
export interface TimedWork {
  readonly task: Task;
  /** URL of the module whose default export runs it. */
  readonly module: string;
  /** Is told when the fit begins. */
  readonly begun: MessagePort;
}

/** The same with a word when all is loaded and the fit begins: loading is no part of its time. */
export async function timed({ task, module, begun }: TimedWork): Promise<TimedRecord> {
  const [{ default: run }] = await Promise.all([
    import(module) as Promise<{ readonly default: RunTrial }>,
    ownByName.get(task.experiment)?.(),
  ]);
  begun.postMessage(undefined);
  return run(task);
}

/** The experiments of the pool's sources, each made when its first trial comes. */
const ownByName: ReadonlyMap<string, () => Promise<Experiment>> = new Map(
  ((Tinypool.workerData ?? []) as readonly Source[]).map((source) => [
    source.name,
    // Loaded for these alone: what reads and checks them is half of the package that a thread would load.
    once(async () => (await import("../own/load.js")).experimentFrom(source)),
  ]),
);

/** The same promise at every call. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Computes the analysis of that name. Throws for an unknown one. */
export async function analysis(name: string): Promise<CurvesPicture> {
  const { analyses } = await import("../analyses/index.js");
  const found = analyses.find((one) => one.name === name);
  if (!found)
    throw unknownAmong(
      "analysis",
      name,
      analyses.map((one) => one.name),
    );
  return found.compute();
}
