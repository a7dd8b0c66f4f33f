import type { ChartConfiguration, Plugin } from "chart.js";
import type { Point, Points } from "../marks.js";
import { plain } from "../numbers.js";
import { gutterOf, titleLines } from "../panel-axes.js";
import { frame, fullWidth, linearAxis, panelOptions, pixelsPerInch, plotPadding } from "../theme.js";
import type { KeyEntry, Panel } from "../types.js";
import { type Axis, withRoom } from "./variable.js";

/** A panel before its axes are drawn. */
export interface Layer {
  readonly title?: string;
  /** Height of the plot in inches, without an x axis. */
  readonly height: number;
  readonly y: Axis;
  readonly datasets: readonly Points[];
  readonly plugins?: readonly Plugin[];
  readonly key?: readonly KeyEntry[];
}

/** Height of an x axis with its labels and a title of one line, in inches. */
const axisHeight = 0.45;

/** Panels one above the other over a common x axis, which the last one carries; or each has its own, where `apart` says so. */
export function stacked(
  layers: readonly Layer[],
  x: Axis,
  { apart = false, columns = 1 }: { readonly apart?: boolean; readonly columns?: 1 | 2 } = {},
): Panel[] {
  const width = Math.max(...layers.map(gutterOfLayer));
  const length = (fullWidth * pixelsPerInch) / columns - width - plotPadding.left - plotPadding.right;
  const roomy = { ...withRoom(x, length), title: titleLines({ title: x.title, length }).join("\n") };
  return layers.map(({ title, height, y, datasets, plugins = [], key }, i): Panel => {
    const carriesX = apart || i === layers.length - 1;
    const chart: ChartConfiguration<"line", Point[]> = {
      type: "line",
      data: { datasets: [...datasets] },
      options: {
        ...panelOptions(),
        scales: {
          x: linearAxis("x", { ...roomy, labels: carriesX }),
          y: linearAxis("y", { ...y, title: yTitle(y, height).join("\n"), gutter: width }),
        },
      } as NonNullable<ChartConfiguration<"line">["options"]>,
      plugins: [frame, ...plugins] as Plugin<"line">[],
    };
    return {
      ...(title === undefined ? {} : { title }),
      height: height + (carriesX ? axisHeight : 0),
      chart: chart as unknown as ChartConfiguration,
      ...(key === undefined ? {} : { key }),
    };
  });
}

const yTitle = ({ title }: Axis, height: number): string[] =>
  titleLines({ title, length: height * pixelsPerInch });

const gutterOfLayer = ({ y, height }: Layer): number =>
  gutterOf(y.texts?.flat() ?? y.ticks.map(plain), yTitle(y, height).length);
