import type { Atom, State } from "../../state/state.js";
import { kinds } from "../families.js";
import type { Band, Color, Curve } from "../scene.js";

/** Inputs at which curves are computed. */
export const gridOf = ({ reach }: Pick<State, "reach">, points = 121): number[] =>
  Array.from({ length: points }, (_, i) => reach * ((2 * i) / (points - 1) - 1));

/** The curve of one expert. */
export function expertCurve(
  state: State,
  { a, b }: Pick<Atom, "a" | "b">,
  style: Pick<Curve, "color" | "width" | "dash" | "opacity">,
): Curve {
  const { value } = kinds[state.family];
  // A line needs no more than its ends.
  const xs = gridOf(state, state.family === "gaussian" ? 2 : 81);
  return { type: "curve", xs, ys: xs.map((x) => value(b + a * x)), ...style };
}

/** Where most responses of an expert lie, for families with a noise of their own. */
export function expertBand(state: State, atom: Atom, color: Color): Band[] {
  const { spread } = kinds[state.family];
  if (spread === undefined) return [];
  const half = spread(atom);
  const xs = gridOf(state, 2);
  const middle = xs.map((x) => atom.b + atom.a * x);
  return [
    {
      type: "band",
      xs,
      low: middle.map((y) => y - half),
      high: middle.map((y) => y + half),
      color,
      opacity: 0.1,
    },
  ];
}

/** The colour of each fitted expert: that of the true one to whose cell it belongs, the further ones of a cell in other shades. */
export function fittedColors(cells: readonly (readonly number[])[]): Color[] {
  const colors: Color[] = [];
  cells.forEach((cell, j) => {
    cell.forEach((i, place) => {
      colors[i] = place === 0 ? `s${j}` : `s${j}~${place}`;
    });
  });
  return colors;
}
