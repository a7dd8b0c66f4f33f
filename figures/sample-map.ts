import { type Numbers, observations, shownOf } from "./data-marks.js";
import { named, type Points, through } from "./marks.js";
import { lettered } from "./panels.js";
import { seriesStyle } from "./series-styles.js";
import { fullWidth } from "./theme.js";
import type { Figure, KeyEntry } from "./types.js";
import { typesetFigure } from "./words.js";

/** One data set with d = 2, and which expert has the largest gate weight at each observation. */
export interface MapSamplePicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** `x[j][t]`: input j of observation t. */
  readonly x: readonly [Numbers, Numbers];
  /** Numbers of experts from 0, under the truth and under the estimate; alike where they belong together. */
  readonly truth: readonly number[];
  readonly estimate: readonly number[];
  readonly about?: Readonly<Record<string, string>>;
}

/** One replicate with two inputs: the observations in their plane, by the expert that the gate prefers there, truth beside estimate. */
export function mapSampleFigure({ title, subtitle, x, truth, estimate, about }: MapSamplePicture): Figure {
  const [first, second] = x;
  const shown = shownOf(first.length);
  const experts = [...new Set([...truth, ...estimate])].sort((p, q) => p - q);
  const markerOf = (i: number) => {
    const { marker } = seriesStyle(i);
    return { ...marker, fill: marker.color, radius: 0.55 * marker.radius };
  };
  const none = { color: "transparent", width: 0 };
  const layer = (of: readonly number[]): Points[] =>
    experts.map((i) => {
      const points = shown.filter((t) => of[t] === i).map((t) => ({ x: first[t]!, y: second[t]! }));
      return named(`expert ${i + 1}`, { ...through(points, none, markerOf(i)), showLine: false });
    });
  const values = (input: Numbers) => shown.map((t) => input[t]!);
  const axis = (input: Numbers, name: string) => ({
    title: name,
    scale: "linear" as const,
    values: values(input),
  });
  const key = experts.map((i): KeyEntry => ({ label: `expert ${i + 1}`, marker: markerOf(i) }));
  const content = (heading: string, of: readonly number[]) => ({
    title: heading,
    x: axis(first, "input x₁"),
    y: axis(second, "input x₂"),
    datasets: layer(of),
    key: [],
  });
  return typesetFigure({
    title,
    subtitle,
    width: fullWidth,
    columns: 2,
    panels: lettered([content("truth", truth), content("estimate", estimate)]),
    key,
    notes: [
      `Points: ${observations(shown.length, first.length)}, by the expert with the largest gate weight there; experts of the estimate are numbered like those of the truth that they share most observations with.`,
    ],
    ...(about ? { about } : {}),
  });
}
