import { mean, type Rung } from "./calibrate.js";

/** A number with an interval that holds it in some 95 of 100 cases. */
export interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Seconds of a fit against the sample size, as far as they were measured and beyond. */
export interface Curve {
  readonly at: (n: number) => Range;
  /** The power of n by which the time of the largest sizes that were measured grows. */
  readonly exponent: Range;
  /** The largest of them. */
  readonly measuredTo: number;
}

/** Standard normal quantile at 0.975. */
const z = 1.96;

/**
 * A curve through the mean times of fits: a straight line between neighbours in the logarithms, and beyond the last size the power of n
 * of the last three. Fits of one size scatter, whence the interval. Beyond the last size its upper end grows at least
 * like n: in the end each step of a fit passes over all observations, whatever the sizes that were measured spent on starts.
 */
export function curveOf(rungs: readonly Rung[]): Curve {
  const scatter = relativeVariance(rungs);
  const points = rungs.map(({ n, seconds }) => ({
    x: Math.log(n),
    y: Math.log(Math.max(mean(seconds), shortest)),
    variance: scatter / seconds.length,
  }));
  const last = points.at(-1)!;
  const line = weightedLine(points.slice(-3));
  const { slope, slopeError } = line;
  const exponent = { value: slope, low: slope - z * slopeError, high: slope + z * slopeError };
  const range = (y: number, below: number, above: number): Range => ({
    value: Math.exp(y),
    low: Math.exp(y - below),
    high: Math.exp(y + above),
  });
  return {
    exponent,
    measuredTo: rungs.at(-1)!.n,
    at(n) {
      const x = Math.log(n);
      if (x <= last.x) {
        const { y, variance } = between(points, x);
        const error = z * Math.sqrt(variance);
        return range(y, error, error);
      }
      const error = z * Math.sqrt(last.variance);
      const beyond = x - last.x;
      const { low, high } = exponent;
      return range(
        last.y + beyond * slope,
        error + beyond * (slope - low),
        error + beyond * (Math.max(1, high) - slope),
      );
    },
  };
}

// What a clock of milliseconds can tell from nothing.
const shortest = 1e-4;

/** Variance of a fit's time over its squared mean, from all sizes; 1, as of a waiting time, where each has a single fit. */
function relativeVariance(rungs: readonly Rung[]): number {
  let [squares, freedom] = [0, 0];
  for (const { seconds } of rungs) {
    const centre = Math.max(mean(seconds), shortest);
    for (const value of seconds) squares += (value / centre - 1) ** 2;
    freedom += seconds.length - 1;
  }
  return freedom > 0 ? squares / freedom : 1;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly variance: number;
}

/** Weighted least squares; slope 1 without error where there is one point. */
function weightedLine(points: readonly Point[]): { readonly slope: number; readonly slopeError: number } {
  if (points.length < 2) return { slope: 1, slopeError: 0 };
  const weights = points.map(({ variance }) => 1 / Math.max(variance, 1e-12));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (of: (point: Point) => number) =>
    points.reduce((sum, point, i) => sum + weights[i]! * of(point), 0) / total;
  const [x, y] = [average((point) => point.x), average((point) => point.y)];
  const spread = average((point) => (point.x - x) ** 2);
  const slope = average((point) => (point.x - x) * (point.y - y)) / spread;
  return { slope, slopeError: Math.sqrt(1 / (total * spread)) };
}

function between(points: readonly Point[], x: number): Point {
  const i = points.findIndex((point) => point.x >= x);
  const [p, q] = [points[Math.max(0, i - 1)]!, points[i]!];
  const share = q.x > p.x ? (x - p.x) / (q.x - p.x) : 1;
  return {
    x,
    y: p.y + share * (q.y - p.y),
    variance: (1 - share) ** 2 * p.variance + share ** 2 * q.variance,
  };
}
