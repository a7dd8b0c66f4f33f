import type { CurvesPicture } from "../experiments/types/picture.js";
import { placesBeside } from "./hiding.js";
import { hasLogarithm, named, type Point, type Points, through } from "./marks.js";
import { axisTitle } from "./notation.js";
import { arrangement, checkPanels, countsByPanel, letter, lettered, type PanelContent } from "./panels.js";
import { marked, mostSeries, type SeriesStyle, seriesStyles } from "./series-styles.js";
import { colors, fullWidth } from "./theme.js";
import { logLimits } from "./ticks.js";
import type { Figure, KeyEntry } from "./types.js";
import { isNumber, typesetFigure } from "./words.js";

type PicturePanel = CurvesPicture["panels"][number];
type Series = PicturePanel["series"][number];

/** A line without points of its own carries this many markers, to be told from others. */
const fewMarkers = 6;

/** Curves that would hide each other are drawn so many pixels beside each other. */
const apart = 3;

/** Share of an axis's decades that 0 stands below the least value. */
const zeroBelow = 0.14;

/**
 * Curves without sampling noise, in one to four panels with linear or logarithmic axes: lines, points or
 * both, each drawn in the order of x, side by side where they would hide each other. A label looks the same in all panels, and the
 * legend names it once. What is not finite, or not positive on a logarithmic axis, is a gap and counted in the notes; a 0
 * is an open marker below a break where the axis shows it. Throws where there are more than 4 panels or 8 series in one,
 * or none.
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
  return typesetFigure({
    title: picture.title,
    subtitle: picture.subtitle,
    width: fullWidth,
    columns,
    panels: lettered(drawn.map((panel) => (common ? { ...panel, key: [] } : panel))),
    key: common ?? [],
    notes: [...picture.notes, ...notes(panels, several)],
  });
}

/** Numbers of markers: on curves with points, and on lines without. */
interface Markers {
  readonly most: number;
  readonly onLines: number;
}

function drawPanel(panel: PicturePanel, styles: readonly SeriesStyle[], markers: Markers): PanelContent {
  const zero = zeroOf(panel);
  const places = placesOf(panel);
  const curves = panel.series.map((series, i) =>
    curve(panel, series, styles[i]!, { ...markers, shift: apart * places[i]!, zero: zero?.at }),
  );
  const shown = curves
    .flatMap(({ datasets }) => datasets.flatMap(({ data }) => data))
    .filter(({ y }) => isNumber(y));
  const axis = ({ zero: _, title, ...rest }: PicturePanel["x"], of: "x" | "y") => ({
    ...rest,
    title: axisTitle(title),
    values: shown.map((point) => point[of]),
  });
  return {
    title: panel.title,
    x: axis(panel.x, "x"),
    y: { ...axis(panel.y, "y"), ...(zero ? { zero } : {}) },
    datasets: curves.flatMap(({ datasets }) => datasets),
    key: curves.flatMap(({ key }) => (key ? [key] : [])),
  };
}

const placesOf = ({ series, y }: PicturePanel): number[] =>
  placesBeside(
    series.map(({ points, style = "line" }) => ({ points, marks: style !== "line" })),
    y.scale,
  );

/** Where 0 stands on a logarithmic axis that shows it, and the break above it; nothing where no value is 0. */
function zeroOf({ y, series }: PicturePanel): { readonly at: number; readonly below: number } | undefined {
  const values = series.flatMap(({ points }) => points.map((point) => point.y));
  if (y.scale !== "log" || !y.zero || !values.includes(0)) return undefined;
  const { min, max } = logLimits(values, 0);
  const down = (share: number) => min * (min / max) ** (share * zeroBelow);
  return { at: down(1), below: down(0.5) };
}

function curve(
  panel: PicturePanel,
  { label, points, style: kind = "line", dashed = false }: Series,
  style: SeriesStyle,
  { most, onLines, shift, zero }: Markers & { readonly shift: number; readonly zero: number | undefined },
): { readonly datasets: Points[]; readonly key?: KeyEntry } {
  const { color } = style;
  const marker = kind === "points" ? openMarker(style) : style.marker;
  const dash = dashed ? [6, 3.5] : (style.dash ?? []);
  const line = kind === "points" ? { color: "transparent", width: 0 } : { color, width: 1.6, dash };
  const data = points
    .filter(({ x }) => fits(panel.x.scale, x))
    .map(({ x, y }): Point => ({ x, y: fits(panel.y.scale, y) ? y : Number.NaN }))
    .sort((p, q) => p.x - q.x);
  const zeros = points.filter(({ y }) => y === 0 && zero !== undefined);
  if (data.every(({ y }) => !isNumber(y)) && zeros.length === 0) return { datasets: [] };
  // A dashed line is told from others by that, and markers would look like values.
  const number = { line: dashed ? 0 : onLines, points: data.length, both: most }[kind];
  const isMarked = marked(data.length, number, style);
  const open = { ...marker, fill: colors.paper };
  const none = { color: "transparent", width: 0 };
  return {
    datasets: [
      { ...through(data, line, marker), pointRadius: isMarked.map((is) => (is ? marker.radius : 0)) },
      ...(zeros.length > 0
        ? [
            through(
              zeros.map(({ x }) => ({ x, y: zero!, value: 0 })),
              none,
              open,
            ),
          ]
        : []),
    ].map((dataset) => ({ ...named(label, dataset), shift })),
    key: {
      label,
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
  const leftOut = panels.map(({ x, y, series }) => {
    const isShown = (value: number) => fits(y.scale, value) || (y.zero === true && value === 0);
    return series.flatMap(({ points }) => points).filter((p) => !fits(x.scale, p.x) || !isShown(p.y)).length;
  });
  const hasLogAxis = panels.some(({ x, y }) => x.scale === "log" || y.scale === "log");
  const kinds = panels.map(({ series }) => series.map(({ style = "line", dashed }) => ({ style, dashed })));
  const marksLines = kinds.flat().some(({ style, dashed }) => style === "line" && !dashed);
  const beside = panels.some((panel) => placesOf(panel).some((place) => place !== 0));
  const empty = panels.flatMap(({ series }, i) =>
    series
      .filter(({ points }) => points.length === 0)
      .map(({ label }) => `${label}${panels.length > 1 ? ` in ${letter(i)}` : ""}`),
  );
  return [
    ...(several && marksLines ? ["Markers on lines serve only to tell them apart."] : []),
    ...(beside ? ["Curves that would hide each other stand side by side."] : []),
    ...(panels.some((panel) => zeroOf(panel)) ? ["Open markers below the break of an axis: 0."] : []),
    ...(empty.length > 0 ? [`Without points: ${empty.join(", ")}.`] : []),
    ...(leftOut.some((number) => number > 0)
      ? [
          `Points not drawn, as they are not finite${hasLogAxis ? " or, on a logarithmic axis, not positive" : ""}: ` +
            `${countsByPanel(leftOut)}.`,
        ]
      : []),
  ];
}
