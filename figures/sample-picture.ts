import type { ChartConfiguration, Plugin } from "chart.js";
import { type Badge, badges, standingOut } from "./badges.js";
import { along, curve, faintWeight, type Numbers, observations, pale, shownOf } from "./data-marks.js";
import type { Point, Points } from "./marks.js";
import { colors, faded, frame, fullWidth, linearAxis, panelOptions, series } from "./theme.js";
import { linearLimits } from "./ticks.js";
import type { Figure } from "./types.js";
import { typesetFigure } from "./words.js";

type LinearAxis = Parameters<typeof linearAxis>[1];

/** The curves of one model along a grid of inputs, one array per expert. */
export interface ExpertCurves {
  /** Means a_i x + b_i at each input of the grid. */
  readonly means: readonly Numbers[];
  /** Standard deviations there, where they are shown. */
  readonly sds?: readonly Numbers[];
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
  /** After which points of the grid gate weights jump: there their curves have a gap. */
  readonly jumps?: readonly number[];
  readonly truth: ExpertCurves;
  readonly estimate: ExpertCurves;
  readonly notes?: readonly string[];
  readonly about?: Readonly<Record<string, string>>;
}

/** The spread of an expert that is drawn about its mean, in standard deviations. */
const spread = 2;

/** Tell the true experts apart, which are all black. */
export const trueDashes: readonly (readonly number[])[] = [
  [5, 3.5],
  [1.5, 2.5],
  [9, 3, 2, 3],
  [12, 4],
];

/**
 * One replicate: the data with the experts' lines and the spread of the estimated ones above, the gate weights below, truth
 * dashed and estimate solid, over a common input axis. Throws where arrays differ in length.
 */
export function sampleFigure(picture: SamplePicture): Figure {
  check(picture);
  const { x, y, grid, truth, estimate, jumps = [] } = picture;
  const data = shownOf(x.length).map((t) => ({ x: x[t]!, y: y[t]! }));
  const lines = estimate.means.map((_, i) => ({ color: series(i), width: 2.4 }));
  const trueLines = truth.means.map((_, j) => trueLine(j));
  const positions = standingOut(estimate.weights, grid);
  const numbered = (curves: readonly Numbers[]) =>
    curves.map((values, i) => {
      const at = positions[i]!;
      return { text: String(i + 1), color: lines[i]!.color, x: grid[at]!, y: values[at]! };
    });
  const name = (i: number) => `estimate, expert ${i + 1}`;
  const spreads = estimate.means.map((means, i) => edges(means, estimate.sds?.[i], estimate.weights[i]!));
  const reach = linearLimits([...data.map((point) => point.x), ...Array.from(grid)], 0.02);
  const response = linearLimits(
    [
      ...data.map((point) => point.y),
      ...truth.means.flatMap((values) => Array.from(values)),
      ...spreads.flatMap(({ low, high }) => [...low, ...high]),
    ],
    0.04,
  );
  const means = [
    { ...scatter(data), label: "observations" },
    ...estimate.means.map((values, i) => ({
      ...curve(along(grid, values), lines[i]!),
      ...pale(estimate.weights[i]!, lines[i]!.color),
      label: name(i),
    })),
    ...truth.means.map((values, j) => ({
      ...curve(along(grid, values), trueLines[j]!),
      ...pale(truth.weights[j]!, colors.black),
      order: 1,
      label: trueName(j),
    })),
    ...(estimate.sds
      ? spreads.flatMap((one, i) => shade(grid, one, `${name(i)}: spread`, lines[i]!.color))
      : []),
  ];
  const weights = [
    ...estimate.weights.map((values, i) => ({
      ...curve(gapped(grid, values, jumps), lines[i]!),
      label: name(i),
    })),
    ...truth.weights.map((values, j) => ({
      ...curve(gapped(grid, values, jumps), trueLines[j]!),
      order: 1,
      label: trueName(j),
    })),
  ];
  const top = { x: { title: "", ...reach, labels: false }, y: { title: "response y", ...response } };
  const bottom = {
    x: { title: "input x", ...reach },
    y: { title: "gate weight", min: -0.06, max: 1.06, ticks: [0, 0.5, 1] },
  };
  return typesetFigure({
    title: picture.title,
    subtitle: picture.subtitle,
    width: fullWidth,
    panels: [
      { height: 3, chart: panel(means, top, numbered(estimate.means)) },
      { height: 1.9, chart: panel(weights, bottom, numbered(estimate.weights)) },
    ],
    key: [
      { label: observations(data.length, x.length), marker: { ...dot, fill: faded(colors.black, 0.45) } },
      ...trueLines.map((line, j) => ({ label: trueName(j), line })),
      ...lines.map((line, i) => ({ label: name(i), line, badge: String(i + 1) })),
    ],
    notes: [
      `Lines in the upper panel: means of the experts, pale where their gate weight is below ${faintWeight}.${
        estimate.sds ? ` Shaded: ${spread} standard deviations of the estimated experts on either side.` : ""
      }`,
      ...(picture.notes ?? []),
    ],
    ...(picture.about ? { about: picture.about } : {}),
  });
}

/** How a true expert is drawn, and called. */
export const trueLine = (j: number) => ({
  color: colors.black,
  width: 1.4,
  dash: trueDashes[j % trueDashes.length]!,
});
export const trueName = (j: number): string => `truth, expert ${j + 1}`;

/** The points of a curve with a gap after each of these. */
export const gapped = (grid: Numbers, values: Numbers, jumps: readonly number[]): Point[] =>
  along(grid, values).flatMap((point, t) =>
    jumps.includes(t) ? [point, { x: point.x, y: Number.NaN }] : [point],
  );

/** Mean less and plus some standard deviations, where the expert has weight; elsewhere NaN. Of no spread the mean. */
function edges(
  means: Numbers,
  sds: Numbers | undefined,
  weights: Numbers,
): { readonly low: number[]; readonly high: number[] } {
  const at = (sign: number) =>
    Array.from(means, (mean, t) =>
      weights[t]! < faintWeight ? Number.NaN : mean + sign * spread * (sds?.[t] ?? 0),
    );
  return { low: at(-1), high: at(1) };
}

function shade(
  grid: Numbers,
  { low, high }: { readonly low: Numbers; readonly high: Numbers },
  label: string,
  color: string,
): Points[] {
  const invisible = { color: "transparent", width: 0 };
  return [
    { ...curve(along(grid, high), invisible), order: 11, label },
    {
      ...curve(along(grid, low), invisible),
      order: 11,
      fill: "-1",
      backgroundColor: faded(color, 0.13),
      label,
    },
  ];
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
  for (const [name, { means, weights, sds = [] }] of Object.entries({ truth, estimate })) {
    if (means.length !== weights.length) {
      throw new Error(`invalid ${name}; means of ${means.length} experts, weights of ${weights.length}`);
    }
    for (const values of [...means, ...weights, ...sds]) {
      if (values.length !== grid.length) {
        throw new Error(`invalid ${name}; a curve of ${values.length} values on a grid of ${grid.length}`);
      }
    }
  }
}
