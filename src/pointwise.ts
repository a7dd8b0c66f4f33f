import { type Expert, type Gating, termOf } from "./family.js";
import type { Layout, Slot } from "./layout.js";
import { arena, plainEngine } from "./numeric/arena.js";
import { selectionOf } from "./selection.js";
import type { ConditionalDensity } from "./types.js";

/** Predictors of each expert at one input: eta[i][u]. */
function predictorsAt(
  layout: Layout,
  part: Slot["part"],
  theta: Float64Array,
  x: readonly number[],
): number[][] {
  if (x.length !== layout.inputs) throw new Error(`invalid x; ${layout.inputs} inputs expected: ${x.length}`);
  const eta: number[][] = Array.from({ length: layout.experts }, () => []);
  for (const { part: its, atom, predictor, offset } of layout.slots) {
    if (its !== part) continue;
    const { basis, transform, fixed = 0 } = predictor;
    let at = offset;
    let value = offset < 0 ? fixed : 0;
    if (offset >= 0) {
      if (basis !== "linear") value += theta[at++];
      if (basis !== "constant")
        for (const xj of x) value += theta[at++] * (transform === undefined ? xj : transform.apply(xj));
    }
    eta[atom].push(value);
  }
  return eta;
}

const asBlocks = (own: readonly number[]) => own.map((value) => Float64Array.of(value));

/** Gate weights softmax_i(h_i(x)) at one input. */
export const gateWeightsAt = (gating: Gating, layout: Layout, theta: Float64Array, x: readonly number[]) =>
  logGateWeightsAt(gating, layout, theta, x).map(Math.exp);

/** Their logarithms, which stay finite where a weight itself is too small for a number. */
function logGateWeightsAt(
  gating: Gating,
  layout: Layout,
  theta: Float64Array,
  x: readonly number[],
): number[] {
  const term = termOf(gating, 1);
  const nothing = new Float64Array(1);
  const eta = predictorsAt(layout, "gating", theta, x);
  const scores = eta.map((own) => {
    gating.evaluate(asBlocks(own), nothing, 1, 0, term);
    return term.value[0];
  });
  const kept = gating.selection ? selected(gating, layout, theta, x, eta, scores) : scores;
  const normaliser = logSumExp(kept);
  return kept.map((score) => score - normaliser);
}

/** The scores, -Infinity for the experts that are not selected. */
function selected(
  gating: Gating,
  layout: Layout,
  theta: Float64Array,
  x: readonly number[],
  eta: readonly (readonly number[])[],
  scores: readonly number[],
): number[] {
  const { block, open } = arena();
  const own = gating.predictors[gating.fields[gating.logWeight].predictor as number];
  const columns = own.basis === "constant" ? [] : x.map(block);
  const etaAt = eta.map((own) => own.map(block));
  const scoreAt = scores.map(block);
  const selection = selectionOf(gating, layout, () => ({ columns, origin: x.map(() => 0) }), block);
  const ground = open(plainEngine);
  const { M } = ground;
  columns.forEach((at, j) => {
    M[at] = own.transform === undefined ? x[j] : own.transform.apply(x[j]);
  });
  eta.forEach((own, i) => {
    own.forEach((value, u) => {
      M[etaAt[i][u]] = value;
    });
    M[scoreAt[i]] = scores[i];
  });
  selection(ground, etaAt, scoreAt)(theta, 1);
  return scoreAt.map((at) => M[at]);
}

/** The conditional density g(y | x) = sum_i softmax_i(h_i(x)) f(y | x, expert i), one input at a time. */
export function conditionalAt(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  theta: Float64Array,
): ConditionalDensity {
  const term = termOf(expert, 1);
  const response = new Float64Array(1);
  return (x) => {
    const logWeights = logGateWeightsAt(gating, layout, theta, x);
    const eta = predictorsAt(layout, "experts", theta, x);
    const blocks = eta.map(asBlocks);
    const joint = new Array<number>(eta.length);
    const logDensity = (y: number) => {
      response[0] = y;
      blocks.forEach((own, i) => {
        expert.evaluate(own, response, 1, 0, term);
        joint[i] = logWeights[i] + term.value[0];
      });
      return logSumExp(joint);
    };
    return { logDensity, support: expert.support(eta) };
  };
}

function logSumExp(values: readonly number[]): number {
  let largest = -Infinity;
  for (const value of values) if (value > largest) largest = value;
  if (largest === -Infinity) return -Infinity;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}
