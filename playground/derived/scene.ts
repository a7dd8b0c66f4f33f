/**
 * A colour by its name in a theme: `ink`, `grid`, ..., or `s0`, `s1`, ... for the true experts, and `s0~1` for the second fitted expert that
 * belongs to the first of them.
 */
export type Color = string;

/** An axis in data coordinates. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly log?: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly title: string;
}

/** A line through points; where a value is not finite it is interrupted. */
export interface Curve {
  readonly type: "curve";
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
  readonly color: Color;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

/** An area between two lines over the same inputs. */
export interface Band {
  readonly type: "band";
  readonly xs: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly color: Color;
  readonly opacity: number;
}

/** Points of one colour, which may be mixed of several by shares. */
export interface Dots {
  readonly type: "dots";
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly mix: readonly (readonly [color: Color, share: number])[];
  readonly radius: number;
  readonly opacity?: number;
  /** `cross` is an x, `ring` a hollow circle. */
  readonly shape?: "disc" | "cross" | "ring";
}

/** Words at a point. */
export interface Label {
  readonly type: "label";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: Color;
  readonly align?: "left" | "center" | "right";
  /** Pixels from the point. */
  readonly dx?: number;
  readonly dy?: number;
}

export type Mark = Curve | Band | Dots | Label;

/** All that is drawn on one canvas, in data coordinates; the first marks lie below. */
export interface Scene {
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** What it shows, for those who do not see it. */
  readonly description: string;
}
