import type { Gating, Order } from "../family.js";
import { blockStride, padded } from "../numeric/kernels.js";
import type { Blocks } from "./blocks.js";

/**
 * What an E-step finds: the responsibility r[i][t] of expert i for sample t and, for a gating with a selection, whether that
 * expert is selected, selected[i][t] = 1 or 0. The responsibilities do not tell: that of a selected expert whose
 * density is some e^745 times smaller than another's is 0 as well.
 */
export interface EStep {
  readonly r: readonly Float64Array[];
  readonly selected?: readonly Uint8Array[];
}

/** A part of the EM criterion at theta for what an E-step found, with derivatives as far as `order` says. */
export type Criterion = (
  theta: Float64Array,
  given: EStep,
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

  const gateCriterion: Criterion = (theta, { r: given, selected }, order, score, hessian) => {
    if (gating.selection && selected === undefined)
      throw new Error(`invalid E-step; the gating ${gating.name} selects experts, no selection is given`);
    return sumOver(samples, targetOf("gating", 0, order, score, hessian), (m, from) => {
      const whole = padded(m);
      giveResponsibilities(given, from, m);
      evaluateTerms(theta, "gating", whole, order);
      if (selected) exclude(selected, from, m);
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
  };

  /** The scores of experts that are not selected <- -Infinity. */
  function exclude(selected: readonly Uint8Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) {
      const own = selected[i];
      const scores = h + i * blockStride;
      for (let t = 0; t < m; t++) if (own[from + t] === 0) M[scores + t] = Number.NEGATIVE_INFINITY;
      M.fill(M[scores + m - 1], scores + m, scores + padded(m));
    }
  }

  const expertCriterion: Criterion = (theta, { r: given }, order, score, hessian) =>
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
