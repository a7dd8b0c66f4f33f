import { sample } from "../../src/model/sample.js";
import { stream } from "../../src/random/stream.js";
import type { Sample } from "../../src/types.js";
import type { Protocol } from "../types/protocol.js";
import type { Task } from "../types/record.js";
import { type Setting, truthModel } from "./models.js";

/** Names the data of a replicate: `seed/truth/n/replicate`. All experiments on one truth share them. */
export function dataKey(truthName: string, task: Pick<Task, "seed" | "n" | "replicate">): string {
  return `${task.seed}/${truthName}/${task.n}/${task.replicate}`;
}

/** The data that a task fits, drawn again: the same on any machine, for all numbers of fitted experts. */
export function drawData(
  experiment: Setting & { readonly truthName: string },
  protocol: Pick<Protocol, "design">,
  task: Pick<Task, "seed" | "n" | "replicate">,
): Sample {
  const key = dataKey(experiment.truthName, task);
  return sample(truthModel(experiment), experiment.truth, {
    n: task.n,
    design: protocol.design,
    uniform: { design: stream(`${key}/design`), sample: stream(`${key}/sample`) },
  });
}
