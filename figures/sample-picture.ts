import type { ChartConfiguration, Plugin } from "chart.js";
import { type Badge, badges, standingOut } from "./badges.js";
import { along, curve, faintWeight, type Numbers, observations, pale, shownOf } from "./data-marks.js";
import type { Point, Points } from "./marks.js";
import { colors, faded, frame, fullWidth, linearAxis, panelOptions, series } from "./theme.js";
import { linearLimits } from "./ticks.js";
import type { Figure } from "./types.js";

type LinearAxis = Parameters<typeof linearAxis>[1];

/** The curves of one model along a grid of inputs, one array per expert. */
export interface ExpertCurves {
  /** Means a_i x + b_i at each input of the grid. */
  readonly means: readonly Numbers[];
  /** Gate weights at each input of the grid. */
  readonly weights: readonly Numbers[];
}

/** One data set with d = 1 and two models of it, evaluated by the caller. */
export interface SamplePicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly x: Numbers;
  readonly y: Numbers;
  /** Inputs at which the curves are given, in increasing order. */
  readonly grid: Numbers;
  readonly truth: ExpertCurves;
  readonly estimate: ExpertCurves;
  readonly notes?: readonly string[];
}

/**
 * One replicate: the data with the experts' lines above, the gate weights below, truth dashed and estimate
 * solid, over a common input axis. Throws where arrays differ in length.
 */
export function sampleFigure(picture: SamplePicture): Figure {
  check(picture);
  const { x, y, grid, truth, estimate } = picture;
  const data = shownOf(x.length).map((t) => ({ x: x[t]!, y: y[t]! }));
  const reach = linearLimits([...data.map((point) => point.x), ...Array.from(grid)], 0.02);
  const response = linearLimits(
    data.map((point) => point.y),
    0.06,
  );
  const trueLine = { color: colors.black, width: 1.4, dash: [5, 3.5] };
  const lines = estimate.means.map((_, i) => ({ color: series(i), width: 2.4 }));
  const positions = standingOut(estimate.weights, grid);
  const numbered = (curves: readonly Numbers[]) =>
    curves.map((values, i) => {
      const at = positions[i]!;
      return { text: String(i + 1), color: lines[i]!.color, x: grid[at]!, y: values[at]! };
    });

  const means = [
    scatter(data),
    ...estimate.means.map((values, i) => ({
      ...curve(along(grid, values), lines[i]!),
      ...pale(estimate.weights[i]!, lines[i]!.color),
    })),
    ...truth.means.map((values, j) => ({
      ...curve(along(grid, values), trueLine),
      ...pale(truth.weights[j]!, trueLine.color),
      order: 1,
    })),
  ];
  const weights = [
    ...estimate.weights.map((values, i) => curve(along(grid, values), lines[i]!)),
    ...truth.weights.map((values) => ({ ...curve(along(grid, values), trueLine), order: 1 })),
  ];
  const top = { x: { title: "", ...reach, labels: false }, y: { title: "response y", ...response } };
  const bottom = {
    x: { title: "input x", ...reach },
    y: { title: "gate weight", min: -0.06, max: 1.06, ticks: [0, 0.5, 1] },
  };
  return {
    title: picture.title,
    subtitle: picture.subtitle,
    width: fullWidth,
    panels: [
      { height: 3, chart: panel(means, top, numbered(estimate.means)) },
      { height: 1.9, chart: panel(weights, bottom, numbered(estimate.weights)) },
    ],
    key: [
      { label: observations(data.length, x.length), marker: { ...dot, fill: faded(colors.black, 0.45) } },
      { label: `truth, ${truth.means.length} experts`, line: trueLine },
      ...lines.map((line, i) => ({ label: `estimate, expert ${i + 1}`, line, badge: String(i + 1) })),
    ],
    notes: [
      `Lines in the upper panel: means of the experts, pale where their gate weight is below ${faintWeight}.`,
      ...(picture.notes ?? []),
    ],
  };
}

const dot = { shape: "circle", color: "transparent", fill: faded(colors.black, 0.22), radius: 1.6 } as const;

function scatter(data: Point[]): Points {
  return {
    ...curve(data, { color: "transparent", width: 0 }),
    showLine: false,
    pointRadius: dot.radius,
    pointBorderWidth: 0,
    pointBackgroundColor: dot.fill,
    order: 9,
  };
}

function panel(
  datasets: Points[],
  { x, y }: { x: LinearAxis; y: LinearAxis },
  marks: readonly Badge[],
): ChartConfiguration {
  const chart: ChartConfiguration<"line", Point[]> = {
    type: "line",
    data: { datasets },
    options: {
      ...panelOptions(),
      scales: { x: linearAxis("x", x), y: linearAxis("y", y) },
    } as NonNullable<ChartConfiguration<"line">["options"]>,
    plugins: [frame as Plugin<"line">, badges(marks) as Plugin<"line">],
  };
  return chart as unknown as ChartConfiguration;
}

function check({ x, y, grid, truth, estimate }: SamplePicture): void {
  if (x.length !== y.length) throw new Error(`invalid y; ${y.length} values for ${x.length} inputs`);
  for (const [name, { means, weights }] of Object.entries({ truth, estimate })) {
    if (means.length !== weights.length) {
      throw new Error(`invalid ${name}; means of ${means.length} experts, weights of ${weights.length}`);
    }
    for (const values of [...means, ...weights]) {
      if (values.length !== grid.length) {
        throw new Error(`invalid ${name}; a curve of ${values.length} values on a grid of ${grid.length}`);
      }
    }
  }
}
