import type { RatesPicture, RatesSeries } from "../experiments/types/picture.js";
import {
  area,
  bars,
  fittedLine,
  hasLogarithm,
  lineEnds,
  named,
  type Point,
  type Points,
  sizeTicks,
  stroke,
} from "./marks.js";
import { axisTitle } from "./notation.js";
import { arrangement, checkPanels, lettered, type PanelContent } from "./panels.js";
import {
  commonFailures,
  commonTheory,
  curveLabel,
  hasBand,
  isHollow,
  isSame,
  ratesNotes,
  rateWords,
} from "./rates-words.js";
import { marked, type SeriesStyle, seriesStyles } from "./series-styles.js";
import { colors, faded, fullWidth } from "./theme.js";
import type { Figure, KeyEntry } from "./types.js";
import { isNumber, typesetFigure } from "./words.js";

type PicturePanel = RatesPicture["panels"][number];
type RatesPoint = RatesSeries["points"][number];
type Reference = PicturePanel["references"][number];

/** How far, as a factor, a line of reference may widen the vertical axis beyond the data. */
const referenceReach = 2;

/** Curves of one panel are drawn so many pixels beside each other, so that none hides another, and over at most so many. */
const apart = { each: 3, all: 12 };

/**
 * Several quantities against the sample size on logarithmic axes, in one to four panels: for each its mean or median over
 * the replicates, the quartiles, its least-squares line and, in the legend, its slope, theory's exponent and the number of
 * fits that are not certified. Lines of reference start on the least-squares line of the first curve that theory gives
 * their slope. Values without a logarithm, and curves without points, are left out and counted in the notes. Throws where
 * there are more than 4 panels or 8 series in one, or none.
 */
export function ratesFigure(picture: RatesPicture): Figure {
  checkPanels(picture.panels);
  const styles = seriesStyles(picture.panels);
  const panels = picture.panels.map((panel) => ({ ...panel, series: panel.series.map(inOrder) }));
  const references = sharedReferences(panels);
  const { columns } = arrangement(panels.length);
  const drawn = panels.map((panel, i) => drawPanel(panel, styles[i]!, panels.length));
  const keyOf = ({ curves, lines }: DrawnPanel) => [...curves, ...(references ? [] : lines)];
  const common = [...(references ? drawn[0]!.lines : []), ...commonKey(panels)];
  return typesetFigure({
    title: picture.title,
    subtitle: picture.subtitle,
    width: fullWidth,
    columns,
    panels: lettered(
      drawn.map((panel) => ({ ...panel.content, key: panels.length > 1 ? keyOf(panel) : [] })),
    ),
    key: panels.length > 1 ? common : [...keyOf(drawn[0]!), ...common],
    notes: [...picture.notes, ...ratesNotes(panels)],
    ...(picture.about ? { about: picture.about } : {}),
  });
}

function inOrder(series: RatesSeries): RatesSeries {
  return { ...series, points: [...series.points].sort((p, q) => p.n - q.n) };
}

interface DrawnPanel {
  readonly content: PanelContent;
  readonly curves: readonly KeyEntry[];
  readonly lines: readonly KeyEntry[];
}

function drawPanel(panel: PicturePanel, styles: readonly SeriesStyle[], panels: number): DrawnPanel {
  const { markers } = arrangement(panels);
  const curves = panel.series.map((series, i) =>
    curve(series, panel.statistic, styles[i]!, {
      markers,
      shift: besides(i, panel.series.length),
      alone: panel.series.length === 1,
    }),
  );
  const common = { theory: commonTheory(panel), failures: commonFailures(panel) !== undefined };
  const datasets = curves.flatMap((one) => one.datasets);
  const heights = datasets.flatMap(({ data }) => data.map(({ y }) => y)).filter(hasLogarithm);
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  const lines = panel.references.map((reference, i) => referenceLine(panel, reference, i));
  const ends = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const sizes = panel.series.flatMap(({ points }) => points.map(({ n }) => n));
  return {
    content: {
      title: panel.title,
      x: {
        title: "sample size n",
        scale: "log",
        values: sizes,
        ...sizeTicks(sizes),
      },
      y: {
        title: axisTitle(panel.yTitle),
        scale: "log",
        values: [
          ...heights,
          ...ends.map((y) => Math.min(Math.max(y, lowest / referenceReach), highest * referenceReach)),
        ],
      },
      datasets: [
        ...datasets,
        ...lines.map(({ points, key }) => ({ ...named(key.label, stroke(points, key.line)), order: 0 })),
      ],
      key: [],
    },
    curves: curves
      .map(({ key }, i) => ({ ...key, label: curveLabel(panel.series[i]!, common) }))
      .filter((_, i) => panel.series[i]!.points.length > 0),
    lines: lines.map(({ key }) => key),
  };
}

function besides(i: number, among: number): number {
  const each = Math.min(apart.each, apart.all / Math.max(1, among - 1));
  return each * (i - (among - 1) / 2);
}

