import type { ChartOptions, Plugin, Scale, ScaleOptionsByType } from "chart.js";
import { plain } from "./numbers.js";
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

type AxisOptions = {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** `false` for a panel whose x axis is drawn by the panel below it. */
  readonly labels?: boolean;
  /** Width in pixels of a y axis with all its text; the usual gutter where absent. */
  readonly gutter?: number;
};

/** A logarithmic axis with ticks 10^n, at most `room` of them with labels. */
export function logAxis(
  axis: "x" | "y",
  { min, max, room, ...options }: AxisOptions & { readonly room?: number },
) {
  const ticks = logTicks(min, max, room);
  return {
    ...commonAxis(axis, options),
    type: "logarithmic",
    min,
    max,
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = ticks.map(({ value, major }) => ({ value, major }));
    },
    ticks: {
      ...tickText(options.labels),
      callback: (_value: number | string, index: number) => ticks[index]?.label ?? "",
    },
  } as unknown as ScaleOptionsByType<"logarithmic">;
}

/** A linear axis; its ticks are those given, or round numbers. `texts` are the labels of the ticks given, each of one line or more. */
export function linearAxis(
  axis: "x" | "y",
  {
    min,
    max,
    ticks,
    texts,
    ...options
  }: AxisOptions & {
    readonly ticks?: readonly number[];
    readonly texts?: readonly (string | readonly string[])[] | undefined;
  },
) {
  return {
    ...commonAxis(axis, options),
    type: "linear",
    min,
    max,
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = (ticks ?? linearTicks(min, max)).map((value) => ({ value, major: true }));
    },
    ticks: {
      ...tickText(options.labels),
      callback: (value: number | string, index: number) => texts?.[index] ?? plain(Number(value)),
    },
  } as unknown as ScaleOptionsByType<"linear">;
}

function commonAxis(
  axis: "x" | "y",
  { title, labels = true, gutter: width = gutter }: Omit<AxisOptions, "min" | "max">,
) {
  return {
    position: axis === "x" ? "bottom" : "left",
    offset: false,
    title: {
      display: labels && title !== "",
      text: title.split("\n"),
      color: colors.ink,
      font: { family: `"${fonts.regular.family}"`, size: textSizes.axis },
      padding: axis === "x" ? { top: 3, bottom: 0 } : { top: 0, bottom: 4 },
    },
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
      if (axis === "y") scale.width = width;
      else if (!labels) scale.height = 0;
    },
  };
}

function tickText(labels = true) {
  return {
    display: labels,
    color: colors.ink,
    font: { family: `"${fonts.regular.family}"`, size: textSizes.tick },
    autoSkip: false,
    maxRotation: 0,
    padding: 1,
  };
}

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

/** Draws the frame of a panel and its tick marks, longer at labelled ticks. */
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
  },
};
