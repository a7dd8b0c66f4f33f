import type { Bounds, Order, VariancePrior } from "../family.js";
import type { Criterion } from "./emCriterion.js";
import type { TermTables } from "./tables.js";

/**
 * The conditional log-likelihood of a mixture of experts on a data set, as a function of theta:
 *   l(theta) = sum_t [ LSE_i(h_i + e_i) - LSE_i(h_i) ],
 * with gate scores h_i and expert log densities e_i given through their predictors (see `Family`). With
 * responsibilities r = softmax(h + e), gate weights p = softmax(h) and w the term (h or e) that a predictor
 * feeds, the derivatives in predictors u of expert i and v of expert j are
 *   l_u  = r_i w_u - [gate] p_i h_u
 *   l_uv = r_i ((1 - r_i) w_u w_v + w_uv) if i = j, - r_i w_u r_j w_v if not, - [both gate] (the same with p and h).
 * The score is the sum over samples of l_u phi_u, the Hessian that of l_uv phi_u phi_v' (phi: the basis of a predictor); `Sums` in
 * sums/types.ts says how they are summed up.
 * Equal samples are computed once, and where inputs repeat, so are the terms that depend on the inputs alone (see `rowsOf`).
 * All sums count a sample as often as its weight says: where there are weights, responsibilities and gate weights are multiplied by
 * them as they are summed (see `sumsOf`).
 * All sums run over blocks in a fixed order; nothing is allocated per block. Blocks are worked on by the kernels of an
 * engine; results of two engines differ by rounding alone.
 */
/** What an expert has of the observations. */
export interface Occupied {
  /** The sum of its responsibilities, and their weighted mean of its log density. */
  readonly observations: number;
  readonly logDensity: number;
  /** The sum of its gate weights w, and how far they leave the observations divided: the sum of w (1 - w). */
  readonly gate: { readonly weight: number; readonly divided: number };
}

export interface Likelihood {
  /** How many observations there are: the sum of their weights. */
  readonly n: number;
  readonly size: number;
  /** The log-likelihood; overwrites `score` (order >= 1) and `hessian` (order 2, size x size) with sums. */
  readonly evaluate: (
    theta: Float64Array,
    order: Order,
    score?: Float64Array,
    hessian?: Float64Array,
  ) => number;
  /** The score row by row: overwrites into[j][t] with the derivative of the log-likelihood of row t, counted once, in theta[j]. Returns the log-likelihood. */
  readonly rowScores: (theta: Float64Array, into: readonly Float64Array[]) => number;
  /**
   * The E-step. Returns the log-likelihood; overwrites r[i][t] with the responsibility of expert i for sample t and, where it
   * is given, selected[i][t] with 1 if that expert is selected there, else 0.
   */
  readonly responsibilities: (
    theta: Float64Array,
    r: readonly Float64Array[],
    selected?: readonly Uint8Array[],
  ) => number;
  /**
   * An E-step together with what a Newton step in the EM criterion needs, in one pass: the log-likelihood; overwrites r, if
   * it is given, like `responsibilities`, and score and Hessian with the derivatives at theta of the criterion with just
   * these responsibilities, in the gate's parameters or in all. The score is that of the log-likelihood.
   */
  readonly expectation: (
    theta: Float64Array,
    r: readonly Float64Array[] | undefined,
    part: "gating" | "all",
    score: Float64Array,
    hessian: Float64Array,
  ) => number;
  /** What each expert has of the observations. */
  readonly occupancy: (theta: Float64Array) => readonly Occupied[];
  /** Ranks, gate scores and log densities, sample by sample. */
  readonly terms: TermTables;
  /** Number of gate parameters; they come first in theta. */
  readonly gateSize: number;
  /**
   * The gate's part of the EM criterion, sum_t sum_i r[i][t] log p_i(x_t), and its derivatives in the gate
   * parameters (`gateSize` of them). The selection is that of the E-step, whatever theta selects; throws where the gating
   * has a selection and none is given.
   */
  readonly gateCriterion: Criterion;
  /** The experts' part, sum_t sum_i r[i][t] e_i(t), and its derivatives in the parameters after the gate's. */
  readonly expertCriterion: Criterion;
  /**
   * Overwrites the experts' part of theta with the maximiser of the experts' criterion within bounds, with the log density of a prior of their
   * variances if there is one. Absent where the expert has no closed form for it.
   */
  readonly maximiseExperts?: (
    theta: Float64Array,
    r: readonly Float64Array[],
    bounds: Bounds,
    prior?: VariancePrior,
  ) => void;
}
