import { MoestatError } from "../error.js";
import { type Expert, type Gating, impossible } from "../family.js";
import { likelihoodOf } from "../likelihood/assemble.js";
import type { Likelihood } from "../likelihood/likelihood.js";
import type { LikelihoodSetup } from "../likelihood/setup.js";
import type { Engine } from "../numeric/kernels.js";
import { companionIn } from "../params/companion.js";
import { type Coordinates, coordinatesOf } from "../params/coordinates.js";
import { givenBy } from "../params/givenBy.js";
import type { Layout } from "../params/layout.js";
import { basesOf, offsetIn, responseIn, type Units } from "../params/units.js";
import type { ExpertsParams, FamilyParams, Sample } from "../types.js";

/** A model on a data set: the likelihood as a function of theta, and the coordinates that theta has. */
interface Binding<Experts extends ExpertsParams> {
  readonly likelihood: Likelihood;
  readonly coordinates: Coordinates<Experts>;
}

/**
 * Binds a model to a data set, theta in given units. `engine`: another than the fastest.
 * Throws where the sample has another number of inputs than the model.
 */
export type Bind<Experts extends ExpertsParams = FamilyParams> = (
  sample: Sample,
  units: Units,
  engine?: Engine,
) => Binding<Experts>;

/** How a model is bound to data. */
export const bindingOf =
  (gating: Gating, layout: Layout): Bind<ExpertsParams> =>
  (sample, units, engine) => {
    const { inputs: d, families } = layout;
    if (sample.d !== d) throw new MoestatError(`invalid sample; the model has ${d} inputs: ${sample.d}`);
    const basisOf = basesOf(sample, units);
    const y = responseIn(units, families, sample.y);
    const masks = masksOf(families, sample.y);
    const offset = offsetIn(units, families, sample.offset);
    const companion = companionIn(families, sample);
    const { weights } = sample;
    return {
      likelihood: likelihoodOf({ gating, layout, basisOf, y, companion, masks, offset, weights, engine }),
      coordinates: coordinatesOf(gating, layout, units),
    };
  };

/** Masks of the responses, in their own units, that experts cannot give: see `LikelihoodSetup`. */
function masksOf(families: readonly Expert[], y: Float64Array): LikelihoodSetup["masks"] {
  const canGive = givenBy(families);
  if (canGive === undefined) return undefined;
  return families.map((_, i) => {
    const mask = y.map((value) => (canGive(i, value) ? 0 : impossible));
    return mask.some((value) => value !== 0) ? mask : undefined;
  });
}
