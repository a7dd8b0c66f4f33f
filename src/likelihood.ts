import type { Basis, Bounds, Expert, Family, Gating, Order, Predictor } from "./family.js";
import type { Layout, Slot } from "./layout.js";
import type { Engine } from "./numeric/arena.js";
import { blockLength, blockStride, type Kernels, padded } from "./numeric/kernels.js";
import type { Active, Part } from "./sums/index.js";
import { type Source, workspaceOf } from "./workspace.js";

export type { Engine };

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
  /** The log-likelihood; overwrites r[i][t] with the responsibility of expert i for sample t. */
  readonly responsibilities: (theta: Float64Array, r: readonly Float64Array[]) => number;
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
  readonly occupancy: (theta: Float64Array) => readonly { support: number; logDensity: number }[];
  /** Number of gate parameters; they come first in theta. */
  readonly gateSize: number;
  /**
   * The gate's part of the EM criterion, sum_t sum_i r[i][t] log p_i(x_t), and its derivatives in the gate
   * parameters (`gateSize` of them). With a selection the selected experts are those with r > 0, wherever theta is.
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

/** A part of the EM criterion at theta for responsibilities r[i][t], with derivatives as far as `order` says. */
export type Criterion = (
  theta: Float64Array,
  r: readonly Float64Array[],
  order: Order,
  score?: Float64Array,
  hessian?: Float64Array,
) => number;

/** Where the totals of a pass go: score and Hessian, as far as they are wanted, of a part whose parameters begin at `offset`. */
interface Target {
  readonly part: Part;
  readonly offset: number;
  readonly score?: Float64Array | undefined;
  readonly hessian?: Float64Array | undefined;
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
  const { slots, size, experts: k } = layout;
  const n = y.length;
  const {
    M,
    kernels,
    atoms,
    views,
    response,
    responseAt,
    free,
    totals,
    gateSize,
    scratch: { ratios, largest },
    begin,
    samples,
    observations,
    inputs,
    select,
  } = workspaceOf(gating, expert, layout, basisOfPredictor, y, engine);
  const [{ p, r, term: first }] = atoms;
  const h = first.gating.value;
  const e = first.experts.value;
  const families = { gating, experts: expert };
  const kernelOf = ({ kernel }: Family, known: Kernels["terms"]) => (kernel ? known[kernel] : undefined);
  const termKernel = { gating: kernelOf(gating, kernels.terms), experts: kernelOf(expert, kernels.terms) };
  const densityKernel = kernelOf(expert, kernels.densities);

  /** eta <- the linear predictor of a free slot. */
  function predict({ slot: { offset }, basis, eta }: Active, theta: Float64Array, m: number) {
    const { intercept, rows, size: terms } = basis;
    if (intercept && terms === 1) {
      M.fill(theta[offset], eta, eta + m);
      return;
    }
    if (intercept) kernels.linear(eta, theta[offset], theta[offset + 1], rows + blockStride, m);
    else kernels.linear(eta, 0, theta[offset], rows, m);
    for (let j = intercept ? 2 : 1; j < terms; j++)
      kernels.addLinear(eta, theta[offset + j], rows + j * blockStride, m);
  }

  function evaluateTerms(
    theta: Float64Array,
    part: Slot["part"],
    m: number,
    order: Order,
    fast = termKernel[part],
  ) {
    const { evaluate } = families[part];
    for (let i = 0; i < k; i++) {
      for (const on of free[part][i]) predict(on, theta, m);
      if (part === "gating" && gating.linear) {
        // The score is the predictor; that of a pinned gate may have been left out of a selection in the last block.
        if (free.gating[i].length === 0) M.fill(0, h + i * blockStride, h + i * blockStride + m);
      } else if (fast) fast(atoms[i].eta[part], responseAt, m, order, atoms[i].term[part]);
      else evaluate(views[i].eta[part], response, m, order, views[i].term[part]);
    }
  }

  /** The gate scores of the present block of m rows, those of experts that are not selected at -Infinity. */
  function evaluateGates(theta: Float64Array, m: number, order: Order) {
    evaluateTerms(theta, "gating", padded(m), order);
    select(theta, padded(m));
  }

  /** Score and Hessian as far as the order asks for them, set to 0. */
  function targetOf(
    part: Part,
    offset: number,
    order: Order,
    score?: Float64Array,
    hessian?: Float64Array,
  ): Target {
    const wanted = {
      part,
      offset,
      score: order > 0 ? score : undefined,
      hessian: order > 1 ? hessian : undefined,
    };
    wanted.score?.fill(0);
    wanted.hessian?.fill(0);
    return wanted;
  }

  /** The sum of what `block` returns, and of what it adds to the totals, over all rows as often as they occur. */
  function sumOver(
    { runs, load }: Source,
    target: Target,
    block: (m: number, from: number) => number,
  ): number {
    const { part, offset, score, hessian } = target;
    const wanted = score !== undefined || hessian !== undefined;
    let total = 0;
    begin();
    for (const { times, from: start, to } of runs) {
      if (wanted) totals.clear();
      let sum = 0;
      for (let from = start; from < to; from += blockLength) {
        const m = Math.min(blockLength, to - from);
        load(from, m);
        sum += block(m, from);
      }
      total += times * sum;
      if (wanted) totals.addTo(part, offset, times, score, hessian);
    }
    return total;
  }

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

