import type { Gating, Order } from "../family.js";
import { padded } from "../numeric/kernels.js";
import type { Blocks } from "./blocks.js";

/** A part of the EM criterion at theta for responsibilities r[i][t], with derivatives as far as `order` says. */
export type Criterion = (
  theta: Float64Array,
  r: readonly Float64Array[],
  order: Order,
  score?: Float64Array,
  hessian?: Float64Array,
) => number;

/** The two parts of the EM criterion, which have no parameters in common (see `Likelihood`). */
export function emCriterionOf(
  gating: Gating,
  {
    M,
    kernels,
    atoms,
    k,
    h,
    p,
    scratch,
    totals,
    gateSize,
    samples,
    evaluateTerms,
    targetOf,
    sumOver,
  }: Blocks,
): { readonly gateCriterion: Criterion; readonly expertCriterion: Criterion } {
  const { ratios, largest } = scratch;

  /** Copies the given responsibilities of a block into the workspace. */
  function giveResponsibilities(given: readonly Float64Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) {
      const { r } = atoms[i];
      M.set(given[i].subarray(from, from + m), r);
      M.fill(0, r + m, r + padded(m));
    }
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

  return { gateCriterion, expertCriterion };
}
