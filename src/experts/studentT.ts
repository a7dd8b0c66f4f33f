import type { Expert, Order, Predictor, Term } from "../family.js";
import { logGammaHalfStep } from "../numeric/gamma.js";
import { bothSides, ladder } from "../numeric/ladder.js";
import { minusLog1p } from "../numeric/minusLog1p.js";
import { logMinusDigamma, trigamma } from "../numeric/polygamma.js";
import { studentTail } from "../numeric/studentTail.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import { drawChiSquare } from "../random/gamma.js";
import type { MeanPrediction } from "../types.js";
import { checkNames, type NoOptions } from "../words/names.js";

const scaleOf = (logScale2: number) => Math.exp(0.5 * logScale2);

/**
 * Parameters of Student's t experts: their degrees of freedom, or the ones that were given or are shared; a squared scale each, or one
 * for all.
 */
export type StudentTParams<
  Freedom extends number | number[] = number | number[],
  Scale extends number | number[] = number[],
> = {
  readonly name: "studentT";
  readonly a: number[][];
  readonly b: number[];
  readonly sigma2: Scale;
  readonly nu: Freedom;
  readonly equalScales?: boolean;
  readonly equalFreedom?: boolean;
  readonly intercept?: false;
};

/**
 * Student's t expert: Y given x is b + a'x + sqrt(sigma2) T, T of the t law with nu degrees of freedom, so that outlying responses count
 * for little. Predictors: location (affine), the mean where nu > 1, log of the squared scale, and log of the degrees of freedom;
 * the variance is sigma2 nu / (nu - 2) where nu > 2.
 * Fields: `a` (slopes, k x d), `b` (intercepts, k), `sigma2` (squared scales, k), `nu` (k). Option: `nu` > 0, the same for all experts
 * and not estimated, in place of the field; without it each expert's is, between 1/2 and 1000 unless the parameter set says otherwise. At
 * 1000 the law is a Gaussian one for any but millions of observations; a fit that is held there is at a boundary. Options `equalScales`
 * and `equalFreedom`: one squared scale, one number of degrees of freedom for all experts, estimated; the field is then one number. Beside
 * `equalFreedom` a `nu` among the options is that of a record, an estimate.
 * Source: Lange, Little and Taylor (1989, Robust statistical modeling using the t distribution).
 * With z^2 = (y - location)^2 / (nu sigma2), q = z^2 / (1 + z^2) and p = 1 - q:
 *   log f = c - log(sigma2) / 2 - (nu + 1) / 2 log(1 + z^2),  c = log Gamma((nu + 1) / 2) - log Gamma(nu / 2) - log(nu pi) / 2,
 *   d/dlocation = g = (nu + 1) p z / sqrt(nu sigma2),  d/dlogScale2 = ((nu + 1) q - 1) / 2,
 *   second derivatives -(nu + 1) p (p - q) / (nu sigma2), -g p, -(nu + 1) q p / 2,
 * and with u = log nu, c' and c'' the derivatives of c in it:
 *   d/du = c' + nu (q - log(1 + z^2)) / 2 + q / 2,  d2/du dlocation = g - (1 + q) p z / sqrt(nu sigma2) = p z (nu - (nu + 1) p) / sqrt(nu sigma2),
 *   d2/du dlogScale2 = q (nu - (nu + 1) p) / 2,  d2/du2 = c'' + nu (q - log(1 + z^2)) / 2 + q (nu - (nu + 1) p) / 2.
 */
