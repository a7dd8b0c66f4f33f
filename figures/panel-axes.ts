import { flat, plain } from "./numbers.js";
import { wrap } from "./text.js";
import { gutter, linearAxis, logAxis, textSizes } from "./theme.js";
import { linearLimits, linearTicks, logLimits, logTicks } from "./ticks.js";

/** What an axis of a panel has to show. */
export interface AxisContent {
  readonly title: string;
  readonly scale: "log" | "linear";
  readonly values: readonly number[];
}

/** An axis with its limits; `length` in pixels. */
interface PanelAxis {
  readonly title: string;
  readonly scale: "log" | "linear";
  readonly min: number;
  readonly max: number;
  readonly length: number;
}

/** Mean width of a character, in text sizes: axis titles are wrapped without a canvas at hand. */
const characterWidth = 0.52;
const digitWidth = 0.575;
const superscriptWidth = 0.38;

/** A panel with an axis in common with others is filled at least to this share of it. */
const leastFilled = 0.6;

/**
 * The axes of the panels in one direction. Those that have the same title and scale have the same limits
 * too, unless that would squeeze what one of them shows into a small part of it.
 */
export function commonAxes(contents: readonly AxisContent[], length: number, padding: number): PanelAxis[] {
  const span = (scale: AxisContent["scale"], { min, max }: { min: number; max: number }) =>
    scale === "log" ? Math.log10(max / min) : max - min;
  const limits = ({ scale }: AxisContent, values: readonly number[]) =>
    scale === "log" ? logLimits(values, padding) : linearLimits(values, padding);
  return contents.map((content) => {
    const { title, scale, values } = content;
    const like = contents.filter((other) => other.title === title && other.scale === scale);
    const common = limits(
      content,
      like.flatMap((other) => other.values),
    );
    const isFilled = like
      .filter((other) => new Set(other.values).size > 1)
      .every((other) => span(scale, limits(other, other.values)) >= leastFilled * span(scale, common));
    return { title, scale, length, ...(isFilled || values.length === 0 ? common : limits(content, values)) };
  });
}

/** Labels that have room beside each other along an axis. */
function room(axis: "x" | "y", { length }: PanelAxis): number {
  return Math.max(2, Math.floor(length / (axis === "x" ? 32 : 18)));
}

/** As many round values, up to about seven, as have room for their labels. */
function roundTicks(axis: "x" | "y", { min, max, length }: PanelAxis): number[] {
  for (let count = 7; count > 2; count--) {
    const ticks = linearTicks(min, max, count);
    const each = axis === "x" ? Math.max(...ticks.map((tick) => labelWidth(plain(tick)))) + 14 : 24;
    if (each * ticks.length <= length) return ticks;
  }
  return linearTicks(min, max, 2);
}

/** The title of an axis, broken where it is longer than the axis; `length` in pixels. */
export function titleLines({ title, length }: Pick<PanelAxis, "title" | "length">): string[] {
  const width = (text: string) => characterWidth * textSizes.axis * text.length;
  return flat(title)
    .split("\n")
    .flatMap((line) => wrap(line, length, width));
}

/** The width that all y axes need, so that the panels of a figure line up. */
export function commonGutter(axes: readonly PanelAxis[]): number {
  const widths = axes.map((axis) => {
    const labels =
      axis.scale === "log"
        ? logTicks(axis.min, axis.max, room("y", axis)).map(({ label }) => label)
        : roundTicks("y", axis).map(plain);
    return gutterOf(labels, titleLines(axis).length);
  });
  return Math.max(...widths);
}

/** The width of a y axis with these labels and so many lines of title: the usual gutter, or more. */
export function gutterOf(labels: readonly string[], titleLines: number): number {
  return Math.ceil(Math.max(gutter, 16 * titleLines + Math.max(0, ...labels.map(labelWidth)) + 20));
}

/** The width of a tick label in pixels. */
export function labelWidth(label: string): number {
  const raised = [...label].filter((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".includes(sign)).length;
  return textSizes.tick * (superscriptWidth * raised + digitWidth * (label.length - raised));
}

/** The axis for Chart.js. */
export function chartAxis(direction: "x" | "y", axis: PanelAxis, gutter: number) {
  const { min, max } = axis;
  const common = { title: titleLines(axis).join("\n"), min, max, gutter };
  return axis.scale === "log"
    ? logAxis(direction, { ...common, room: room(direction, axis) })
    : linearAxis(direction, { ...common, ticks: roundTicks(direction, axis) });
}
