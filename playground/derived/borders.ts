import { moe } from "../../src/model/model.js";
import { gatingOf } from "../../src/registry.js";
import { normal } from "../state/limits.js";
import { hasTemperature, type State } from "../state/state.js";
import { kinds } from "./families.js";
import { gateOptions, truthOf } from "./truth.js";

/** An input at which the expert with the largest gate weight changes. */
export interface Border {
  readonly at: number;
  readonly left: number;
  readonly right: number;
}

/** How many inputs are looked at. */
const steps = 240;

/** The weights of the true gate at an input, without its selection. */
function weightsOf(state: State): (x: number) => number[] {
  const gate = { ...state.gate, topK: 0 };
  const model = moe({
    gating: gatingOf(gateOptions(gate)),
    expert: kinds[state.family].expert,
    k: state.atoms.length,
  });
  const weights = model.gate(truthOf({ ...state, gate }));
  return (x) => weights([x]);
}

const largest = (weights: readonly number[]): number => weights.indexOf(Math.max(...weights));

/** The experts that have the largest weight, input by input. */
function leadersOf(
  weights: (x: number) => number[],
  reach: number,
): { readonly x: number; readonly leader: number }[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = reach * ((2 * i) / steps - 1);
    return { x, leader: largest(weights(x)) };
  });
}

/**
 * The borders of the true gate, from left to right. None where experts are selected by their slopes alone, since these have equal ranks at 0,
 * whatever the intercepts.
 */
export function bordersOf(state: State): Border[] {
  const { gate, reach } = state;
  if (gate.topK > 0 && gate.rank === "slope") return [];
  const weights = weightsOf(state);
  const leaders = leadersOf(weights, reach);
  return leaders.slice(1).flatMap(({ x, leader: right }, i) => {
    const { x: before, leader: left } = leaders[i];
    if (left === right) return [];
    let [low, high] = [before, x];
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2;
      if (largest(weights(middle)) === left) low = middle;
      else high = middle;
    }
    return [{ at: (low + high) / 2, left, right }];
  });
}

/**
 * The state whose border between two experts is at `x`: the intercepts of all that lead on its left side are moved together, so that the other
 * borders stay. The state itself where that is out of range.
 */
export function withBorder(state: State, { left, right }: Pick<Border, "left" | "right">, x: number): State {
  const { gate, reach, atoms } = state;
  const border = bordersOf(state).find((one) => one.left === left && one.right === right);
  if (border === undefined) return state;
  const weights = weightsOf(state);
  const at = weights(x);
  const change = (hasTemperature(gate) ? gate.tau : 1) * (Math.log(at[right]) - Math.log(at[left]));
  if (!Number.isFinite(change)) return state;
  const before = leadersOf(weights, reach).filter((one) => one.x < border.at);
  const leading = new Set(before.map(({ leader }) => leader));
  const moved = leading.has(right) ? new Set([left]) : leading;
  return normal({
    ...state,
    atoms: atoms.map((atom, i) => (moved.has(i) ? { ...atom, beta0: atom.beta0 + change } : atom)),
  });
}
