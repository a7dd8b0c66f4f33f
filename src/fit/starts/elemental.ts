import type { Basis, Predictor } from "../../family.js";
import { copiesOf, type Frequencies, totalOf } from "../../numeric/frequencies.js";
import { solvePositive } from "../../numeric/solve.js";
import { firstSlope, type Slot } from "../../params/layout.js";
import { isMixed } from "../../params/records.js";
import { basesOf } from "../../params/units.js";
import type { Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import { expertSize, weighedBy } from "../problem/chance.js";
import type { Problem } from "../problem/problem.js";
import { scorePredictor } from "./score.js";
import { isSeen } from "./standardised.js";

/** Closed EM steps of all sets, further ones of the best, and the least number of those. */
const steps = { ofAll: 2, ofBest: 6 } as const;
const bestShare = 0.25;
const leastBest = 30;
/** Of the weight of a set so much is spread over all observations, so that any set determines a regression. */
const spread = 1e-3;
/** Of the pooled covariance of the inputs so much is added to it, so that it can be inverted. */
const ridge = 1e-3;
/** Variances are kept above this share of a set's largest. */
const leastVariance = 1e-4;
/** Sets that end within so many nats of each other are one. */
const alike = 0.05;

/** A point that `hits` elemental sets led to. */
export interface ElementalStart {
  readonly theta: Float64Array;
  readonly hits: number;
}

/**
 * Whether a model has elemental starts: experts of one family that are found by least squares, and a gate without selection of which some
 * predictor is the score.
 */
export const hasElemental = ({ model, likelihood }: Problem): boolean =>
  !isMixed(model.families) &&
  model.families[0].leastSquaresHeight !== undefined &&
  likelihood.maximiseExperts !== undefined &&
  model.selected === undefined &&
  scorePredictor(model.gating) !== undefined;

/**
 * Elemental starts, the best first. A set gives each expert a handful of observations, drawn from all or from a window of
 * neighbours along an input (along the response where there is none), through which its regression is laid; the variance is common. EM steps in closed form follow: the
 * gate has constant weights in one half of the sets, and in the other those of linear discriminant analysis, a softmax gate. A few for
 * all sets, more for the best, by what is left of the log-likelihood without what chance may have given; sets with too few
 * observations for an expert are dropped.
 */
export function elementalStarts(problem: Problem, sets: number, uniform: Uniform): ElementalStart[] {
  const em = closedEm(problem);
  const { model, sample } = problem;
  const seen = sample.x.filter((_, j) => isSeen(model, j));
  const orders = (seen.length > 0 ? seen : [sample.y]).map((column) =>
    copiesOf(
      Array.from(column.keys()).sort((s, t) => column[s] - column[t]),
      sample.weights,
    ),
  );
  const drawn = Array.from({ length: sets }, (_, turn) => {
    const discriminant = turn % 2 === 1;
    return em({ theta: firstTheta(problem, orders, uniform), weighed: -Infinity, discriminant }, steps.ofAll);
  });
  const kept = best(drawn).slice(0, Math.max(leastBest, Math.ceil(bestShare * sets)));
  return distinct(problem, best(kept.map((set) => em(set, steps.ofBest))));
}

interface SetState {
  readonly theta: Float64Array;
  /** Mean log-likelihood less what chance may have given. */
  readonly weighed: number;
  readonly discriminant: boolean;
}

const best = (sets: readonly SetState[]): SetState[] =>
  sets.filter(({ weighed }) => weighed > Number.NEGATIVE_INFINITY).sort((p, q) => q.weighed - p.weighed);

/** Sets that ended alike as one start each. */
function distinct({ n }: Problem, sorted: readonly SetState[]): ElementalStart[] {
  const starts: { theta: Float64Array; hits: number; weighed: number }[] = [];
  for (const { theta, weighed } of sorted) {
    const last = starts[starts.length - 1];
    if (last !== undefined && last.weighed - weighed <= alike / n) last.hits++;
    else starts.push({ theta, hits: 1, weighed });
  }
  return starts;
}

/** The experts through a random elemental set, with one variance, under equal gate weights. */
function firstTheta(
  problem: Problem,
  orders: readonly ((position: number) => number)[],
  uniform: Uniform,
): Float64Array {
  const { model, n, size, sample } = problem;
  const q = expertSize(problem, 0);
  const theta = new Float64Array(size);
  const weights = Array.from({ length: model.k }, () => {
    const count = q + Math.floor(uniform() * (q + 1));
    const row = new Float64Array(sample.n).fill((spread * count) / n);
    const rowAt = orders[Math.floor(uniform() * orders.length)];
    const whole = uniform() < 0.5;
    const width = whole ? n : Math.min(n, Math.ceil(count * (1 + 3 * uniform())));
    const from = Math.floor(uniform() * (n - width + 1));
    for (let c = 0; c < count; c++) {
      const t = rowAt(from + Math.floor(uniform() * width));
      row[t] += 1 / (sample.weights?.[t] ?? 1);
    }
    return row;
  });
  maximiseExperts(problem, theta, weights, 1);
  setVariances(problem, theta, () => Math.log(Math.max(nearestSquare(problem, theta), 1e-12)));
  return theta;
}

const variancesOf = ({ coordinates: { layout } }: Problem): readonly Slot[] =>
  layout.slots.filter(({ predictor, offset }) => predictor.bound === "logVariance" && offset >= 0);

function setVariances(problem: Problem, theta: Float64Array, to: (now: number) => number): void {
  for (const { offset } of variancesOf(problem)) theta[offset] = to(theta[offset]);
}

/** The mean over the observations of the least squared residual from an expert, by the experts' log densities at variance 1. */
function nearestSquare(problem: Problem, theta: Float64Array): number {
  const { likelihood, model, n, sample } = problem;
  const { weights } = sample;
  setVariances(problem, theta, () => 0);
  const table = Array.from({ length: model.k }, () => new Float64Array(sample.n));
  likelihood.terms.logDensities(theta, table);
  let sum = 0;
  for (let t = 0; t < sample.n; t++) {
    let highest = Number.NEGATIVE_INFINITY;
    for (const row of table) highest = Math.max(highest, row[t]);
    sum += (weights?.[t] ?? 1) * (-2 * highest - Math.log(2 * Math.PI));
  }
  return sum / n;
}

/** EM with closed forms for experts and gate: `count` steps from a set; with too few observations for an expert it is dropped. */
function closedEm(problem: Problem): (set: SetState, count: number) => SetState {
  const { likelihood, model, n, low, sample } = problem;
  const q = expertSize(problem, 0);
  const r = Array.from({ length: model.k }, () => new Float64Array(sample.n));
  const setGate = gateSetter(problem);
  return ({ theta: from, discriminant }, count) => {
    const theta = Float64Array.from(from);
    const dropped = { theta, weighed: Number.NEGATIVE_INFINITY, discriminant };
    for (let step = 0; step < count; step++) {
      likelihood.responsibilities(theta, r);
      const sums = r.map((row) => sumOf(row, sample.weights));
      if (!sums.every((sum) => sum >= q)) return dropped;
      maximiseExperts(problem, theta, r, 1);
      const largest = Math.max(...variancesOf(problem).map(({ offset }) => theta[offset]));
      for (const { offset } of variancesOf(problem))
        theta[offset] = Math.max(theta[offset], largest + Math.log(leastVariance), low[offset]);
      setGate(theta, r, sums, discriminant);
    }
    const value = likelihood.evaluate(theta, 0) / n;
    return { theta, weighed: weighedBy(problem, value, likelihood.occupancy(theta)), discriminant };
  };
}

function sumOf(values: Float64Array, weights: Frequencies): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += weights === undefined ? values[t] : weights[t] * values[t];
  return sum;
}

