import type { Basis, Expert, Family, Gating, Order, Predictor } from "../family.js";
import { blockLength, blockStride, type Kernels, padded } from "../numeric/kernels.js";
import type { Engine } from "../numeric/workspace.js";
import type { Layout, Slot } from "../params/layout.js";
import { memoryOf, type Source } from "./memory.js";
import type { Active, Part } from "./sums/index.js";

/** Where the totals of a pass go: score and Hessian, as far as they are wanted, of a part whose parameters begin at `offset`. */
export interface Target {
  readonly part: Part;
  readonly offset: number;
  readonly score?: Float64Array | undefined;
  readonly hessian?: Float64Array | undefined;
}

/**
 * What is done to a block of samples of a mixture of experts: its terms, its weights, and sums over all blocks, which run in
 * a fixed order. Nothing is allocated per block; the work is that of an engine's kernels.
 */
export function blocksOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  basisOfPredictor: (predictor: Predictor) => Basis,
  y: Float64Array,
  engine?: Engine,
) {
  const { experts: k } = layout;
  const memory = memoryOf(gating, expert, layout, basisOfPredictor, y, engine);
  const {
    M,
    kernels,
    atoms,
    views,
    response,
    responseAt,
    free,
    totals,
    scratch: { ratios, largest },
    begin,
    select,
  } = memory;
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

  /** The terms of all experts for a block of m rows, m a multiple of 4. */
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
    { groups, load }: Source,
    target: Target,
    block: (m: number, from: number) => number,
  ): number {
    const { part, offset, score, hessian } = target;
    const wanted = score !== undefined || hessian !== undefined;
    let total = 0;
    begin();
    for (const { times, from: start, to } of groups) {
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

  return {
    ...memory,
    k,
    h,
    e,
    p,
    r,
    evaluateTerms,
    evaluateGates,
    bothWeights,
    jointWeights,
    targetOf,
    sumOver,
  };
}
export type Blocks = ReturnType<typeof blocksOf>;
