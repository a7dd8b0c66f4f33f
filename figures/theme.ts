import type { CanvasRenderingContext2D } from "canvas";
import type { Chart, ChartOptions, Plugin, Scale, ScaleOptionsByType } from "chart.js";
import { plain } from "./numbers.js";
import { drawRuns, richWidth } from "./text.js";
import { linearTicks, logTicks } from "./ticks.js";

/** Pixels in an inch of a figure; all lengths below are such pixels, so that 12 of them are 9 points. */
export const pixelsPerInch = 96;

/** Width of a figure over a page's full text width, in inches. */
export const fullWidth = 7;

/** Names under which the bundled fonts are registered; `css` is for files that carry no font themselves. */
export const fonts = {
  regular: { family: "Figure Sans", file: "DejaVuSansCondensed.ttf", css: { weight: "normal" } },
  bold: { family: "Figure Sans Bold", file: "DejaVuSansCondensed-Bold.ttf", css: { weight: "bold" } },
} as const;

/** Text sizes: none is below 8 points in print. */
export const textSizes = {
  title: 15,
  subtitle: 11.5,
  panel: 12,
  axis: 12.5,
  tick: 12,
  key: 11.5,
  note: 11,
} as const;

/** Distance of the lines of a paragraph, in text sizes. */
export const lineHeight = 1.32;

/** Room around the plot within a panel, apart from its axes. */
export const plotPadding = { left: 8, right: 14, top: 6, bottom: 0 } as const;

/** Okabe and Ito's colours, which colour-blind readers can tell apart, and greys. */
export const colors = {
  ink: "#1a1a1a",
  soft: "#4d4d4d",
  grey: "#707070",
  light: "#b0b0b0",
  frame: "#333333",
  grid: "#e4e4e4",
  paper: "#ffffff",
  blue: "#0072b2",
  vermillion: "#d55e00",
  green: "#009e73",
  purple: "#cc79a7",
  orange: "#e69f00",
  sky: "#56b4e9",
  black: "#000000",
} as const;

/** Colour of the i-th of several like curves. */
export function series(i: number): string {
  const palette = [
    colors.blue,
    colors.vermillion,
    colors.green,
    colors.purple,
    colors.orange,
    colors.sky,
    colors.black,
    colors.grey,
  ];
  return palette[i % palette.length]!;
}

/** A colour `#rrggbb` with an opacity. */
export function faded(color: string, opacity: number): string {
  const part = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  return `rgba(${part(1)}, ${part(3)}, ${part(5)}, ${opacity})`;
}

/** Room for tick labels and axis title left of each panel: the same everywhere, so that panels line up. */
export const gutter = 58;
const tickLength = { major: 6, minor: 3 };

/** What an axis shows, as plain data: from it the axis can be drawn anew where a page has another width. */
export interface AxisPlan {
  readonly direction: "x" | "y";
  readonly scale: "log" | "linear";
  /** May hold raised and lowered parts, `D_{2,2}`, and line breaks. */
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** `false` for a panel whose x axis is drawn by the panel below it. */
  readonly labels?: boolean | undefined;
  /** Width in pixels of a y axis with all its text; the usual gutter where absent. */
  readonly gutter?: number | undefined;
  /** Where a logarithmic axis is broken, and where 0 stands below the break. */
  readonly zero?: { readonly at: number; readonly below: number } | undefined;
  /** Whether only whole numbers have ticks. */
  readonly whole?: boolean | undefined;
  /** Labels that have room on a logarithmic axis. */
  readonly room?: number | undefined;
  /** The values that have ticks; where absent, round numbers. */
  readonly ticks?: readonly number[] | undefined;
  /** The labels of these ticks, each of one line or more. */
  readonly texts?: readonly (string | readonly string[])[] | undefined;
}

type AxisOptions = Omit<AxisPlan, "direction" | "scale">;

/** An axis of a Chart.js chart, with the plan that it was made from. */
export type PlannedAxis = ScaleOptionsByType & { readonly plan: AxisPlan };

/** A logarithmic axis with ticks at 10^n, at most `room` of them with labels, or at the values given. */
export const logAxis = (direction: "x" | "y", options: AxisOptions): PlannedAxis =>
  chartScale({ ...options, direction, scale: "log" });

/** A linear axis; its ticks are those given, or round numbers. */
export const linearAxis = (direction: "x" | "y", options: AxisOptions): PlannedAxis =>
  chartScale({ ...options, direction, scale: "linear" });

/** The axis for Chart.js. */
export function chartScale(plan: AxisPlan): PlannedAxis {
  const ticks = ticksOf(plan);
  const { direction, title, labels = true, min, max } = plan;
  const lines = title === "" ? [] : title.split("\n");
  return {
    plan,
    type: plan.scale === "log" ? "logarithmic" : "linear",
    min,
    max,
    position: direction === "x" ? "bottom" : "left",
    offset: false,
    // Chart.js would not raise or lower parts of it: the frame draws it.
    title: { display: false, text: lines },
    grid: {
      color: (context: { tick?: { major?: boolean } }) => (context.tick?.major ? colors.grid : "transparent"),
      lineWidth: 1,
      offset: false,
      drawTicks: true,
      tickColor: "transparent",
      tickLength: tickLength.major + 2,
    },
    border: { display: false },
    afterFit: (scale: Scale) => {
      // The axis is long enough for texts of several lines: Chart.js would shorten it by half of one at either end.
      if (direction === "y" && plan.texts) Object.assign(scale, { paddingTop: 0, paddingBottom: 0 });
      if (direction === "y") scale.width = plan.gutter ?? gutter;
      else scale.height = labels ? scale.height + titleHeight(lines.length) : 0;
    },
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = ticks.map(({ value, major }) => ({ value, major }));
    },
    ticks: {
      display: labels,
      color: colors.ink,
      font: { family: `"${fonts.regular.family}"`, size: textSizes.tick },
      autoSkip: false,
      maxRotation: 0,
      padding: 1,
      callback: (_value: number | string, index: number) => ticks[index]?.label ?? "",
    },
  } as unknown as PlannedAxis;
}

