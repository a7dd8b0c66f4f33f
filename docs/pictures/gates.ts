import type { Gating } from "../../src/index.js";
import { activationDenseToSparse, denseToSparse, gaussian, moe, softmax, topK } from "../../src/index.js";

/** A point of a curve. */
export type Point = readonly [x: number, y: number];

/** n + 1 equally spaced numbers. */
export const gridOf = (from: number, to: number, n = 200): number[] =>
  Array.from({ length: n + 1 }, (_, t) => from + ((to - from) * t) / n);

/** The experts that a gate needs beside it to be a model; the gate weights do not depend on them. */
const anyExperts = (k: number) => ({
  a: Array.from({ length: k }, () => [0]),
  b: Array.from({ length: k }, () => 0),
  sigma2: Array.from({ length: k }, () => 1),
});

/** The weight of each expert over the inputs `xs`, one curve an expert. */
function weightsOf(
  gating: Gating,
  params: { beta0: number[]; beta1: number[][]; tau?: number },
  xs: number[],
) {
  const k = params.beta0.length;
  const model = moe({ gating, expert: gaussian(), k });
  const gate = model.gate({ gating: params, experts: anyExperts(k) });
  const weights = xs.map((x) => gate([x]));
  return Array.from({ length: k }, (_, i) => xs.map((x, t): Point => [x, weights[t][i]]));
}

/** Slopes as rows of one input. */
const rows = (slopes: readonly number[]) => slopes.map((slope) => [slope]);

/** softmax_i(beta0_i + beta1_i x). */
export const softmaxWeights = (beta0: number[], slopes: readonly number[], xs: number[]) =>
  weightsOf(softmax(), { beta0, beta1: rows(slopes) }, xs);

/** softmax_i((beta0_i + beta1_i x) / tau). */
export const temperatureWeights = (beta0: number[], slopes: readonly number[], tau: number, xs: number[]) =>
  weightsOf(denseToSparse({ temperature: tau }), { beta0, beta1: rows(slopes), tau }, xs);

/** The softmax weights over the K experts that rank highest. */
export const topKWeights = (
  beta0: number[],
  slopes: readonly number[],
  select: { readonly k: number; readonly rank: "slope" | "score" },
  xs: number[],
) => weightsOf(topK(select), { beta0, beta1: rows(slopes) }, xs);

/** softmax_i((act(beta1_i x) + beta0_i) / tau). */
export const activationWeights = (
  activation: string,
  beta0: number[],
  slopes: readonly number[],
  tau: number,
  xs: number[],
) =>
  weightsOf(
    activationDenseToSparse({ activation, temperature: tau }),
    { beta0, beta1: rows(slopes), tau },
    xs,
  );
