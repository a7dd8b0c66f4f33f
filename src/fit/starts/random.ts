import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import type { Problem } from "../problem/problem.js";
import { standardised } from "./standardised.js";
import { tilt } from "./tilt.js";
import { clusters, type DrawWeights, seeds, slices } from "./weights.js";

/**
 * A random start: one M-step for the experts with random weights. Three ways to draw the weights take turns, since each finds
 * maxima that the others miss: overlapping lines (`seeds`), experts that own a region (`clusters`, `slices`). The gate begins
 * at equal weights, from which EM moves it; where equal weights are a saddle or have no derivative, it is tilted at random about
 * random observations.
 */
export function randomStart(problem: Problem, turn: number, uniform: Uniform): Float64Array {
  const { model, size, sample, coordinates } = problem;
  const ways: readonly DrawWeights[] = [seeds, clusters, slices];
  const theta = new Float64Array(size);
  maximiseExperts(problem, theta, ways[turn % ways.length](sample, model.experts, uniform), 25);
  const { selection, predictors } = model.gating;
  const freeSlopes = predictors.some(({ basis, pinned }) => basis !== "constant" && !pinned);
  if (selection || freeSlopes) {
    const columns = standardised(sample).inputs;
    const nextNormal = normal(uniform);
    for (const slot of coordinates.layout.slots) {
      if (slot.part !== "gating" || slot.offset < 0 || slot.predictor.shared) continue;
      const observation = Math.floor(uniform() * sample.n);
      const point = columns.map((column) => column[observation]);
      tilt(theta, slot, point, nextNormal);
    }
  }
  return theta;
}
