import type { CurvesPicture } from "../experiments/types/picture.js";
import { hasLogarithm, type Point, type Points, through } from "./marks.js";
import { arrangement, checkPanels, countsByPanel, lettered, type PanelContent } from "./panels.js";
import { marked, mostSeries, type SeriesStyle, seriesStyles } from "./series-styles.js";
import { fullWidth } from "./theme.js";
import type { Figure, KeyEntry } from "./types.js";
import { isNumber } from "./words.js";

type PicturePanel = CurvesPicture["panels"][number];
type Series = PicturePanel["series"][number];

/** A line without points of its own carries this many markers, to be told from others. */
const fewMarkers = 6;

/**
 * Curves without sampling noise, in one to four panels with linear or logarithmic axes: lines, points or
 * both, each drawn in the order of x. A label looks the same in all panels, and the legend names it once.
 * What is not finite, or not positive on a logarithmic axis, is a gap and counted in the notes. Throws where
 * there are more than 4 panels or 8 series in one, or none.
 */
export function curvesFigure(picture: CurvesPicture): Figure {
  const { panels } = picture;
  checkPanels(panels);
  const { columns, markers } = arrangement(panels.length);
  const several = panels.some(({ series }) => series.length > 1);
  const styles = seriesStyles(panels);
  const drawn = panels.map((panel, i) =>
    drawPanel(panel, styles[i]!, { most: markers, onLines: several ? fewMarkers : 0 }),
  );
  const common = commonKey(drawn.map(({ key }) => key));
  return {
    title: picture.title,
    subtitle: picture.subtitle,
    width: fullWidth,
    columns,
    panels: lettered(drawn.map((panel) => (common ? { ...panel, key: [] } : panel))),
    key: common ?? [],
    notes: [...picture.notes, ...notes(panels, several)],
  };
}

/** Numbers of markers: on curves with points, and on lines without. */
interface Markers {
  readonly most: number;
  readonly onLines: number;
}

function drawPanel(panel: PicturePanel, styles: readonly SeriesStyle[], markers: Markers): PanelContent {
  const curves = panel.series.map((series, i) => curve(panel, series, styles[i]!, markers));
  const shown = curves.flatMap(({ dataset }) => dataset.data).filter(({ y }) => isNumber(y));
  return {
    title: panel.title,
    x: { ...panel.x, values: shown.map(({ x }) => x) },
    y: { ...panel.y, values: shown.map(({ y }) => y) },
    datasets: curves.map(({ dataset }) => dataset),
    key: curves.map(({ key }) => key),
  };
}

function curve(
  panel: PicturePanel,
  { label, points, style: kind = "line", dashed = false }: Series,
  style: SeriesStyle,
  { most, onLines }: Markers,
): { readonly dataset: Points; readonly key: KeyEntry } {
  const { color } = style;
  const marker = kind === "points" ? openMarker(style) : style.marker;
  const dash = dashed ? [6, 3.5] : (style.dash ?? []);
  const line = kind === "points" ? { color: "transparent", width: 0 } : { color, width: 1.6, dash };
  const data = points
    .filter(({ x }) => fits(panel.x.scale, x))
    .map(({ x, y }): Point => ({ x, y: fits(panel.y.scale, y) ? y : Number.NaN }))
    .sort((p, q) => p.x - q.x);
  const number = { line: onLines, points: data.length, both: most }[kind];
  const isMarked = marked(data.length, number, style);
  return {
    dataset: {
      ...through(data, line, marker),
      pointRadius: isMarked.map((is) => (is ? marker.radius : 0)),
    },
    key: {
      label: data.some(({ y }) => isNumber(y)) ? label : `${label}: no points`,
      ...(kind === "points" ? {} : { line }),
      ...(number > 0 ? { marker } : {}),
    },
  };
}

/** Hollow, and of different sizes, so that points that coincide are all seen. */
function openMarker({ index, marker }: SeriesStyle): SeriesStyle["marker"] {
  return { ...marker, fill: "transparent", radius: marker.radius + 0.7 * (index % 4) };
}

function fits(scale: "log" | "linear", value: number): boolean {
  return scale === "log" ? hasLogarithm(value) : isNumber(value);
}

/** One legend for all panels, where labels that they share look alike and some are shared. */
function commonKey(keys: readonly (readonly KeyEntry[])[]): KeyEntry[] | undefined {
  const all = keys.flat();
  const distinct = new Map(all.map((entry) => [JSON.stringify(entry), entry]));
  const labels = new Set(all.map(({ label }) => label));
  const alike = labels.size === distinct.size && labels.size <= mostSeries;
  return keys.length === 1 || (alike && labels.size < all.length) ? [...distinct.values()] : undefined;
}

function notes(panels: readonly PicturePanel[], several: boolean): string[] {
  const leftOut = panels.map(
    ({ x, y, series }) =>
      series.flatMap(({ points }) => points).filter((p) => !fits(x.scale, p.x) || !fits(y.scale, p.y)).length,
  );
  const hasLogAxis = panels.some(({ x, y }) => x.scale === "log" || y.scale === "log");
  const lines = panels.some(({ series }) => series.some(({ style = "line" }) => style === "line"));
  return [
    ...(several && lines ? ["Markers on lines serve only to tell them apart."] : []),
    ...(leftOut.some((number) => number > 0)
      ? [
          `Points not drawn, as they are not finite${hasLogAxis ? " or, on a logarithmic axis, not positive" : ""}: ` +
            `${countsByPanel(leftOut)}.`,
        ]
      : []),
  ];
}
