import { count, plain } from "./numbers.js";
import { wrap } from "./text.js";
import { type AxisPlan, chartScale, gutter, lineHeight, type PlannedAxis, textSizes } from "./theme.js";
import { linearLimits, linearTicks, logLimits, logTicks } from "./ticks.js";

/** What an axis of a panel has to show. */
export interface AxisContent {
  readonly title: string;
  readonly scale: "log" | "linear";
  readonly values: readonly number[];
  /** Whether the values are whole, and ticks between them say nothing. */
  readonly whole?: boolean;
  /** Where a logarithmic axis is broken, and where 0 stands below the break. */
  readonly zero?: { readonly at: number; readonly below: number };
  /** The values that have ticks, with their labels, where there is room for them. */
  readonly ticks?: readonly number[];
}

/** An axis with its limits; `length` in pixels. */
interface PanelAxis extends Omit<AxisContent, "values"> {
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
  const limits = ({ scale, whole = false }: AxisContent, values: readonly number[]) => {
    if (scale === "log") return logLimits(values, padding);
    if (!whole || values.length === 0) return linearLimits(values, padding);
    return { min: Math.min(...values) - 0.5, max: Math.max(...values) + 0.5 };
  };
  return contents.map((content) => {
    const { values, ...axis } = content;
    const { title, scale } = axis;
    const like = contents.filter((other) => other.title === title && other.scale === scale);
    const common = limits(
      content,
      like.flatMap((other) => other.values),
    );
    const isFilled = like
      .filter((other) => new Set(other.values).size > 1)
      .every((other) => span(scale, limits(other, other.values)) >= leastFilled * span(scale, common));
    return { ...axis, length, ...(isFilled || values.length === 0 ? common : limits(content, values)) };
  });
}

/** A plan with its title broken, and its labels chosen, for an axis of this length in pixels. */
export function fitted(plan: AxisPlan, length: number): AxisPlan {
  const title = titleLines({ title: plan.title.replaceAll("\n", " "), length }).join("\n");
  return { ...plan, title, ...(plan.scale === "log" ? logLabels(plan, length) : linearLabels(plan, length)) };
}

function logLabels(plan: AxisPlan, length: number): Partial<AxisPlan> {
  const room = Math.max(2, Math.floor(length / (plan.direction === "x" ? 32 : 18)));
  const { ticks = [], min, max } = plan;
  const texts = ticks.map((value) => (value < 1e4 ? plain(value) : count(value)));
  const at = ticks.map((value) => (length * Math.log(value / min)) / Math.log(max / min));
  const widths = texts.map(labelWidth);
  const hasRoom = at.every(
    (place, i) => i === 0 || place - at[i - 1]! >= (widths[i]! + widths[i - 1]!) / 2 + labelGap,
  );
  return ticks.length > 0 && hasRoom ? { ticks, texts } : { ticks: undefined, texts: undefined, room };
}

/** The least space between labels beside each other. */
const labelGap = 8;

function linearLabels(plan: AxisPlan, length: number): Partial<AxisPlan> {
  const { direction, ticks, texts } = plan;
  if (ticks === undefined) return { ticks: roundTicks(plan, length) };
  if (direction === "y") return {};
  const each = Math.max(0, ...(texts ?? ticks.map(plain)).flat().map(labelWidth)) + labelGap;
  const step = Math.max(1, Math.ceil((each * ticks.length) / length));
  if (texts === undefined) return { ticks: ticks.filter((_, i) => i % step === 0) };
  return { ticks, texts: texts.map((text, i) => (i % step === 0 ? text : "")) };
}

/** As many round values, up to about seven, as have room for their labels. */
function roundTicks({ direction, min, max, whole = false }: AxisPlan, length: number): number[] {
  if (whole) return wholeTicks(min, max, length);
  const round = (count: number) => linearTicks(min, max, count);
  for (let count = 7; count > 2; count--) {
    const ticks = round(count);
    const each = direction === "x" ? Math.max(...ticks.map((tick) => labelWidth(plain(tick)))) + 14 : 24;
    if (each * ticks.length <= length) return ticks;
  }
  return round(2);
}

/** Every whole number, or every second, third, ..., from the first one on. */
function wholeTicks(min: number, max: number, length: number): number[] {
  const [first, last] = [Math.ceil(min), Math.floor(max)];
  const each = labelWidth(String(last)) + labelGap;
  const step = Math.max(1, Math.ceil((each * (last - first + 1)) / length));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

/** The title of an axis, broken where it is longer than the axis; `length` in pixels. */
export function titleLines({ title, length }: Pick<PanelAxis, "title" | "length">): string[] {
  const width = (text: string) => characterWidth * textSizes.axis * text.replace(/[_^]\{|\}/g, "").length;
  return title === "" ? [] : title.split("\n").flatMap((line) => wrap(line, length, width));
}

/** The width that all y axes need, so that the panels of a figure line up. */
export const commonGutter = (plans: readonly AxisPlan[]): number => Math.max(...plans.map(gutterOfPlan));

function gutterOfPlan({ scale, min, max, room, ticks, texts, title }: AxisPlan): number {
  const labels =
    texts?.flat() ??
    (scale === "log"
      ? logTicks(min, max, room).map(({ label }) => label)
      : (ticks ?? linearTicks(min, max)).map(plain));
  return gutterOf(labels, title === "" ? 0 : title.split("\n").length);
}

/** The width of a y axis with these labels and so many lines of title: the usual gutter, or more. */
export function gutterOf(labels: readonly string[], titleLines: number): number {
  return Math.ceil(Math.max(gutter, 16 * titleLines + Math.max(0, ...labels.map(labelWidth)) + 20));
}

/** A plan of a y axis whose labels are broken where they are wider than `width` pixels. */
export function withNarrowLabels(plan: AxisPlan, width: number): AxisPlan {
  if (plan.texts === undefined) return plan;
  const texts = plan.texts.map((text) => [text].flat().flatMap((line) => wrap(line, width, labelWidth)));
  return { ...plan, texts };
}

/** The length in pixels that a linear y axis with labels of its own needs, so that these do not meet; 0 for others. */
export function leastLength({ ticks = [], texts, min, max }: AxisPlan): number {
  if (texts === undefined) return 0;
  const lines = Math.max(0, ...texts.map((text) => [text].flat().length));
  const sorted = [...ticks].sort((p, q) => p - q);
  const gap = Math.min(max - min, ...sorted.slice(1).map((tick, i) => tick - sorted[i]!));
  return (lines * lineHeight * textSizes.tick * (max - min)) / gap;
}

/** The width of a tick label in pixels. */
export function labelWidth(label: string): number {
  const raised = [...label].filter((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".includes(sign)).length;
  return textSizes.tick * (superscriptWidth * raised + digitWidth * (label.length - raised));
}

/** The plan of an axis. */
export function planOf(direction: "x" | "y", { length: _, ...axis }: PanelAxis): AxisPlan {
  return { direction, ...axis };
}

/** The axis for Chart.js at this length; it keeps its plan, for other lengths. */
export const chartAxis = (plan: AxisPlan, length: number, gutter: number): PlannedAxis => ({
  ...chartScale({ ...fitted(plan, length), gutter }),
  plan: { ...plan, gutter },
});
