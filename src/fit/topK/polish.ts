import { clamped } from "../../numeric/clamp.js";
import { stream } from "../../random/stream.js";
import type { Uniform } from "../../types.js";
import { endOf, run } from "../problem/ascent.js";
import { weighed } from "../problem/chance.js";
import type { LocalMaximum } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { isWorthwhile, movesOf, topKAscent } from "./ascent.js";
import { quick, thorough } from "./effort.js";
import type { Effort } from "./lineSearch.js";
import { randomDirection } from "./lines.js";

/** How many perturbations are tried: fewer of large samples, over which a climb costs more, and more with K = 1, where it costs less. */
const perturbations = (n: number, selected: number) =>
  selected === 1 ? Math.min(30, Math.floor(3e4 / n)) : Math.min(10, Math.floor(1e4 / n));
/** Lengths of perturbations relative to the gate's coefficients: drawn between these, evenly on the log scale. */
const lengths = [0.003, 0.3];
/** Most steps of a climb from a perturbed maximum: longer ones follow curved ridges, and mostly end no higher. */
const mostSteps = 60;

/**
 * A last search around the best maximum (basin hopping): a climb from it with a thorough search, then climbs from
 * points near it, the gate moved at random. With a selection many maxima of nearly the same height lie side by side.
 * One is taken if it is higher, and so is what is left of it without what chance may have given.
 */
export function polishTopK(
  problem: Problem,
  best: LocalMaximum,
  maxSteps: number,
  key: string,
): LocalMaximum {
  const { model, n } = problem;
  const uniform = stream(key);
  const moves = movesOf(problem);
  const climbFrom = (theta: Float64Array, effort: Effort, most: number): LocalMaximum => {
    const ascent = topKAscent(moves, { effort, climbFirst: false, uniform });
    return endOf(ascent, run(ascent, theta, most));
  };
  let found = climbFrom(best.state.theta, thorough(n), maxSteps);
  for (let left = perturbations(n, model.selected ?? model.k); left > 0; left--) {
    const moved = perturbed(problem, found.state.theta, uniform);
    const next = climbFrom(moved, quick, Math.min(maxSteps, mostSteps));
    if (
      isWorthwhile(next.state, found.state) &&
      weighed(problem, next.state) >= weighed(problem, found.state)
    )
      found = { state: next.state, steps: found.steps + next.steps };
  }
  return found.state.value > best.state.value ? { ...found, steps: best.steps + found.steps } : best;
}

/** theta with the gate of one expert, or of all, moved at random within the box. */
function perturbed(problem: Problem, theta: Float64Array, uniform: Uniform): Float64Array {
  const { model, likelihood, low, high } = problem;
  const only = Math.floor(uniform() * (model.k + 1));
  const direction = randomDirection(problem, uniform, only === model.k ? undefined : only);
  const gate = Math.hypot(...theta.subarray(0, likelihood.gateSize));
  const [short, long] = lengths;
  const length = (gate * short * (long / short) ** uniform()) / (Math.hypot(...direction) || 1);
  return clamped(
    theta.map((value, j) => value + length * direction[j]),
    low,
    high,
  );
}
