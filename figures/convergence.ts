import type { ChartConfiguration, Plugin } from "chart.js";
import type { LossSummary, SizeSummary, Slope, Summary } from "../experiments/types/summary.js";
import { excess, withExcess } from "./excess.js";
import { failuresPanel, failuresText } from "./failures.js";
import {
  area,
  fittedLine,
  hasLogarithm,
  lineEnds,
  type Mark,
  named,
  type Point,
  shifts,
  sizeTicks,
  stroke,
  values,
} from "./marks.js";
import { lossTitle } from "./notation.js";
import { count, powerOfN } from "./numbers.js";
import { chartAxis } from "./panel-axes.js";
import {
  colors,
  faded,
  frame,
  fullWidth,
  gutter,
  panelOptions,
  pixelsPerInch,
  plotPadding,
} from "./theme.js";
import { logLimits } from "./ticks.js";
import type { Figure } from "./types.js";
import { aboutRun, isNumber, slopeText, subtitle, typesetFigure } from "./words.js";

type Statistic = "mean" | "median";

/** A curve is drawn with markers only where they can be told apart. */
const mostMarkers = 40;

/** How far, in decades, the published curves may widen the vertical axis beyond our own. */
const publishedReach = 1;

/** Curves nearer than this share of the frame's height cannot be told apart. */
const leastApart = 0.015;

/** Height of the panel of losses in inches. */
const height = 3.5;

/**
 * The headline loss of a run against the sample size on logarithmic axes: mean and median over the replicates with their
 * least-squares lines, the quartiles, theory's rate from the median's line, the authors' published losses, and, where
 * there are any, the number of fits that are not certified. The frame is at least so high that n^(-1/2) would cross it: a
 * floor looks like one. Throws where the summary has no sizes or lacks its headline loss.
 */
export function convergenceFigure(summary: Summary): Figure {
  const loss = summary.losses.find(({ loss }) => loss === summary.headline);
  if (!loss)
    throw new Error(`summary of "${summary.experiment}" lacks its headline loss "${summary.headline}"`);
  if (loss.sizes.length === 0) throw new Error(`summary of "${summary.experiment}" has no sizes`);

  const { certified, isSame } = certifiedCurves(loss);
  const quartiles = band(loss.sizes);
  const own = [...curves(loss, certified.length > 0), ...certified, quartiles, ...theoryLine(summary, loss)];
  const overlay = publishedCurves(summary);
  const x = logLimits([...own, ...overlay].flatMap(values("x")), 0.03);
  const y = reach(own.flatMap(values("y")), overlay.flatMap(values("y")), x);
  const marks = [...own, ...overlay.map((mark) => withExcess(mark, y))];
  const hasFailures = loss.sizes.some(({ replicates, certified }) => certified < replicates);
  const sizes = loss.sizes.map(({ n }) => n);
  // Ticks at our sizes alone would leave the axis bare where published ones go on.
  const isOurs = ({ x }: Point) => x >= sizes[0]! && x <= sizes[sizes.length - 1]!;
  const ticks = overlay.every(({ datasets }) => datasets.every(({ data }) => data.every(isOurs)))
    ? sizeTicks(sizes)
    : {};
  const axis = { title: hasFailures ? "" : "sample size n", ...x, ...ticks, labels: !hasFailures };
  const width = fullWidth * pixelsPerInch - gutter - plotPadding.left - plotPadding.right;

  const top: ChartConfiguration<"line", Point[]> = {
    type: "line",
    data: { datasets: marks.flatMap(({ datasets }) => datasets) },
    options: {
      ...panelOptions(),
      scales: {
        x: chartAxis({ direction: "x", scale: "log", ...axis }, width, gutter),
        y: chartAxis(
          { direction: "y", scale: "log", title: lossTitle(loss.loss), ...y },
          height * pixelsPerInch,
          gutter,
        ),
      },
    } as NonNullable<ChartConfiguration<"line">["options"]>,
    plugins: [frame as Plugin<"line">, shifts as Plugin<"line">, excess as Plugin<"line">],
  };
  const bottom = { height: 1.15, chart: failuresPanel(loss.sizes, { ...x, ...ticks }) };
  return typesetFigure({
    title: summary.title,
    subtitle: subtitle(summary, sizes),
    width: fullWidth,
    panels: [
      { height: hasFailures ? height : height + 0.4, chart: top as unknown as ChartConfiguration },
      ...(hasFailures ? [bottom] : []),
    ],
    key: [
      ...marks.filter((mark) => mark !== quartiles || hasBand(loss.sizes)).map(({ key }) => key),
      ...fittedKey([loss.mean, loss.median]),
    ],
    notes: notes(summary, loss, isSame),
    about: aboutRun(summary),
  });
}

const statistics = ["mean", "median"] as const;

/** Mean and median are drawn so many pixels off their size, so that neither hides the other. */
const apart = { mean: 2, median: -2 } as const;