  /**
   * The experts' terms, p <- softmax(h) and r <- softmax(h + e) for a block of m rows; the sum of LSE(h + e) - LSE(h).
   * The values of the terms are densities where that is faster and no sample is too unlikely for it.
   */
  function bothWeights(theta: Float64Array, m: number, order: Order): number {
    if (densityKernel) {
      evaluateTerms(theta, "experts", padded(m), order, densityKernel);
      const sum = kernels.mixture(h, e, k, m, p, r, ratios);
      if (!Number.isNaN(sum)) return sum;
    }
    evaluateTerms(theta, "experts", padded(m), order);
    return kernels.posterior(h, e, k, m, p, r, ratios);
  }

  /** The experts' terms and r <- softmax(h + e) for a block of m rows; the sum of LSE(h + e) - max h. Overwrites e. */
  function jointWeights(theta: Float64Array, m: number, order: Order): number {
    evaluateTerms(theta, "experts", padded(m), order);
    kernels.addAbove(e, h, k, padded(m));
    const sum = kernels.prior(e, k, m, r, largest, ratios);
    M.fill(0, largest + m, largest + padded(m));
    return sum + kernels.sum(largest, padded(m));
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

  const responsibilities: Likelihood["responsibilities"] = (theta, into) =>
    sumOver(samples, noTotals, (m, from) => {
      evaluateGates(theta, m, 0);
      const sum = bothWeights(theta, m, 0);
      takeResponsibilities(into, from, m);
      return sum;
    });

  const occupancy: Likelihood["occupancy"] = (theta) => {
    const sums = atoms.map(() => ({ support: 0, weighted: 0 }));
    sumOver(samples, noTotals, (m) => {
      evaluateGates(theta, m, 0);
      evaluateTerms(theta, "experts", padded(m), 0);
      const sum = kernels.posterior(h, e, k, m, p, r, ratios);
      for (let i = 0; i < k; i++) {
        const { r, term } = atoms[i];
        sums[i].support += kernels.sum(r, padded(m));
        sums[i].weighted += kernels.dot(r, term.experts.value, padded(m));
      }
      return sum;
    });
    return sums.map(({ support, weighted }) => ({ support, logDensity: weighted / support }));
  };

  /** Copies the given responsibilities of a block into the arena. */
  function giveResponsibilities(given: readonly Float64Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) {
      const { r } = atoms[i];
      M.set(given[i].subarray(from, from + m), r);
      M.fill(0, r + m, r + padded(m));
    }
  }

  /** Copies the responsibilities of a block out of the arena. */
  function takeResponsibilities(into: readonly Float64Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) into[i].set(M.subarray(atoms[i].r, atoms[i].r + m), from);
  }

  const gateCriterion: Criterion = (theta, given, order, score, hessian) =>
    sumOver(samples, targetOf("gating", 0, order, score, hessian), (m, from) => {
      const whole = padded(m);
      giveResponsibilities(given, from, m);
      evaluateTerms(theta, "gating", whole, order);
      if (gating.selection) for (const { r, term } of atoms) exclude(r, term.gating.value, m);
      let sum = -kernels.prior(h, k, m, p, largest, ratios);
      for (const { r, term } of atoms) sum += kernels.weightedGap(r, term.gating.value, largest, whole);
      if (order > 0) {
        totals.prepare("gating", order > 1, whole);
        totals.addScore("r", "gating", whole);
        totals.addScore("p", "gating", whole);
      }
      if (order > 1) {
        totals.addSecond("gating", whole);
        totals.addCurvature("p", whole);
      }
      return sum;
    });

  /** scores <- -Infinity where the weight is 0. */
  function exclude(weights: number, scores: number, m: number) {
    for (let t = 0; t < m; t++) if (M[weights + t] === 0) M[scores + t] = Number.NEGATIVE_INFINITY;
    for (let t = m; t < padded(m); t++) M[scores + t] = M[scores + m - 1];
  }

  const expertCriterion: Criterion = (theta, given, order, score, hessian) =>
    sumOver(samples, targetOf("experts", gateSize, order, score, hessian), (m, from) => {
      const whole = padded(m);
      giveResponsibilities(given, from, m);
      evaluateTerms(theta, "experts", whole, order);
      let sum = 0;
      for (const { r, term } of atoms) sum += kernels.dot(r, term.experts.value, whole);
      if (order > 0) {
        totals.prepare("experts", order > 1, whole);
        totals.addScore("r", "experts", whole);
      }
      if (order > 1) totals.addSecond("experts", whole);
      return sum;
    });

  const common = {
    n,
    size,
    evaluate,
    responsibilities,
    expectation,
    occupancy,
    gateSize,
    gateCriterion,
    expertCriterion,
  };
  const { maximise } = expert;
  // What one expert's closed form does to coefficients that all share, the next one's would undo.
  if (maximise === undefined || expert.predictors.some(({ shared }) => shared)) return common;
  const maximiseExperts: Likelihood["maximiseExperts"] = (theta, r, bounds) => {
    const itsBases = expert.predictors.map(basisOfPredictor);
    const best = r.map((weights) => maximise(weights, y, itsBases, bounds));
    for (const { part, atom, predictorIndex, offset } of slots)
      if (part === "experts" && offset >= 0) theta.set(best[atom][predictorIndex], offset);
  };
  return { ...common, maximiseExperts };
}
