import type { ChartConfiguration, Plugin } from "chart.js";
import type { LossSummary, SizeSummary, Slope, Summary } from "../experiments/types/summary.js";
import { excess, withExcess } from "./excess.js";
import { failuresPanel, failuresText } from "./failures.js";
import { area, lineEnds, type Mark, type Point, stroke, values } from "./marks.js";
import { count, powerOfN } from "./numbers.js";
import { colors, faded, frame, fullWidth, logAxis, panelOptions } from "./theme.js";
import { logLimits } from "./ticks.js";
import type { Figure } from "./types.js";
import { lossTitle, slopeText, subtitle } from "./words.js";

type Statistic = "mean" | "median";

/** A curve is drawn with markers only where they can be told apart. */
const mostMarkers = 40;

/** How far, in decades, the published curves may widen the vertical axis beyond our own. */
const publishedReach = 1;

/**
 * The headline loss of a run against the sample size on logarithmic axes: mean and median over the
 * replicates with their least-squares lines, the band of the middle 80 %, theory's rate, the authors'
 * published curve, and below it the number of fits that are not certified. Throws where the summary has no
 * sizes or lacks its headline loss.
 */
export function convergenceFigure(summary: Summary): Figure {
  const loss = summary.losses.find(({ loss }) => loss === summary.headline);
  if (!loss)
    throw new Error(`summary of "${summary.experiment}" lacks its headline loss "${summary.headline}"`);
  if (loss.sizes.length === 0) throw new Error(`summary of "${summary.experiment}" has no sizes`);

  const own = [...curves(loss), band(loss.sizes), ...theoryLine(summary, loss)];
  const overlay = publishedCurves(summary);
  const x = logLimits([...own, ...overlay].flatMap(values("x")), 0.03);
  const y = reach(own.flatMap(values("y")), overlay.flatMap(values("y")));
  const marks = [...own, ...overlay.map((mark) => withExcess(mark, y))];

  const top: ChartConfiguration<"line", Point[]> = {
    type: "line",
    data: { datasets: marks.flatMap(({ datasets }) => datasets) },
    options: {
      ...panelOptions(),
      scales: {
        x: logAxis("x", { title: "", ...x, labels: false }),
        y: logAxis("y", { title: lossTitle(loss.loss), ...y }),
      },
    } as NonNullable<ChartConfiguration<"line">["options"]>,
    plugins: [frame as Plugin<"line">, excess as Plugin<"line">],
  };
  return {
    title: summary.title,
    subtitle: subtitle(
      summary,
      loss.sizes.map(({ n }) => n),
    ),
    width: fullWidth,
    panels: [
      { height: 3.5, chart: top as unknown as ChartConfiguration },
      { height: 1.15, chart: failuresPanel(loss.sizes, x) },
    ],
    key: marks.map(({ key }) => key),
    notes: notes(summary, loss),
  };
}

/** Mean and median; where enough fits are not certified to matter, both again from the certified fits alone. */
function curves(loss: LossSummary): Mark[] {
  const all = (["mean", "median"] as const).map((statistic) =>
    curve(loss.sizes, statistic, loss[statistic], loss.certifiedOnly ? "all fits" : undefined),
  );
  if (!loss.certifiedOnly) return all;
  const { sizes, ...slopes } = loss.certifiedOnly;
  const certified = (["mean", "median"] as const).map((statistic) =>
    curve(sizes, statistic, slopes[statistic], "certified fits only"),
  );
  return [...all, ...certified];
}

function curve(
  sizes: readonly SizeSummary[],
  statistic: Statistic,
  slope: Slope,
  of: "all fits" | "certified fits only" | undefined,
): Mark {
  const subset = of === "certified fits only";
  const color = { mean: colors.blue, median: colors.vermillion }[statistic];
  const dash = subset ? [2, 2.5] : { mean: [], median: [8, 3.5] }[statistic];
  const line = { color, width: subset ? 1.2 : 1.6, dash };
  const halo = { color: faded(color, 0.28), width: 5 };
  const marker = {
    shape: statistic === "mean" ? ("circle" as const) : ("rect" as const),
    color,
    fill: subset ? colors.paper : color,
    radius: statistic === "mean" ? 3.2 : 4,
  };
  const few = sizes.length <= mostMarkers;
  const label = `${statistic}${of ? `, ${of}` : ""}: ${slopeText(slope)}`;
  const ends = subset
    ? []
    : lineEnds(
        sizes.map(({ n }) => n),
        slope,
      );
  return {
    datasets: [
      stroke(
        sizes.map((size) => ({ x: size.n, y: size[statistic] })),
        line,
        few ? marker : undefined,
      ),
      ...(ends.length > 0 ? [{ ...stroke(ends, halo), order: 3 }] : []),
    ],
    key: { label, line, ...(few ? { marker } : {}), ...(subset ? {} : { halo }) },
  };
}

