import type { Expert, Family, Order } from "../family.js";
import { blockStride, padded, type TermKernel } from "../numeric/kernels.js";
import { linearPredictor } from "../numeric/linearPredictor.js";
import type { Slot } from "../params/layout.js";
import type { ByPart, Memory } from "./memory.js";
import type { LikelihoodSetup } from "./setup.js";
import type { Active } from "./sums/index.js";

/**
 * Computations on the block of m samples that is loaded into a workspace. Nothing is allocated per block; the work is done
 * by an engine's kernels.
 */
export interface Blocks {
  /** The term of one expert with derivatives as far as `order` says. */
  readonly evaluateTerm: (
    theta: Float64Array,
    part: Slot["part"],
    i: number,
    m: number,
    order: Order,
  ) => void;
  /** The terms of all experts. */
  readonly evaluateTerms: (theta: Float64Array, part: Slot["part"], m: number, order: Order) => void;
  /** The gate terms; the scores of experts that are not selected are -Infinity. */
  readonly evaluateGates: (theta: Float64Array, m: number, order: Order) => void;
  /**
   * The experts' terms, p <- softmax(h) and r <- softmax(h + e); returns the sum of LSE(h + e) - LSE(h). Where it is faster, and no
   * density of the block underflows, the values of the terms are densities e^e in place of log densities.
   */
  readonly bothWeights: (theta: Float64Array, m: number, order: Order) => number;
  /** The experts' terms and r <- softmax(h + e); returns the sum of LSE(h + e) - max h. Overwrites e. */
  readonly jointWeights: (theta: Float64Array, m: number, order: Order) => number;
  /** p <- softmax(h), and the largest h; returns the sum of LSE(h) - max h. */
  readonly gateWeights: (m: number) => number;
}

/** The computations of a likelihood in its memory. Sums count a sample as often as its weight says. */
export function blocksOf({ gating, layout }: LikelihoodSetup, memory: Memory): Blocks {
  const { families } = layout;
  const {
    workspace,
    experts,
    views,
    first,
    response,
    companion,
    masks,
    free,
    ranking,
    scratch,
    offset,
    cases,
  } = memory;
  const { M, kernels } = workspace;
  const { h, e, p, r } = first;
  const { ratios, largest } = scratch;
  const k = experts.length;
  const kernelOf = ({ kernel }: Family, known: Readonly<Record<string, TermKernel>>) =>
    kernel ? known[kernel] : undefined;
  const termKernels: ByPart<readonly (TermKernel | undefined)[]> = {
    gating: families.map(() => kernelOf(gating, kernels.terms)),
    experts: families.map((family) => kernelOf(family, kernels.terms)),
  };
  const densityKernels = families.map((family) => kernelOf(family, kernels.densities));
  // A density of 0 tells no responses apart that an expert cannot give.
  const hasDensities = masks === undefined && !densityKernels.includes(undefined);
  const familyOf = (part: Slot["part"], i: number): Family | Expert =>
    part === "gating" ? gating : families[i];

  function predict(
    { slot: { offset }, basis: { intercept, columns }, eta }: Active,
    theta: Float64Array,
    m: number,
  ) {
    if (intercept) linearPredictor(workspace, eta, theta[offset], theta, offset + 1, columns, m);
    else linearPredictor(workspace, eta, 0, theta, offset, columns, m);
  }

  const isFree = free.experts.map((active) => active.some(({ slot }) => slot.predictorIndex === 0));
  /** Adds the offset to the first predictor of an expert; one without coefficients is the same in all blocks, and written again. */
  function addOffset(i: number, at: number, m: number) {
    const [eta] = experts[i].eta.experts;
    if (eta === undefined) return;
    if (isFree[i]) kernels.addLinear(eta, 1, at, m);
    else kernels.linear(eta, families[i].predictors[0].fixed ?? 0, 1, at, m);
  }

  /** The term of an expert for m rows, m a multiple of 4, by a kernel or else by the family itself. */
  function evaluateBy(
    kernel: TermKernel | undefined,
    theta: Float64Array,
    part: Slot["part"],
    i: number,
    m: number,
    order: Order,
  ) {
    const active = free[part][i];
    for (let u = 0; u < active.length; u++) predict(active[u], theta, m);
    if (offset !== undefined && part === "experts") addOffset(i, offset, m);
    if (part === "gating" && gating.linear) {
      // The score is the predictor itself. A pinned gate's 0 is written again: the last block may have put -Infinity there.
      if (active.length === 0) M.fill(0, h + i * blockStride, h + i * blockStride + m);
    } else if (kernel) kernel(experts[i].eta[part], response.at, m, order, experts[i].term[part]);
    else {
      const { eta, term } = views[i];
      familyOf(part, i).evaluate(eta[part], response.view, m, order, term[part], companion);
    }
    if (part === "gating") return;
    const mask = masks?.[i];
    if (mask !== undefined) kernels.addLinear(experts[i].term.experts.value, 1, mask, m);
  }

  const evaluateTerm: Blocks["evaluateTerm"] = (theta, part, i, m, order) =>
    evaluateBy(termKernels[part][i], theta, part, i, padded(m), order);

  const evaluateTerms: Blocks["evaluateTerms"] = (theta, part, m, order) => {
    for (let i = 0; i < k; i++) evaluateTerm(theta, part, i, m, order);
  };

  const evaluateGates: Blocks["evaluateGates"] = (theta, m, order) => {
    evaluateTerms(theta, "gating", m, order);
    ranking.select(theta, padded(m));
  };

  const bothWeights: Blocks["bothWeights"] = (theta, m, order) => {
    if (hasDensities) {
      for (let i = 0; i < k; i++) evaluateBy(densityKernels[i], theta, "experts", i, padded(m), order);
      const sum = kernels.mixture(h, e, k, m, p, r, ratios);
      if (!Number.isNaN(sum))
        return cases === undefined ? sum : kernels.weightedLogs(cases, ratios, padded(m));
    }
    evaluateTerms(theta, "experts", m, order);
    return cases === undefined
      ? kernels.posterior(h, e, k, m, p, r, ratios)
      : kernels.weightedPosterior(cases, h, e, k, m, p, r, ratios);
  };

  const jointWeights: Blocks["jointWeights"] = (theta, m, order) => {
    evaluateTerms(theta, "experts", m, order);
    kernels.addAbove(e, h, k, padded(m));
    const sum = gapsOf(e, r, m);
    M.fill(0, largest + m, largest + padded(m));
    const tops =
      cases === undefined ? kernels.sum(largest, padded(m)) : kernels.dot(largest, cases, padded(m));
    return sum + tops;
  };

  const gateWeights: Blocks["gateWeights"] = (m) => gapsOf(h, p, m);

  /** into <- softmax(scores) and largest <- max scores; returns the sum of LSE(scores) - largest. */
  function gapsOf(scores: number, into: number, m: number): number {
    const sum = kernels.prior(scores, k, m, into, largest, ratios);
    return cases === undefined ? sum : -kernels.weightedLogs(cases, ratios, padded(m));
  }

  return { evaluateTerm, evaluateTerms, evaluateGates, bothWeights, jointWeights, gateWeights };
}
