import { clamped } from "../../numeric/clamp.js";
import { relabelled } from "../../params/relabelled.js";
import type { Uniform } from "../../types.js";
import { emGradient } from "../em/emGradient.js";
import type { Problem } from "../problem/problem.js";
import { insertedStarts, type SmallerFit, type TwinShare, twinnedExpert } from "./inserted.js";

/** EM steps of what is left without an expert: its observations go to the others. */
const emSteps = 10;

/**
 * Starts near a point with k experts, by exchange of one: an expert is taken out, EM steps give its observations to the others, and an
 * expert is inserted elsewhere (see `insertedStarts`). So a point that has most experts right leads to one that has all. Merging
 * and splitting at one go has been proposed for EM by Ueda, Nakano, Ghahramani and Hinton (Neural Computation 12, 2000).
 * `smaller`: the problem with one expert less.
 */
export function exchangedStarts(
  problem: Problem,
  smaller: Problem,
  theta: Float64Array,
  share: TwinShare,
): (uniform: Uniform) => Float64Array {
  const { kinds } = problem;
  const place = twinnedExpert(kinds) as number;
  const exchangeable = [...kinds.keys()].filter((i) => kinds[i] === kinds[place]);
  const insert = exchangeable.map((out) => {
    let starts: ReturnType<typeof insertedStarts> | undefined;
    return (uniform: Uniform) => {
      starts ??= insertedStarts(problem, [fitWithout(problem, smaller, theta, place, out)], share);
      return starts(0, uniform);
    };
  });
  return (uniform) => insert[Math.floor(uniform() * insert.length)](uniform);
}

/** What is left without expert `out`, which changes places with the one that the smaller problem lacks. */
function fitWithout(
  problem: Problem,
  smaller: Problem,
  theta: Float64Array,
  place: number,
  out: number,
): SmallerFit {
  const { coordinates, kinds } = problem;
  const order = [...kinds.keys()].map((i) => (i === place ? out : i === out ? place : i));
  const changed = relabelled(coordinates, theta, order);
  const { size, n, low, high } = smaller;
  const left = new Float64Array(size);
  for (const { part, atom, predictorIndex, offset, length } of smaller.coordinates.layout.slots) {
    if (offset < 0) continue;
    const from = coordinates.layout.slots.find(
      (slot) =>
        slot.part === part &&
        slot.predictorIndex === predictorIndex &&
        slot.atom === (atom < place ? atom : atom + 1),
    );
    if (from !== undefined && from.offset >= 0)
      left.set(changed.subarray(from.offset, from.offset + length), offset);
  }
  const without = emGradient(smaller, clamped(left, low, high), emSteps);
  const hessian = new Float64Array(size * size);
  smaller.evaluate(without, new Float64Array(size), hessian);
  const shares = smaller.likelihood.occupancy(without).map(({ observations }) => observations / n);
  return { problem: smaller, theta: without, hessian, shares };
}
