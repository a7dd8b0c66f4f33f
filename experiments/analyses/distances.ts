import { modelOf } from "../../src/registry.js";
import type { Params } from "../../src/types.js";
import { logLine } from "../rates.js";
import { descend, squaredHellinger } from "./descend.js";
import { indexOf, type Law, modelAt, type Nodes, nodesOf } from "./nodes.js";
import { splitExpert } from "./split.js";

/** A truth at nodes made for it. */
export interface Target {
  readonly params: Params;
  readonly nodes: Nodes;
  readonly logDensity: Float64Array;
}

/** Prepares a truth: distances to it are then quick, and exact to rounding also where they are 1e-12. */
export function targetOf(params: Params, law: Law): Target {
  const model = modelOf(params);
  const nodes = nodesOf(model, params, law);
  return { params, nodes, logDensity: logDensityAt(params, nodes) };
}

const logDensityAt = (params: Params, nodes: Nodes): Float64Array => {
  const at = modelAt(modelOf(params), nodes);
  return at.evaluate(at.toTheta(params)).logDensity;
};

/**
 * E_X[h(f(. | X), g(. | X))] for the density f of `params` and the target g, as `hellinger` gives it; the nodes are
 * those of g, so f should be near. It is small only through differences of logarithms, which are good to 1e-15.
 */
export function distanceTo({ nodes, logDensity }: Target, params: Params): number {
  const own = logDensityAt(params, nodes);
  const squares = nodes.law.points.map(() => 0);
  for (let t = 0; t < own.length; t++) {
    const gap = Math.exp(logDensity[t] / 2) * Math.expm1((own[t] - logDensity[t]) / 2);
    squares[nodes.point[t]] += nodes.weights[t] * gap * gap;
  }
  const { weights } = nodes.law;
  return squares.reduce((sum, square, i) => sum + Math.sqrt(0.5 * square * weights[i]), 0);
}

/** How near a density with a wrong parameter can come to the truth. */
interface Least {
  readonly error: number;
  /** The root of the mean over X of h^2. */
  readonly distance: number;
}

/**
 * For each size of error of one parameter the least distance sqrt(E_X[h^2]) to the truth over all other parameters:
 * the first expert of the truth is fitted by several, whose shares of its weight are held (without that a copy of
 * weight 0 could be anywhere), and the parameter called `coordinate` is held where `start` puts it. Minimised from
 * `start` and from the last minimum, its distance from the truth scaled with the error; so an upper bound of the least.
 */
export function leastDistances(
  target: Target,
  options: {
    readonly shares: readonly number[];
    readonly coordinate: string;
    readonly errors: readonly number[];
    readonly start: (split: Params, error: number) => Params;
  },
): Least[] {
  const { shares, coordinate, errors, start } = options;
  const split = splitExpert(target.params, shares);
  const model = modelOf(split);
  const at = modelAt(model, target.nodes);
  const objective = squaredHellinger(at, target.nodes, target.logDensity);
  const held = indexOf(at, coordinate);
  const weights = shares.map((_, i) => indexOf(at, `gating.${model.gating.logWeight}[${i}]`));
  const unit = (indices: readonly number[]) =>
    Float64Array.from(at.names, (_, i) => (indices.includes(i) ? 1 : 0));
  const directions = [
    unit(weights),
    ...at.names.flatMap((_, i) => (i === held || weights.includes(i) ? [] : [unit([i])])),
  ];

  const truth = at.toTheta(split);
  let last: { theta: Float64Array; error: number } | undefined;
  return errors.map((error) => {
    const starts = [at.toTheta(start(split, error))];
    if (last !== undefined) {
      const { theta, error: before } = last;
      const scaled = truth.map((value, i) => value + ((theta[i] - value) * error) / before);
      scaled[held] = starts[0][held];
      starts.push(scaled);
    }
    const best = starts
      .map((theta) => descend(objective, theta, directions, 80))
      .reduce((p, q) => (q.value < p.value ? q : p));
    last = { theta: best.theta, error };
    return { error, distance: Math.sqrt(best.value) };
  });
}

/** Slope of log y on log x through the points, by least squares. */
export const exponentOf = (points: readonly { readonly x: number; readonly y: number }[]): number =>
  logLine(points.map(({ x, y }) => ({ n: x, y }))).slope;

/** An exponent in figures: two decimals, and no minus before a zero. */
export const inWords = (exponent: number): string => exponent.toFixed(2).replace(/^-(0\.00)$/, "$1");
