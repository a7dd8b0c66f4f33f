import type { AnyModel } from "../src/model/model.js";
import { predict } from "../src/model/predict.js";
import { predictive } from "../src/model/predictive/predictive.js";
import type { AnyParams, Sample } from "../src/types.js";
import { refined } from "./refine.js";

/** A model at its parameters. */
export interface Law {
  readonly model: AnyModel;
  readonly params: AnyParams;
}

/** The experts and the gate of a model along a grid, an array for each expert. */
interface Lines {
  readonly means: readonly number[][];
  readonly sds: readonly number[][];
  readonly weights: readonly number[][];
}

/** The probability of each class and the weight of each expert along a grid. */
interface Classes {
  readonly probabilities: readonly number[][];
  readonly weights: readonly number[][];
}

interface Along<Curves> {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly grid: readonly number[];
  readonly jumps: readonly number[];
  readonly truth: Curves;
  readonly estimate: Curves;
}

interface Preferred {
  readonly x: readonly [ArrayLike<number>, ArrayLike<number>];
  readonly truth: readonly number[];
  readonly estimate: readonly number[];
}

/** What is shown of one replicate, by the kind of its response and the number of its inputs. */
export type Replicate =
  | { readonly kind: "lines"; readonly shown: Along<Lines> }
  | { readonly kind: "classes"; readonly shown: Along<Classes> }
  | { readonly kind: "map"; readonly shown: Preferred };

const GRID = 401;

/**
 * What the picture of one replicate shows, truth and estimate: with one input the data with the experts' means or the class
 * probabilities, and the gate weights; with two which expert the gate prefers at each observation. Nothing where there are more
 * inputs, or the experts have neither means nor classes.
 */
export function replicateOf(truth: Law, estimate: Law, { x, y }: Sample): Replicate | undefined {
  if (x.length === 2) return { kind: "map", shown: preferred(truth, estimate, x) };
  if (x.length !== 1) return undefined;
  const gates = [truth, estimate].map(({ model, params }) => model.gate(params));
  const { at, jumps } = refined(evenly(x[0]), (points) =>
    points.map((value) => gates.flatMap((gate) => gate([value]))),
  );
  const shown = { x: x[0], y, grid: at, jumps };
  const [expert] = truth.model.families;
  if (expert.mean)
    return { kind: "lines", shown: { ...shown, truth: lines(truth, at), estimate: lines(estimate, at) } };
  if (expert.support(expert.predictors.map(() => 0)).on !== "values") return undefined;
  return {
    kind: "classes",
    shown: { ...shown, truth: classes(truth, at), estimate: classes(estimate, at) },
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

function lines({ model, params }: Law, grid: readonly number[]): Lines {
  const { expertMeans, expertSds, gateWeights } = predictive(model, params, {
    rows: grid.map((x) => [x]),
  });
  return { means: transposed(expertMeans), sds: transposed(expertSds), weights: transposed(gateWeights) };
}

function classes({ model, params }: Law, grid: readonly number[]): Classes {
  const rows = grid.map((x) => [x]);
  const prediction = predict(model, params, rows);
  const probabilities = prediction.kind === "classes" ? transposed(prediction.probabilities) : [];
  return { probabilities, weights: transposed(rows.map(model.gate(params))) };
}

/** Which expert the gate prefers at each observation, those of the estimate numbered like those of the truth. */
function preferred(truth: Law, estimate: Law, x: readonly ArrayLike<number>[]): Preferred {
  const rows = Array.from({ length: x[0].length }, (_, t) => x.map((column) => column[t]));
  const best = ({ model, params }: Law) => {
    const gate = model.gate(params);
    return rows.map((row) => {
      const weights = gate(row);
      return weights.indexOf(Math.max(...weights));
    });
  };
  const [own, found] = [best(truth), best(estimate)];
  const numbers = matched(own, found, estimate.model.k);
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
