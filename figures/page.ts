import type { ChartConfiguration } from "chart.js";
import { captionOf } from "./caption.js";
import { hasLook } from "./look.js";
import { chartAxis, commonGutter, fitted, leastLength, titleLines, withNarrowLabels } from "./panel-axes.js";
import { shifted } from "./text.js";
import {
  type AxisPlan,
  gutter,
  lineHeight,
  type PlannedAxis,
  pixelsPerInch,
  plotPadding,
  textSizes,
} from "./theme.js";
import type { Figure, Panel } from "./types.js";

/** How a figure is set for print. */
export interface PageOptions {
  /** Width in inches; the figure's own where absent. */
  readonly width?: number | undefined;
  /** Size of the smallest text, which is raised or lowered, in points, at least 7; 7.01 where absent. */
  readonly fontSize?: number | undefined;
  /** Without title, the lines below it and notes: these are for the caption. */
  readonly bare?: boolean | undefined;
  /** The letter of the only panel that is wanted. */
  readonly panel?: string | undefined;
}

/** Smaller text is hard to read in print. */
const leastFontSize = 7;

const usualFontSize = (72 / pixelsPerInch) * Math.min(...Object.values(textSizes)) * shifted.size;

/** Two panels stand in a row where each has so many pixels, the width of an axis and of a legend of a few words. */
const leastCell = 280;

/** The height of a panel over its width is at most this, unless its labels need more. */
const mostUpright = 0.8;

/** Height of an x axis with its labels and a title of one line, in pixels. */
const axisHeight = 42;

/** Labels of a y axis take at most this share of a panel's width. */
const widestLabels = 0.5;

/**
 * The figure set anew for a page: panels, axes, legends and lines of text fill the width with text of the size asked for,
 * nothing is scaled down. Throws `invalid font size; below 7 pt: 6`, `invalid width; ...` where axes would leave no room to
 * the plot, `unknown panel "e"; known: a, b`.
 */
export function onPage(figure: Figure, { width = figure.width, fontSize, bare, panel }: PageOptions): Figure {
  if (fontSize !== undefined && !(fontSize >= leastFontSize))
    throw new Error(`invalid font size; below ${leastFontSize} pt: ${fontSize}`);
  const zoom = fontSize === undefined ? 1 : fontSize / usualFontSize;
  const pixels = (width * pixelsPerInch) / zoom;
  if (!(pixels >= 3 * gutter))
    throw new Error(
      `invalid width; below ${((3 * gutter * zoom) / pixelsPerInch).toFixed(1)} in, the axes would fill it: ${width} in`,
    );
  const wanted = panel === undefined ? figure : onlyPanel(figure, panel);
  const shown = {
    ...(bare ? withoutText(wanted) : wanted),
    caption: captionOf(wanted),
    hiddenTitle: wanted.title,
  };
  if (width === figure.width && zoom === 1 && panel === undefined) return shown;
  const columns = shown.columns === 2 && pixels / 2 >= leastCell ? 2 : 1;
  return {
    ...shown,
    width: width / zoom,
    zoom,
    columns,
    panels: refitted(shown.panels, pixels / columns),
  };
}

function withoutText(figure: Figure): Figure {
  const [only, ...others] = figure.panels;
  const panels = only && others.length === 0 ? [withoutTitle(only)] : figure.panels;
  return { ...figure, title: "", subtitle: [], notes: [], panels };
}

function withoutTitle({ title: _, ...panel }: Panel): Panel {
  return panel;
}

/** A figure of one panel, with those entries of the common legend that are of it or of no panel at all. */
function onlyPanel(figure: Figure, letter: string): Figure {
  const letters = figure.panels.map((_, i) => String.fromCharCode("a".charCodeAt(0) + i));
  const at = letters.indexOf(letter);
  const panel = figure.panels[at];
  if (!panel) throw new Error(`unknown panel "${letter}"; known: ${letters.join(", ")}`);
  const title = panel.title?.replace(/^\([a-z]\) /, "");
  const key = figure.key.filter((entry) => {
    const owners = figure.panels.filter(({ chart }) =>
      chart.data.datasets.some((one) => hasLook(one, entry)),
    );
    return owners.length === 0 || owners.includes(panel);
  });
  const labelled = withXAxis(panel, figure.panels.slice(at + 1));
  const notes = figure.notes
    .filter((note) => !letters.some((other) => other !== letter && note.startsWith(`(${other}) `)))
    .map((note) => note.replace(`(${letter}) `, ""));
  const panels = [title ? { ...labelled, title } : withoutTitle(labelled)];
  return { ...figure, columns: 1, panels, key, notes };
}