function curves(loss: LossSummary, hasSubset: boolean): Mark[] {
  return statistics.map((statistic) =>
    curve(loss.sizes, statistic, loss[statistic], hasSubset ? "all fits" : undefined),
  );
}

/** Mean and median from the certified fits alone, where these are not all, unless nobody could tell them from those of all. */
function certifiedCurves(loss: LossSummary): { readonly certified: Mark[]; readonly isSame: boolean } {
  if (!loss.certifiedOnly) return { certified: [], isSame: false };
  const { sizes, ...slopes } = loss.certifiedOnly;
  const { min, max } = logLimits(loss.sizes.flatMap(({ q25, q75, mean }) => [q25, q75, mean]));
  const isSame = sizes.every((size) => {
    const all = loss.sizes.find(({ n }) => n === size.n);
    return (
      all !== undefined &&
      statistics.every(
        (statistic) =>
          Math.abs(Math.log(size[statistic] / all[statistic])) <= leastApart * Math.log(max / min),
      )
    );
  });
  const certified = statistics.map((statistic) =>
    curve(sizes, statistic, slopes[statistic], "certified fits only"),
  );
  return { certified: isSame ? [] : certified, isSame };
}

function curve(
  sizes: readonly SizeSummary[],
  statistic: Statistic,
  slope: Slope,
  of: "all fits" | "certified fits only" | undefined,
): Mark {
  const subset = of === "certified fits only";
  const color = { mean: colors.blue, median: colors.vermillion }[statistic];
  const line = { color, width: subset ? 1.1 : 1.6, dash: subset ? [1.5, 2] : [] };
  const marker = {
    shape: statistic === "mean" ? ("circle" as const) : ("rect" as const),
    color,
    fill: subset ? colors.paper : color,
    radius: statistic === "mean" ? 3.2 : 4,
  };
  const few = sizes.length <= mostMarkers;
  const name = `${statistic}${of ? `, ${of}` : ""}`;
  const ends = subset
    ? []
    : lineEnds(
        sizes.map(({ n }) => n),
        slope,
      );
  const points = sizes.map((size) => ({ x: size.n, y: size[statistic] }));
  return {
    datasets: [
      { ...named(name, stroke(points, line, few ? marker : undefined)), shift: apart[statistic] },
      ...(ends.length > 0
        ? [{ ...named(`${name}: least squares`, stroke(ends, fittedLine(color))), order: 0 }]
        : []),
    ],
    key: { label: `${name}: ${slopeText(slope)}`, line, ...(few ? { marker } : {}) },
  };
}

function fittedKey(slopes: readonly Slope[]): Figure["key"] {
  return slopes.some(({ slope }) => isNumber(slope))
    ? [{ label: "least squares on the log–log scale", line: fittedLine(colors.soft) }]
    : [];
}

function band(sizes: readonly SizeSummary[]): Mark {
  const fill = faded(colors.grey, 0.22);
  const label = "25 % to 75 % of the replicates";
  const points = sizes.map(({ n, q25, q75 }) => ({ x: n, low: q25, high: q75 }));
  return {
    datasets: area(points, fill).map((dataset) => named(label, dataset)),
    key: { label, band: fill },
  };
}

/** Whether there is a band to be seen: one between two sizes that follow each other. */
const hasBand = (sizes: readonly SizeSummary[]): boolean => {
  const drawn = sizes.map(({ q25, q75 }) => hasLogarithm(q25) && hasLogarithm(q75));
  return drawn.some((here, i) => here && drawn[i + 1]);
};

/** Theory's rate, as a line that starts where the least-squares line of the median does. */
function theoryLine({ theory }: Summary, loss: LossSummary): Mark[] {
  const [fitted] = lineEnds(
    loss.sizes.map(({ n }) => n),
    loss.median,
  );
  const first = loss.sizes.find(({ median }) => hasLogarithm(median));
  const start = fitted ?? (first && { x: first.n, y: first.median });
  const last = loss.sizes[loss.sizes.length - 1]!.n;
  if (start === undefined || last === start.x) return [];
  const line = { color: colors.black, width: 1.3, dash: [9, 4] };
  const end = { x: last, y: start.y * (last / start.x) ** theory.slope };
  const words = theoryWords(theory);
  const where = `through the median${fitted ? "'s line" : ""} at n = ${count(start.x)}`;
  return [
    {
      datasets: [{ ...named(words, stroke([start, end], line)), order: 0 }],
      key: { label: `${words}, ${where.replaceAll(" ", "\u00a0")}`, line },
    },
  ];
}

/** What theory says: a rate, a level, or a rate that no estimator beats for every truth. */
function theoryWords({ slope, kind = "bound" }: Summary["theory"]): string {
  if (kind === "floor") return "theory: does not fall";
  return kind === "lower" ? `theory: slower than ${powerOfN(slope)}` : `theory: ${powerOfN(slope)}`;
}

