import { linearRegression, mean, medianSorted, quantileSorted } from "simple-statistics";
import { stream } from "../src/random/stream.js";
import type { Slope } from "./types/summary.js";

/** Through two points there is always a line: what a slope is worth, a third one shows. */
export const fewestSizes = 3;

/** The losses of all replicates at one sample size, in any order. A loss that is not a number counts as infinite. */
export interface Losses {
  readonly n: number;
  readonly values: readonly number[];
}

/** Mean, median, quartiles, and 10 and 90 % quantiles of some losses; NaN of none. */
export function describe(values: readonly number[]): {
  mean: number;
  median: number;
  q10: number;
  q25: number;
  q75: number;
  q90: number;
} {
  const none = Number.NaN;
  if (values.length === 0) return { mean: none, median: none, q10: none, q25: none, q75: none, q90: none };
  const sorted = ascending(values);
  return {
    mean: mean(sorted),
    median: medianSorted(sorted),
    q10: quantileSorted(sorted, 0.1),
    q25: quantileSorted(sorted, 0.25),
    q75: quantileSorted(sorted, 0.75),
    q90: quantileSorted(sorted, 0.9),
  };
}

/**
 * Least-squares lines of log10(mean) and of log10(median) on log10 n, with 95 % percentile bootstrap
 * intervals for their slopes: each of `resamples` draws takes as many replicates at each size as there are,
 * with replacement. A size whose value has no logarithm (zero: every fit was exact; or infinite) is no point of the
 * line and is listed as omitted, like the `drop` smallest sizes. In a resample such a size is left out
 * likewise. Slopes of fewer than three points, which say nothing of a rate, and intervals where a size has a single
 * replicate, are NaN.
 */
export function slopes(
  sizes: readonly Losses[],
  { key, drop = 0, resamples = 2000 }: { key: string; drop?: number | undefined; resamples?: number },
): { mean: Slope; median: Slope } {
  const kept = [...sizes].sort((a, b) => a.n - b.n).slice(drop);
  const values = kept.map((size) => ascending(size.values));
  const x = Float64Array.from(kept, (size) => Math.log10(size.n));
  const drawn = kept.every((size) => size.values.length > 1)
    ? bootstrap(x, values, stream(key), resamples)
    : { mean: [], median: [] };
  const all = sizes.map((size) => size.n);
  return {
    mean: slope(kept, values.map(mean), drawn.mean, all),
    median: slope(kept, values.map(medianSorted), drawn.median, all),
  };
}

/** Least-squares line of log10 y on log10 n through the points whose y has a logarithm; NaN below two points. */
export function logLine(points: readonly { readonly n: number; readonly y: number }[]): {
  slope: number;
  intercept: number;
} {
  const usable = points.filter((point) => hasLogarithm(point.y));
  if (usable.length < 2) return { slope: Number.NaN, intercept: Number.NaN };
  const { m, b } = linearRegression(usable.map(({ n, y }) => [Math.log10(n), Math.log10(y)]));
  return { slope: m, intercept: b };
}

function slope(
  kept: readonly Losses[],
  y: readonly number[],
  drawn: readonly number[],
  all: readonly number[],
): Slope {
  const used = kept.filter((_, i) => hasLogarithm(y[i])).map((size) => size.n);
  const line =
    used.length < fewestSizes
      ? { slope: Number.NaN, intercept: Number.NaN }
      : logLine(kept.map(({ n }, i) => ({ n, y: y[i] })));
  const omitted = all.filter((n) => !used.includes(n));
  const [low, high] = interval(Number.isNaN(line.slope) ? [] : drawn);
  return { ...line, low, high, level: 0.95, ...(omitted.length > 0 ? { omitted } : {}) };
}

function interval(drawn: readonly number[]): [number, number] {
  if (drawn.length === 0) return [Number.NaN, Number.NaN];
  const sorted = ascending(drawn);
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}

// A resample is represented by how often each of the sorted values was drawn, so that its median needs no second sort.
function bootstrap(
  x: Float64Array,
  values: readonly (readonly number[])[],
  uniform: () => number,
  resamples: number,
): { mean: number[]; median: number[] } {
  const counts = values.map((v) => new Int32Array(v.length));
  const logMean = new Float64Array(x.length);
  const logMedian = new Float64Array(x.length);
  const drawn = { mean: [] as number[], median: [] as number[] };
  for (let b = 0; b < resamples; b++) {
    for (let j = 0; j < x.length; j++) {
      const sorted = values[j];
      const times = counts[j].fill(0);
      for (let i = 0; i < sorted.length; i++) times[Math.floor(uniform() * sorted.length)]++;
      logMean[j] = Math.log10(meanOf(sorted, times));
      logMedian[j] = Math.log10(medianOf(sorted, times));
    }
    push(drawn.mean, slopeOf(x, logMean));
    push(drawn.median, slopeOf(x, logMedian));
  }
  return drawn;
}

function meanOf(sorted: readonly number[], times: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < times.length; i++) if (times[i] > 0) sum += times[i] * sorted[i];
  return sum / times.length;
}

function medianOf(sorted: readonly number[], times: Int32Array): number {
  const size = times.length;
  const lower = (size - 1) >> 1;
  let i = 0;
  let seen = times[0];
  while (seen <= lower) seen += times[++i];
  if (size % 2 === 1 || seen > lower + 1) return sorted[i];
  const first = sorted[i];
  do i++;
  while (times[i] === 0);
  return (first + sorted[i]) / 2;
}

function slopeOf(x: Float64Array, y: Float64Array): number {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) continue;
    count++;
    sumX += x[i];
    sumY += y[i];
  }
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) continue;
    xx += (x[i] - sumX / count) ** 2;
    xy += (x[i] - sumX / count) * (y[i] - sumY / count);
  }
  return count < 2 ? Number.NaN : xy / xx;
}

function push(list: number[], value: number): void {
  if (!Number.isNaN(value)) list.push(value);
}

function hasLogarithm(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

// Sorted as numbers alone: a comparison in JavaScript makes an object of each of them.
function ascending(values: readonly number[]): number[] {
  return Array.from(Float64Array.from(values, (v) => (Number.isNaN(v) ? Infinity : v)).sort());
}