/** A panel whose x axis a panel below it draws gets that axis. */
function withXAxis(panel: Panel, below: readonly Panel[]): Panel {
  const { x, y } = plansOf(panel);
  if (!x || !y || x.labels !== false) return panel;
  const lower = below.map((one) => plansOf(one).x).find((plan) => plan && plan.labels !== false);
  const title = lower?.title ?? "";
  return {
    ...panel,
    height: panel.height + axisHeight / pixelsPerInch,
    chart: withAxes(panel.chart, { x: { ...x, title, labels: true }, y }, { x: 0, y: 0 }, gutter),
  };
}

/** The panels with heights and axes for a width in pixels. */
function refitted(panels: readonly Panel[], cell: number): Panel[] {
  const sized = panels.map((panel) => {
    const { x, y: usual } = plansOf(panel);
    const y = usual && withNarrowLabels(usual, widestLabels * cell);
    const beside = (x?.labels === false ? 0 : axisHeight) + plotPadding.top;
    const most = Math.min(panel.height * pixelsPerInch, mostUpright * cell);
    const length = Math.max(most - beside, y ? leastLength(y) : 0);
    return { panel, plans: { x, y }, length, height: length + beside };
  });
  const upright = sized.flatMap(({ plans, length }) => (plans.y ? [fitted(plans.y, length)] : []));
  const width = upright.length > 0 ? commonGutter(upright) : gutter;
  const along = cell - width - plotPadding.left - plotPadding.right;
  return sized.map(({ panel, plans: { x, y }, length, height }) => {
    const moreLines =
      x && x.labels !== false ? Math.max(0, titleLines({ ...x, length: along }).length - 1) : 0;
    const own = { ...panel, height: (height + moreLines * lineHeight * textSizes.axis) / pixelsPerInch };
    return x && y ? { ...own, chart: withAxes(own.chart, { x, y }, { x: along, y: length }, width) } : own;
  });
}

function plansOf({ chart }: Panel): Partial<Record<"x" | "y", AxisPlan>> {
  const scales = chart.options?.scales as Partial<Record<"x" | "y", PlannedAxis>> | undefined;
  return { ...(scales?.x ? { x: scales.x.plan } : {}), ...(scales?.y ? { y: scales.y.plan } : {}) };
}

function withAxes(
  chart: ChartConfiguration,
  { x, y }: { readonly x: AxisPlan; readonly y: AxisPlan },
  lengths: { readonly x: number; readonly y: number },
  width: number,
): ChartConfiguration {
  const scales = { x: chartAxis(x, lengths.x, width), y: chartAxis(y, lengths.y, width) };
  return { ...chart, options: { ...chart.options, scales } } as unknown as ChartConfiguration;
}

/**
 * The figure on pages of at most this height in inches, by rows of panels; title and common legend stand on each, notes on
 * the last. `heightOf` measures a figure in pixels. A row that is higher by itself has a page of that height.
 */
export function paged(figure: Figure, height: number, heightOf: (figure: Figure) => number): Figure[] {
  const most = (height * pixelsPerInch) / (figure.zoom ?? 1);
  if (heightOf(figure) <= most) return [figure];
  const rows = rowsOf(figure);
  const pageOf = (own: readonly (readonly Panel[])[], isLast: boolean): Figure => ({
    ...figure,
    panels: own.flat(),
    notes: isLast ? figure.notes : [],
  });
  const pages: Figure[] = [];
  let own: (readonly Panel[])[] = [];
  for (const [i, row] of rows.entries()) {
    const isLast = i === rows.length - 1;
    if (own.length > 0 && heightOf(pageOf([...own, row], isLast)) > most) {
      pages.push(pageOf(own, false));
      own = [];
    }
    own.push(row);
  }
  pages.push(pageOf(own, true));
  if (pages.length === 1) return pages;
  return pages.map((page, i) =>
    page.title === "" ? page : { ...page, title: `${page.title} (${i + 1} of ${pages.length})` },
  );
}

/** The rows of panels; a panel whose x axis the next one draws stays with it. */
function rowsOf({ panels, columns = 1 }: Figure): Panel[][] {
  const rows: Panel[][] = [];
  let isOpen = false;
  panels.forEach((panel, i) => {
    if (i % columns === 0 && !isOpen) rows.push([panel]);
    else rows.at(-1)!.push(panel);
    isOpen = plansOf(panel).x?.labels === false;
  });
  return rows;
}
