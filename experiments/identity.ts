import { createHash } from "node:crypto";
import { canonicalJson } from "./json.js";
import type { Experiment, Protocol, Task } from "./types.js";

/** Names the data of a replicate: `seed/truth/n/replicate`. All experiments on one truth share them. */
export function dataKey(truthName: string, task: Pick<Task, "seed" | "n" | "replicate">): string {
  return `${task.seed}/${truthName}/${task.n}/${task.replicate}`;
}

/** Names a fit: its data, the number of fitted experts and the protocol. */
export function trialKey(experiment: Experiment, task: Task): string {
  return `${dataKey(experiment.truthName, task)}/k${experiment.experts}/${task.protocol}`;
}

/**
 * Everything that decides what a single fit gives, as plain data: truth, number of experts, design, method,
 * start, losses. Not the sizes, replicates or seed, so that a longer run reuses the fits of a shorter one.
 */
export function definitionOf(experiment: Experiment, protocol: Protocol): Record<string, unknown> {
  const { design, method, start, tries, tolerance = null, maxSteps = null, losses } = protocol;
  return {
    truthName: experiment.truthName,
    truth: experiment.truth,
    experts: experiment.experts,
    design: design.name,
    inputs: design.d,
    method,
    start,
    tries,
    tolerance,
    maxSteps,
    losses: [...losses].sort(),
  };
}

/** SHA-256 of a definition's canonical JSON, in hexadecimal. */
export function specHash(definition: Record<string, unknown>): string {
  return createHash("sha256").update(canonicalJson(definition)).digest("hex");
}
