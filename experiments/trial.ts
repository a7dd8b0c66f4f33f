import { fit, nearTruthStart } from "../src/fit/index.js";
import { cellSizes } from "../src/losses/index.js";
import { stream } from "../src/random/stream.js";
import type { AnyParams } from "../src/types.js";
import { type DensityErrors, densityErrorNames, densityErrors } from "./densities.js";
import { fittedName, trialKey } from "./identity.js";
import { version } from "./package-info.js";
import { dataKey, drawData } from "./parts/data.js";
import { lossOf } from "./parts/loss.js";
import { haveCells, seenOf } from "./parts/measure.js";
import { fittedModel, truthModel } from "./parts/models.js";
import { experimentByName, protocolByName } from "./specs/index.js";
import type { Experiment } from "./types/experiment.js";
import type { Protocol } from "./types/protocol.js";
import type { Task, TimedRecord, TrialRecord } from "./types/record.js";

/**
 * One fit of an experiment: draws the replicate's data, fits them as the protocol says and computes the
 * losses. A pure function of its arguments but for `seconds`: every random number comes from a stream that
 * is named after the data and its purpose, so that fits of any number of experts share a replicate's data.
 */
export function trial(experiment: Experiment, protocol: Protocol, task: Task): TimedRecord {
  const began = performance.now();
  const key = dataKey(experiment.truthName, task);
  const data = drawData(experiment, protocol, task);
  const result = fit(fittedModel(experiment), data, {
    method: protocol.method,
    choice: "highest",
    ...starts(experiment, protocol, task.n, `${key}/start/${fittedName(experiment)}`),
    ...(protocol.tolerance === undefined ? {} : { tolerance: protocol.tolerance }),
    ...(protocol.maxSteps === undefined ? {} : { maxSteps: protocol.maxSteps }),
    ...(protocol.parameterSet === undefined ? {} : { parameterSet: protocol.parameterSet }),
  });
  return {
    key: trialKey(experiment, task),
    experiment: experiment.name,
    protocol: protocol.name,
    n: task.n,
    replicate: task.replicate,
    k: experiment.k,
    seed: task.seed,
    status: result.status,
    steps: result.steps,
    logLik: result.logLik,
    score: result.certificate.score,
    ...measured(experiment, protocol, result.params),
    params: result.params,
    seconds: Math.round(performance.now() - began) / 1000,
    version,
  };
}

/**
 * What is recorded of an estimate beside its parameters: the protocol's losses, and the pattern of its cells. Where several
 * parameters have the density of the truth (`equivalents`), losses and pattern are those against the nearest of these, by the
 * first of the protocol's losses that compares parameters.
 */
export function measured(
  experiment: Experiment,
  protocol: Protocol,
  params: AnyParams,
): Pick<TrialRecord, "losses" | "pattern"> {
  const truth = { model: truthModel(experiment), params: experiment.truth };
  const estimate = { model: fittedModel(experiment), params };
  const distances = protocol.losses.some(isDensityError)
    ? densityErrors(truth, estimate, protocol.design)
    : undefined;
  const seen = seenOf(truth.model, estimate.model);
  const measure = seen(estimate.model)(params);
  const nearestBy = protocol.losses.find((name) => !isDensityError(name));
  const against = [truth.params, ...(experiment.equivalents ?? [])].map((target) => {
    const centre = seen(truth.model)(target);
    const both = { estimate: params, truth: target };
    const lossNamed = (name: string) =>
      distances && isDensityError(name) ? distances[name] : lossOf(experiment, name)(measure, centre, both);
    return {
      losses: Object.fromEntries(protocol.losses.map((name) => [name, lossNamed(name)])),
      pattern: haveCells(truth.model, estimate.model) ? cellSizes(measure, centre) : "",
    };
  });
  return against.reduce((best, one) =>
    nearestBy !== undefined && one.losses[nearestBy] < best.losses[nearestBy] ? one : best,
  );
}

const isDensityError = (name: string): name is keyof DensityErrors =>
  (densityErrorNames as readonly string[]).includes(name);

/** A record of the same fit with the losses that the protocol lists now, computed from the record's estimate. */
export function remeasured(experiment: Experiment, protocol: Protocol, record: TrialRecord): TrialRecord {
  return { ...record, ...measured(experiment, protocol, record.params) };
}

/**
 * Runs the fit that a task names: what a worker does, to which only names and numbers can be sent. The protocol is the declared one
 * and not the run's, in which a budget has changed the sizes and the number of replicates. That makes no difference,
 * since the task itself names its size and replicate, and a budget changes nothing else of a single fit. `experiment` is the one of
 * that name, where it is not the package's.
 */
export function runNamedTrial(task: Task, experiment = experimentByName(task.experiment)): TimedRecord {
  try {
    return trial(experiment, protocolByName(experiment, task.protocol), task);
  } catch (error) {
    throw experiment.own ? ownMistake(task, error) : error;
  }
}

/** An error in a fit with code of the experiment's own is a mistake of the caller, whatever it is. */
const ownMistake = ({ experiment, n, replicate }: Task, error: unknown): Error =>
  new Error(
    `${experiment}, n = ${n}, replicate ${replicate}: ${error instanceof Error ? error.message : error}`,
    { cause: error },
  );

function starts(
  experiment: Experiment,
  protocol: Protocol,
  n: number,
  key: string,
): { seed: string } | { start: AnyParams[] } {
  if (protocol.start === "multi") return { seed: key };
  return {
    start: Array.from({ length: protocol.tries ?? 1 }, (_, i) =>
      nearTruthStart(fittedModel(experiment), experiment.truth, n, stream(`${key}/${i}`)),
    ),
  };
}
