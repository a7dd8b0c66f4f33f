import type { ChartConfiguration, Plugin } from "chart.js";
import type { LossSummary, SizeSummary, Summary, Uncertified } from "../experiments/types/summary.js";
import { count } from "./numbers.js";
import { chartAxis } from "./panel-axes.js";
import {
  colors,
  fonts,
  frame,
  fullWidth,
  gutter,
  linearAxis,
  panelOptions,
  pixelsPerInch,
  plotPadding,
  textSizes,
} from "./theme.js";

/** A low panel with the number of fits at each size that are not certified, over the figure's x axis. */
export function failuresPanel(
  sizes: readonly SizeSummary[],
  x: { readonly min: number; readonly max: number; readonly ticks?: readonly number[] },
): ChartConfiguration {
  const most = Math.max(...sizes.map(({ replicates }) => replicates));
  const width = fullWidth * pixelsPerInch - gutter - plotPadding.left - plotPadding.right;
  const chart: ChartConfiguration<"bar", { x: number; y: number }[]> = {
    type: "bar",
    data: {
      datasets: [
        {
          label: "fits not certified",
          data: sizes.map((size) => ({ x: size.n, y: size.replicates - size.certified })),
          parsing: false,
          grouped: false,
          barThickness: sizes.length <= mostNumbers ? 10 : 2,
          backgroundColor: colors.soft,
          borderWidth: 0,
        },
      ],
    },
    options: {
      ...panelOptions(),
      scales: {
        x: chartAxis({ direction: "x", scale: "log", title: "sample size n", ...x }, width, gutter),
        y: linearAxis("y", { title: "fits not\ncertified", min: 0, max: 1.45 * most, ticks: [0, most] }),
      },
    } as NonNullable<ChartConfiguration<"bar">["options"]>,
    plugins: [frame as Plugin<"bar">, counts(sizes) as Plugin<"bar">],
  };
  return chart as unknown as ChartConfiguration;
}

/** More bars than this have no room for numbers; the axis tells their heights. */
const mostNumbers = 30;

/** Writes the counts above the bars. */
function counts(sizes: readonly SizeSummary[]): Plugin {
  return {
    id: "counts",
    afterDatasetsDraw: (chart) => {
      const { ctx, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      ctx.font = `${textSizes.note}px "${fonts.regular.family}"`;
      ctx.fillStyle = colors.ink;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      const bars = sizes.map(({ n, replicates, certified }) => ({ n, failed: replicates - certified }));
      for (const { n, failed } of bars.length <= mostNumbers ? bars : [])
        ctx.fillText(String(failed), x.getPixelForValue(n), y.getPixelForValue(failed) - 8);
      ctx.restore();
    },
  };
}

/** How many of a run's fits are not certified, by their status, and in which of the drawn curves they are. */
export function failuresText(
  { failures, fits, lost = 0 }: Summary,
  { sizes }: LossSummary,
  hasCertifiedCurves: boolean,
): string {
  if (failures === 0) return `All ${count(fits)} fits are certified maxima.`;
  const made: Record<Uncertified, number> = { collapsed: 0, maxSteps: 0 };
  const names = Object.keys(made) as Uncertified[];
  for (const { statuses } of sizes) for (const status of names) made[status] += statuses[status];
  const kinds = [...names.map((status) => [status, made[status]] as const), ["lost", lost] as const]
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => `${kind} ${count(number)}`);
  const share = (100 * failures) / fits;
  const percent = share < 0.1 ? "below 0.1" : share.toFixed(1);
  const drawn = hasCertifiedCurves
    ? "left out of the curves “certified fits only” alone"
    : "included in every curve";
  const leftOut = "left out of every curve";
  const fate =
    lost === 0 ? drawn : lost === failures ? leftOut : `${drawn}, but for the lost ones, ${leftOut}`;
  return (
    `Not certified: ${count(failures)} of ${count(fits)} fits ` +
    `(${[`${percent} %`, kinds.join(", ")].filter(Boolean).join(": ")}), ${fate}.`
  );
}
