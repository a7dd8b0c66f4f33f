import type { TemperatureProfile } from "../analyse.js";
import { linear, logAround } from "../axes.js";
import type { Mark, Scene } from "../scene.js";

/** The 95 % quantile of a chi-square variable with one degree of freedom. */
const quantile = 3.841458820694124;

/** The deviance of the temperature: twice the log-likelihood that is lost where it is held at a value and all others are maximised. */
export function profileScene({ points, estimate, isFlat }: TemperatureProfile, truth: number): Scene {
  const values = points.map(({ value }) => value);
  const x = logAround([...values, truth], "temperature τ", 0.1);
  const top = 5;
  const upright = (at: number, color: string, dash: readonly number[]): Mark => ({
    type: "curve",
    xs: [at, at],
    ys: [0, top],
    color,
    width: 1.5,
    dash,
  });
  return {
    x,
    y: linear(-0.2, top, "deviance"),
    marks: [
      { type: "curve", xs: [x.min, x.max], ys: [quantile, quantile], color: "soft", width: 1, dash: [3, 4] },
      { type: "label", x: x.max, y: quantile, text: "95 %", color: "soft", align: "right", dx: -6, dy: -9 },
      upright(truth, "s0", [7, 5]),
      ...(isFlat ? [] : [upright(estimate, "s0", [])]),
      {
        type: "curve",
        xs: values,
        ys: points.map(({ deviance }) => deviance),
        color: "ink",
        width: 2.5,
      },
      { type: "dots", xs: values, ys: points.map(({ deviance }) => deviance), mix: [["ink", 1]], radius: 3 },
    ],
    description: "Profile of the likelihood in the temperature.",
  };
}
