import { modelOf } from "../../../src/registry.js";
import type { Params } from "../../../src/types.js";
import type { State } from "../../state/state.js";
import { linear } from "../axes.js";
import type { Color, Curve, Scene } from "../scene.js";
import { truthOf } from "../truth.js";
import { type Drawn, inputAxis } from "./data.js";
import { gridOf } from "./experts.js";

/** The gate weights over the inputs: dashed of the truth where there is a fit, whose weights are then drawn through. */
export function gateScene(state: State, fitted: Drawn | undefined): Scene {
  const isFaint = fitted !== undefined;
  const trueColors = state.atoms.map((_, j) => `s${j}`);
  return {
    x: inputAxis(state, "input x"),
    y: { ...linear(-0.04, 1.04, "gate weight"), ticks: [0, 0.5, 1].map((at) => ({ at, label: `${at}` })) },
    marks: [
      ...weightCurves(state, truthOf(state), trueColors, {
        width: isFaint ? 2 : 2.5,
        ...(isFaint ? { dash: [7, 5] } : {}),
      }),
      ...(fitted === undefined ? [] : weightCurves(state, fitted.params, fitted.colors, { width: 2.5 })),
    ],
    description: `Gate weights of ${state.atoms.length} true experts${isFaint ? " and of the fitted ones" : ""} over the input.`,
  };
}

function weightCurves(
  state: State,
  params: Params,
  colors: readonly Color[],
  style: Pick<Curve, "width" | "dash">,
): Curve[] {
  const xs = gridOf(state, 161);
  const weights = modelOf(params).gate(params);
  const rows = xs.map((x) => weights([x]));
  return rows[0].map((_, i) => ({
    type: "curve",
    xs,
    ys: rows.map((row) => row[i]),
    color: colors[i] ?? "ink",
    ...style,
  }));
}