function band(sizes: readonly SizeSummary[]): Mark {
  const fill = faded(colors.blue, 0.13);
  const points = sizes.map(({ n, q10, q90 }) => ({ x: n, low: q10, high: q90 }));
  return { datasets: area(points, fill), key: { label: "10 % to 90 % of the replicates", band: fill } };
}

/** Theory's rate, as a line that starts where the least-squares line of the mean does. */
function theoryLine({ theory }: Summary, loss: LossSummary): Mark[] {
  const [fitted] = lineEnds(
    loss.sizes.map(({ n }) => n),
    loss.mean,
  );
  const start = fitted ?? { x: loss.sizes[0]!.n, y: loss.sizes[0]!.mean };
  const last = loss.sizes[loss.sizes.length - 1]!.n;
  if (!(start.y > 0) || last === start.x) return [];
  const line = { color: colors.black, width: 1.3, dash: [5, 4] };
  const end = { x: last, y: start.y * (last / start.x) ** theory.slope };
  return [
    {
      datasets: [{ ...stroke([start, end], line), order: 0 }],
      key: {
        label: `${theoryWords(theory)}, through the mean${fitted ? "'s line" : ""} at n = ${count(start.x)}`,
        line,
      },
    },
  ];
}

/** What theory says: a rate, a level, or a rate that no estimator beats for every truth. */
function theoryWords({ slope, kind = "bound" }: Summary["theory"]): string {
  if (kind === "floor") return "theory: does not fall";
  return kind === "lower" ? `theory: slower than ${powerOfN(slope)}` : `theory: ${powerOfN(slope)}`;
}

/** Mean and median of the authors' own losses, thin. */
function publishedCurves({ published }: Summary): Mark[] {
  if (!published || published.points.length === 0) return [];
  const few = published.points.length <= mostMarkers;
  return (["mean", "median"] as const).map((statistic) => {
    const slope = statistic === "mean" ? published.slopeMean : published.slopeMedian;
    const line = { color: colors.grey, width: 0.9, dash: statistic === "mean" ? [] : [2.5, 2] };
    const marker = { shape: "triangle" as const, color: colors.grey, fill: colors.paper, radius: 3 };
    return {
      datasets: [
        {
          ...stroke(
            published.points.map((point) => ({ x: point.n, y: point[statistic] })),
            line,
            few ? marker : undefined,
          ),
          order: 4,
        },
      ],
      key: {
        label: `${published.label}, pinned loss, ${statistic}: ${slopeText({ slope })}`,
        line,
        ...(few ? { marker } : {}),
      },
    };
  });
}

/** The limits of the vertical axis: all that is ours, and of others what is not too far from it. */
function reach(own: readonly number[], others: readonly number[]): { min: number; max: number } {
  const ours = logLimits(own, 0);
  const near = others.filter(
    (y) => y > ours.min / 10 ** publishedReach && y < ours.max * 10 ** publishedReach,
  );
  return logLimits([...own, ...near], 0.04);
}

function notes(summary: Summary, loss: LossSummary): string[] {
  const omitted = loss.mean.omitted?.length ?? 0;
  return [
    asSentence(summary.describes),
    `Broad pale lines: least squares on the log–log scale; intervals: 95 % bootstrap over replicates.${
      omitted > 0 ? ` The mean's line leaves out ${omitted} of ${loss.sizes.length} sizes.` : ""
    }`,
    `Theory: ${summary.theory.source}.`,
    failuresText(summary, loss),
    ...(summary.notes ?? []),
  ];
}

/** A text with a capital letter at its beginning and one full stop at its end. */
function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
}
