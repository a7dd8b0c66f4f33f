import type { Slot } from "../../params/layout.js";
import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import type { Problem } from "../problem/problem.js";
import { standardised } from "./standardised.js";
import { tilt } from "./tilt.js";

/** A fit of k - 1 experts: its theta, its mean Hessian, and each expert's share of the observations. */
export interface SmallerFit {
  readonly problem: Problem;
  readonly theta: Float64Array;
  readonly hessian: Float64Array;
  readonly shares: readonly number[];
}

/**
 * A start for k experts from a fit of k - 1: a new expert is inserted beside a random one, its coefficients
 * moved from that one's by normal steps of the size that one observation can tell, sqrt(share / -H_jj), its gate
 * tilted at random about a random observation, where it gets a third of the other's weight. The
 * maximum for k - 1 is a saddle for k, and the over-specified maxima lie around it: most are found from here.
 */
export function insertedStart(problem: Problem, base: SmallerFit, uniform: Uniform): Float64Array {
  const { sample, coordinates, size } = problem;
  const next = normal(uniform);
  const { slots, experts: k } = coordinates.layout;
  const beside = Math.floor(uniform() * (k - 1));
  const at = Math.floor(uniform() * sample.n);
  const point = standardised(sample).inputs.map((column) => column[at]);
  const theta = new Float64Array(size);
  for (const slot of slots) {
    if (slot.offset < 0) continue;
    // The new expert comes first, so that the pinned last one stays what it is.
    const isNew = slot.atom === 0 && !slot.predictor.shared;
    const twin = base.problem.coordinates.layout.slots.find(
      ({ part, atom, predictorIndex }) =>
        part === slot.part &&
        predictorIndex === slot.predictorIndex &&
        atom === (slot.atom === 0 ? beside : slot.atom - 1),
    ) as Slot;
    for (let c = 0; c < slot.length; c++)
      theta[slot.offset + c] = twin.offset < 0 ? 0 : base.theta[twin.offset + c];
    if (!isNew) continue;
    if (slot.part === "gating") {
      if (slot.predictor.basis !== "linear") theta[slot.offset] -= Math.log(3);
      tilt(theta, slot, point, next);
    } else {
      for (let c = 0; c < slot.length; c++) {
        const j = twin.offset + c;
        const information = -base.hessian[j * base.problem.size + j] / Math.max(base.shares[beside], 1e-12);
        theta[slot.offset + c] += next() / Math.sqrt(Math.max(information, 1e-3));
      }
    }
  }
  return theta;
}
