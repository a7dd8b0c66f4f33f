import type { Fit, FitProgress } from "../src/fit/index.js";
import type { Analysis, SlowDirection } from "./derived/analyse.js";
import type { Axis } from "./derived/scene.js";
import type { Point } from "./derived/scenes/rates.js";
import type { State } from "./state/state.js";

/** How far a fit is. */
export type Run =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly progress: FitProgress | undefined }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly message: string };

/** A fit, and what was asked of it afterwards. */
export interface Result {
  /** The state whose data were fitted. */
  readonly of: State;
  readonly fit: Fit;
  readonly seconds: number;
  /** Undefined while it is computed. */
  readonly analysis: Analysis | undefined;
}

/** All that the page knows. */
export interface Session {
  readonly state: State;
  readonly run: Run;
  readonly result: Result | undefined;
  /** The losses of all fits of one truth by so many experts. */
  readonly history: { readonly of: string; readonly points: readonly Point[] };
  /** Which of the maxima is shown; 0 is the answer. */
  readonly shown: number;
  /** Whether a slow direction is shown, which of them, and which of its steps; undefined for the widest, and for the fit itself. */
  readonly slow: boolean;
  readonly direction: number | undefined;
  readonly step: number | undefined;
  /** The axis of responses while something is dragged. */
  readonly held: Axis | undefined;
  /** Whether a change is followed by a fit. */
  readonly auto: boolean;
}

/** The session that a page begins with. */
export const sessionOf = (state: State): Session => ({
  state,
  run: { kind: "idle" },
  result: undefined,
  history: { of: "", points: [] },
  shown: 0,
  slow: false,
  direction: undefined,
  step: undefined,
  held: undefined,
  auto: true,
});

/** What losses are compared over: the truth and the number of fitted experts, not n and the seed. */
export const historyKey = ({ n, seed, ...rest }: State): string => JSON.stringify(rest);

/** The fit of the data that are shown, if there is one. */
export const currentResult = ({ result, state }: Session): Result | undefined =>
  result?.of === state ? result : undefined;

/** The slow direction that is chosen, once it is known. */
export function slowDirection(session: Session): SlowDirection | undefined {
  const known = currentResult(session)?.analysis?.slow ?? undefined;
  return known?.directions[session.direction ?? known.widest];
}
