import type { AnyModel } from "../../model/model.js";
import { coordinatesOf } from "../../params/coordinates.js";
import { firstSlope, type Slot, widthOf } from "../../params/layout.js";
import { rawUnits } from "../../params/units.js";
import type { AnyParams } from "../../types.js";

/**
 * The plane normal'z = value, z the inputs that the part sees, in their own units (M(x) where the predictor has a transform); the largest entry of the normal
 * is 1 or -1, its first one not 0 positive.
 */
export interface Border {
  readonly normal: readonly number[];
  readonly value: number;
}

/** An intercept and slopes in the data's own units. */
export interface Affine {
  readonly intercept: number;
  readonly slopes: readonly number[];
}

/** The coefficients of one predictor of all experts that have it, by expert, in the data's own units; 0 where they are pinned or a reference. */
export function coefficientsOf(
  { gating, layout }: AnyModel,
  params: AnyParams,
  part: "gating" | "experts",
  predictor: number,
): Affine[] {
  const { inputs: d } = layout;
  const theta = coordinatesOf(gating, layout, rawUnits).toTheta(params);
  const coefficients: Affine[] = [];
  for (const slot of layout.slots)
    if (slot.part === part && slot.predictorIndex === predictor)
      coefficients[slot.atom] = affineOf(slot, theta, d);
  return coefficients;
}

function affineOf({ offset, length, predictor }: Slot, theta: Float64Array, d: number): Affine {
  if (offset < 0) return { intercept: 0, slopes: new Array<number>(widthOf(predictor, d)).fill(0) };
  const first = firstSlope(predictor);
  return {
    intercept: first === 1 ? theta[offset] : 0,
    slopes: [...theta.subarray(offset + first, offset + length)],
  };
}

/** Where two affine functions are equal. */
export function borderOf(p: Affine, q: Affine): Border {
  const slopes = p.slopes.map((slope, u) => slope - q.slopes[u]);
  const largest = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
  const first = slopes.find((slope) => slope !== 0) ?? 1;
  const unit = Math.sign(first) * largest;
  return { normal: slopes.map((slope) => slope / unit), value: (q.intercept - p.intercept) / unit };
}

/** The two of which affine functions are equal on a border, the one that has the higher function below it first. */
export function sidesOf(
  { normal }: Border,
  [first, second]: readonly [number, number],
  [p, q]: readonly [Affine, Affine],
): readonly [number, number] {
  const slope = normal.reduce((sum, c, u) => sum + c * (p.slopes[u] - q.slopes[u]), 0);
  return slope > 0 ? [second, first] : [first, second];
}
