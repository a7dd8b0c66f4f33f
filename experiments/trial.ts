import { fit, nearTruthStart } from "../src/fit/index.js";
import { lossByName } from "../src/losses/index.js";
import { moe } from "../src/model.js";
import { modelOf } from "../src/named.js";
import { stream } from "../src/random/stream.js";
import { sample } from "../src/sample.js";
import type { Params, Sample } from "../src/types.js";
import { dataKey, trialKey } from "./identity.js";
import { version } from "./package-info.js";
import { experimentByName, protocolByName } from "./specs/index.js";
import type { Experiment, Protocol, Task, TrialRecord } from "./types.js";

/**
 * One fit of an experiment: draws the replicate's data, fits them as the protocol says and measures the
 * losses. A pure function of its arguments but for `seconds`: every random number comes from a stream that
 * is named after the data and its purpose, so all numbers of experts share a replicate's data.
 */
export function trial(experiment: Experiment, protocol: Protocol, task: Task): TrialRecord {
  const began = performance.now();
  const key = dataKey(experiment.truthName, task);
  const truth = modelOf(experiment.truth);
  const data = drawData(experiment, protocol, task);
  const model = moe({
    gating: truth.gating,
    expert: truth.expert,
    experts: experiment.experts,
    inputs: truth.inputs,
  });
  const result = fit(model, data, {
    method: protocol.method,
    ...starts(experiment, protocol, task.n, `${key}/start/k${experiment.experts}`),
    ...(protocol.tolerance === undefined ? {} : { tolerance: protocol.tolerance }),
    ...(protocol.maxSteps === undefined ? {} : { maxSteps: protocol.maxSteps }),
  });
  const target = truth.measure(experiment.truth);
  return {
    key: trialKey(experiment, task),
    experiment: experiment.name,
    protocol: protocol.name,
    n: task.n,
    replicate: task.replicate,
    k: experiment.experts,
    seed: task.seed,
    status: result.status,
    steps: result.steps,
    logLik: result.logLik,
    score: result.certificate.score,
    losses: Object.fromEntries(
      protocol.losses.map((name) => [name, lossByName(name)(result.measure, target)]),
    ),
    params: result.params,
    seconds: Math.round(performance.now() - began) / 1000,
    version,
  };
}

/** The data that a task fits, drawn again: the same on any machine, for all numbers of fitted experts. */
export function drawData(experiment: Experiment, protocol: Protocol, task: Task): Sample {
  const key = dataKey(experiment.truthName, task);
  return sample(modelOf(experiment.truth), experiment.truth, {
    n: task.n,
    design: protocol.design,
    uniform: { design: stream(`${key}/design`), sample: stream(`${key}/sample`) },
  });
}

/** The fit that a task names, of an experiment that the package knows. */
export function runNamedTrial(task: Task): TrialRecord {
  const experiment = experimentByName(task.experiment);
  return trial(experiment, protocolByName(experiment, task.protocol), task);
}

function starts(
  experiment: Experiment,
  protocol: Protocol,
  n: number,
  key: string,
): { seed: string; starts: number } | { start: Params[] } {
  if (protocol.start === "multi") return { seed: key, starts: protocol.tries };
  return {
    start: Array.from({ length: protocol.tries }, (_, i) =>
      nearTruthStart(experiment.truth, experiment.experts, n, stream(`${key}/${i}`)),
    ),
  };
}
