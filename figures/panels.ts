import type { ChartConfiguration, Plugin } from "chart.js";
import { type Point, type Points, shifts } from "./marks.js";
import { type AxisContent, chartAxis, commonAxes, commonGutter, fitted, planOf } from "./panel-axes.js";
import { mostSeries } from "./series-styles.js";
import {
  axisBreak,
  colors,
  fonts,
  frame,
  fullWidth,
  gutter,
  panelOptions,
  pixelsPerInch,
  plotPadding,
  textSizes,
} from "./theme.js";
import type { KeyEntry, Panel } from "./types.js";

/** More panels are no figure. */
const mostPanels = 4;

/** Height of an x axis with its labels and title, in pixels. */
const axisHeight = 42;

/** Throws unless a picture has one to four panels and none has more series than can be told apart. */
export function checkPanels(panels: readonly { readonly series: readonly unknown[] }[]): void {
  if (panels.length < 1 || panels.length > mostPanels)
    throw new Error(`invalid panels; not 1 to ${mostPanels}: ${panels.length}`);
  for (const [i, { series }] of panels.entries()) {
    if (series.length > mostSeries)
      throw new Error(`invalid panels[${i}].series; more than ${mostSeries}: ${series.length}`);
  }
}

/** How panels are arranged: one over the full width, more in rows of two. */
export function arrangement(count: number): {
  readonly columns: 1 | 2;
  /** Height of a panel in inches. */
  readonly height: number;
  /** Points of a curve that carry a marker. */
  readonly markers: number;
} {
  if (count === 1) return { columns: 1, height: 3.6, markers: 40 };
  return { columns: 2, height: count === 2 ? 2.75 : 2.4, markers: 16 };
}

/** `(b)`: how legend and notes name a panel. */
export function letter(i: number): string {
  return `(${"abcd"[i]})`;
}

/** What a panel shows, before its axes are known. */
export interface PanelContent {
  readonly title: string;
  readonly x: AxisContent;
  readonly y: AxisContent;
  readonly datasets: readonly Points[];
  readonly key: readonly KeyEntry[];
}

/** The panels of a figure: with letters where there are several, with axes in common where they are alike. */
export function lettered(contents: readonly PanelContent[]): Panel[] {
  const { columns, height } = arrangement(contents.length);
  const inner = {
    x: (fullWidth * pixelsPerInch) / columns - gutter - plotPadding.left - plotPadding.right,
    y: height * pixelsPerInch - axisHeight - plotPadding.top,
  };
  const xs = commonAxes(
    contents.map(({ x }) => x),
    inner.x,
    0.03,
  );
  const ys = commonAxes(
    contents.map(({ y }) => y),
    inner.y,
    0.05,
  );
  const plans = ys.map((axis) => planOf("y", axis));
  const width = commonGutter(plans.map((plan) => fitted(plan, inner.y)));
  return contents.map(({ title, y, datasets, key }, i) => {
    const chart: ChartConfiguration<"line", Point[]> = {
      type: "line",
      data: { datasets: [...datasets] },
      options: {
        ...panelOptions(),
        scales: {
          x: chartAxis(planOf("x", xs[i]!), inner.x, width),
          y: chartAxis(plans[i]!, inner.y, width),
        },
      } as NonNullable<ChartConfiguration<"line">["options"]>,
      plugins: [
        frame as Plugin<"line">,
        shifts as Plugin<"line">,
        ...(y.zero ? [axisBreak(y.zero.below) as Plugin<"line">] : []),
        ...(y.values.length === 0 ? [nothing as Plugin<"line">] : []),
      ],
    };
    const heading = contents.length > 1 ? `${letter(i)} ${title}`.trim() : title;
    return {
      height,
      chart: chart as unknown as ChartConfiguration,
      ...(heading ? { title: heading } : {}),
      ...(key.length > 0 ? { key } : {}),
    };
  });
}

/** Says that a panel has nothing to show. */
const nothing: Plugin = {
  id: "nothing",
  afterDraw: ({ ctx, chartArea: area }) => {
    ctx.save();
    ctx.font = `${textSizes.axis}px "${fonts.regular.family}"`;
    ctx.fillStyle = colors.soft;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText("no points", (area.left + area.right) / 2, (area.top + area.bottom) / 2);
    ctx.restore();
  },
};

/** `3 in (a), 1 in (c)`, or `4` where there is but one panel; the panels without any are left out. */
export function countsByPanel(counts: readonly number[]): string {
  if (counts.length === 1) return String(counts[0]);
  return counts.flatMap((count, i) => (count > 0 ? [`${count} in ${letter(i)}`] : [])).join(", ");
}