interface Tick {
  readonly value: number;
  readonly major: boolean;
  readonly label: string | readonly string[];
}

function ticksOf({ scale, min, max, room, ticks, texts, zero }: AxisPlan): readonly Tick[] {
  if (zero) {
    const above = logTicks(zero.below, max, room);
    return [{ value: zero.at, major: true, label: "0" }, ...above];
  }
  if (scale === "log" && ticks === undefined) return logTicks(min, max, room);
  return (ticks ?? linearTicks(min, max)).map((value, i) => ({
    value,
    major: true,
    label: texts?.[i] ?? plain(value),
  }));
}

/** Space between the labels of an axis and its title, and the height of a line of it. */
const titleGap = 3;
const titleLine = 1.2 * textSizes.axis;

const titleHeight = (lines: number): number => (lines === 0 ? 0 : titleGap + lines * titleLine);

/** The parts of a panel's options that every panel shares. */
export function panelOptions(): ChartOptions {
  return {
    responsive: false,
    animation: false,
    devicePixelRatio: 1,
    events: [],
    layout: { padding: { ...plotPadding } },
    plugins: { legend: { display: false }, title: { display: false }, tooltip: { enabled: false } },
    elements: { point: { hitRadius: 0 } },
  };
}

/** Draws the frame of a panel, its tick marks, longer at labelled ticks, and the titles of its axes. */
export const frame: Plugin = {
  id: "frame",
  afterDraw: (chart) => {
    const { ctx, chartArea: area, scales } = chart;
    const { x, y } = scales;
    if (!x || !y) return;
    ctx.save();
    ctx.strokeStyle = colors.frame;
    ctx.setLineDash([]);
    ctx.lineWidth = 1;
    ctx.strokeRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    ctx.beginPath();
    for (const tick of y.ticks) {
      const at = y.getPixelForValue(tick.value);
      ctx.moveTo(area.left, at);
      ctx.lineTo(area.left - (tick.major ? tickLength.major : tickLength.minor), at);
    }
    for (const tick of x.height === 0 ? [] : x.ticks) {
      const at = x.getPixelForValue(tick.value);
      ctx.moveTo(at, area.bottom);
      ctx.lineTo(at, area.bottom + (tick.major ? tickLength.major : tickLength.minor));
    }
    ctx.stroke();
    ctx.restore();
    drawTitles(chart);
  },
};

/** Draws a break of the vertical axis at a value: two slanted strokes on either side of the frame. */
export const axisBreak = (value: number): Plugin => ({
  id: "axisBreak",
  afterDraw: ({ ctx, chartArea: area, scales }) => {
    const at = scales.y?.getPixelForValue(value);
    if (at === undefined) return;
    ctx.save();
    ctx.setLineDash([]);
    for (const side of [area.left, area.right]) {
      ctx.fillStyle = colors.paper;
      ctx.fillRect(side - 2, at - 2, 4, 4);
      ctx.strokeStyle = colors.frame;
      ctx.lineWidth = 1;
      for (const up of [-2, 2]) {
        ctx.beginPath();
        ctx.moveTo(side - 5, at + up + 2);
        ctx.lineTo(side + 5, at + up - 2);
        ctx.stroke();
      }
    }
    ctx.restore();
  },
});

function drawTitles({ ctx, chartArea: area, scales, options }: Chart): void {
  const { x, y } = scales;
  const planned = options.scales as Readonly<Record<string, { title?: { text?: readonly string[] } }>>;
  const lines = (name: "x" | "y") => Array.from(planned[name]?.title?.text ?? []);
  const pen = ctx as unknown as CanvasRenderingContext2D;
  if (x && x.height > 0) {
    const [middle, own] = [(area.left + area.right) / 2, lines("x")];
    for (const [i, line] of own.entries())
      drawCentred(pen, line, middle, x.bottom - (own.length - 1 - i) * titleLine - 3);
  }
  if (!y) return;
  pen.save();
  pen.translate(y.left, (area.top + area.bottom) / 2);
  pen.rotate(-Math.PI / 2);
  for (const [i, line] of lines("y").entries()) drawCentred(pen, line, 0, (i + 0.85) * titleLine);
  pen.restore();
}

function drawCentred(pen: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  const { family } = fonts.regular;
  const measure = (part: string, font: string) => {
    pen.font = font;
    return pen.measureText(part).width;
  };
  const left = x - richWidth(text, textSizes.axis, family, measure) / 2;
  drawRuns(pen, { text, x: left, y, size: textSizes.axis, family, color: colors.ink });
}
