import type { Basis, Bounds, Expert, Gating, Order, Predictor } from "../family.js";
import { padded } from "../numeric/kernels.js";
import type { Engine } from "../numeric/workspace.js";
import type { Layout } from "../params/layout.js";
import { blocksOf, type Target } from "./blocks.js";
import { type Criterion, emCriterionOf } from "./emCriterion.js";
import type { Source } from "./memory.js";
import type { Part } from "./sums/index.js";

/**
 * The conditional log-likelihood of a mixture of experts on a data set, as a function of theta:
 *   l(theta) = sum_t [ LSE_i(h_i + e_i) - LSE_i(h_i) ],
 * with gate scores h_i and expert log densities e_i given through their predictors (see `Family`). With
 * responsibilities r = softmax(h + e), gate weights p = softmax(h) and w the term (h or e) that a predictor
 * feeds, the derivatives in predictors u of expert i and v of expert j are
 *   l_u  = r_i w_u - [gate] p_i h_u
 *   l_uv = r_i ((1 - r_i) w_u w_v + w_uv) if i = j, - r_i w_u r_j w_v if not, - [both gate] (the same with p and h).
 * What is summed over samples is this times phi_u phi_v' (phi: the basis of a predictor): see `Sums`.
 * Samples that are alike are computed once, and where inputs repeat, so is what depends on these alone (see `rowsOf`).
 * All sums run over blocks in a fixed order; nothing is allocated per block. What is done to a block is done
 * by the kernels of an engine; results of two engines differ by rounding alone.
 */
export interface Likelihood {
  readonly n: number;
  readonly size: number;
  /** The log-likelihood; overwrites `score` (order >= 1) and `hessian` (order 2, size x size) with sums. */
  readonly evaluate: (
    theta: Float64Array,
    order: Order,
    score?: Float64Array,
    hessian?: Float64Array,
  ) => number;
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
  /** For each expert the sum of its responsibilities, and their weighted mean of its log density e_i. */
  readonly occupancy: (theta: Float64Array) => readonly { observations: number; logDensity: number }[];
  /** Number of gate parameters; they come first in theta. */
  readonly gateSize: number;
  /**
   * The gate's part of the EM criterion, sum_t sum_i r[i][t] log p_i(x_t), and its derivatives in the gate
   * parameters (`gateSize` of them). The selection is that of the E-step, wherever theta is; throws where the gating
   * has one and none is given.
   */
  readonly gateCriterion: Criterion;
  /** The experts' part, sum_t sum_i r[i][t] e_i(t), and its derivatives in the parameters after the gate's. */
  readonly expertCriterion: Criterion;
  /**
   * Overwrites the experts' part of theta with the maximiser of the experts' criterion within bounds. Absent where
   * the expert has no closed form for it.
   */
  readonly maximiseExperts?: (theta: Float64Array, r: readonly Float64Array[], bounds: Bounds) => void;
}

const noTotals: Target = { part: "all", offset: 0 };