type SetGate = (
  theta: Float64Array,
  r: readonly Float64Array[],
  sums: readonly number[],
  discriminant: boolean,
) => void;

/**
 * Sets the gate by the responsibilities: constant weights, or linear discriminant analysis. With the weighted means mu_i of the
 * inputs, their pooled covariance C and shares p_i, expert i has the score log p_i - mu_i'C^-1 mu_i / 2 + (C^-1 mu_i)'x.
 */
function gateSetter(problem: Problem): SetGate {
  const { coordinates, model, sample, units, n, low, high } = problem;
  const score = scorePredictor(model.gating) as Predictor;
  const slots = coordinates.layout.slots.filter(({ predictor }) => predictor === score);
  const { columns }: Basis = basesOf(sample, units)(score);
  const d = columns.length;
  return (theta, r, sums, discriminant) => {
    const scores = discriminant
      ? discriminants(columns, r, sums, sample.weights)
      : sums.map((sum) => Float64Array.of(Math.log(sum / n), ...new Array<number>(d).fill(0)));
    const last = scores[model.k - 1];
    const first = firstSlope(score);
    for (const { atom, offset, length } of slots)
      for (let c = 0; offset >= 0 && c < length; c++) {
        const coefficient = scores[atom][c + 1 - first] - last[c + 1 - first];
        theta[offset + c] = Math.min(Math.max(coefficient, low[offset + c]), high[offset + c]);
      }
  };
}

/** Intercept and slopes of each expert's discriminant score. */
function discriminants(
  columns: readonly Float64Array[],
  r: readonly Float64Array[],
  sums: readonly number[],
  weights: Frequencies,
): Float64Array[] {
  const d = columns.length;
  const rows = r[0].length;
  const n = totalOf(rows, weights);
  const countOf = (t: number) => (weights === undefined ? 1 : weights[t]);
  const means = r.map((row, i) =>
    Float64Array.from(columns, (column) => {
      let sum = 0;
      for (let t = 0; t < rows; t++) sum += countOf(t) * row[t] * column[t];
      return sum / sums[i];
    }),
  );
  const pooled = new Float64Array(d * d);
  for (let a = 0; a < d; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let t = 0; t < rows; t++) sum += countOf(t) * columns[a][t] * columns[b][t];
      means.forEach((mean, i) => {
        sum -= sums[i] * mean[a] * mean[b];
      });
      pooled[a * d + b] = pooled[b * d + a] = sum / n + (a === b ? ridge : 0);
    }
  return means.map((mean, i) => {
    const slopes = solvePositive(pooled, mean, d);
    const square = slopes.reduce((sum, slope, j) => sum + slope * mean[j], 0);
    return Float64Array.of(Math.log(sums[i] / n) - 0.5 * square, ...slopes);
  });
}
