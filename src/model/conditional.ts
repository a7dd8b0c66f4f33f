import { type Expert, type Gating, termOf } from "../family.js";
import { selectionOf } from "../likelihood/topKMask.js";
import { blockStride } from "../numeric/kernels.js";
import { plainEngine, planWorkspace } from "../numeric/workspace.js";
import type { Layout, Slot } from "../params/layout.js";
import type { ConditionalDensity } from "../types.js";

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

/**
 * The logarithms of the gate weights softmax_i(h_i(x)) at one input: -Infinity for experts that are not selected, and finite
 * otherwise, also where a weight itself is too small.
 */
export type LogGateWeights = (theta: Float64Array, x: readonly number[]) => number[];

/** The gate of a model, one input at a time. */
export function logGateWeightsOf(gating: Gating, layout: Layout): LogGateWeights {
  const term = termOf(gating, 1);
  const nothing = new Float64Array(1);
  const select = gating.selection && selectAt(gating, layout);
  return (theta, x) => {
    const eta = predictorsAt(layout, "gating", theta, x);
    const scores = eta.map((own) => {
      gating.evaluate(asBlocks(own), nothing, 1, 0, term);
      return term.value[0];
    });
    const kept = select ? select(theta, x, eta, scores) : scores;
    const normaliser = logSumExp(kept);
    return kept.map((score) => score - normaliser);
  };
}

/** The scores, -Infinity for the experts that are not selected. */
function selectAt(gating: Gating, layout: Layout) {
  const { block, blocks, open } = planWorkspace();
  const own = gating.predictors[gating.fields[gating.logWeight].predictor as number];
  const origin = Array.from({ length: layout.inputs }, () => 0);
  const columns = own.basis === "constant" ? [] : origin.map(block);
  const etaAt = Array.from({ length: layout.experts }, () => gating.predictors.map(block));
  const firstScore = blocks(layout.experts);
  const scoreAt = etaAt.map((_, i) => firstScore + i * blockStride);
  const selection = selectionOf(gating, layout, () => ({ columns, origin }), block);
  const workspace = open(plainEngine);
  const { M } = workspace;
  const select = selection(workspace, etaAt, scoreAt);
  return (
    theta: Float64Array,
    x: readonly number[],
    eta: readonly (readonly number[])[],
    scores: readonly number[],
  ): number[] => {
    columns.forEach((at, j) => {
      M[at] = own.transform === undefined ? x[j] : own.transform.apply(x[j]);
    });
    eta.forEach((its, i) => {
      its.forEach((value, u) => {
        M[etaAt[i][u]] = value;
      });
      M[scoreAt[i]] = scores[i];
    });
    select(theta, 1);
    return scoreAt.map((at) => M[at]);
  };
}

/** The conditional density g(y | x) = sum_i softmax_i(h_i(x)) f(y | x, expert i), one input at a time. */
export function conditionalAt(
  logGateWeights: LogGateWeights,
  expert: Expert,
  layout: Layout,
  theta: Float64Array,
): ConditionalDensity {
  const term = termOf(expert, 1);
  const response = new Float64Array(1);
  return (x) => {
    const logWeights = logGateWeights(theta, x);
    const eta = predictorsAt(layout, "experts", theta, x);
    const blocks = eta.map(asBlocks);
    const joint = new Array<number>(eta.length);
    const logDensity = (y: number) => {
      response[0] = y;
      for (let i = 0; i < blocks.length; i++) {
        expert.evaluate(blocks[i], response, 1, 0, term);
        joint[i] = logWeights[i] + term.value[0];
      }
      return logSumExp(joint);
    };
    return { logDensity, supports: eta.map(expert.support) };
  };
}

/** The mean of y under each expert, one input at a time. Throws for an expert whose law has none. */
export function meansAt(
  expert: Expert,
  layout: Layout,
  theta: Float64Array,
): (x: readonly number[]) => number[] {
  const { mean } = expert;
  if (mean === undefined) throw new Error(`no means; the law of the expert ${expert.name} has none`);
  return (x) => predictorsAt(layout, "experts", theta, x).map(mean);
}

function logSumExp(values: readonly number[]): number {
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  if (largest === -Infinity) return -Infinity;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - largest);
  return largest + Math.log(sum);
}