export function likelihoodOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  basisOfPredictor: (predictor: Predictor) => Basis,
  y: Float64Array,
  engine?: Engine,
): Likelihood {
  const blocks = blocksOf(gating, expert, layout, basisOfPredictor, y, engine);
  const { M, kernels, atoms, k, h, e, p, r, scratch, totals, gateSize, samples, observations, inputs } =
    blocks;
  const { evaluateTerms, evaluateGates, bothWeights, jointWeights, targetOf, sumOver } = blocks;
  const { ratios, largest } = scratch;

  /**
   * The log-likelihood, summed over samples or rows that stand for them; `withR` and `withP` add what has the weights r and p
   * to the totals. Where inputs repeat, what depends on them alone is summed over the different ones; then both sums are of
   * what exceeds the largest gate score, so that large scores do not cancel.
   */
  function pass(
    theta: Float64Array,
    source: Source,
    target: Target,
    [ofGates, ofExperts]: readonly [Order, Order],
    withR: (m: number, from: number) => void,
    withP: (m: number) => void,
  ): number {
    const ofSamples = sumOver(source, target, (m, from) => {
      evaluateGates(theta, m, ofGates);
      const sum = inputs ? jointWeights(theta, m, ofExperts) : bothWeights(theta, m, ofExperts);
      if (ofGates > 0) totals.prepare(target.part, ofGates > 1, padded(m));
      withR(m, from);
      if (!inputs) withP(m);
      return sum;
    });
    if (!inputs) return ofSamples;
    const ofInputs = sumOver(inputs, target, (m) => {
      evaluateGates(theta, m, ofGates);
      const sum = kernels.prior(h, k, m, p, largest, ratios);
      if (ofGates > 0) totals.prepare("gating", ofGates > 1, padded(m));
      withP(m);
      return sum;
    });
    return ofSamples - ofInputs;
  }

  const evaluate: Likelihood["evaluate"] = (theta, order, score, hessian) => {
    const add = (weights: "r" | "p", part: Part, m: number) => {
      if (order > 0) totals.addScore(weights, part, padded(m));
      if (order > 1) totals.addCurvature(weights, padded(m));
    };
    return pass(
      theta,
      observations,
      targetOf("all", 0, order, score, hessian),
      [order, order],
      (m) => add("r", "all", m),
      (m) => add("p", "gating", m),
    );
  };

  const expectation: Likelihood["expectation"] = (theta, into, part, score, hessian) =>
    pass(
      theta,
      into ? samples : observations,
      targetOf(part, 0, 2, score, hessian),
      [2, part === "all" ? 2 : 0],
      (m, from) => {
        if (into) takeResponsibilities(into, from, m);
        totals.addScore("r", part, padded(m));
        totals.addSecond("gating", padded(m));
        if (part === "all") totals.addSecond("experts", padded(m));
      },
      (m) => {
        totals.addScore("p", "gating", padded(m));
        totals.addCurvature("p", padded(m));
      },
    );

  const responsibilities: Likelihood["responsibilities"] = (theta, into, selected) =>
    sumOver(samples, noTotals, (m, from) => {
      evaluateGates(theta, m, 0);
      if (selected) takeSelection(selected, from, m);
      const sum = bothWeights(theta, m, 0);
      takeResponsibilities(into, from, m);
      return sum;
    });

  const occupancy: Likelihood["occupancy"] = (theta) => {
    const sums = atoms.map(() => ({ observations: 0, weighted: 0 }));
    sumOver(samples, noTotals, (m) => {
      evaluateGates(theta, m, 0);
      // Not `bothWeights`: here the log densities themselves are wanted.
      evaluateTerms(theta, "experts", padded(m), 0);
      const sum = kernels.posterior(h, e, k, m, p, r, ratios);
      for (let i = 0; i < k; i++) {
        const { r, term } = atoms[i];
        sums[i].observations += kernels.sum(r, padded(m));
        sums[i].weighted += kernels.dot(r, term.experts.value, padded(m));
      }
      return sum;
    });
    return sums.map(({ observations, weighted }) => ({ observations, logDensity: weighted / observations }));
  };

  /** Copies the responsibilities of a block out of the workspace. */
  function takeResponsibilities(into: readonly Float64Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) into[i].set(M.subarray(atoms[i].r, atoms[i].r + m), from);
  }

  /** Copies out of the workspace which experts are selected: all whose gate score is not -Infinity. */
  function takeSelection(into: readonly Uint8Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) {
      const own = into[i];
      const scores = atoms[i].term.gating.value;
      for (let t = 0; t < m; t++) own[from + t] = M[scores + t] === Number.NEGATIVE_INFINITY ? 0 : 1;
    }
  }

  const common = {
    n: y.length,
    size: layout.size,
    evaluate,
    responsibilities,
    expectation,
    occupancy,
    gateSize,
    ...emCriterionOf(gating, blocks),
  };
  const { maximise } = expert;
  // What one expert's closed form does to coefficients that all share, the next one's would undo.
  if (maximise === undefined || expert.predictors.some(({ shared }) => shared)) return common;
  const maximiseExperts: Likelihood["maximiseExperts"] = (theta, r, bounds) => {
    const itsBases = expert.predictors.map(basisOfPredictor);
    const best = r.map((weights) => maximise(weights, y, itsBases, bounds));
    for (const { part, atom, predictorIndex, offset } of layout.slots)
      if (part === "experts" && offset >= 0) theta.set(best[atom][predictorIndex], offset);
  };
  return { ...common, maximiseExperts };
}
