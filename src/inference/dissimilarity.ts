import type { Problem } from "../fit/problem/problem.js";
import { firstSlope, type Slot } from "../params/layout.js";

/** How far apart two vectors are: |difference|, its square, or the square t as t / (1 + t). */
type Measure = "norm" | "square" | "bounded";

/** An atom of a mixing measure as far as a dissimilarity sees it, in standardised units. */
export interface Atom {
  /** Its weight: its share of the observations. */
  readonly weight: number;
  /** The gate's slopes; the last, pinned ones are 0. */
  readonly slopes: readonly number[];
  /** What belongs to the expert: parts of coefficients, each with the measure of its distance. */
  readonly parts: readonly { readonly measure: Measure; readonly values: readonly number[] }[];
}

/**
 * The dissimilarity of two atoms with weights p, q (Do et al. 2024; for a softmax gate with Gaussian experts Hai et al. 2025):
 *   p q / (p + q) [ distance of the gate slopes + sum of the distances of the expert's parts ].
 * The factor is what makes merging a light atom cheap. Differences of gate slopes do not change under a translation of all. Their
 * square t counts as t / (1 + t), which is ours: it is as good as t where slopes are bounded, as the theory has it, and
 * keeps a gate that is a step from being a thousand times as far away as any other. `alone`: the two are all that is left; then
 * the gate's term is 0, since two equal experts are one density whatever the gate between them.
 */
export function dissimilarity(p: Atom, q: Atom, alone = false): number {
  const gate = alone ? 0 : distance("bounded", p.slopes, q.slopes);
  const total = p.parts.reduce(
    (sum, { measure, values }, i) => sum + distance(measure, values, q.parts[i].values),
    gate,
  );
  return ((p.weight * q.weight) / (p.weight + q.weight)) * total;
}

function distance(measure: Measure, a: readonly number[], b: readonly number[]): number {
  const square = a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);
  if (measure === "square") return square;
  return measure === "norm" ? Math.sqrt(square) : square / (1 + square);
}

/**
 * The atoms of theta, all experts of one family, with the powers with which their parts converge where more atoms than there are stand near one. Where an expert has
 * a scale, so that its location and its scale are tied by the heat equation and its slopes to the gate's (Gaussian experts),
 * these are those of Hai et al.: 2 for intercepts, 1 for slopes of the expert and for variances. Student's t experts, which
 * are near to that, are treated alike. All other parts have the power 2 of strongly identifiable mixtures (classes, counts), bounded
 * like the gate's, since their coefficients have no unit of the response and grow without limit where classes separate.
 */
export function atomsOf(
  { coordinates: { layout }, model: { families, k } }: Problem,
  theta: Float64Array,
  weights: readonly number[],
): Atom[] {
  const [{ predictors }] = families;
  const hasScale = predictors.some(({ bound, fixed }) => bound === "logVariance" && fixed === undefined);
  const of = (part: Slot["part"], atom: number) =>
    layout.slots.filter((slot) => slot.part === part && slot.atom === atom && !slot.predictor.shared);
  const coefficients = ({ offset, length }: Slot): number[] =>
    offset < 0 ? new Array<number>(length).fill(0) : [...theta.subarray(offset, offset + length)];
  const slopesOf = (slot: Slot) => coefficients(slot).slice(firstSlope(slot.predictor));
  const partsOf = (slot: Slot): Atom["parts"] => {
    const slopes = { measure: hasScale ? "norm" : "bounded", values: slopesOf(slot) } as const;
    if (firstSlope(slot.predictor) === 0) return [slopes];
    const [intercept] = coefficients(slot);
    if (slot.predictor.bound === "logVariance")
      return [{ measure: "norm", values: [Math.exp(intercept)] }, slopes];
    return [{ measure: hasScale ? "square" : "bounded", values: [intercept] }, slopes];
  };
  return Array.from({ length: k }, (_, i) => ({
    weight: weights[i],
    slopes: of("gating", i).flatMap(slopesOf),
    parts: of("experts", i)
      .filter(({ offset }) => offset >= 0)
      .flatMap(partsOf),
  }));
}
