import type { ChartConfiguration } from "chart.js";

/** How a legend shows a mark: the same strokes, fills and markers as in the plot. */
export interface KeyEntry {
  /** May hold raised and lowered parts: `n^{−1/2}`, `D_{2,2}`. */
  readonly label: string;
  readonly line?: { readonly color: string; readonly width: number; readonly dash?: readonly number[] };
  readonly marker?: {
    readonly shape: "circle" | "rect" | "triangle" | "rectRot";
    /** In degrees, clockwise; 0 where absent. */
    readonly rotation?: number;
    readonly color: string;
    readonly fill: string;
    readonly radius: number;
  };
  /** A broad pale line behind the line. */
  readonly halo?: { readonly color: string; readonly width: number };
  /** A filled area. */
  readonly band?: string;
  /** A number in a disc, as it stands on the curve. */
  readonly badge?: string;
}

/** One Chart.js chart of a figure, with a heading and a legend of its own if it needs them. */
export interface Panel {
  readonly title?: string;
  /** Height in inches at print size. */
  readonly height: number;
  readonly chart: ChartConfiguration;
  /** Legend of this panel alone, below it. */
  readonly key?: readonly KeyEntry[];
}

/**
 * A figure: text, legend, and panels as Chart.js configurations, their plugins included; no files, no canvas of its own.
 * `renderFigure` draws it.
 */
export interface Figure {
  readonly title: string;
  /** Lines below the title; each is wrapped where it is too long. */
  readonly subtitle: readonly string[];
  /** Width in inches at print size; the height follows from what the figure holds. */
  readonly width: number;
  readonly panels: readonly Panel[];
  /** Panels are stacked (1, where absent) or stand two in a row; all have the same width. */
  readonly columns?: 1 | 2;
  readonly key: readonly KeyEntry[];
  /** Sentences below the legend: what the marks mean and what was left out. */
  readonly notes: readonly string[];
  /** Its title in the file's metadata, where the picture shows none. */
  readonly hiddenTitle?: string;
  /** What the figure says in words, where the picture leaves it to a caption. */
  readonly caption?: string;
  /** What belongs to the file rather than to the picture, by its name in the metadata: `{ seed: "7", budget: "full" }`. */
  readonly about?: Readonly<Record<string, string>>;
  /** Size of the layout's pixels relative to the usual ones; 1 where absent. Texts are the smaller, the smaller it is. */
  readonly zoom?: number;
}

/** A line of text on the page; `y` is its baseline. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly family: string;
  readonly tone: "ink" | "soft";
}

/** A panel on the page, by its left upper corner. */
export interface PlacedPanel {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The picture of a legend entry on the page. */
export interface PlacedKey {
  readonly entry: KeyEntry;
  readonly x: number;
  /** Middle of the entry's first line. */
  readonly y: number;
}

/** Pictures: the formats that a figure can be drawn in. */
export const figureFormats = ["png", "svg", "pdf"] as const;
export type FigureFormat = (typeof figureFormats)[number];

/** All that can be written of a figure: pictures, its numbers, and a specification with these for other programs. */
export const fileFormats = [...figureFormats, "csv", "vega-lite"] as const;
export type FileFormat = (typeof fileFormats)[number];
