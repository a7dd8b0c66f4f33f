import type { Occupied } from "../../likelihood/likelihood.js";
import { firstSlope, widthOf } from "../../params/layout.js";
import type { Iterate } from "./point.js";
import type { Problem } from "./problem.js";

/** What each expert has of the observations. Where a selection draws the borders nothing is asked of the gate. */
export type Occupancy = readonly (Omit<Occupied, "gate"> & Partial<Pick<Occupied, "gate">>)[];

/** What of a log-likelihood chance may have given. */
export interface Allowance {
  /** Some expert has fewer than two observations per parameter, too few to be estimated. */
  readonly collapsed: boolean;
  /** The nats that experts this narrow, on this few observations, may owe to chance. */
  readonly nats: number;
}

/** An expert with fewer observations per parameter has too few to be estimated at all. */
const leastPerParameter = 2;
/** The fewest observations of which an expert can be estimated. */
export const leastObservations = (problem: Problem, expert: number): number =>
  leastPerParameter * expertSize(problem, expert);

/**
 * What chance may have given a point:
 *   sum_i [ q log(s_max / s_i) + w log(n / m_i) ] + (what borders that are steps may owe it, see `bordersOf`),
 * over the experts with a scale, s_i the scale of expert i, s_max the largest of them, q the number of an expert's parameters, m_i its number of observations and w
 * the number of gate coefficients that an expert has. Any q - 1 points lie on a surface of regression, so that among n observations
 * chance offers experts of relative scale t that gain about (q - 1) log(1 / t); one more for the scale, which is chosen; and
 * w log(n / m) for the window of the inputs that a gate cuts out. A gate without slopes cuts no window.
 * The scale of an expert is told by its mean log density over its observations, which at a maximum is a constant less log s_i.
 * Responses are recorded to some resolution r, the least difference of two: they tell no density above 1 / r. What the log-likelihood owes to a
 * greater one is taken off, and the scale is that of 1 / r, so that an expert through points of a grid gains no more than the grid tells.
 * Experts without a scale of their own that is estimated, point masses among them, cannot collapse; where none has one, the log-likelihood is compared as it
 * is; so it is where the highest maximum is asked for. n counts the observations that experts with a scale see, those beside point masses. An expert that a selection leaves out everywhere counts as one on the fewest observations.
 * bench/rules.ts compares this allowance with others by simulation.
 */
export function allowanceOf(problem: Problem, occupancy: Occupancy): Allowance {
  const { model, beside } = problem;
  if (!isWeighed(problem)) return { collapsed: false, nats: 0 };
  const greatest = Math.max(...occupancy.map(({ logDensity }) => logDensity));
  const isCoarse = greatest > -Math.log(problem.mostResolution());
  const finest = isCoarse ? -Math.log(problem.resolution()) : Number.POSITIVE_INFINITY;
  const scaled = occupancy.flatMap((one, i) =>
    hasOwnScale(problem, i)
      ? [
          {
            ...one,
            logDensity: Math.min(one.logDensity, finest),
            beyond: Math.max(0, one.logDensity - finest),
            q: expertSize(problem, i),
          },
        ]
      : [],
  );
  const present = scaled.filter(({ observations }) => observations > 0);
  const w = windowSize(problem);
  const most = Math.max(...scaled.map(({ q }) => q));
  const idle =
    (scaled.length - present.length) * w * Math.log(Math.max(1, beside / (leastPerParameter * most)));
  const widest = Math.min(...present.map(({ logDensity }) => logDensity));
  const nats = present.reduce(
    (sum, { observations, logDensity, beyond, q }) =>
      sum +
      observations * beyond +
      q * (logDensity - widest) +
      w * Math.log(Math.max(1, beside / observations)),
    idle + bordersOf(problem, occupancy),
  );
  const collapsed =
    model.k > 1 &&
    (model.selected === undefined ? scaled : present).some(
      ({ observations, q }) => !(observations >= leastPerParameter * q),
    );
  return { collapsed, nats };
}

