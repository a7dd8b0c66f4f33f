import type { Numbers } from "../data-marks.js";
import { plain } from "../numbers.js";
import { labelWidth } from "../panel-axes.js";
import { linearLimits, linearTicks } from "../ticks.js";

/** A column of data: numbers, or the codes 0, 1, ... of its levels. */
export interface Variable {
  /** Its name, which is the title of its axis. */
  readonly name: string;
  readonly values: Numbers;
  readonly levels?: readonly string[] | undefined;
}

/** What an axis shows: its title, limits, ticks and, where these are no numbers, their texts. */
export interface Axis {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  readonly texts?: readonly (string | readonly string[])[];
}

/** Half the width of the place of a level on its axis, where the distance of two is 1. */
export const halfLevel = 0.36;

/** More characters of a level have no room. */
const longest = 22;

/** The axis of a variable: round to the values given, `padding` (a share of their span) wider on each side, or the levels in their order. */
export function axisOf({ name, levels }: Variable, values: readonly number[], padding: number): Axis {
  if (levels === undefined) {
    const { min, max } = linearLimits(values, padding);
    return { title: name, min, max, ticks: linearTicks(min, max) };
  }
  const ticks = levels.map((_, code) => code);
  return { title: name, min: -0.5, max: levels.length - 0.5, ticks, texts: levels.map(shortened) };
}

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/**
 * Where the t-th observation stands on the axis of a variable: at its value, or side by side within the place of its level, by multiples
 * of the golden ratio, which leave no gaps.
 */
export function placeOf({ values, levels }: Variable, t: number): number {
  const value = values[t]!;
  return levels === undefined ? value : value + halfLevel * (2 * ((t * golden) % 1) - 1);
}

const golden = (Math.sqrt(5) - 1) / 2;

/** The axis with as many of its texts as have room along `length` pixels; the other ticks stay without. */
export function withRoom(axis: Axis, length: number): Axis {
  const texts = axis.texts ?? axis.ticks.map(plain);
  const each = Math.max(0, ...texts.flat().map(labelWidth)) + 12;
  const step = Math.max(1, Math.ceil((each * texts.length) / length));
  if (step === 1) return axis;
  if (axis.texts === undefined) return { ...axis, ticks: axis.ticks.filter((_, i) => i % step === 0) };
  return { ...axis, texts: texts.map((text, i) => (i % step === 0 ? text : "")) };
}
