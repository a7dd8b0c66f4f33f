import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import type { Problem } from "../problem/problem.js";
import { standardised } from "./standardised.js";
import { tilt } from "./tilt.js";
import { clusters, type DrawWeights, seeds, slices } from "./weights.js";

/**
 * A random start: one M-step for the experts with weights drawn in the way that is at `turn`, the gate at
 * equal weights (EM moves it from there), or, where such a gate is a saddle or has no derivative, tilted at random
 * about random observations. The ways take turns because each finds maxima that the others miss: overlapping
 * lines (`seeds`), experts that own a region (`clusters`, `slices`).
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
    const next = normal(uniform);
    for (const slot of coordinates.layout.slots) {
      if (slot.part !== "gating" || slot.offset < 0 || slot.predictor.shared) continue;
      const at = Math.floor(uniform() * sample.n);
      tilt(
        theta,
        slot,
        columns.map((column) => column[at]),
        next,
      );
    }
  }
  return theta;
}