/**
 * What chance may have given to the places of borders that are steps, in d inputs of the gate:
 *   (d - 1) / 2 * (1 - 1/k) sum_i log(n p_i (1 - p_i) / sum_t w_i(x_t) (1 - w_i(x_t))),
 * w_i the gate weights of expert i and p_i their mean. By Laplace's approximation the likelihood's integral over a gate whose
 * weights pass from one expert to the other over the share s of the observations falls like s^((d - 1) / 2): each of the d coefficients that
 * say where its border is has the information n / s, the one that says how steep it is n s. So a border that no observation is divided
 * by may stand in about n^(d - 1) more ways, each as good as one by chance. Nothing for one input, where both balance.
 * One observation in the middle of a border is added to each sum. The borders of a selection are steps in any case.
 */
function bordersOf({ model, n }: Problem, occupancy: Occupancy): number {
  const { k, selected } = model;
  const d = slopesOf(model);
  if (selected !== undefined || d < 2) return 0;
  const middle = 0.25;
  const logs = occupancy.reduce((sum, { gate }) => {
    if (gate === undefined) return sum;
    return sum + Math.log((gate.weight * (1 - gate.weight / n) + middle) / (gate.divided + middle));
  }, 0);
  return ((d - 1) / 2) * (1 - 1 / k) * Math.max(0, logs);
}

/** The mean log-likelihood of a point less what chance may have given it; minus infinity where the point is collapsed. */
export function weighed(problem: Problem, { theta, value }: Iterate): number {
  if (!isWeighed(problem)) return value;
  return weighedBy(problem, value, problem.likelihood.occupancy(theta));
}

/** The same, given how many observations each expert has. */
export function weighedBy(problem: Problem, value: number, occupancy: Occupancy): number {
  const { collapsed, nats } = allowanceOf(problem, occupancy);
  return collapsed ? Number.NEGATIVE_INFINITY : value - nats / problem.n;
}

/** Whether maxima are weighed against chance: not where the highest is asked for, nor for experts without a scale of their own. */
export const isWeighed = (problem: Problem): boolean => problem.choice === "weighed" && hasScale(problem);

/** Whether some expert has a scale of its own. */
export const hasScale = (problem: Problem): boolean =>
  problem.model.families.some((_, i) => hasOwnScale(problem, i));

/** Whether an expert has a scale of its own that is estimated, so that the likelihood is unbounded as it falls to 0. */
const hasOwnScale = ({ coordinates: { layout }, fixed }: Problem, expert: number): boolean =>
  layout.slots.some(
    ({ part, atom, predictor, offset }) =>
      part === "experts" &&
      atom === expert &&
      predictor.bound === "logVariance" &&
      !predictor.shared &&
      offset >= 0 &&
      !fixed.includes(offset),
  );

/** Number of parameters of an expert, without those that are fixed. */
export const expertSize = ({ coordinates: { layout }, fixed }: Problem, expert: number): number =>
  layout.slots
    .filter(({ part, atom, offset }) => part === "experts" && atom === expert && offset >= 0)
    .reduce(
      (p, { offset, length }) => p + length - fixed.filter((j) => j >= offset && j < offset + length).length,
      0,
    );

/** Number of slopes of an expert's gate: the inputs that it sees. */
const slopesOf = ({ gating, inputs }: Problem["model"]): number =>
  Math.max(
    ...gating.predictors.map((predictor) =>
      predictor.shared || predictor.basis === "constant" ? 0 : widthOf(predictor, inputs),
    ),
  );

/** Number of gate coefficients of one expert, if some are slopes: none where gate weights are the same at all inputs. */
function windowSize({ model: { gating, inputs } }: Problem): number {
  const own = gating.predictors.filter(({ shared, fixed }) => !shared && fixed === undefined);
  if (own.every((predictor) => predictor.basis === "constant" || widthOf(predictor, inputs) === 0)) return 0;
  return own.reduce(
    (sum, predictor) =>
      sum + firstSlope(predictor) + (predictor.basis === "constant" ? 0 : widthOf(predictor, inputs)),
    0,
  );
}