/** The curve of a statistic with its quartiles and its least-squares line, beside the other curves of its panel. */
function curve(
  series: RatesSeries,
  statistic: PicturePanel["statistic"],
  style: SeriesStyle,
  { markers, shift, alone }: { readonly markers: number; readonly shift: number; readonly alone: boolean },
): { readonly datasets: Points[]; readonly key: Omit<KeyEntry, "label"> } {
  const { label, points, slope } = series;
  const { color, marker, dash = [] } = style;
  const line = { color, width: 1.5, dash };
  const ends = slope
    ? lineEnds(
        points.map(({ n }) => n),
        slope,
      )
    : [];
  const isMarked = marked(points.length, markers, style);
  const datasets = [
    {
      ...named(
        label,
        stroke(
          points.map((point) => ({ x: point.n, y: point[statistic] })),
          line,
          marker,
        ),
      ),
      pointRadius: isMarked.map((is) => (is ? marker.radius : 0)),
      pointBackgroundColor: points.map((point) => (isHollow(point) ? colors.paper : color)),
    },
    ...(ends.length > 0
      ? [{ ...named(`${label}: least squares`, stroke(ends, fittedLine(color))), order: 3 }]
      : []),
    ...(alone ? bands(points) : whiskers(points, color)).map((dataset) =>
      named(`${label}: quartiles`, dataset),
    ),
  ];
  return { datasets: datasets.map((dataset) => ({ ...dataset, shift })), key: { line, marker } };
}

const bandFill = faded(colors.grey, 0.22);

const quartiles = ({ n, q25, q75 }: RatesPoint) => ({ x: n, low: q25, high: q75 });

/** The quartiles as a band, broken where one of them has no logarithm; a bar where a size stands alone. */
function bands(points: readonly RatesPoint[]): Points[] {
  const stretches: RatesPoint[][] = [[]];
  for (const point of points) {
    if (hasBand(point)) stretches.at(-1)!.push(point);
    else stretches.push([]);
  }
  return stretches
    .filter(({ length }) => length > 0)
    .flatMap((stretch) =>
      stretch.length > 1
        ? area(stretch.map(quartiles), bandFill)
        : [bars(stretch.map(quartiles), { color: bandFill, width: 4 })],
    );
}

/** The quartiles as bars, which overlap less than bands of several curves would. */
function whiskers(points: readonly RatesPoint[], color: string): Points[] {
  return [bars(points.filter(hasBand).map(quartiles), { color: faded(color, 0.5), width: 1.2 })];
}

const dashes: readonly (readonly number[])[] = [
  [5, 4],
  [1.5, 2.5],
  [10, 3, 2, 3],
  [12, 5],
];

/** A line of given slope from where the first curve that it belongs to, or else the first of all, starts. */
function referenceLine(
  { series, statistic }: PicturePanel,
  { slope, label }: Reference,
  i: number,
): { readonly points: Point[]; readonly key: KeyEntry & Required<Pick<KeyEntry, "line">> } {
  const line = { color: colors.black, width: 1.3, dash: dashes[i % dashes.length]! };
  const own = series.filter(({ theory }) => isSame(theory, slope));
  const key = { label: label || `${own.length > 0 ? "theory: " : ""}${rateWords(slope)}`, line };
  const start = [...own, ...series].flatMap((candidate) => startOf(candidate, statistic))[0];
  const last = Math.max(...series.flatMap(({ points }) => points.map(({ n }) => n)));
  if (!start || last === start.x) return { points: [], key };
  return { points: [start, { x: last, y: start.y * (last / start.x) ** slope }], key };
}

/** The start of a curve's least-squares line; without one its first point. */
function startOf({ points, slope }: RatesSeries, statistic: PicturePanel["statistic"]): Point[] {
  const line = slope
    ? lineEnds(
        points.map(({ n }) => n),
        slope,
      )
    : [];
  const own = points.map((point) => ({ x: point.n, y: point[statistic] })).filter(({ y }) => hasLogarithm(y));
  return [...line, ...own].slice(0, 1);
}

/** Whether all panels have the same references, which the figure's legend then names once. */
function sharedReferences(panels: readonly PicturePanel[]): boolean {
  const first = JSON.stringify(panels[0]!.references);
  return panels.every(({ references }) => JSON.stringify(references) === first);
}

/** What all panels have in common: least-squares lines and quartiles. */
function commonKey(panels: readonly PicturePanel[]): KeyEntry[] {
  const series = panels.flatMap((panel) => panel.series);
  const hasQuartiles = series.some(({ points }) => points.some(hasBand));
  const alone = panels.every((panel) => panel.series.length === 1);
  const quartiles = alone ? { band: bandFill } : { line: { color: faded(colors.grey, 0.7), width: 1.2 } };
  return [
    ...(series.some(({ slope }) => isNumber(slope?.slope))
      ? [{ label: "least squares", line: fittedLine(colors.soft) }]
      : []),
    ...(hasQuartiles
      ? [{ label: `25 % to 75 % of the replicates${alone ? "" : ", upright"}`, ...quartiles }]
      : []),
  ];
}
