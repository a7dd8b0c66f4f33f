import { withAtom } from "../state/edits.js";
import { limits, within } from "../state/limits.js";
import type { State } from "../state/state.js";
import { bordersOf, withBorder } from "./borders.js";
import { kinds } from "./families.js";

/** A point on the page by which the truth is moved. */
export type Handle =
  | {
      readonly kind: "line";
      readonly expert: number;
      readonly side: -1 | 1;
      readonly x: number;
      readonly y: number;
    }
  | { readonly kind: "border"; readonly left: number; readonly right: number; readonly x: number };

/** Where the handles of the lines stand: near the ends of the range of inputs, those of neighbours apart. */
const inset = (expert: number) => 0.94 - 0.05 * (expert % 3);

/** Two for each line. */
export function lineHandles({ atoms, family, reach }: State): Extract<Handle, { kind: "line" }>[] {
  return atoms.flatMap(({ a, b }, expert) =>
    ([-1, 1] as const).map((side) => {
      const x = side * reach * inset(expert);
      return { kind: "line", expert, side, x, y: kinds[family].value(b + a * x) } as const;
    }),
  );
}

/** One for each border of the gate. */
export const borderHandles = (state: State): Extract<Handle, { kind: "border" }>[] =>
  bordersOf(state).map(({ left, right, at }) => ({ kind: "border", left, right, x: at }));

/** What a handle is known by while it moves. */
export const idOf = (handle: Handle): string =>
  handle.kind === "line" ? `line ${handle.expert} ${handle.side}` : `border ${handle.left} ${handle.right}`;

/** The state with a handle moved to a point: a line turns about its other handle, a border moves along the inputs. */
export function dragged(state: State, handle: Handle, to: { readonly x: number; readonly y: number }): State {
  if (handle.kind === "border")
    return withBorder(state, handle, Math.min(0.98, Math.max(-0.98, to.x / state.reach)) * state.reach);
  const { expert, x } = handle;
  const { a, b } = state.atoms[expert];
  const { predictor } = kinds[state.family];
  const other = b - a * x;
  const here = predictor(to.y);
  const slope = within(limits.a, (here - other) / (2 * x));
  return withAtom(expert, { a: slope, b: here - slope * x })(state);
}