export function studentT(options?: NoOptions): Expert<StudentTParams<number[]>, MeanPrediction>;
export function studentT(options: { readonly nu: number }): Expert<StudentTParams<number>, MeanPrediction>;
export function studentT(
  options: StudentTOptions,
): Expert<StudentTParams<number | number[], number | number[]>, MeanPrediction>;
export function studentT(
  options: StudentTOptions = {},
): Expert<StudentTParams<number | number[], number | number[]>, MeanPrediction> {
  checkNames("studentT", options, ["nu", "equalScales", "equalFreedom"]);
  const { equalScales = false, equalFreedom = false } = options;
  for (const [name, value] of Object.entries({ equalScales, equalFreedom }))
    checkOption(name, studentT.options[name as "equalScales"], value);
  const equal = {
    ...(equalScales && { equalScales }),
    ...(equalFreedom && { equalFreedom }),
  };
  // A record of parameters has the estimates of the field in the place of the option.
  const given = equalFreedom || Array.isArray(options.nu) ? undefined : options.nu;
  if (given !== undefined) checkOption("nu", studentT.options.nu, given);
  const constantGiven = given === undefined ? 0 : constantOf(given);
  const distancesGiven = given === undefined ? [] : distancesOf(given, constantGiven);
  const nuOf = (logFreedom: number) => given ?? Math.exp(logFreedom);
  return {
    name: "studentT",
    ...(given === undefined && !equalScales && !equalFreedom
      ? {}
      : { options: { ...(given === undefined ? {} : { nu: given }), ...equal } }),
    predictors: [
      { name: "location", basis: "affine", bound: "coefficient" },
      { name: "logScale2", basis: "constant", bound: "logVariance", ...(equalScales && { shared: true }) },
      ...(given === undefined ? [{ ...freedom, ...(equalFreedom && { shared: true }) }] : []),
    ],
    fields: {
      a: { predictor: 0, part: "slopes", link: "identity" },
      b: { predictor: 0, part: "intercept", link: "identity" },
      sigma2: { predictor: 1, part: "intercept", link: "log" },
      ...(given === undefined ? { nu: { predictor: 2, part: "intercept", link: "log" } as const } : {}),
    },
    evaluate: (eta, y, m, order, term) => {
      const [location, logScale2, logFreedom] = eta;
      const { value, first, second } = term;
      const nu = nuOf(logFreedom?.[0]);
      const constant = given === undefined ? constantOf(nu) : constantGiven;
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
      if (given === undefined && order > 0) addFreedom(nu, unit, eta, y, m, order, term);
    },
    checkResponse: () => {},
    equivariance: "shiftAndScale",
    predictorScale: ({ centre, scale }) => [
      { shift: centre, scale },
      { shift: 2 * Math.log(scale), scale: 1 },
      ...(given === undefined ? [{ shift: 0, scale: 1 }] : []),
    ],
    draws: ([location, logScale2, logFreedom], random) => {
      const scale = scaleOf(logScale2[0]);
      const nu = nuOf(logFreedom?.[0]);
      return (t) => location[t] + scale * random.normal() * Math.sqrt(nu / drawChiSquare(nu, random));
    },
    ...(given === undefined || given > 1
      ? {
          mean: ([location, , logFreedom]: readonly number[]) =>
            nuOf(logFreedom) > 1 ? location : Number.NaN,
        }
      : {}),
    ...(given === undefined || given > 2
      ? {
          variance: ([, logScale2, logFreedom]: readonly number[]) =>
            Math.exp(logScale2) * relativeVariance(nuOf(logFreedom)),
        }
      : {}),
    cumulative: ([location, logScale2, logFreedom], y, tail) =>
      studentTail((y - location) / scaleOf(logScale2), nuOf(logFreedom), tail),
    support: ([location, logScale2, logFreedom]) => {
      const nu = nuOf(logFreedom);
      const distances = given === undefined ? distancesOf(nu, constantOf(nu)) : distancesGiven;
      return { on: "line", points: bothSides(distances, location, scaleOf(logScale2)) };
    },
  };
}

/** Options of Student's t experts. */
interface StudentTOptions {
  readonly nu?: number;
  readonly equalScales?: boolean;
  readonly equalFreedom?: boolean;
}

/** The predictor of degrees of freedom that are estimated. */
const freedom: Predictor = { name: "logDegreesOfFreedom", basis: "constant", bound: "logFreedom" };

/** log Gamma((nu + 1) / 2) - log Gamma(nu / 2) - log(nu pi) / 2. */
const constantOf = (nu: number): number => logGammaHalfStep(0.5 * nu) - 0.5 * Math.log(nu * Math.PI);

/** The variance over the squared scale: infinite up to two degrees of freedom, and none up to one. */
const relativeVariance = (nu: number): number =>
  nu > 2 ? nu / (nu - 2) : nu > 1 ? Number.POSITIVE_INFINITY : Number.NaN;

/** Adds the derivatives in the logarithm of the degrees of freedom to a term that has the others. */
function addFreedom(
  nu: number,
  unit: number,
  [location]: readonly Float64Array[],
  y: Float64Array,
  m: number,
  order: Order,
  { first, second }: Term,
): void {
  const h = 0.5 * nu;
  const step = h * (Math.log1p(0.5 / h) + logMinusDigamma(h) - logMinusDigamma(h + 0.5));
  const slope = step - 0.5;
  const curvature = order > 1 ? step + h * h * (trigamma(h + 0.5) - trigamma(h)) : 0;
  for (let t = 0; t < m; t++) {
    const z = unit * (y[t] - location[t]);
    const z2 = z * z;
    const p = 1 / (1 + z2);
    const q = z2 < 1 ? z2 * p : 1 - p;
    // q - log(1 + z^2), which is about -z^4 / 2 near 0.
    const excess = z2 < 0.25 ? minusLog1p(z2) - z2 * q : q - logOnePlusSquare(z);
    first[2][t] = slope + h * excess + 0.5 * q;
    if (order === 1) continue;
    const rest = nu - (nu + 1) * p;
    second[0][2][t] = p * z * unit * rest;
    second[1][2][t] = 0.5 * q * rest;
    second[2][2][t] = curvature + h * excess + 0.5 * q * rest;
  }
}

studentT.options = {
  nu: {
    kind: "number",
    help: "degrees of freedom",
    placeholder: "NU",
    above: 0,
    examples: [5],
    estimated: true,
    unless: "equalFreedom",
  },
  equalScales: { kind: "flag", help: "one squared scale for all experts", examples: [true] },
  equalFreedom: { kind: "flag", help: "the same degrees of freedom for all experts", examples: [true] },
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
