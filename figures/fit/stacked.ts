import type { Plugin } from "chart.js";
import type { Points } from "../marks.js";
import { plain } from "../numbers.js";
import { gutterOf, titleLines } from "../panel-axes.js";
import { fullWidth, linearAxis, pixelsPerInch, plotPadding } from "../theme.js";
import type { KeyEntry, Panel } from "../types.js";
import { linePanel } from "./line-panel.js";
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

/** Panels one above the other over a common x axis, which the last one carries. */
export function stacked(layers: readonly Layer[], x: Axis): Panel[] {
  const width = Math.max(...layers.map(gutterOfLayer));
  const length = fullWidth * pixelsPerInch - width - plotPadding.left - plotPadding.right;
  const roomy = { ...withRoom(x, length), title: titleLines({ title: x.title, length }).join("\n") };
  return layers.map(({ title, height, y, datasets, plugins = [], key }, i): Panel => {
    const carriesX = i === layers.length - 1;
    return linePanel({
      ...(title === undefined ? {} : { title }),
      ...(key === undefined ? {} : { key }),
      height: height + (carriesX ? axisHeight : 0),
      datasets,
      plugins,
      scales: {
        x: linearAxis("x", { ...roomy, labels: carriesX }),
        y: linearAxis("y", { ...y, title: yTitle(y, height).join("\n"), gutter: width }),
      },
    });
  });
}

const yTitle = ({ title }: Axis, height: number): string[] =>
  titleLines({ title, length: height * pixelsPerInch });

const gutterOfLayer = ({ y, height }: Layer): number =>
  gutterOf(y.texts?.flat() ?? y.ticks.map(plain), yTitle(y, height).length);
