import { logSumExp } from "../numeric/logSumExp.js";
import type { MixingMeasure } from "../types.js";
import type { LossDetail } from "./cellLoss.js";
import { d2Detail } from "./d2.js";
import type { Loss } from "./infimum.js";
import { leastMaximum } from "./mass.js";
import { representative, slopes, weightRounding } from "./measure.js";
import { minus } from "./voronoi.js";

/** Which cells an error looks at and what it takes of each, by the shares of the cell's atoms in its mass. */
interface Kind {
  readonly counts: (shares: readonly number[]) => boolean;
  readonly of: (errors: readonly number[], shares: readonly number[]) => number;
}

/** An atom with less than this share of its cell's mass may be one whose mass vanishes. */
const leastShare = 0.1;

const isShared: Kind["counts"] = ({ length }) => length > 1;
const isEven: Kind["counts"] = (shares) => isShared(shares) && shares.every((share) => share >= leastShare);
const largest: Kind["of"] = (errors) => Math.max(...errors);
const mean: Kind["of"] = (errors, shares) => errors.reduce((sum, error, i) => sum + shares[i] * error, 0);

/** By the part of the name between `error.` and the parameter. */
const kinds: Readonly<Record<string, Kind>> = {
  "": { counts: isShared, of: mean },
  "worst.": { counts: isShared, of: largest },
  "even.": { counts: isEven, of: largest },
  "single.": { counts: ({ length }) => length === 1, of: largest },
};

/** The largest over the cells of that kind of what the kind takes of |Delta block|; NaN if there is no such cell. */
const parameterError =
  (block: string, { counts, of }: Kind): Loss =>
  (estimate, truth, options) => {
    const detail = d2Detail(estimate, truth, options);
    const errors = detail.cells.flatMap((cell, j) => {
      const shares = sharesOf(estimate, cell);
      return counts(shares) ? of(errorsOf(block, estimate, truth, detail, j), shares) : [];
    });
    return errors.length > 0 ? Math.max(...errors) : Number.NaN;
  };

/** |Delta block| of the atoms of cell j from its true atom; of the gate slope after the translation t2 of D2. */
function errorsOf(
  block: string,
  estimate: MixingMeasure,
  truth: MixingMeasure,
  { cells, t2 }: LossDetail,
  j: number,
): number[] {
  const { [block]: centres } = representative(truth).atoms;
  return cells[j].map((i) => {
    const difference = minus(estimate.atoms[block][i], centres[j]);
    return Math.hypot(...(block === slopes ? minus(difference, t2) : difference));
  });
}

/** e^{beta0_i} over its sum over the cell, atom by atom. */
function sharesOf({ logWeights }: MixingMeasure, cell: readonly number[]): number[] {
  const total = logSumExp(cell.map((i) => logWeights[i]));
  return cell.map((i) => Math.exp(logWeights[i] - total));
}

const parameterErrors: Readonly<Record<string, Loss>> = Object.fromEntries(
  Object.entries(kinds).flatMap(([kind, rule]) =>
    [slopes, "a", "b", "sigma2"].map((block) => [`error.${kind}${block}`, parameterError(block, rule)]),
  ),
);

/** inf over t1 of max_j |m_j - e^{t1} m*_j|, with the cell masses m and the true ones m* as shares of their totals. */
const massError: Loss = (estimate, truth, options) => {
  const { cells } = d2Detail(estimate, truth, options);
  const [shares, trueShares] = [estimate, truth].map(({ logWeights }) => {
    const total = logSumExp(logWeights);
    return logWeights.map((value) => Math.exp(value - total));
  });
  const masses = cells.map((cell) => cell.reduce((sum, i) => sum + shares[i], 0));
  return leastMaximum(masses, trueShares, weightRounding(estimate, truth));
};

/**
 * Errors of the parameters one by one, for a softmax gate with Gaussian experts, in the cells of D2 and after its
 * translation t2 of the slopes (`d2Detail`): rates of the parameters rather than of a loss that adds their powers.
 * `error.beta1`, `error.a`, `error.b`, `error.sigma2`: the largest, over the true atoms that several fitted
 *   atoms share, of the mean of |Delta| over the cell's atoms with weights e^{beta0_i};
 * `error.worst.beta1`, ...: the largest |Delta| over all atoms of those cells, however small their weights;
 * `error.even.beta1`, ...: the same over those of the cells of which every atom has at least a tenth of the mass;
 * `error.single.beta1`, ...: the largest |Delta| over the true atoms that one fitted atom has to itself;
 * `error.mass`: the largest difference between a cell's share of the weight and the true one, at the best t1.
 * A parameter's error is NaN where there is no cell of that kind (`mayBeUndefined`): a summary has to leave it out. Theory (P1,
 * after eq. (5)): n^{-1/2} for `single` and `mass`; in a cell of m > 1 atoms n^{-1/(2 rbar(m))} for beta1 and b and
 * n^{-1/rbar(m)} for a and sigma2, of every atom whose mass does not vanish, hence for `even`. An atom whose mass
 * vanishes need not converge: `worst` sees it, the mean hardly does. Need the blocks beta1, a, b, sigma2.
 */
export const errorLosses: Readonly<Record<string, Loss>> = { ...parameterErrors, "error.mass": massError };

/** Whether the loss of that name is NaN for some estimates: those without a cell of the kind that it looks at. */
export const mayBeUndefined = (loss: string): boolean => Object.hasOwn(parameterErrors, loss);
