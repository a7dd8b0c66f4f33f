import type { Params } from "../../../src/types.js";
import type { State } from "../../state/state.js";
import { around } from "../axes.js";
import type { Dots, Mark, Scene } from "../scene.js";
import { atomsOf } from "../truth.js";
import { fittedColors } from "./experts.js";

/** Which fitted expert belongs to which true one: each is joined to the true one in whose Voronoi cell it lies, in the plane of slope and intercept. */
export function cellsScene(state: State, params: Params, cells: readonly (readonly number[])[]): Scene {
  const fitted = atomsOf(state, params);
  const colors = fittedColors(cells);
  const all = [...state.atoms, ...fitted];
  const joins = cells.flatMap((cell, j) =>
    cell.map(
      (i): Mark => ({
        type: "curve",
        xs: [state.atoms[j].a, fitted[i].a],
        ys: [state.atoms[j].b, fitted[i].b],
        color: `s${j}`,
        width: 1.5,
        opacity: 0.6,
      }),
    ),
  );
  const dot = (x: number, y: number, color: string, more: Pick<Dots, "radius" | "shape">): Dots => ({
    type: "dots",
    xs: [x],
    ys: [y],
    mix: [[color, 1]],
    ...more,
  });
  return {
    x: around(
      all.map(({ a }) => a),
      "slope a",
      { padding: 0.15 },
    ),
    y: around(
      all.map(({ b }) => b),
      "intercept b",
      { padding: 0.15 },
    ),
    marks: [
      ...joins,
      ...state.atoms.map(({ a, b }, j) => dot(a, b, `s${j}`, { radius: 8, shape: "ring" })),
      ...fitted.map(({ a, b }, i) => dot(a, b, colors[i] ?? "ink", { radius: 4.5 })),
    ],
    description: cells
      .map((cell, j) => `${cell.length} fitted experts belong to true expert ${j + 1}`)
      .join(", "),
  };
}
