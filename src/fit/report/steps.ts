import type { AnyModel } from "../../model/model.js";
import { columnUnits, seenOf, transformed } from "../../params/units.js";
import type { AnyParams } from "../../types.js";
import type { Problem } from "../problem/problem.js";
import { type Affine, type Border, borderOf, coefficientsOf, sidesOf } from "./border.js";
import { noShare, type Shares } from "./shares.js";

/** Two experts between which no observation is divided: the gate passes from one to the other in a step, whose steepness is arbitrary. */
export interface Step {
  /** The second one has the observations beyond the border. */
  readonly experts: readonly [number, number];
  /** Where their weights are equal; absent where that is no plane, as with an activation and several inputs. */
  readonly border?: Border;
  /** One input: the observed values next to the border on either side, between which any place is as good. */
  readonly between?: readonly [number, number];
}

/**
 * Where the gate is a step. Two experts are divided by a step if no observation is in reach of both, that is, has a weight or a
 * responsibility of more than `noShare` for both, and if they are neighbours: one that leads only where a third one stands between
 * has no border with the first. Inputs are those that the gate sees. Where several experts are selected a step says nothing of the steepness, and none is told.
 */
export function stepsOf(problem: Problem, params: AnyParams, shares: Shares): Step[] {
  const { columns, k, selected } = problem.model;
  const d = columns.gating.length;
  if (d === 0 || (selected !== undefined && selected > 1)) return [];
  const divided = Array.from({ length: k }, (_, i) =>
    Array.from({ length: k }, (_, j) => i !== j && areDivided(shares, i, j)),
  );
  return d === 1
    ? stepsAlong(problem, params, shares, divided)
    : stepsAcross(problem, params, shares, divided);
}

function areDivided({ weights, responsibilities }: Shares, i: number, j: number): boolean {
  const reach = (expert: number, t: number) => Math.max(weights[expert][t], responsibilities[expert][t]);
  return weights[i].every((_, t) => Math.min(reach(i, t), reach(j, t)) < noShare);
}

const leaderAt = (weights: readonly Float64Array[], t: number): number =>
  weights.reduce((best, row, i) => (row[t] > weights[best][t] ? i : best), 0);

/** One input: the steps from left to right, each between two neighbouring observed values. */
function stepsAlong(
  { model, sample }: Problem,
  params: AnyParams,
  { weights }: Shares,
  divided: readonly (readonly boolean[])[],
): Step[] {
  const [column] = model.columns.gating;
  const { [column]: x } = sample.x;
  const rowAt = (at: number) => sample.x.map((_, j) => (j === column ? at : 0));
  const order = Array.from(x, (_, t) => t).sort((s, t) => x[s] - x[t]);
  const gate = model.gate(params);
  // Ranks by slopes alone change at the input 0, wherever the observations are.
  const isFixed = model.selected === 1 && model.gating.selection?.rank === "slope";
  return order.slice(1).flatMap((t, a): Step[] => {
    const before = order[a];
    const [i, j] = [leaderAt(weights, before), leaderAt(weights, t)];
    if (x[before] === x[t] || !divided[i][j]) return [];
    const between = [x[before], x[t]] as const;
    const place = crossing((at) => gate(rowAt(at))[i] >= gate(rowAt(at))[j], between);
    const border = { normal: [1], value: place };
    return [{ experts: [i, j], border, ...(isFixed ? {} : { between }) }];
  });
}

/** The point of an interval up to which a condition holds that holds at its lower end and not at its upper one. */
function crossing(holds: (at: number) => boolean, [low, high]: readonly [number, number]): number {
  let [from, to] = [low, high];
  for (let i = 0; i < 60; i++) {
    const middle = from + (to - from) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  const place = from + (to - from) / 2;
  // What rounding leaves of 0.
  return Math.abs(place) < 1e-12 * (high - low) ? 0 : place;
}

/** Several inputs: a plane for each two neighbours, where the gate is linear. */
function stepsAcross(
  problem: Problem,
  params: AnyParams,
  { weights }: Shares,
  divided: readonly (readonly boolean[])[],
): Step[] {
  const scores = linearScoresOf(problem.model, params);
  const leads = new Set(weights[0].map((_, t) => leaderAt(weights, t)));
  const pairs = divided.flatMap((row, i) =>
    row.flatMap((isDivided, j) =>
      isDivided && i < j && leads.has(i) && leads.has(j) ? [[i, j] as const] : [],
    ),
  );
  if (scores === undefined) return pairs.map((experts) => ({ experts }));
  return pairs
    .filter((pair) => areNeighbours(problem, scores, pair))
    .map((pair) => {
      const [p, q] = pair.map((i) => scores[i]);
      const border = borderOf(p, q);
      return { experts: sidesOf(border, pair, [p, q]), border };
    });
}

/** The scores that decide which expert leads, where they are linear in the inputs; a selection by slopes goes without intercepts. */
function linearScoresOf(model: AnyModel, params: AnyParams): Affine[] | undefined {
  const { gating, selected } = model;
  if (!(gating.linear || gating.homogeneous)) return undefined;
  const scores = coefficientsOf(model, params, "gating", 0);
  const bySlope = selected !== undefined && gating.selection?.rank === "slope";
  return bySlope ? scores.map(({ slopes }) => ({ intercept: 0, slopes })) : scores;
}

/** Whether the scores of two experts are the highest at some point of the border between them: the foot of some observation on it. */
function areNeighbours(
  { model, sample, units }: Problem,
  scores: readonly Affine[],
  [i, j]: readonly [number, number],
): boolean {
  const [predictor] = model.gating.predictors;
  const { transform, columns: seen } = predictor;
  const { scale } = columnUnits(units, predictor, model.inputs);
  const columns = transformed(seenOf(sample.x, seen), transform);
  // Perpendicular in units of one standard deviation of each column.
  const normal = scores[i].slopes.map((slope, u) => (slope - scores[j].slopes[u]) * scale[u]);
  const square = normal.reduce((sum, slope) => sum + slope ** 2, 0);
  const scoreAt = ({ intercept, slopes }: Affine, z: readonly number[]) =>
    slopes.reduce((sum, slope, u) => sum + slope * z[u], intercept);
  return columns[0].some((_, t) => {
    const z = columns.map((column) => column[t]);
    const gap = (scoreAt(scores[i], z) - scoreAt(scores[j], z)) / square;
    const foot = z.map((value, u) => value - gap * normal[u] * scale[u]);
    const height = scoreAt(scores[i], foot);
    return scores.every((other, l) => l === i || l === j || scoreAt(other, foot) <= height);
  });
}
