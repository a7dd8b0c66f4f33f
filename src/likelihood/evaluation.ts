import type { Order } from "../family.js";
import { padded } from "../numeric/kernels.js";
import type { Blocks } from "./blocks.js";
import type { Likelihood } from "./likelihood.js";
import type { Memory } from "./memory.js";
import { noTotals, sumOver, type Target, targetOf } from "./passes.js";
import type { Source } from "./sources.js";
import type { Part } from "./sums/index.js";

/** What a pass over the samples computes, and at which theta. */
interface Pass {
  readonly theta: Float64Array;
  readonly source: Source;
  readonly target: Target;
  /** How many derivatives of the gates' and of the experts' terms are wanted. */
  readonly orders: { readonly gates: Order; readonly experts: Order };
  /** Adds a block's sums with the responsibilities r as weights to the totals. */
  readonly withR: (m: number, from: number) => void;
  /** Adds those with the gate weights p. */
  readonly withP: (m: number) => void;
}

/**
 * The log-likelihood, the sum of LSE(h + e) - LSE(h) over the samples or over rows that stand for them. Where inputs repeat: the
 * sum over the samples of LSE(h + e) - max h, less the sum over the different inputs, as often as each occurs, of LSE(h) - max h.
 * Both subtract max h, so that large scores do not cancel.
 */
function sumPass(
  memory: Memory,
  { evaluateGates, bothWeights, jointWeights, gateWeights }: Blocks,
  { theta, source, target, orders, withR, withP }: Pass,
): number {
  const { totals, sources } = memory;
  const { inputs } = sources;
  const bends = orders.gates > 1;
  const ofSamples = sumOver(memory, source, target, (m, from) => {
    evaluateGates(theta, m, orders.gates);
    const sum = inputs ? jointWeights(theta, m, orders.experts) : bothWeights(theta, m, orders.experts);
    if (orders.gates > 0) totals.prepare(target.part, bends, padded(m));
    withR(m, from);
    if (!inputs) withP(m);
    return sum;
  });
  if (!inputs) return ofSamples;
  const ofInputs = sumOver(memory, inputs, target, (m) => {
    evaluateGates(theta, m, orders.gates);
    const sum = gateWeights(m);
    if (orders.gates > 0) totals.prepare("gating", bends, padded(m));
    withP(m);
    return sum;
  });
  return ofSamples - ofInputs;
}

/**
 * `Likelihood.evaluate`: the log-likelihood with its score (order >= 1) and its Hessian (order 2). The blocks give terms, weights and
 * derivatives in the predictors; `totals` sums them up to score and Hessian in theta (see `Sums`).
 */
export function evaluationOf(memory: Memory, blocks: Blocks): Likelihood["evaluate"] {
  const { totals, sources } = memory;
  return (theta, order, score, hessian) => {
    const add = (weights: "r" | "p", part: Part, m: number) => {
      if (order > 0) totals.addScore(weights, part, padded(m));
      if (order > 1) totals.addCurvature(weights, padded(m));
    };
    return sumPass(memory, blocks, {
      theta,
      source: sources.observations,
      target: targetOf("all", 0, order, score, hessian),
      orders: { gates: order, experts: order },
      withR: (m) => add("r", "all", m),
      withP: (m) => add("p", "gating", m),
    });
  };
}

/** `Likelihood.expectation`: the E-step, with the derivatives of the EM criterion. */
export function expectationOf(memory: Memory, blocks: Blocks): Likelihood["expectation"] {
  const { totals, sources } = memory;
  return (theta, into, part, score, hessian) =>
    sumPass(memory, blocks, {
      theta,
      source: into ? sources.samples : sources.observations,
      target: targetOf(part, 0, 2, score, hessian),
      orders: { gates: 2, experts: part === "all" ? 2 : 0 },
      withR: (m, from) => {
        if (into) takeResponsibilities(memory, into, from, m);
        totals.addScore("r", part, padded(m));
        totals.addSecond("gating", padded(m));
        if (part === "all") totals.addSecond("experts", padded(m));
      },
      withP: (m) => {
        totals.addScore("p", "gating", padded(m));
        totals.addCurvature("p", padded(m));
      },
    });
}

/** `Likelihood.responsibilities`: the E-step. */
export function responsibilitiesOf(
  memory: Memory,
  { evaluateGates, bothWeights }: Blocks,
): Likelihood["responsibilities"] {
  return (theta, into, selected) =>
    sumOver(memory, memory.sources.samples, noTotals, (m, from) => {
      evaluateGates(theta, m, 0);
      if (selected) takeSelection(memory, selected, from, m);
      const sum = bothWeights(theta, m, 0);
      takeResponsibilities(memory, into, from, m);
      return sum;
    });
}

/** `Likelihood.occupancy`: how many observations each expert has, and how well it explains them. */
export function occupancyOf(
  memory: Memory,
  { evaluateGates, evaluateTerms }: Blocks,
): Likelihood["occupancy"] {
  const { workspace, experts, first, sources, scratch, cases } = memory;
  const { kernels } = workspace;
  return (theta) => {
    const sums = experts.map(() => ({ observations: 0, weighted: 0, weight: 0, squares: 0 }));
    sumOver(memory, sources.samples, noTotals, (m) => {
      evaluateGates(theta, m, 0);
      // The log densities are wanted, in place of which `bothWeights` may leave densities.
      evaluateTerms(theta, "experts", m, 0);
      const { h, e, p, r } = first;
      const sum = kernels.posterior(h, e, experts.length, m, p, r, scratch.ratios);
      experts.forEach(({ p, r, term }, i) => {
        const counted = (at: number) => {
          if (cases === undefined) return at;
          kernels.product(at, cases, padded(m), scratch.ratios);
          return scratch.ratios;
        };
        const owned = counted(r);
        sums[i].observations += kernels.sum(owned, padded(m));
        sums[i].weighted += kernels.dot(owned, term.experts.value, padded(m));
        const given = counted(p);
        sums[i].weight += kernels.sum(given, padded(m));
        sums[i].squares += kernels.dot(given, p, padded(m));
      });
      return sum;
    });
    return sums.map(({ observations, weighted, weight, squares }) => ({
      observations,
      logDensity: weighted / observations,
      gate: { weight, divided: Math.max(0, weight - squares) },
    }));
  };
}

/** Copies the responsibilities of a block out of the workspace. */
function takeResponsibilities(
  { workspace: { M }, experts }: Memory,
  into: readonly Float64Array[],
  from: number,
  m: number,
): void {
  experts.forEach(({ r }, i) => {
    into[i].set(M.subarray(r, r + m), from);
  });
}

/** Copies out of the workspace which experts are selected: all whose gate score is not -Infinity. */
function takeSelection(
  { workspace: { M }, experts }: Memory,
  into: readonly Uint8Array[],
  from: number,
  m: number,
): void {
  experts.forEach(({ term }, i) => {
    const selected = into[i];
    const scores = term.gating.value;
    for (let t = 0; t < m; t++) selected[from + t] = M[scores + t] === Number.NEGATIVE_INFINITY ? 0 : 1;
  });
}
