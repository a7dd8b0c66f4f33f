import { firstSlope, type Slot } from "../../params/layout.js";
import { seenOf } from "../../params/units.js";

/**
 * Adds a random slope, of standard deviation `steepness` for each input, to a gate's predictor, whose value at the given point of all
 * inputs stays the same if it has an intercept.
 */
export function tilt(
  theta: Float64Array,
  { offset, predictor }: Slot,
  point: readonly number[],
  nextNormal: () => number,
  steepness = typicalSteepness,
): void {
  if (predictor.basis === "constant") return;
  const first = firstSlope(predictor);
  seenOf(point, predictor.columns).forEach((xj, j) => {
    const slope = steepness * nextNormal();
    theta[offset + first + j] += slope;
    if (first === 1) theta[offset] -= slope * xj;
  });
}

/** Typical slope of an inserted gate per standard deviation of an input. */
const typicalSteepness = 2.5;