/** Mean and median of the authors' own losses: thin lines, or dots where there are many sizes, whose line would be a hatch. */
function publishedCurves({ published }: Summary): Mark[] {
  if (!published || published.points.length === 0) return [];
  const few = published.points.length <= mostMarkers;
  return statistics.map((statistic) => {
    const slope = statistic === "mean" ? published.slopeMean : published.slopeMedian;
    const color = statistic === "mean" ? colors.light : colors.grey;
    const line = { color, width: 0.9, dash: [] };
    const dot = { shape: "circle" as const, color, fill: color, radius: 0.9 };
    const triangle = { shape: "triangle" as const, color, fill: colors.paper, radius: 3 };
    const name = `${published.label}, pinned loss, ${statistic}`;
    const points = published.points.map((point) => ({ x: point.n, y: point[statistic] }));
    const dataset = few
      ? stroke(points, line, triangle)
      : { ...stroke(points, { ...line, color: "transparent", width: 0 }, dot), showLine: false };
    return {
      datasets: [{ ...named(name, dataset), order: 4 }],
      key: {
        label: `${name}: ${slopeText({ slope })}`,
        ...(few ? { line, marker: triangle } : { marker: { ...dot, radius: 1.8 } }),
      },
    };
  });
}

/**
 * The limits of the vertical axis: all that is ours, and of others what is not too far from it; over at least half as many
 * decades as the horizontal one.
 */
function reach(
  own: readonly number[],
  others: readonly number[],
  x: { readonly min: number; readonly max: number },
): { min: number; max: number } {
  const ours = logLimits(own, 0);
  const near = others.filter(
    (y) => y > ours.min / 10 ** publishedReach && y < ours.max * 10 ** publishedReach,
  );
  const { min, max } = logLimits([...own, ...near], 0.04);
  const wider = Math.sqrt(x.max / x.min) / (max / min);
  return wider > 1 ? { min: min / Math.sqrt(wider), max: max * Math.sqrt(wider) } : { min, max };
}

function notes(summary: Summary, loss: LossSummary, isSame: boolean): string[] {
  const omitted = loss.mean.omitted?.length ?? 0;
  const hasInterval = isNumber(loss.mean.low) || isNumber(loss.median.low);
  const slopes = [
    ...(hasInterval ? ["Intervals of slopes: 95\u00a0% bootstrap over replicates."] : []),
    ...(omitted > 0 && isNumber(loss.mean.slope)
      ? [`The mean's line leaves out ${omitted} of ${loss.sizes.length} sizes.`]
      : []),
    ...slopeless(loss),
  ];
  return [
    asSentence(summary.describes),
    ...(slopes.length > 0 ? [slopes.join(" ")] : []),
    `Theory: ${summary.theory.source}.`,
    failuresText(summary, loss, loss.certifiedOnly !== undefined && !isSame),
    ...undefinedText(summary, loss),
    ...(isSame
      ? [
          `From the certified fits alone the curves would look the same (${statistics
            .map((statistic) => `${statistic}: ${slopeText(loss.certifiedOnly![statistic])}`)
            .join("; ")}).`,
        ]
      : []),
    ...(summary.notes ?? []),
  ];
}

/** Why there is no slope of the mean or of the median. */
function slopeless(loss: LossSummary): string[] {
  const without = statistics.filter((statistic) => !isNumber(loss[statistic].slope));
  if (without.length === 0) return [];
  if (loss.sizes.length < 3) return ["Fewer than three sizes have no slope."];
  const [first, second] = without.map((statistic) => whySlopeless(loss, statistic));
  if (first === second) return [`Mean and median have no slope: ${first}.`];
  return without.map((statistic) => `The ${statistic} has no slope: ${whySlopeless(loss, statistic)}.`);
}

/** `of 5 sizes, no value at 1, infinite at 2` */
function whySlopeless({ sizes, ...slopes }: LossSummary, statistic: Statistic): string {
  const { omitted = [] } = slopes[statistic];
  const reasonAt = (size: SizeSummary): string | undefined => {
    const value = size[statistic];
    if (hasLogarithm(value)) return omitted.includes(size.n) ? "left out by the protocol" : undefined;
    if (size.skipped === size.replicates) return "no value";
    return isNumber(value) ? "not positive" : "infinite";
  };
  const reasons = sizes.flatMap((size) => reasonAt(size) ?? []);
  const counts = [...new Set(reasons)].map(
    (reason) => `${reason} at ${reasons.filter((one) => one === reason).length}`,
  );
  return [`of ${sizes.length} sizes`, ...counts].join(", ");
}

/** The fits that are left out although they were not lost. */
function undefinedText({ fits, lost = 0 }: Summary, { sizes }: LossSummary): string[] {
  const left = sizes.reduce((sum, { skipped = 0 }) => sum + skipped, 0) - lost;
  return left > 0
    ? [`Left out of every curve, as the loss is undefined for them: ${count(left)} of ${count(fits)} fits.`]
    : [];
}

/** A text with a capital letter at its beginning and one full stop at its end. */
function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
}
