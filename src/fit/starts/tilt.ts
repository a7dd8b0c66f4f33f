import type { Slot } from "../../params/layout.js";

/** Adds a random slope to a gate's predictor, whose value at the given point stays the same. */
export function tilt(
  theta: Float64Array,
  { offset, predictor }: Slot,
  point: readonly number[],
  nextNormal: () => number,
): void {
  const intercept = predictor.basis !== "linear";
  if (predictor.basis === "constant") return;
  point.forEach((xj, j) => {
    const slope = steepness * nextNormal();
    theta[offset + j + (intercept ? 1 : 0)] += slope;
    if (intercept) theta[offset] -= slope * xj;
  });
}

/** Typical slope of an inserted gate per standard deviation of an input. */
const steepness = 2.5;
