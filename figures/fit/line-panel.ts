import type { ChartConfiguration, Plugin } from "chart.js";
import type { Points } from "../marks.js";
import { frame, panelOptions } from "../theme.js";
import type { Panel } from "../types.js";

/** A panel of lines and points over two axes. */
export function linePanel({
  datasets,
  scales,
  plugins = [],
  ...panel
}: Omit<Panel, "chart"> & {
  readonly datasets: readonly Points[];
  readonly scales: Readonly<Record<"x" | "y", object>>;
  readonly plugins?: readonly Plugin[];
}): Panel {
  const chart: ChartConfiguration<"line", Points["data"]> = {
    type: "line",
    data: { datasets: [...datasets] },
    options: { ...panelOptions(), scales } as NonNullable<ChartConfiguration<"line">["options"]>,
    plugins: [frame, ...plugins] as Plugin<"line">[],
  };
  return { ...panel, chart: chart as unknown as ChartConfiguration };
}
