import type { Expert, Gating } from "../family.js";
import { likelihoodOf } from "../likelihood/assemble.js";
import type { Likelihood } from "../likelihood/likelihood.js";
import type { Engine } from "../numeric/kernels.js";
import { type Coordinates, coordinatesOf } from "../params/coordinates.js";
import type { Layout } from "../params/layout.js";
import { basesOf, offsetIn, responseIn, type Units } from "../params/units.js";
import type { Sample } from "../types.js";

/** A model on a data set: the likelihood as a function of theta, and the coordinates that theta has. */
interface Binding {
  readonly likelihood: Likelihood;
  readonly coordinates: Coordinates;
}

/**
 * Binds a model to a data set, theta in given units. `engine`: another than the fastest.
 * Throws where the sample has another number of inputs than the model.
 */
export type Bind = (sample: Sample, units: Units, engine?: Engine) => Binding;

/** How a model is bound to data. */
export const bindingOf =
  (gating: Gating, expert: Expert, layout: Layout): Bind =>
  (sample, units, engine) => {
    const { inputs: d } = layout;
    if (sample.d !== d) throw new Error(`invalid sample; the model has ${d} inputs: ${sample.d}`);
    const basisOf = basesOf(sample, units);
    const y = responseIn(units, expert, sample.y);
    const offset = offsetIn(units, expert, sample.offset);
    return {
      likelihood: likelihoodOf({
        gating,
        expert,
        layout,
        basisOf,
        y,
        offset,
        weights: sample.weights,
        engine,
      }),
      coordinates: coordinatesOf(gating, expert, layout, units),
    };
  };
