import { sum } from "../numeric/sum.js";

/** A point of the polynomial system: p1 and p2 are m vectors of d numbers, p3, p4 and p5 are m numbers. */
export interface PolynomialPoint {
  readonly p1: readonly (readonly number[])[];
  readonly p2: readonly (readonly number[])[];
  readonly p3: readonly number[];
  readonly p4: readonly number[];
  readonly p5: readonly number[];
}

/** One equation of the system: its multi-index (l1, l2) and the value of its left side. */
export interface PolynomialEquation {
  readonly l1: readonly number[];
  readonly l2: number;
  readonly value: number;
}

/**
 * The left sides of the polynomial system of P1, eq. (6), at a point:
 * sum_l p5_l^2 sum_alpha p1_l^alpha1 p2_l^alpha2 p3_l^alpha3 p4_l^alpha4 / alpha!, over alpha with
 * alpha1 + alpha2 = l1 and |alpha2| + alpha3 + 2 alpha4 = l2, for all (l1, l2) with 1 <= |l1| + l2 <= r.
 * The inner sum is the coefficient of s^l1 z^l2 in exp(p1's + p2's z + p3 z + p4 z^2). A point is a solution
 * if all are 0, and a non-trivial one if besides all p5_l differ from 0 and some p3_l does.
 */
export function polynomialSystem(point: PolynomialPoint, r: number): PolynomialEquation[] {
  const { p1, p2, p3, p4, p5 } = point;
  const d = p1[0].length;
  return multiIndices(d, r).flatMap((l1) => {
    const order = sum(l1);
    const coefficients = new Array<number>(r - order + 1).fill(0);
    p5.forEach((root, l) => {
      let series = hermite(p3[l], p4[l], r - order);
      l1.forEach((power, u) => {
        for (let j = 1; j <= power; j++) series = timesLinear(series, p1[l][u] / j, p2[l][u] / j);
      });
      series.forEach((value, l2) => {
        coefficients[l2] += root * root * value;
      });
    });
    return coefficients.map((value, l2) => ({ l1, l2, value })).filter(({ l2 }) => order + l2 >= 1);
  });
}

/** Coefficients of z^0..z^r in exp(p3 z + p4 z^2), by n h_n = p3 h_{n-1} + 2 p4 h_{n-2}. */
export function hermite(p3: number, p4: number, r: number): number[] {
  const h = [1];
  for (let n = 1; n <= r; n++) h[n] = (p3 * h[n - 1] + 2 * p4 * (h[n - 2] ?? 0)) / n;
  return h;
}

/** The power series times (c0 + c1 z), cut at its length. */
const timesLinear = (series: readonly number[], c0: number, c1: number): number[] =>
  series.map((value, n) => c0 * value + c1 * (series[n - 1] ?? 0));

/** All l in N^d with |l| <= r. */
const multiIndices = (d: number, r: number): number[][] =>
  d === 0
    ? [[]]
    : Array.from({ length: r + 1 }, (_, first) =>
        multiIndices(d - 1, r - first).map((rest) => [first, ...rest]),
      ).flat();
