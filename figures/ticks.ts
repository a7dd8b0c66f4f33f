import { count, plain, powerOfTen } from "./numbers.js";

/** A tick of a logarithmic axis; `label` is empty where the tick is only a mark. */
interface LogTick {
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
 * Ticks between two limits: marks at 1, 2, ..., 9 times each power of ten, labels at the powers, or at
 * every second, third, ... power where there would be more labels than `room`. An axis that shows fewer
 * than two powers has labels at 2 and 5 times a power as well, if need be at 3 and 7 too, or at round
 * numbers, all written out (200, 0.5); one that spans more than seven decades has no marks between the powers.
 */
export function logTicks(min: number, max: number, room = Number.POSITIVE_INFINITY): LogTick[] {
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const within = (value: number) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9);
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const decades = powers.filter((exponent) => within(10 ** exponent)).length;
  const mantissas = last - first > 7 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const step = Math.max(1, Math.ceil(decades / room));
  const labelOf = decades >= 2 ? powerOfTen : rounded;
  const ticks = (labelled: readonly number[]): LogTick[] =>
    powers
      .flatMap((exponent) => mantissas.map((mantissa) => ({ exponent, mantissa })))
      .map(({ exponent, mantissa }) => ({
        value: mantissa * 10 ** exponent,
        major: mantissa === 1 && exponent % step === 0,
        label: labelled.includes(mantissa) && exponent % step === 0 ? labelOf(exponent, mantissa) : "",
      }))
      .filter(({ value }) => within(value));
  const choices =
    decades >= 2
      ? [[1]]
      : [
          [1, 2, 5],
          [1, 2, 3, 5, 7],
        ];
  for (const labelled of choices) {
    const chosen = ticks(labelled);
    if (chosen.filter(({ label }) => label !== "").length > 1) return chosen;
  }
  return linearTicks(min, max, 4).map((value) => ({ value, major: true, label: roundedValue(value) }));
}

/** A value between the powers: `1.2`, `200`, `20,000`, and far from 1 `3.2·10⁻⁵`. */
function roundedValue(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  return rounded(exponent, Number((value / 10 ** exponent).toPrecision(8)));
}

function rounded(exponent: number, mantissa: number): string {
  if (exponent < -3 || exponent > 5) return powerOfTen(exponent, mantissa);
  const value = Number((mantissa * 10 ** exponent).toPrecision(8));
  return exponent < 4 ? plain(value) : count(value);
}

/** The limits of a linear axis around finite values, `padding` (a share of the span) wider on each side. */
export function linearLimits(values: readonly number[], padding: number): { min: number; max: number } {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { min: 0, max: 1 };
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = padding * (high - low) || 1;
  return { min: low - margin, max: high + margin };
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
