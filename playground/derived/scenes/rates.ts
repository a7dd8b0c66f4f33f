import { logAround } from "../axes.js";
import type { Mark, Scene } from "../scene.js";

/** The loss of one fit. */
export interface Point {
  readonly n: number;
  readonly loss: number;
}

/** The losses of all fits of one truth against n, both logarithmic, with a line of slope -1/2 through their middle. */
export function ratesScene(points: readonly Point[], title: string): Scene {
  const shown = points.filter(({ loss }) => loss > 0 && Number.isFinite(loss));
  const sizes = shown.map(({ n }) => n);
  const x = logAround(
    sizes.length > 0 ? [...sizes, 10 * Math.min(...sizes)] : [100, 10_000],
    "observations n",
    0.1,
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const level = shown.length > 0 ? mean(shown.map(({ n, loss }) => Math.log(loss) + 0.5 * Math.log(n))) : 0;
  const ends = [x.min, x.max];
  const line = ends.map((n) => Math.exp(level) / Math.sqrt(n));
  const middle = Math.sqrt(x.min * x.max);
  const marks: Mark[] =
    shown.length === 0
      ? []
      : [
          { type: "curve", xs: ends, ys: line, color: "soft", width: 1.5, dash: [6, 5] },
          {
            type: "label",
            x: middle,
            y: Math.exp(level) / Math.sqrt(middle),
            text: "slope −1/2",
            color: "soft",
            dx: 10,
            dy: -12,
          },
          {
            type: "dots",
            xs: sizes,
            ys: shown.map(({ loss }) => loss),
            mix: [["s0", 1]],
            radius: 4.5,
            opacity: 0.85,
          },
        ];
  return {
    x,
    y: logAround(shown.length > 0 ? [...shown.map(({ loss }) => loss), ...line] : [0.1, 10], title, 0.06),
    marks,
    description: `Loss of ${shown.length} fits against the number of observations.`,
  };
}
