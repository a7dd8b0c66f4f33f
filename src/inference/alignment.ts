import type { Problem } from "../fit/problem/problem.js";
import { sharesOf } from "../fit/report/shares.js";
import { assignment } from "../numeric/assignment.js";
import { linearSum } from "../numeric/linearSum.js";
import { basesOf } from "../params/units.js";
import type { AnyParams, ExpertsParams, FamilyParams, Params } from "../types.js";
import { inOrder } from "./inOrder.js";

/** Parameters with their experts in an order. */
export interface Aligned<Experts extends ExpertsParams = FamilyParams> {
  readonly params: Params<Experts>;
  /** Entry a is the place in which the expert that comes in place a stood. */
  readonly order: readonly number[];
}

/**
 * Gives experts the labels of those of a reference that they are like. The distance of two experts is the mean over the inputs of the sample of
 * the squared differences of their predictors (means, log variances, scores of classes, in units of a standardised response) and of their gate weights; the labels
 * are the assignment with the least sum of distances; experts of several families exchange labels within a family, and none with one that is fixed
 * at other values. What the gating pins is then 0 again for the last expert.
 */
export function alignmentTo<Experts extends ExpertsParams>(
  problem: Problem,
  reference: Params<Experts>,
): (params: Params<Experts>) => Aligned<Experts>;
export function alignmentTo(
  problem: Problem,
  reference: AnyParams,
): (params: AnyParams) => Aligned<ExpertsParams> {
  const { model, kinds } = problem;
  const own = featuresOf(problem, reference);
  return (params) => {
    const others = featuresOf(problem, params);
    const order = new Array<number>(model.k);
    for (const kind of new Set(kinds)) {
      const places = [...order.keys()].filter((i) => kinds[i] === kind);
      const costs = places.map((a) => places.map((b) => distance(own[a], others[b])));
      assignment(costs).forEach((b, a) => {
        order[places[a]] = places[b];
      });
    }
    if (order.every((i, a) => i === a)) return { params, order };
    return { params: model.canonical(inOrder(model, params, order)), order };
  };
}

/** What an expert is on the inputs of a sample: columns of a number for each row. */
type Features = readonly Float64Array[];

function featuresOf(problem: Problem, params: AnyParams): Features[] {
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
