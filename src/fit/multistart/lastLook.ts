import { clamped } from "../../numeric/clamp.js";
import { copiesOf, endsOf } from "../../numeric/frequencies.js";
import type { Slot } from "../../params/layout.js";
import { emGradient } from "../em/emGradient.js";
import { newtonAscent } from "../newton/ascent.js";
import { isWeighed, weighed } from "../problem/chance.js";
import { leadersOf } from "../problem/leaders.js";
import type { Iterate, LocalMaximum } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { sameMaximum } from "../problem/tolerances.js";
import { climb } from "./pruning.js";

/** The gate is made steeper by these factors. */
const sharper = [4, 20, 100] as const;
/** A gate with a coefficient above this is nearly a step: its borders are moved past some observations. */
const nearlyStep = 15;
const passed = [1, 2, 4, 8] as const;
/** Such moves are repeated from each better maximum, at most so often. */
const mostRepeats = 6;
/** EM steps between a move and the climb. */
const emSteps = 2;

/**
 * A last look around the chosen maximum, by moves that climbs do not make, for change points: their likelihood has a maximum for nearly
 * every place of a step between two observations. The gate is made steeper, and where it is nearly a step the border between any
 * two experts is moved past 1, 2, 4 and 8 observations to either side. A climb follows each move; the best end replaces the
 * maximum if more is left of it without what chance may have given. Only for gates whose scores are linear in some input.
 */
export function lastLook(problem: Problem, best: LocalMaximum, maxSteps: number): LocalMaximum {
  const slots = scoreSlots(problem);
  if (problem.model.k === 1 || slots.length === 0) return best;
  const ascent = newtonAscent(problem);
  const weigh = (state: Iterate) => weighed(problem, state);
  let found = best;
  let height = weigh(best.state);
  /** Ends that were no better: climbs merge with them as well. */
  const lower: LocalMaximum[] = [];
  for (let repeat = 0; repeat < mostRepeats; repeat++) {
    const before = found;
    for (const moved of gatesMoved(problem, slots, before.state.theta, repeat === 0)) {
      const theta = emGradient(problem, moved, emSteps);
      const outcome = climb(problem, ascent, theta, maxSteps, {
        known: [found, ...lower],
        incumbent: height,
        weighed: weigh,
        slack: isWeighed(problem) ? "rough" : "exact",
      });
      if (outcome.end !== "finished") continue;
      const reached = weigh(outcome.maximum.state);
      if (!(reached > height + sameMaximum.nats / problem.n)) {
        lower.push(outcome.maximum);
        continue;
      }
      found = { ...outcome.maximum, steps: before.steps + outcome.maximum.steps };
      height = reached;
    }
    if (found === before) break;
  }
  return found;
}

/** The slots of the gate's scores that are linear in the inputs, one for each expert; none where a gate's score bends. */
const scoreSlots = ({ model, coordinates: { layout } }: Problem): readonly Slot[] => {
  const { gating } = model;
  if (!(gating.linear || gating.homogeneous)) return [];
  return layout.slots.filter(
    ({ part, predictor, length }) =>
      part === "gating" && !predictor.shared && predictor.basis !== "constant" && length > 0,
  );
};

/** Points with a steeper gate, and with borders moved where the gate is nearly a step. */
function gatesMoved(
  problem: Problem,
  slots: readonly Slot[],
  theta: Float64Array,
  first: boolean,
): Float64Array[] {
  const { low, high } = problem;
  const entries = slots.flatMap(({ offset, length }) =>
    offset < 0 ? [] : Array.from({ length }, (_, c) => offset + c),
  );
  const changed = (change: (value: number, j: number) => number): Float64Array => {
    const moved = Float64Array.from(theta);
    for (const j of entries) moved[j] = change(theta[j], j);
    return clamped(moved, low, high);
  };
  const steeper = first ? sharper.map((factor) => changed((value) => factor * value)) : [];
  const largest = Math.max(...entries.map((j) => Math.abs(theta[j])));
  // Without intercepts the borders stay where all scores are 0.
  const mayMove = slots[0].predictor.basis === "affine" && largest > nearlyStep;
  const borders = mayMove ? bordersMoved(problem, slots, theta) : [];
  return [...steeper, ...borders];
}

/** Points with the border between two experts moved, past some observations, for all pairs that have one. */
function bordersMoved(problem: Problem, slots: readonly Slot[], theta: Float64Array): Float64Array[] {
  const { model, sample, low, high } = problem;
  const { weights } = sample;
  const k = model.k;
  const { scores, leader } = leadersOf(problem, theta);
  /** theta with the score of one expert raised by `by`; for the last, which is pinned, those of all others are lowered. */
  const raised = (i: number, by: number) => {
    const next = Float64Array.from(theta);
    if (slots[i].offset >= 0) next[slots[i].offset] += by;
    else for (const { offset } of slots) if (offset >= 0) next[offset] -= by;
    return clamped(next, low, high);
  };
  const moved: Float64Array[] = [];
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++) {
      const gapOf = (t: number) => scores[i][t] - scores[j][t];
      const order = Array.from(leader.keys())
        .filter((t) => leader[t] === i || leader[t] === j)
        .sort((s, t) => gapOf(s) - gapOf(t));
      const above = order.findIndex((t) => gapOf(t) > 0);
      if (above <= 0) continue;
      const ends = endsOf(order, weights);
      const rowAt = copiesOf(order, weights);
      const border = ends[above - 1];
      // With a third expert it matters to its borders which of the two scores is moved.
      const past = (a: number, b: number) => {
        const by = -0.5 * (gapOf(rowAt(a)) + gapOf(rowAt(b)));
        moved.push(raised(i, by));
        if (k > 2) moved.push(raised(j, -by));
      };
      for (const m of passed) {
        if (border + m < ends[ends.length - 1]) past(border + m - 1, border + m);
        if (border - m >= 1) past(border - m, border - m - 1);
      }
    }
  return moved;
}
