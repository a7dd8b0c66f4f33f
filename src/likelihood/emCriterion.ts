import { MoestatError } from "../error.js";
import { type Gating, type Order, selectedOf } from "../family.js";
import { blockStride, padded } from "../numeric/kernels.js";
import type { Blocks } from "./blocks.js";
import type { Memory } from "./memory.js";
import { sumOver, targetOf } from "./passes.js";

/**
 * The result of an E-step: the responsibility r[i][t] of expert i for sample t and, for a gating with a selection,
 * selected[i][t] = 1 if the expert is selected at the sample, else 0. The selection cannot be read off the responsibilities, since
 * that of a selected expert is 0 as well if its density is some e^745 times smaller than another's.
 */
export interface EStep {
  readonly r: readonly Float64Array[];
  readonly selected?: readonly Uint8Array[];
}

/** A part of the EM criterion at theta, given the result of an E-step; score (order >= 1) and Hessian (order 2) are overwritten. */
export type Criterion = (
  theta: Float64Array,
  given: EStep,
  order: Order,
  score?: Float64Array,
  hessian?: Float64Array,
) => number;

/** The gate's part of the EM criterion (see `Likelihood`). */
export function gateCriterionOf(
  gating: Gating,
  memory: Memory,
  { evaluateTerms, gateWeights }: Blocks,
): Criterion {
  const { workspace, experts, totals, sources, scratch } = memory;
  const { kernels } = workspace;
  const { largest } = scratch;
  const counted = countedIn(memory);
  const selects = selectedOf(gating, experts.length) !== undefined;
  return (theta, { r: given, selected }, order, score, hessian) => {
    if (selects && selected === undefined)
      throw new MoestatError(
        `invalid E-step; the gating ${gating.name} selects experts, no selection is given`,
      );
    return sumOver(memory, sources.samples, targetOf("gating", 0, order, score, hessian), (m, from) => {
      const whole = padded(m);
      giveResponsibilities(memory, given, from, m);
      evaluateTerms(theta, "gating", m, order);
      if (selected) exclude(memory, selected, from, m);
      let sum = -gateWeights(m);
      for (const { r, term } of experts)
        sum += kernels.weightedGap(counted(r, whole), term.gating.value, largest, whole);
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
}

/** The experts' part, whose parameters begin at `gateSize` in theta. */
export function expertCriterionOf(gateSize: number, memory: Memory, { evaluateTerms }: Blocks): Criterion {
  const { workspace, experts, totals, sources } = memory;
  const { kernels } = workspace;
  const counted = countedIn(memory);
  return (theta, { r: given }, order, score, hessian) =>
    sumOver(memory, sources.samples, targetOf("experts", gateSize, order, score, hessian), (m, from) => {
      const whole = padded(m);
      giveResponsibilities(memory, given, from, m);
      evaluateTerms(theta, "experts", m, order);
      let sum = 0;
      for (const { r, term } of experts) sum += kernels.dot(counted(r, whole), term.experts.value, whole);
      if (order > 0) {
        totals.prepare("experts", order > 1, whole);
        totals.addScore("r", "experts", whole);
      }
      if (order > 1) totals.addSecond("experts", whole);
      return sum;
    });
}

/** The block of responsibilities, each counted as often as its sample's weight says. */
const countedIn =
  ({ workspace: { kernels }, scratch: { ratios }, cases }: Memory) =>
  (r: number, m: number): number => {
    if (cases === undefined) return r;
    kernels.product(r, cases, m, ratios);
    return ratios;
  };

/** Copies the given responsibilities of a block into the workspace; what an expert cannot give counts as 0. */
function giveResponsibilities(
  { workspace: { M }, experts, masks }: Memory,
  given: readonly Float64Array[],
  from: number,
  m: number,
): void {
  experts.forEach(({ r }, i) => {
    M.set(given[i].subarray(from, from + m), r);
    M.fill(0, r + m, r + padded(m));
    const mask = masks?.[i];
    if (mask !== undefined) for (let t = 0; t < m; t++) if (M[mask + t] !== 0) M[r + t] = 0;
  });
}

/** The scores of experts that are not selected <- -Infinity. */
function exclude(
  { workspace: { M }, experts, first: { h } }: Memory,
  selected: readonly Uint8Array[],
  from: number,
  m: number,
): void {
  for (let i = 0; i < experts.length; i++) {
    const chosen = selected[i];
    const scores = h + i * blockStride;
    for (let t = 0; t < m; t++) if (chosen[from + t] === 0) M[scores + t] = Number.NEGATIVE_INFINITY;
    M.fill(M[scores + m - 1], scores + m, scores + padded(m));
  }
}
