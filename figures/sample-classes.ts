import { badges, standingOut } from "./badges.js";
import { curve, type Numbers, observations, shownOf } from "./data-marks.js";
import { stacked } from "./fit/stacked.js";
import type { Point, Points } from "./marks.js";
import { gapped, trueLine, trueName } from "./sample-picture.js";
import { colors, fullWidth, series } from "./theme.js";
import { linearLimits, linearTicks } from "./ticks.js";
import type { Figure } from "./types.js";
import { typesetFigure } from "./words.js";

/** A model of classes along a grid of inputs. */
export interface ClassCurves {
  /** Of each class its probability. */
  readonly probabilities: readonly Numbers[];
  /** Of each expert its gate weight. */
  readonly weights: readonly Numbers[];
}

/** One data set of classes 1, 2, ... with d = 1 and two models of it, evaluated by the caller. */
export interface ClassSamplePicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly x: Numbers;
  readonly y: Numbers;
  readonly grid: Numbers;
  /** After which points of the grid gate weights jump. */
  readonly jumps?: readonly number[];
  readonly truth: ClassCurves;
  readonly estimate: ClassCurves;
  readonly about?: Readonly<Record<string, string>>;
}

/**
 * One replicate of classes: the observations side by side within their class, the class probabilities and the gate weights,
 * truth dashed and estimate solid, over a common input axis. Throws where there is an observation for each class but not
 * as many probabilities.
 */
export function classSampleFigure(picture: ClassSamplePicture): Figure {
  const { x, y, grid, jumps = [], truth, estimate } = picture;
  const classes = estimate.probabilities.length;
  if (truth.probabilities.length !== classes)
    throw new Error(`invalid truth; ${truth.probabilities.length} classes, the estimate has ${classes}`);
  const shown = shownOf(x.length);
  const drawn = shown.map((t): Point => ({ x: x[t]!, y: y[t]! - 1 + beside(t) }));
  const lineOf = (s: number) => ({ color: series(s), width: 2 });
  const gateLine = { color: colors.grey, width: 2.2 };
  const places = standingOut(estimate.weights, grid);
  const numbers = estimate.weights.map((values, i) => {
    const place = places[i]!;
    return { text: String(i + 1), color: colors.grey, x: grid[place]!, y: values[place]! };
  });
  const share = { min: -0.06, max: 1.06, ticks: [0, 0.5, 1] };
  const ofClass = (s: number) => `class ${s + 1}`;
  const trueProbability = { ...trueLine(0), width: 1.2 };
  const layers = [
    {
      height: 0.3 + 0.22 * classes,
      y: {
        title: "class",
        min: -0.5,
        max: classes - 0.5,
        ticks: estimate.probabilities.map((_, s) => s),
        texts: estimate.probabilities.map((_, s) => String(s + 1)),
      },
      datasets: estimate.probabilities.map((_, s) => ({
        ...dots(drawn.filter((_, i) => y[shown[i]!] === s + 1)),
        label: `${ofClass(s)}, observations`,
        pointBackgroundColor: series(s),
      })),
    },
    {
      height: 1.9,
      y: { title: "probability", ...share },
      datasets: [
        ...estimate.probabilities.map((values, s) => ({
          ...curve(gapped(grid, values, jumps), lineOf(s)),
          label: `${ofClass(s)}, estimate`,
        })),
        ...truth.probabilities.map((values, s) => ({
          ...curve(gapped(grid, values, jumps), trueProbability),
          order: 1,
          label: `${ofClass(s)}, truth`,
        })),
      ],
    },
    {
      height: 1.5,
      y: { title: "gate weight", ...share },
      datasets: [
        ...estimate.weights.map((values, i) => ({
          ...curve(gapped(grid, values, jumps), gateLine),
          label: `estimate, expert ${i + 1}`,
        })),
        ...truth.weights.map((values, j) => ({
          ...curve(gapped(grid, values, jumps), trueLine(j)),
          order: 1,
          label: trueName(j),
        })),
      ],
      plugins: [badges(numbers)],
    },
  ];
  const reach = linearLimits([...Array.from(x), ...Array.from(grid)], 0.02);
  return typesetFigure({
    title: picture.title,
    subtitle: picture.subtitle,
    width: fullWidth,
    panels: stacked(layers, { title: "input x", ...reach, ticks: linearTicks(reach.min, reach.max) }),
    key: [
      ...estimate.probabilities.map((_, s) => ({ label: ofClass(s), line: lineOf(s) })),
      { label: "class probabilities of the truth", line: trueProbability },
      ...truth.weights.map((_, j) => ({ label: `gate weight: ${trueName(j)}`, line: trueLine(j) })),
      ...estimate.weights.map((_, i) => ({
        label: `gate weight: estimate, expert ${i + 1}`,
        line: gateLine,
        badge: String(i + 1),
      })),
    ],
    notes: [`Points: ${observations(shown.length, x.length)}, side by side within their class.`],
    ...(picture.about ? { about: picture.about } : {}),
  });
}

/** Multiples of the golden ratio leave no gaps. */
const beside = (t: number): number => 0.7 * (((t * (Math.sqrt(5) - 1)) / 2) % 1) - 0.35;

const dots = (data: Point[]): Points => ({
  ...curve(data, { color: "transparent", width: 0 }),
  showLine: false,
  pointRadius: 1.4,
  pointBorderWidth: 0,
  order: 9,
});
