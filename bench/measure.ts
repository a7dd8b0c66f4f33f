import { medianSorted } from "simple-statistics";
import { logLine } from "../experiments/rates.js";

/** The median of some numbers. */
export const median = (values: readonly number[]): number => medianSorted([...values].sort((a, b) => a - b));

/** Milliseconds that a function takes, and what it gives. */
export function timed<Result>(run: () => Result): { readonly ms: number; readonly result: Result } {
  const begun = performance.now();
  const result = run();
  return { ms: performance.now() - begun, result };
}

/** Median milliseconds of some runs, after one that is not counted. */
export function medianMs(repeats: number, run: (repeat: number) => unknown): number {
  run(-1);
  return median(Array.from({ length: repeats }, (_, repeat) => timed(() => run(repeat)).ms));
}

/** The exponent p of y = c x^p by least squares in the logarithms; NaN below two points. */
export const exponent = (points: readonly { readonly x: number; readonly y: number }[]): number =>
  logLine(points.map(({ x, y }) => ({ n: x, y }))).slope;
