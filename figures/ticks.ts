import { powerOfTen } from "./numbers.js";

/** A tick of a logarithmic axis; `label` is empty where the tick is only a mark. */
export interface LogTick {
  readonly value: number;
  readonly major: boolean;
  readonly label: string;
}

/** The limits of a logarithmic axis around positive values, `padding` (a share of the span) wider on each side. */
export function logLimits(values: Iterable<number>, padding = 0.04): { min: number; max: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!(value > 0 && value < Infinity)) continue;
    low = Math.min(low, Math.log10(value));
    high = Math.max(high, Math.log10(value));
  }
  if (low > high) [low, high] = [-1, 0];
  const margin = Math.max(padding * (high - low), high === low ? 0.3 : 0.02);
  return { min: 10 ** (low - margin), max: 10 ** (high + margin) };
}

/**
 * Ticks between two limits: marks at 1, 2, ..., 9 times each power of ten, labels at the powers. An axis
 * that shows fewer than two powers has labels at 2 and 5 times a power as well; one that spans more than
 * seven decades has no marks between the powers.
 */
export function logTicks(min: number, max: number): LogTick[] {
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const within = (value: number) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9);
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const decades = powers.filter((exponent) => within(10 ** exponent)).length;
  const labelled = decades >= 2 ? [1] : [1, 2, 5];
  const mantissas = last - first > 7 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  return powers
    .flatMap((exponent) => mantissas.map((mantissa) => ({ exponent, mantissa })))
    .map(({ exponent, mantissa }) => ({
      value: mantissa * 10 ** exponent,
      major: mantissa === 1,
      label: labelled.includes(mantissa) ? powerOfTen(exponent, mantissa) : "",
    }))
    .filter(({ value }) => within(value));
}

/** About `count` round values between two limits: multiples of 1, 2 or 5 times a power of ten. */
export function linearTicks(min: number, max: number, count = 6): number[] {
  const raw = (max - min) / count;
  if (!(raw > 0 && raw < Infinity)) return [min];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((mantissa) => mantissa * power >= raw * (1 - 1e-9)) ?? 10);
  const [first, last] = [Math.ceil(min / step - 1e-9), Math.floor(max / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
