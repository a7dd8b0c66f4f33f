import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";
import { halfLog2Pi, logGamma, stirlingError } from "../numeric/gamma.js";
import { gammaTail } from "../numeric/incompleteGamma.js";
import { ladder } from "../numeric/ladder.js";
import { minusLog1p } from "../numeric/minusLog1p.js";
import { logMinusDigamma, trigammaExcess } from "../numeric/polygamma.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import { drawGamma } from "../random/gamma.js";
import type { MeanPrediction } from "../types.js";
import { checkNames, type NoOptions } from "../words/names.js";

const shapeOf = (logReciprocalShape: number) => Math.exp(-logReciprocalShape);

/** Parameters of gamma experts: a shape each, or one for all. */
export type GammaParams<Shape extends number | number[] = number[]> = {
  readonly name: "gamma";
  readonly a: number[][];
  readonly b: number[];
  readonly shape: Shape;
  readonly equalShapes?: boolean;
  readonly intercept?: false;
};

/**
 * Gamma expert for positive responses: the logarithm of the mean is b + a'x, and the coefficient of variation is 1 / sqrt(shape).
 * Predictors: log mean (affine) and the logarithm of 1 / shape, which falls where the law gathers at its mean.
 * Fields: `a` (slopes, k x d), `b` (intercepts, k), `shape` (k). Option: `equalShapes`, one shape for all experts, so that the field is
 * one number. Source: McCullagh and Nelder (1989), section 8.2. With s the shape,
 * m the log mean, r = y / exp(m), v = log s and A = s log s - s - log Gamma(s):
 *   log f = A - s (r - 1 - log r) - log y,
 *   d/dm = s (r - 1),  d/dv = A' - s (r - 1 - log r),  A' = s (log s - digamma(s)),
 *   second derivatives -s r, s (r - 1), A'' - s (r - 1 - log r),  A'' = A' + s - s^2 trigamma(s);
 * those in the predictor -v have the other sign where it occurs once.
 */
export function gamma(options?: NoOptions): Expert<GammaParams, MeanPrediction>;
export function gamma(options: { readonly equalShapes: true }): Expert<GammaParams<number>, MeanPrediction>;
export function gamma(options: {
  readonly equalShapes?: boolean;
}): Expert<GammaParams<number | number[]>, MeanPrediction>;
export function gamma(
  options: { readonly equalShapes?: boolean } = {},
): Expert<GammaParams<number | number[]>, MeanPrediction> {
  checkNames("gamma", options, ["equalShapes"]);
  const { equalShapes = false } = options;
  checkOption("equalShapes", gamma.options.equalShapes, equalShapes);
  return {
    name: "gamma",
    ...(equalShapes ? { options: { equalShapes } } : {}),
    predictors: [
      { name: "logMean", basis: "affine", bound: "logMean" },
      {
        name: "logReciprocalShape",
        basis: "constant",
        bound: "logVariance",
        ...(equalShapes && { shared: true }),
      },
    ],
    fields: {
      a: { predictor: 0, part: "slopes", link: "identity" },
      b: { predictor: 0, part: "intercept", link: "identity" },
      shape: { predictor: 1, part: "intercept", link: "logReciprocal" },
    },
    evaluate: ([logMean, logReciprocalShape], y, m, order, { value, first, second }) => {
      const s = shapeOf(logReciprocalShape[0]);
      const top = constantOf(s);
      const slope = order > 0 ? s * logMinusDigamma(s) : 0;
      const curvature = order > 1 ? slope - trigammaExcess(s) : 0;
      for (let t = 0; t < m; t++) {
        // Whatever y is, the value must be a number; `checkResponse` is what refuses it.
        const logY = Math.log(Math.max(y[t], leastResponse));
        const logRatio = logY - logMean[t];
        // Held below e^300, so that its square is finite: a responsibility of 0 times it is then 0.
        const u = Math.expm1(Math.min(logRatio, 300));
        const excess = s * (Math.abs(u) < 0.25 ? minusLog1p(u) : u - logRatio);
        value[t] = top - excess - logY;
        if (order === 0) continue;
        first[0][t] = s * u;
        first[1][t] = excess - slope;
        if (order === 1) continue;
        second[0][0][t] = -s * (u + 1);
        second[0][1][t] = -s * u;
        second[1][1][t] = curvature - excess;
      }
    },
    checkResponse: (y) => {
      const bad = y.findIndex((value) => !(value > 0));
      if (bad >= 0) throw new MoestatError(`invalid y[${bad}]; not positive: ${y[bad]}`);
    },
    equivariance: "scale",
    predictorScale: ({ scale }) => [
      { shift: Math.log(scale), scale: 1 },
      { shift: 0, scale: 1 },
    ],
    draws: ([logMean, logReciprocalShape], random) => {
      const s = shapeOf(logReciprocalShape[0]);
      // With a small shape a draw may be too small for a double; it is positive all the same.
      return (t) => Math.max((drawGamma(s, random) / s) * Math.exp(logMean[t]), leastResponse);
    },
    mean: ([logMean]) => Math.exp(logMean),
    variance: ([logMean, logReciprocalShape]) => Math.exp(2 * logMean + logReciprocalShape),
    cumulative: ([logMean, logReciprocalShape], y, tail) => {
      const s = shapeOf(logReciprocalShape);
      return gammaTail(s, s * y * Math.exp(-logMean), tail);
    },
    support: ([logMean, logReciprocalShape]) => {
      const mean = Math.exp(logMean);
      const points = relativePoints(shapeOf(logReciprocalShape));
      return { on: "line", points: points.map((point) => mean * point) };
    },
  };
}

gamma.options = {
  equalShapes: { kind: "flag", help: "one shape for all experts", examples: [true] },
} satisfies OptionDeclarations;

/** The least number of full precision. */
const leastResponse = 2 ** -1022;

/** s log s - s - log Gamma(s), without cancellation. */
const constantOf = (s: number): number =>
  s < 10 ? s * Math.log(s) - s - logGamma(s) : 0.5 * Math.log(s) - halfLog2Pi - stirlingError(s);

/**
 * Points of the law of mean 1: the ladder, and on as far as more than 1e-17 of the mass is above; below one half of the mean, where
 * the density is nearly a power, in steps by a factor of 3 until at most 1e-17 is left, and the end, 0. (With a shape below 0.06
 * more than that is below 1e-280, near where doubles end.)
 */
function relativePoints(s: number): number[] {
  const unit = 1 / Math.sqrt(s);
  const distances = [...ladder];
  while (gammaTail(s, s * (1 + distances[distances.length - 1] * unit), "upper") > 1e-17)
    distances.push(1.6 * distances[distances.length - 1]);
  const below = ladder
    .slice(1)
    .map((z) => 1 - z * unit)
    .filter((point) => point > 0.5);
  for (let last = below[below.length - 1] ?? 1; gammaTail(s, s * last, "lower") > 1e-17 && last > 1e-280; ) {
    last /= 3;
    below.push(last);
  }
  return [0, ...below.reverse(), ...distances.map((z) => 1 + z * unit)];
}
