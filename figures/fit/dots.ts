import { type Numbers, observations, shownOf } from "../data-marks.js";
import type { Point, Points } from "../marks.js";
import { count } from "../numbers.js";
import { colors, faded } from "../theme.js";
import type { KeyEntry } from "../types.js";
import { placeOf, type Variable } from "./variable.js";

/** The observations of a data set. */
export interface Observed {
  readonly x: Variable;
  readonly y: Variable;
  /** How often each counts: the area of its point. */
  readonly weights?: Numbers | undefined;
  /** How many there are in all, where these are a part of them. */
  readonly all?: number | undefined;
}

/** Dots are the smaller, the more there are. */
const radiusOf = (n: number): number => (n <= 400 ? 2.4 : 1.6);

/** The dot of the largest weight, and the least that is still seen. */
const radii = { most: 4.5, least: 0.7 };

/** The observations that are drawn, each with its number, place and radius. */
export function dotsOf({
  x,
  y,
  weights,
}: Observed): (Point & { readonly t: number; readonly radius: number })[] {
  const n = x.values.length;
  const heaviest = weights === undefined ? 1 : Array.from(weights).reduce((most, w) => Math.max(most, w), 0);
  const radius = (t: number) =>
    weights === undefined
      ? radiusOf(n)
      : Math.max(radii.least, radii.most * Math.sqrt(weights[t]! / heaviest));
  return shownOf(n).map((t) => ({ t, x: placeOf(x, t), y: placeOf(y, t), radius: radius(t) }));
}

/** The observations as grey dots, and their entry of the legend. */
export function greyDots(data: Observed): { readonly datasets: readonly Points[]; readonly key: KeyEntry } {
  const dots = dotsOf(data);
  const n = data.x.values.length;
  const style = { color: "transparent", fill: faded(colors.black, n > 400 ? 0.26 : 0.4) };
  return {
    datasets: [dotSet(dots, style)],
    key: {
      label: observedText(data, dots.length),
      marker: { shape: "circle", ...style, radius: data.weights ? 3 : radiusOf(0) },
    },
  };
}

/** How many observations there are, and drawn: `452 rows, weights 2,400`. */
export function observedText({ x, weights, all: n = x.values.length }: Observed, shown: number): string {
  if (weights === undefined) return observations(shown, n);
  const total = count(Number(sumOf(weights).toPrecision(6)));
  return `${shown < n ? `${count(shown)} of ` : ""}${count(n)} rows, weights ${total}`;
}

/** The sum of weights. */
export const sumOf = (weights: Numbers): number =>
  Array.from(weights).reduce((sum, weight) => sum + weight, 0);

/** Dots of one colour and shape. */
export function dotSet(
  dots: readonly (Point & { readonly radius: number })[],
  {
    color,
    fill,
    shape = "circle",
    border = 0,
  }: {
    readonly color: string;
    readonly fill: string | readonly string[];
    readonly shape?: NonNullable<KeyEntry["marker"]>["shape"];
    readonly border?: number;
  },
): Points {
  return {
    data: dots.map(({ x, y }) => ({ x, y })),
    parsing: false,
    showLine: false,
    borderColor: "transparent",
    borderWidth: 0,
    pointStyle: shape,
    pointRadius: dots.map(({ radius }) => radius),
    pointBorderColor: color,
    pointBorderWidth: border,
    pointBackgroundColor: typeof fill === "string" ? fill : [...fill],
    fill: false,
    order: 9,
  };
}

/** What the notes say of weights. */
export const weightNote = ({ weights }: Observed): string[] =>
  weights === undefined ? [] : ["The area of a point is in proportion to its weight."];
