import { named, stroke, through } from "../marks.js";
import { plain } from "../numbers.js";
import { lettered } from "../panels.js";
import { colors, fullWidth, linearAxis, logAxis, series } from "../theme.js";
import { logLimits } from "../ticks.js";
import type { Figure } from "../types.js";
import { linePanel } from "./line-panel.js";
import { type Noted, noted } from "./noted.js";
import { branchesOf, type TreeMerge } from "./tree.js";

/** How the experts of a fit with more than are needed merge. */
export interface DendrogramPicture extends Noted {
  /** The atoms in an order in which no branches cross. */
  readonly order: readonly number[];
  readonly merges: readonly TreeMerge[];
  /** From one expert to all: the criterion of each number. */
  readonly levels: readonly { readonly k: number; readonly dsc: number }[];
  /** The number of experts with the least criterion. */
  readonly best: number;
}

/**
 * The dendrogram, its heights on a logarithmic axis, from whose lower edge the experts grow, and the criterion by the number of experts. A height of 0
 * is a gap.
 */
export function dendrogramFigure({ order, merges, levels, best, ...words }: DendrogramPicture): Figure {
  const k = order.length;
  const limits = logLimits(
    merges.map(({ height }) => height),
    0.12,
  );
  const between = { color: colors.frame, width: 1.6, dash: [5, 3] };
  const within = { color: series(0), width: 2 };
  const branches = branchesOf(order, merges, limits.min);
  // Merge s leaves k - s - 1 experts.
  const isWithin = (s: number) => k - s - 1 >= best;
  const tree = linePanel({
    title: "(a) dendrogram",
    height,
    datasets: branches.map(({ points }, s) => stroke(points, isWithin(s) ? within : between)),
    scales: {
      x: linearAxis("x", {
        title: `expert of the fit with ${k}`,
        min: -0.5,
        max: k - 0.5,
        ticks: order.map((_, at) => at),
        texts: order.map((number) => String(number + 1)),
      }),
      y: logAxis("y", { title: "height", ...limits, room: 8 }),
    },
  });
  const dot = { shape: "circle", radius: 3.6, color: series(0), fill: colors.paper } as const;
  const chosen = { ...dot, radius: 4.6, fill: series(0) };
  const criterion = levels.map(({ k, dsc }) => ({ x: k, y: dsc }));
  const none = { color: "transparent", width: 0 };
  const [second] = lettered([
    {
      title: "",
      x: { title: "experts", scale: "linear", values: [0.6, k + 0.4] },
      y: { title: "criterion DSC", scale: "linear", values: criterion.map(({ y }) => y) },
      datasets: [
        named("criterion DSC", through(criterion, { color: series(0), width: 0.9 }, dot)),
        {
          ...through(
            criterion.filter(({ x }) => x === best),
            none,
            chosen,
          ),
          order: 0,
        },
      ],
      key: [],
    },
  ]);
  return {
    ...noted(words, [
      "Two experts merge at the height of their dissimilarity, the closest first. As data grow, the heights of experts that stand for one vanish, those of different experts do not; the criterion (least is best) weighs them against the log-likelihood. The lower edge of (a) is no height.",
    ]),
    width: fullWidth,
    columns: 2,
    panels: [tree, { ...second!, title: "(b) criterion by the number of experts", height }],
    key: [
      ...(best < k
        ? [
            {
              label: `merges within one of ${plain(best)} ${best === 1 ? "expert" : "experts"}`,
              line: within,
            },
          ]
        : []),
      ...(best > 1 ? [{ label: "merges of different experts", line: between }] : []),
      { label: `least criterion: ${plain(best)} ${best === 1 ? "expert" : "experts"}`, marker: chosen },
    ],
  };
}

/** Of both panels, in inches. */
const height = 2.6;
