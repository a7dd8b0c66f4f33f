import type { Problem } from "../fit/problem/problem.js";
import { sharesOf } from "../fit/report/shares.js";
import { assignment } from "../numeric/assignment.js";
import { linearSum } from "../numeric/linearSum.js";
import { isShared } from "../params/layout.js";
import { basesOf } from "../params/units.js";
import type { Field, Params } from "../types.js";

/** Parameters with their experts in an order. */
export interface Aligned {
  readonly params: Params;
  /** Entry a is the place in which the expert that comes in place a stood. */
  readonly order: readonly number[];
}

/**
 * Gives experts the labels of those of a reference that they are like. The distance of two experts is the mean over the inputs of the sample of
 * the squared differences of their predictors (means, log variances, scores of classes, in units of a standardised response) and of their gate weights; the labels
 * are the assignment with the least sum of distances. What the gating pins is then 0 again for the last expert.
 */
export function alignmentTo(problem: Problem, reference: Params): (params: Params) => Aligned {
  const { model } = problem;
  const own = featuresOf(problem, reference);
  return (params) => {
    const others = featuresOf(problem, params);
    const order = assignment(own.map((a) => others.map((b) => distance(a, b))));
    if (order.every((i, a) => i === a)) return { params, order };
    return { params: model.canonical(reordered(problem, params, order)), order };
  };
}

/** What an expert is on the inputs of a sample: columns of a number for each row. */
type Features = readonly Float64Array[];

function featuresOf(problem: Problem, params: Params): Features[] {
  const { model, sample, units, coordinates } = problem;
  const theta = coordinates.toTheta(params);
  const basisOf = basesOf(sample, units);
  const { weights } = sharesOf(problem, params);
  return weights.map((share, i) => {
    const slots = model.layout.slots.filter(
      ({ part, atom, offset }) => part === "experts" && atom === i && offset >= 0,
    );
    const predictors = slots.map(({ predictor, offset, length }) =>
      linearSum(basisOf(predictor), theta.subarray(offset, offset + length), sample.n),
    );
    return [...predictors, share];
  });
}

/** The sum of squared differences, over all columns. */
const distance = (a: Features, b: Features): number =>
  a.reduce(
    (sum, column, c) => sum + column.reduce((total, value, t) => total + (value - b[c][t]) ** 2, 0),
    0,
  );

function reordered({ model: { gating, expert } }: Problem, params: Params, order: readonly number[]): Params {
  const part = (name: keyof Params, family: typeof gating | typeof expert) => {
    const moved = Object.entries(family.fields).map(([field, spec]) => {
      const values = params[name][field];
      return [field, isShared(family, spec) ? values : order.map((i) => (values as Field)[i])];
    });
    return { ...params[name], ...Object.fromEntries(moved) };
  };
  return { gating: part("gating", gating), experts: part("experts", expert) };
}
