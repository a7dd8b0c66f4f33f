import type { Expert } from "../../family.js";
import { exp } from "../../numeric/exp.js";
import { blockLength } from "../../numeric/kernels.js";
import { logSumExp } from "../../numeric/logSumExp.js";
import { coordinatesOf } from "../../params/coordinates.js";
import { checkOffset, rawUnits } from "../../params/units.js";
import type { Params } from "../../types.js";
import type { Model } from "../model.js";
import { plainBlocksOf } from "../plainBlocks.js";

/** The law of the response at one row: sum_i weights[i] f_i(y | eta[i]). The arrays are written over when the next row comes. */
export interface Mixture {
  readonly experts: readonly Expert[];
  readonly weights: readonly number[];
  readonly logWeights: readonly number[];
  /** The predictors of each expert. */
  readonly eta: readonly (readonly number[])[];
}

/** The rows at which a law is asked for, each with an offset where samples have one. */
export interface Rows {
  readonly rows: readonly (readonly number[])[];
  readonly offset?: ArrayLike<number> | undefined;
}

/** Visits the law of a model at each row, in order. The parameters must be a point of the model, and rows and offset finite, of the right lengths. */
export function eachMixture(
  model: Model,
  params: Params,
  { rows, offset }: Rows,
  visit: (mixture: Mixture, t: number) => void,
): void {
  const { gating, expert, layout, inputs, experts: k } = model;
  if (offset !== undefined) checkOffset(expert);
  const theta = coordinatesOf(gating, expert, layout, rawUnits).toTheta(params);
  const { M, eta: blocks, scores, load, predict, score } = plainBlocksOf(gating, expert, layout);
  const columns = Array.from({ length: inputs }, () => new Float64Array(blockLength));
  const experts = new Array<Expert>(k).fill(expert);
  const [weights, logWeights] = [new Array<number>(k).fill(0), new Array<number>(k).fill(0)];
  const eta = experts.map(({ predictors }) => new Array<number>(predictors.length).fill(0));
  const mixture = { experts, weights, logWeights, eta };

  /** Makes the mixture that of place s in the block. */
  const moveTo = (s: number, t: number): void => {
    for (let i = 0; i < k; i++) logWeights[i] = M[scores[i] + s];
    const total = logSumExp(logWeights);
    for (let i = 0; i < k; i++) {
      logWeights[i] -= total;
      weights[i] = exp(logWeights[i]);
      for (let u = 0; u < eta[i].length; u++) eta[i][u] = blocks[i].experts[u][s];
      if (offset !== undefined) eta[i][0] += offset[t];
    }
  };
  for (let from = 0; from < rows.length; from += blockLength) {
    const m = Math.min(blockLength, rows.length - from);
    for (let j = 0; j < inputs; j++) for (let s = 0; s < m; s++) columns[j][s] = rows[from + s][j];
    load(columns, m);
    score(theta, m);
    predict("experts", theta, m);
    for (let s = 0; s < m; s++) {
      moveTo(s, from + s);
      visit(mixture, from + s);
    }
  }
}
