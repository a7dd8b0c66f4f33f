import { fittedModel, truthModel } from "../experiments/parts/models.js";
import { drawData } from "../experiments/trial.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { Protocol } from "../experiments/types/protocol.js";
import type { TrialRecord } from "../experiments/types/record.js";
import type { Summary } from "../experiments/types/summary.js";
import type {
  ClassCurves,
  ClassSamplePicture,
  ExpertCurves,
  MapSamplePicture,
  SamplePicture,
} from "../figures/index.js";
import { lossWords } from "../figures/notation.js";
import { aboutRun, budgetText } from "../figures/words.js";
import type { AnyModel } from "../src/model/model.js";
import { predict } from "../src/model/predict.js";
import { predictive } from "../src/model/predictive/predictive.js";
import type { AnyParams } from "../src/types.js";
import { refined } from "./refine.js";

/** A model at its parameters. */
interface Law {
  readonly model: AnyModel;
  readonly params: AnyParams;
}

/** Data of about this size show the experts and the gate at a glance. */
const TYPICAL = 1000;
const GRID = 401;

/** What is shown of one replicate, by the kind of its response and the number of its inputs. */
export type ReplicatePicture =
  | { readonly kind: "lines"; readonly picture: SamplePicture }
  | { readonly kind: "classes"; readonly picture: ClassSamplePicture }
  | { readonly kind: "map"; readonly picture: MapSamplePicture };

/** The record whose data are shown: the first replicate at the size nearest to 1,000 (on the log scale). */
function shownRecord(records: Iterable<TrialRecord>): TrialRecord | undefined {
  const distance = ({ n }: TrialRecord): number => Math.abs(Math.log(n / TYPICAL));
  let best: TrialRecord | undefined;
  for (const record of records)
    if (record.replicate === 0 && !(best && distance(best) <= distance(record))) best = record;
  return best;
}

/**
 * What the picture of one replicate shows, truth and estimate: with one input the data with the experts' means or the class
 * probabilities, and the gate weights; with two which expert the gate prefers. Nothing where there are more inputs, or the
 * experts have neither means nor classes.
 */
export function pictureOf(
  experiment: Experiment,
  protocol: Protocol,
  summary: Summary,
  records: Iterable<TrialRecord>,
): ReplicatePicture | undefined {
  const record = shownRecord(records);
  if (record === undefined) return undefined;
  const { x, y, n } = drawData(experiment, protocol, { ...record, protocol: protocol.name });
  const loss = record.losses[summary.headline];
  const words = {
    title: experiment.title,
    subtitle: [
      `One replicate of n = ${n.toLocaleString("en")} (the first)${budgetText(summary)}`,
      `Protocol ${protocol.name} (${protocol.provenance}); fit ${record.status}, ${lossWords(summary.headline)} = ${loss.toPrecision(3)}`,
    ],
    about: aboutRun({ ...summary, protocol: protocol.name, seed: record.seed }),
  };
  const truth = { model: truthModel(experiment), params: experiment.truth };
  const estimate = { model: fittedModel(experiment), params: record.params };
  if (protocol.design.d === 2)
    return { kind: "map", picture: { ...words, ...preferred(truth, estimate, x) } };
  if (protocol.design.d !== 1) return undefined;
  const gates = [truth, estimate].map(({ model, params }) => model.gate(params));
  const { at, jumps } = refined(evenly(x[0]), (points) =>
    points.map((value) => gates.flatMap((gate) => gate([value]))),
  );
  const shown = { ...words, x: x[0], y, grid: at, jumps };
  const [expert] = truth.model.families;
  if (expert.mean)
    return { kind: "lines", picture: { ...shown, truth: lines(truth, at), estimate: lines(estimate, at) } };
  if (expert.support(expert.predictors.map(() => 0)).on !== "values") return undefined;
  return {
    kind: "classes",
    picture: { ...shown, truth: classes(truth, at), estimate: classes(estimate, at) },
  };
}

/** Evenly spaced points from the least value to the largest. */
function evenly(values: ArrayLike<number>): number[] {
  const low = Array.from(values).reduce((least, value) => Math.min(least, value));
  const high = Array.from(values).reduce((most, value) => Math.max(most, value));
  return Array.from({ length: GRID }, (_, t) => low + ((high - low) * t) / (GRID - 1));
}

const transposed = (rows: readonly (readonly number[])[]): number[][] =>
  rows[0].map((_, i) => rows.map((row) => row[i]));

function lines({ model, params }: Law, grid: readonly number[]): ExpertCurves {
  const { expertMeans, expertSds, gateWeights } = predictive(model, params, {
    rows: grid.map((x) => [x]),
  });
  return { means: transposed(expertMeans), sds: transposed(expertSds), weights: transposed(gateWeights) };
}

function classes({ model, params }: Law, grid: readonly number[]): ClassCurves {
  const rows = grid.map((x) => [x]);
  const prediction = predict(model, params, rows);
  const probabilities = prediction.kind === "classes" ? transposed(prediction.probabilities) : [];
  return { probabilities, weights: transposed(rows.map(model.gate(params))) };
}

/** Which expert the gate prefers at each observation, those of the estimate numbered like those of the truth. */
function preferred(
  truth: Law,
  estimate: Law,
  x: readonly ArrayLike<number>[],
): Pick<MapSamplePicture, "x" | "truth" | "estimate"> {
  const rows = Array.from({ length: x[0].length }, (_, t) => x.map((column) => column[t]));
  const best = ({ model, params }: Law) => {
    const gate = model.gate(params);
    return rows.map((row) => {
      const weights = gate(row);
      return weights.indexOf(Math.max(...weights));
    });
  };
  const [own, found] = [best(truth), best(estimate)];
  const numbers = matched(own, found, estimate.model.experts);
  return { x: [x[0], x[1]], truth: own, estimate: found.map((i) => numbers[i]) };
}

/** For each expert of the estimate the true one that it shares most observations with, each once; the others come after these. */
function matched(truth: readonly number[], estimate: readonly number[], k: number): number[] {
  const pairs = Array.from({ length: k }, (_, i) =>
    [...new Set(truth)].map((j) => ({
      i,
      j,
      shared: truth.filter((own, t) => own === j && estimate[t] === i).length,
    })),
  ).flat();
  const numbers = new Map<number, number>();
  for (const { i, j } of pairs.sort((p, q) => q.shared - p.shared || p.i - q.i || p.j - q.j))
    if (!numbers.has(i) && ![...numbers.values()].includes(j)) numbers.set(i, j);
  let next = Math.max(...truth, ...numbers.values()) + 1;
  return Array.from({ length: k }, (_, i) => numbers.get(i) ?? next++);
}
