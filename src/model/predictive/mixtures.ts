import type { Expert } from "../../family.js";
import { exp } from "../../numeric/exp.js";
import { blockLength } from "../../numeric/kernels.js";
import { logSumExp } from "../../numeric/logSumExp.js";
import { checkCompanion } from "../../params/companion.js";
import { coordinatesOf } from "../../params/coordinates.js";
import { checkOffset, rawUnits } from "../../params/units.js";
import type { AnyParams } from "../../types.js";
import type { AnyModel } from "../model.js";
import { plainBlocksOf } from "../plainBlocks.js";
import type { BesideRows } from "../rows.js";

/** The law of the response at one row: sum_i weights[i] f_i(y | eta[i]). The arrays are written over when the next row comes. */
export interface Mixture {
  readonly experts: readonly Expert[];
  readonly weights: readonly number[];
  readonly logWeights: readonly number[];
  /** The predictors of each expert. */
  readonly eta: readonly (readonly number[])[];
  /** The row's number of trials, if it has one. */
  readonly trials?: number | undefined;
}

/** The rows at which a law is asked for, with what stands beside them. */
export interface Rows extends BesideRows {
  readonly rows: readonly (readonly number[])[];
}

/** Visits the law of a model at each row, in order. The parameters must be a point of the model, and the rows as `checkRows` has them. */
export function eachMixture(
  model: AnyModel,
  params: AnyParams,
  { rows, offset, trials }: Rows,
  visit: (mixture: Mixture, t: number) => void,
): void {
  const { gating, families: experts, layout, inputs, k } = model;
  if (offset !== undefined) checkOffset(experts);
  checkCompanion(experts, trials);
  const theta = coordinatesOf(gating, layout, rawUnits).toTheta(params);
  const { M, eta: blocks, scores, load, predict, score } = plainBlocksOf(gating, layout);
  const columns = Array.from({ length: inputs }, () => new Float64Array(blockLength));
  const [weights, logWeights] = [new Array<number>(k).fill(0), new Array<number>(k).fill(0)];
  const eta = experts.map(({ predictors }) => new Array<number>(predictors.length).fill(0));
  const mixture = { experts, weights, logWeights, eta, trials: undefined as number | undefined };

  /** Makes the mixture that of place s in the block. */
  const moveTo = (s: number, t: number): void => {
    for (let i = 0; i < k; i++) logWeights[i] = M[scores[i] + s];
    const total = logSumExp(logWeights);
    mixture.trials = trials?.[t];
    for (let i = 0; i < k; i++) {
      logWeights[i] -= total;
      weights[i] = exp(logWeights[i]);
      for (let u = 0; u < eta[i].length; u++) eta[i][u] = blocks[i].experts[u][s];
      if (offset !== undefined && eta[i].length > 0) eta[i][0] += offset[t];
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
