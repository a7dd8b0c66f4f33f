import { colors, series } from "./theme.js";
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

/** What a curve's style depends on: what it is like, or else its label. */
interface Styled {
  readonly label: string;
  readonly like?: string | undefined;
}

/**
 * The styles of the curves of several panels: one for each name over the whole figure, so that a name looks the same
 * everywhere; where there are too many names, or a panel has one label twice, by place in the panel. The second of two
 * curves of a panel that are alike has hollow markers.
 */
export function seriesStyles(panels: readonly { readonly series: readonly Styled[] }[]): SeriesStyle[][] {
  const names = panels.map(({ series }) => series.map(({ label, like }) => like ?? label));
  const all = [...new Set(names.flat())];
  const labels = panels.map(({ series }) => series.map(({ label }) => label));
  const unique = labels.every((own) => new Set(own).size === own.length);
  return names.map((own) =>
    own.map((name, i) => {
      if (!unique || all.length > mostSeries) return seriesStyle(i);
      const style = seriesStyle(all.indexOf(name));
      return own.indexOf(name) === i ? style : { ...style, marker: { ...style.marker, fill: colors.paper } };
    }),
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
