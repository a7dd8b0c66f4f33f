import type { RatesPicture, RatesSeries } from "../experiments/types/picture.js";
import { area, hasLogarithm, lineEnds, type Point, type Points, stroke } from "./marks.js";
import { powerOfN } from "./numbers.js";
import { arrangement, checkPanels, lettered, type PanelContent } from "./panels.js";
import {
  commonFailures,
  commonTheory,
  curveLabel,
  hasBand,
  isHollow,
  isSame,
  ratesNotes,
} from "./rates-words.js";
import { marked, type SeriesStyle, seriesStyles } from "./series-styles.js";
import { colors, faded, fullWidth } from "./theme.js";
import type { Figure, KeyEntry } from "./types.js";

type PicturePanel = RatesPicture["panels"][number];
type RatesPoint = RatesSeries["points"][number];
type Reference = PicturePanel["references"][number];

/** How far, as a factor, a line of reference may widen the vertical axis beyond the data. */
const referenceReach = 2;

/**
 * Several quantities against the sample size on logarithmic axes, in one to four panels: for each its mean or
 * median over the replicates, the band of the middle 80 %, its least-squares line and, in the legend, its
 * slope, theory's exponent and the number of fits that are not certified. Lines of reference start on the
 * least-squares line of the first curve that theory gives their slope. Values without a logarithm are left
 * out and counted in the notes. Throws where there are more than 4 panels or 8 series in one, or none.
 */
export function ratesFigure(picture: RatesPicture): Figure {
  checkPanels(picture.panels);
  const styles = seriesStyles(picture.panels);
  const panels = picture.panels.map((panel) => ({ ...panel, series: panel.series.map(inOrder) }));
  const references = sharedReferences(panels);
  const { columns } = arrangement(panels.length);
  const drawn = panels.map((panel, i) => drawPanel(panel, styles[i]!, panels.length));
  const keyOf = ({ curves, lines }: DrawnPanel) => [...curves, ...(references ? [] : lines)];
  const common = [...(references ? drawn[0]!.lines : []), ...bandKey(panels)];
  return {
    title: picture.title,
    subtitle: picture.subtitle,
    width: fullWidth,
    columns,
    panels: lettered(
      drawn.map((panel) => ({ ...panel.content, key: panels.length > 1 ? keyOf(panel) : [] })),
    ),
    key: panels.length > 1 ? common : [...keyOf(drawn[0]!), ...common],
    notes: [...picture.notes, ...ratesNotes(panels)],
  };
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
    curve(series, panel.statistic, styles[i]!, { markers, among: panel.series.length }),
  );
  const common = { theory: commonTheory(panel), failures: commonFailures(panel) !== undefined };
  const datasets = curves.flatMap((one) => one.datasets);
  const heights = datasets.flatMap(({ data }) => data.map(({ y }) => y)).filter(hasLogarithm);
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  const lines = panel.references.map((reference, i) => referenceLine(panel, reference, i));
  const ends = lines.flatMap(({ points }) => points.map(({ y }) => y));
  return {
    content: {
      title: panel.title,
      x: {
        title: "sample size n",
        scale: "log",
        values: panel.series.flatMap(({ points }) => points.map(({ n }) => n)),
      },
      y: {
        title: panel.yTitle,
        scale: "log",
        values: [
          ...heights,
          ...ends.map((y) => Math.min(Math.max(y, lowest / referenceReach), highest * referenceReach)),
        ],
      },
      datasets: [...datasets, ...lines.map(({ points, key }) => ({ ...stroke(points, key.line), order: 0 }))],
      key: [],
    },
    curves: curves.map(({ key }, i) => ({ ...key, label: curveLabel(panel.series[i]!, common) })),
    lines: lines.map(({ key }) => key),
  };
}

/** The curve of a statistic with its band and its least-squares line; `among` how many it stands. */
function curve(
  series: RatesSeries,
  statistic: PicturePanel["statistic"],
  style: SeriesStyle,
  { markers, among }: { readonly markers: number; readonly among: number },
): { readonly datasets: Points[]; readonly key: Omit<KeyEntry, "label"> } {
  const { points, slope } = series;
  const { color, marker, dash = [] } = style;
  const line = { color, width: 1.5, dash };
  const halo = { color: faded(color, 0.28), width: among > 3 ? 4 : 5 };
  const ends = slope
    ? lineEnds(
        points.map(({ n }) => n),
        slope,
      )
    : [];
  const isMarked = marked(points.length, markers, style);
  return {
    datasets: [
      {
        ...stroke(
          points.map((point) => ({ x: point.n, y: point[statistic] })),
          line,
          marker,
        ),
        pointRadius: isMarked.map((is) => (is ? marker.radius : 0)),
        pointBackgroundColor: points.map((point) => (isHollow(point) ? colors.paper : color)),
      },
      ...(ends.length > 0 ? [{ ...stroke(ends, halo), order: 3 }] : []),
      ...bands(points, color, among > 4 ? 0.06 : among > 2 ? 0.09 : 0.13),
    ],
    key: { line, marker, ...(ends.length > 0 ? { halo } : {}) },
  };
}

/** The middle 80 %, broken where a quantile has no logarithm; a bar where a size stands alone. */
function bands(points: readonly RatesPoint[], color: string, opacity: number): Points[] {
  const stretches: RatesPoint[][] = [[]];
  for (const point of points) {
    if (hasBand(point)) stretches.at(-1)!.push(point);
    else stretches.push([]);
  }
  return stretches.flatMap((stretch) => {
    if (stretch.length > 1) {
      const ends = stretch.map(({ n, q10, q90 }) => ({ x: n, low: q10, high: q90 }));
      return area(ends, faded(color, opacity));
    }
    const bar = { color: faded(color, 0.5), width: 1.5 };
    return stretch.map(({ n, q10, q90 }) => ({
      ...stroke(
        [
          { x: n, y: q10 },
          { x: n, y: q90 },
        ],
        bar,
      ),
      order: 5,
    }));
  });
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
  const key = { label: label || `${own.length > 0 ? "theory: " : ""}${powerOfN(slope)}`, line };
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

function bandKey(panels: readonly PicturePanel[]): KeyEntry[] {
  const all = panels.flatMap(({ series }) => series.flatMap(({ points }) => points));
  return all.some(hasBand)
    ? [{ label: "10 % to 90 % of the replicates", band: faded(colors.black, 0.12) }]
    : [];
}
