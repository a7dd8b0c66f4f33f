import { solvePositive } from "../../src/numeric/solve.js";
import type { ModelAtNodes, Nodes } from "./nodes.js";

/** A function of theta that is least where two densities agree, with its gradient and a metric like its curvature. */
type Objective = (theta: Float64Array) => {
  readonly value: number;
  readonly gradient: Float64Array;
  /** Row major, positive semi-definite. */
  readonly metric: Float64Array;
};

/** sum_t pull[t] s_t and sum_t mass[t] s_t s_t' over the scores s_t. */
function sums(scores: readonly Float64Array[], pull: Float64Array, mass: Float64Array) {
  const p = scores.length;
  const gradient = new Float64Array(p);
  const metric = new Float64Array(p * p);
  const weighted = new Float64Array(mass.length);
  for (let i = 0; i < p; i++) {
    const row = scores[i];
    for (let t = 0; t < mass.length; t++) {
      gradient[i] += pull[t] * row[t];
      weighted[t] = mass[t] * row[t];
    }
    for (let j = 0; j <= i; j++) {
      const other = scores[j];
      let sum = 0;
      for (let t = 0; t < mass.length; t++) sum += weighted[t] * other[t];
      metric[i * p + j] = metric[j * p + i] = sum;
    }
  }
  return { gradient, metric };
}

/** E_X of the squared Hellinger distance h^2 from a target density, given by its logarithm at the nodes. */
export function squaredHellinger(at: ModelAtNodes, { weights }: Nodes, target: Float64Array): Objective {
  const roots = target.map((value) => Math.exp(value / 2));
  return (theta) => {
    const { logDensity, scores } = at.evaluate(theta);
    let value = 0;
    const pull = new Float64Array(weights.length);
    const mass = new Float64Array(weights.length);
    for (let t = 0; t < weights.length; t++) {
      const root = Math.exp(logDensity[t] / 2);
      const gap = root - roots[t];
      value += 0.5 * weights[t] * gap * gap;
      pull[t] = 0.5 * weights[t] * gap * root;
      mass[t] = 0.25 * weights[t] * root * root;
    }
    return { value, ...sums(scores, pull, mass) };
  };
}

/** The Kullback-Leibler divergence E_X of the integral of g log(g / f), f the model and g the target. */
export function divergence(at: ModelAtNodes, { weights }: Nodes, target: Float64Array): Objective {
  const mass = weights.map((weight, t) => weight * Math.exp(target[t]));
  const pull = mass.map((value) => -value);
  return (theta) => {
    const { logDensity, scores } = at.evaluate(theta);
    let value = 0;
    for (let t = 0; t < mass.length; t++) value += mass[t] * (target[t] - logDensity[t]);
    return { value, ...sums(scores, pull, mass) };
  };
}

/**
 * A minimum of the objective over `start` + the span of the directions, by Levenberg and Marquardt's method: the
 * metric plus a multiple of its diagonal, which shrinks after a step that descends and grows after one that does not.
 * Ends where `steps` are done, a step gains less than 1e-9 of the value, or none descends any more.
 */
export function descend(
  objective: Objective,
  start: Float64Array,
  directions: readonly Float64Array[],
  steps: number,
): { readonly theta: Float64Array; readonly value: number } {
  const p = start.length;
  const q = directions.length;
  let theta = start;
  let here = objective(theta);
  let damping = 1e-3;
  for (let step = 0; step < steps && damping < 1e10; step++) {
    const { gradient, metric } = here;
    const gram = new Float64Array(q * q);
    const descent = directions.map((v) => -v.reduce((sum, vi, i) => sum + vi * gradient[i], 0));
    for (let a = 0; a < q; a++) {
      const image = new Float64Array(p);
      for (let i = 0; i < p; i++) {
        if (directions[a][i] === 0) continue;
        for (let j = 0; j < p; j++) image[j] += directions[a][i] * metric[i * p + j];
      }
      for (let b = 0; b < q; b++)
        gram[a * q + b] = directions[b].reduce((sum, v, j) => sum + v * image[j], 0);
    }
    for (let a = 0; a < q; a++) gram[a * q + a] *= 1 + damping;
    const change = solvePositive(gram, Float64Array.from(descent), q);
    const next = theta.map((value, i) => directions.reduce((sum, v, a) => sum + change[a] * v[i], value));
    const there = objective(next);
    if (there.value < here.value) {
      const gain = here.value - there.value;
      theta = next;
      here = there;
      if (damping < 1e-6 && gain < 1e-9 * here.value) break;
      damping = Math.max(1e-14, 0.2 * damping);
    } else damping *= 5;
  }
  return { theta, value: here.value };
}
