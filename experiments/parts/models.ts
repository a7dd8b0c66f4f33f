import { type Model, moe } from "../../src/model/model.js";
import type { Intercept } from "../../src/model/parts.js";
import { expertOf, gatingOf, modelOf } from "../../src/registry.js";
import type { Params } from "../../src/types.js";
import type { Experiment, OwnParts } from "../types/experiment.js";

/** The model that the truth of an experiment is a point of. Throws where it is not. */
export function truthModel({
  truth,
  own,
  protocols,
}: Pick<Experiment, "truth" | "own" | "protocols">): Model {
  if (own?.gating === undefined && own?.expert === undefined) return modelOf(truth);
  const gating = own.gating ?? gatingOf(truth.gating);
  const { [gating.logWeight]: weights } = truth.gating;
  if (!Array.isArray(weights))
    throw new Error(`invalid gating.${gating.logWeight}; not an array, one entry per expert: ${weights}`);
  const model = moe({
    gating,
    expert: own.expert ?? expertOf(truth.experts),
    k: weights.length,
    inputs: protocols.certified.design.d,
    intercept: interceptsOf(truth),
  });
  model.check(truth);
  return model;
}

/** The model that an experiment with families of its own fits. */
export function ownFittedModel(experiment: Experiment, own: OwnParts): Model {
  const { truth, fitted, experts, protocols } = experiment;
  return moe({
    gating: own.fitted?.gating ?? own.gating ?? gatingOf({ ...truth.gating, ...fitted?.gating }),
    expert: own.fitted?.expert ?? own.expert ?? expertOf({ ...truth.experts, ...fitted?.expert }),
    k: experts,
    inputs: protocols.certified.design.d,
    intercept: interceptsOf(truth),
  });
}

/** Which parts of a record have intercepts. */
const interceptsOf = ({ gating, experts }: Params): Intercept => ({
  gating: gating.intercept !== false,
  experts: experts.intercept !== false,
});
