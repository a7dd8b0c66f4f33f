import { series } from "./theme.js";
import type { KeyEntry } from "./types.js";

type Marker = NonNullable<KeyEntry["marker"]>;

/** How one of several like curves is drawn: told from the others by its colour and, in grey, by its marker. */
export interface SeriesStyle {
  /** Its place in the order of styles. */
  readonly index: number;
  readonly color: string;
  /** Filled. */
  readonly marker: Marker;
  /** Only for the last style, whose marker is the first one's, smaller. */
  readonly dash?: readonly number[];
}

/** So many curves can be told apart. */
export const mostSeries = 8;

const markers: readonly Pick<Marker, "shape" | "rotation" | "radius">[] = [
  { shape: "circle", radius: 3.2 },
  { shape: "rect", radius: 4 },
  { shape: "triangle", radius: 4 },
  { shape: "rectRot", radius: 4 },
  { shape: "triangle", rotation: 180, radius: 4 },
  { shape: "triangle", rotation: 90, radius: 4 },
  { shape: "triangle", rotation: 270, radius: 4 },
  { shape: "circle", radius: 2.2 },
];

/** The i-th style; after `mostSeries` they begin again. */
export function seriesStyle(i: number): SeriesStyle {
  const index = i % mostSeries;
  const color = series(index);
  const marker = { ...markers[index]!, color, fill: color };
  return { index, color, marker, ...(index === mostSeries - 1 ? { dash: [2, 2.5] } : {}) };
}

/**
 * The styles of the curves of several panels: one for each label over the whole figure, so that a label looks
 * the same everywhere; where there are too many labels, or a panel has one twice, by place in the panel.
 */
export function seriesStyles(
  panels: readonly { readonly series: readonly { readonly label: string }[] }[],
): SeriesStyle[][] {
  const labels = panels.map(({ series }) => series.map(({ label }) => label));
  const all = [...new Set(labels.flat())];
  const unique = labels.every((own) => new Set(own).size === own.length);
  return labels.map((own) =>
    own.map((label, i) => seriesStyle(unique && all.length <= mostSeries ? all.indexOf(label) : i)),
  );
}

/**
 * Which of `count` points carry a marker: all where they are few, else about `most`, at places that differ
 * between the curves of a panel.
 */
export function marked(count: number, most: number, { index }: SeriesStyle): boolean[] {
  const step = Math.ceil(count / most);
  const first = Math.floor(((index + 0.5) * step) / mostSeries);
  return Array.from({ length: count }, (_, i) => i % step === first);
}
