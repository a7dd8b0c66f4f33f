import type { Model, Params, Sample } from "../../src/index.js";
import type { Likelihood } from "../../src/likelihood/likelihood.js";
import type { Coordinates } from "../../src/params/coordinates.js";
import { standardUnits } from "../../src/params/units.js";
import { step } from "./differences.js";
import { drawFrom } from "./models.js";

/** A data set with a model bound to it in standard units, and the point that it was drawn from. */
export interface Drawn {
  readonly data: Sample;
  readonly likelihood: Likelihood;
  readonly coordinates: Coordinates;
  readonly theta: Float64Array;
}

/** Data drawn from a model, bound to it in standard units. */
export function drawn(model: Model, params: Params, n: number, key: string): Drawn {
  const data = drawFrom(model, params, n, key);
  const { likelihood, coordinates } = model.bind(data, standardUnits(data, model.gating, model.families));
  return { data, likelihood, coordinates, theta: coordinates.toTheta(params) };
}

/**
 * The same, drawn again until no observation changes its selection where a difference is taken, a step from theta along a gate
 * coefficient: a difference across a jump of the likelihood says nothing of the derivative beside it. Of 10,000 random top-K models
 * 90 jump so and would all be false alarms; drawn again none of the 10,000 is one (`test/mutants/falseAlarms.ts`).
 */
export function drawnAwayFromJumps(model: Model, params: Params, n: number, key: string): Drawn {
  for (let draw = 0; ; draw++) {
    const found = drawn(model, params, n, draw === 0 ? key : `${key}/${draw}`);
    if (!jumpsWithinStep(model, found)) return found;
  }
}

/** Whether the selection of any observation differs at theta from where the differences along gate coefficients are taken. */
export function jumpsWithinStep(model: Model, { data, likelihood, theta }: Drawn): boolean {
  const { selection } = model.gating;
  if (selection === undefined || selection.k >= model.k) return false;
  const r = Array.from({ length: model.k }, () => new Float64Array(data.n));
  const selectedAt = (at: Float64Array) => {
    const selected = r.map(() => new Uint8Array(data.n));
    likelihood.responsibilities(at, r, selected);
    return selected;
  };
  const own = selectedAt(theta);
  for (let j = 0; j < likelihood.gateSize; j++)
    for (const h of [-step, step]) {
      const near = selectedAt(theta.map((value, i) => (i === j ? value + h : value)));
      if (near.some((mask, i) => mask.some((is, t) => is !== own[i][t]))) return true;
    }
  return false;
}
