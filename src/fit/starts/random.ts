import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import type { Problem } from "../problem/problem.js";
import { type Standardised, standardised } from "./standardised.js";
import { tilt } from "./tilt.js";
import { clusters, type DrawWeights, seeds, slices } from "./weights.js";

/** Draws a random start, by the way that is at `turn`. */
export type DrawStart = (turn: number, uniform: Uniform) => Float64Array;

/**
 * Random starts for a problem: one M-step for the experts with random weights. Three ways to draw the weights take turns, since each finds
 * maxima that the others miss: overlapping lines (`seeds`), experts that own a region (`clusters`, `slices`). The gate begins
 * at equal weights, from which EM moves it; where equal weights are a saddle or have no derivative, it is tilted at random about
 * random observations.
 */
export function randomStarts(problem: Problem): DrawStart {
  const { model, size } = problem;
  const data = standardised(problem);
  const freeSlopes = model.gating.predictors.some(({ basis, pinned }) => basis !== "constant" && !pinned);
  return (turn, uniform) => {
    const theta = new Float64Array(size);
    maximiseExperts(problem, theta, ways[turn % ways.length](data, model.k, uniform), mStepSteps);
    if (model.selected !== undefined || freeSlopes) tiltGates(problem, theta, data, uniform);
    return theta;
  };
}

const ways: readonly DrawWeights[] = [seeds, clusters, slices];
/** Most Newton steps of that M-step, where the experts have no closed form. */
const mStepSteps = 25;

/** Tilts the gate of each expert at random about a random observation. */
export function tiltGates(
  { coordinates }: Problem,
  theta: Float64Array,
  { inputs, total, rowAt }: Standardised,
  uniform: Uniform,
  steepness?: number,
): void {
  const nextNormal = normal(uniform);
  for (const slot of coordinates.layout.slots) {
    if (slot.part !== "gating" || slot.offset < 0 || slot.predictor.shared) continue;
    const observation = rowAt(uniform() * total);
    const point = inputs.map((column) => column[observation]);
    tilt(theta, slot, point, nextNormal, steepness);
  }
}
