/**
 * What a formula computed from the data of a fit, as plain data that JSON keeps: with it the same columns can be made of
 * other rows. See `applyRecipe`.
 */
export interface Recipe {
  /** The formula, with columns in the place of `.`. */
  readonly formula: string;
  /** The columns of the table that it reads. */
  readonly columns: readonly RecipeColumn[];
  /** What was computed from the data, by the text of the call: `poly(age, 2)`. */
  readonly computed: readonly { readonly call: string; readonly state: State }[];
  /** The names of the columns of either part. */
  readonly experts: readonly string[];
  readonly gate: readonly string[];
}

/** A column of numbers, or one of categories with the levels that it had, the reference first. */
export type RecipeColumn =
  | { readonly name: string; readonly kind: "numeric" }
  | { readonly name: string; readonly kind: "factor"; readonly levels: readonly string[] };

/** What a call in a formula has learnt from the data and must know of new rows: knots, means, levels. */
export type State = PolyState | SplineState | ScaleState | LevelsState;

/** Orthogonal polynomials: p_{i+1} = (x - alpha_i) p_i - norm2_{i+2} / norm2_{i+1} p_{i-1}; norm2 begins with R's extra 1. */
export interface PolyState {
  readonly kind: "poly";
  readonly alpha: readonly number[];
  readonly norm2: readonly number[];
}

export interface SplineState {
  readonly kind: "spline";
  readonly natural: boolean;
  readonly degree: number;
  readonly knots: readonly number[];
  readonly boundary: readonly [number, number];
  readonly intercept: boolean;
}

/** (x - center) / scale. */
export interface ScaleState {
  readonly kind: "scale";
  readonly center: number;
  readonly scale: number;
}

export interface LevelsState {
  readonly kind: "levels";
  readonly levels: readonly string[];
}
