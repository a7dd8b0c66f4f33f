import { through } from "../marks.js";
import { plain } from "../numbers.js";
import { lettered, type PanelContent } from "../panels.js";
import { colors, fullWidth, series } from "../theme.js";
import { linearTicks } from "../ticks.js";
import type { Figure } from "../types.js";
import { type Noted, noted } from "./noted.js";
import { stacked } from "./stacked.js";
import { branchesOf, type TreeMerge } from "./tree.js";

/** How the experts of a fit with more than are needed merge. */
export interface DendrogramPicture extends Noted {
  /** The atoms in an order in which no branches cross. */
  readonly order: readonly number[];
  readonly merges: readonly TreeMerge[];
  /** From one expert to all: the criterion of each number. */
  readonly levels: readonly { readonly experts: number; readonly dsc: number }[];
  /** The number of experts with the least criterion. */
  readonly best: number;
}

/** The dendrogram, the heights of its merges on a logarithmic axis, and the criterion by the number of experts. */
export function dendrogramFigure({ order, merges, levels, best, ...words }: DendrogramPicture): Figure {
  const k = order.length;
  const branches = branchesOf(order, merges);
  const line = { color: colors.frame, width: 1.6 };
  const kept = { color: series(0), width: 2 };
  /** Merge s leads from k - s experts to one less: those that leave at least `best` are within one expert. */
  const isWithin = (s: number) => k - s > best;
  const highest = Math.max(...merges.map(({ height }) => height), 0);
  const [tree] = stacked(
    [
      {
        title: "(a) dendrogram",
        height: 2.1,
        y: { title: "height", min: 0, max: 1.08 * highest || 1, ticks: linearTicks(0, 1.08 * highest || 1) },
        datasets: branches.map(({ points }, s) => through(points, isWithin(s) ? kept : line)),
      },
    ],
    {
      title: `expert of the fit with ${k}`,
      min: -0.5,
      max: k - 0.5,
      ticks: order.map((_, at) => at),
      texts: order.map((number) => String(number + 1)),
    },
    { columns: 2 },
  );
  const dot = { shape: "circle", radius: 3.6, color: series(0), fill: colors.paper } as const;
  const chosen = { ...dot, radius: 4.6, fill: series(0) };
  const thin = { color: series(0), width: 0.9 };
  const heights = merges.map(({ height }, s) => ({ x: k - s, y: height }));
  const criterion = levels.map(({ experts, dsc }) => ({ x: experts, y: dsc }));
  const none = { color: "transparent", width: 0 };
  const contents: PanelContent[] = [
    {
      title: "heights",
      x: { title: "experts before the merge", scale: "linear", values: [1.6, k + 0.4] },
      y: { title: "height", scale: "log", values: heights.map(({ y }) => y) },
      datasets: [through(heights, thin, { ...dot, fill: series(0) })],
      key: [],
    },
    {
      title: "criterion",
      x: { title: "experts", scale: "linear", values: [0.6, k + 0.4] },
      y: { title: "DSC", scale: "linear", values: criterion.map(({ y }) => y) },
      datasets: [
        through(criterion, thin, dot),
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
  ];
  const [second, third] = lettered(contents);
  return {
    ...noted(words, [
      "Two experts merge at the height of their dissimilarity, the closest first. Heights of experts that stand for one vanish as data grow, those of different experts do not; the criterion (least is best) weighs them against the log-likelihood.",
    ]),
    width: fullWidth,
    columns: 2,
    panels: [
      tree!,
      { ...second!, title: "(b) height of each merge", height: tree!.height },
      { ...third!, title: "(c) criterion by the number of experts", height: tree!.height },
    ],
    key: [
      { label: `merges within one of ${best} ${best === 1 ? "expert" : "experts"}`, line: kept },
      ...(best > 1 ? [{ label: "merges of different experts", line }] : []),
      { label: `least criterion: ${plain(best)} ${best === 1 ? "expert" : "experts"}`, marker: chosen },
    ],
  };
}
