import { fixed, plain, powerOfTen } from "../../figures/numbers.js";
import { linearLimits, linearTicks, logLimits, logTicks } from "../../figures/ticks.js";
import type { Axis } from "./scene.js";

/** A linear axis with round ticks. */
export const linear = (min: number, max: number, title: string, count = 5): Axis => ({
  min,
  max,
  title,
  ticks: linearTicks(min, max, count).map((at) => ({ at, label: plain(at) })),
});

/** A linear axis around values. */
export function around(values: readonly number[], title: string, { padding = 0.08, count = 5 } = {}): Axis {
  const { min, max } = linearLimits(values, padding);
  return linear(min, max, title, count);
}

/** A logarithmic axis around positive values. */
export function logAround(values: readonly number[], title: string, padding = 0.08): Axis {
  const { min, max } = logLimits(values, padding);
  const ticks = logTicks(min, max, 6).map(({ value, label }) => ({ at: value, label }));
  return { min, max, log: true, title, ticks };
}

/** A number with so many significant digits, as text; far from 1 with a power of ten. */
export function short(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (value === 0 || !Number.isFinite(value)) return fixed(value, 0);
  const exponent = Math.floor(Math.log10(size));
  if (exponent >= -3 && exponent < 5) return fixed(value, Math.max(0, digits - 1 - exponent));
  return `${value < 0 ? "−" : ""}${powerOfTen(exponent, Number((size / 10 ** exponent).toPrecision(digits)))}`;
}
