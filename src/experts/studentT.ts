import type { Expert } from "../family.js";
import { logGammaHalfStep } from "../numeric/gamma.js";
import { bothSides, ladder } from "../numeric/ladder.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import { drawChiSquare } from "../random/gamma.js";

const scaleOf = (logScale2: number) => Math.exp(0.5 * logScale2);

/**
 * Student's t expert with given degrees of freedom: Y given x is b + a'x + sqrt(sigma2) T, T of the t law with `nu` degrees of
 * freedom, so that outlying responses count for little. Predictors: location (affine), the mean where nu > 1, and log of
 * the squared scale; the variance is sigma2 nu / (nu - 2) where nu > 2.
 * Fields: `a` (slopes, k x d), `b` (intercepts, k), `sigma2` (squared scales, k). Option: `nu` > 0, not estimated.
 * Source: Lange, Little and Taylor (1989, Robust statistical modeling using the t distribution).
 * With z^2 = (y - location)^2 / (nu sigma2), q = z^2 / (1 + z^2) and p = 1 - q:
 *   log f = c - log(sigma2) / 2 - (nu + 1) / 2 log(1 + z^2),  c = log Gamma((nu + 1) / 2) - log Gamma(nu / 2) - log(nu pi) / 2,
 *   d/dlocation = g = (nu + 1) p z / sqrt(nu sigma2),  d/dlogScale2 = ((nu + 1) q - 1) / 2,
 *   second derivatives -(nu + 1) p (p - q) / (nu sigma2), -g p, -(nu + 1) q p / 2.
 */
export function studentT({ nu }: { readonly nu: number }): Expert {
  checkOption("nu", studentT.options.nu, nu);
  const constant = logGammaHalfStep(0.5 * nu) - 0.5 * Math.log(nu * Math.PI);
  const distances = distancesOf(nu, constant);
  return {
    name: "studentT",
    options: { nu },
    predictors: [
      { name: "location", basis: "affine", bound: "coefficient" },
      { name: "logScale2", basis: "constant", bound: "logVariance" },
    ],
    fields: {
      a: { predictor: 0, part: "slopes", link: "identity" },
      b: { predictor: 0, part: "intercept", link: "identity" },
      sigma2: { predictor: 1, part: "intercept", link: "log" },
    },
    evaluate: ([location, logScale2], y, m, order, { value, first, second }) => {
      const v = logScale2[0];
      const unit = 1 / (Math.sqrt(nu) * scaleOf(v));
      const top = constant - 0.5 * v;
      for (let t = 0; t < m; t++) {
        const z = unit * (y[t] - location[t]);
        const z2 = z * z;
        value[t] = top - 0.5 * (nu + 1) * logOnePlusSquare(z);
        if (order === 0) continue;
        const p = 1 / (1 + z2);
        const q = z2 < 1 ? z2 * p : 1 - p;
        first[0][t] = (nu + 1) * p * z * unit;
        first[1][t] = 0.5 * ((nu + 1) * q - 1);
        if (order === 1) continue;
        second[0][0][t] = -(nu + 1) * p * (p - q) * unit * unit;
        second[0][1][t] = -first[0][t] * p;
        second[1][1][t] = -0.5 * (nu + 1) * q * p;
      }
    },
    checkResponse: () => {},
    scalesResponse: true,
    predictorScale: ({ centre, scale }) => [
      { shift: centre, scale },
      { shift: 2 * Math.log(scale), scale: 1 },
    ],
    draws: ([location, logScale2], random) => {
      const scale = scaleOf(logScale2[0]);
      return (t) => location[t] + scale * random.normal() * Math.sqrt(nu / drawChiSquare(nu, random));
    },
    ...(nu > 1 ? { mean: ([location]: readonly number[]) => location } : {}),
    support: ([location, logScale2]) => ({
      on: "line",
      points: bothSides(distances, location, scaleOf(logScale2)),
    }),
  };
}

studentT.options = {
  nu: {
    kind: "number",
    help: "degrees of freedom",
    placeholder: "NU",
    above: 0,
    examples: [5],
    needed: true,
  },
} satisfies OptionDeclarations;

/** log(1 + z^2), also where the square is no finite number. */
const logOnePlusSquare = (z: number): number =>
  Math.abs(z) < 1e150 ? Math.log1p(z * z) : 2 * Math.log(Math.abs(z));

/**
 * Distances from the location, in scales: the ladder, closer together where the peak is narrower (its branch points are at
 * +-i sqrt(nu)), and on in steps by a factor of 3, since far out the density is a power, until at most 1e-17 of the mass is
 * left (with nu below 0.06 more than that is beyond 1e280, where doubles end).
 */
function distancesOf(nu: number, constant: number): number[] {
  const distances = ladder.map((z) => z * Math.min(1, Math.sqrt(nu)));
  const logDensity = (x: number) => constant - 0.5 * (nu + 1) * logOnePlusSquare(x / Math.sqrt(nu));
  // Beyond x the density falls faster than the power -1 - nu (x^2 - 1) / (nu + x^2).
  const logMassBeyond = (x: number) =>
    x > 1 ? Math.log(x) + logDensity(x) - Math.log((nu * (1 - 1 / x / x)) / (1 + nu / x / x)) : 0;
  for (let last = distances[distances.length - 1]; logMassBeyond(last) > Math.log(1e-17) && last < 1e280; ) {
    last *= 3;
    distances.push(last);
  }
  return distances;
}
