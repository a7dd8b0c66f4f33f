import { type Model, moe } from "../../src/model/model.js";
import type { Intercept } from "../../src/model/parts.js";
import { expertOf, gatingOf, modelOf } from "../../src/registry.js";
import type { Params } from "../../src/types.js";
import type { Experiment, OwnParts } from "../types/experiment.js";
import type { Protocol } from "../types/protocol.js";

/** What of an experiment says which models its truth and its fits are points of. */
export type Setting = Pick<Experiment, "truth" | "experts" | "fitted" | "own"> & {
  readonly protocols: { readonly certified: Pick<Protocol, "design"> };
};

/** The model that the truth of an experiment is a point of. Throws where it is not. */
export function truthModel({ truth, own, protocols }: Omit<Setting, "experts">): Model {
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

/** The model that an experiment fits: the truth's families, with the options that it changes. */
export function fittedModel(experiment: Setting): Model {
  if (experiment.own) return ownFittedModel(experiment, experiment.own);
  const { truth, fitted, experts } = experiment;
  const { gating, families, inputs } = modelOf(truth);
  return moe({
    gating: fitted?.gating ? gatingOf({ ...truth.gating, ...fitted.gating }) : gating,
    expert: fitted?.expert ? expertOf({ ...truth.experts, ...fitted.expert }) : families[0],
    experts,
    inputs,
  });
}

/** The model that an experiment with families of its own fits. */
function ownFittedModel(experiment: Setting, own: OwnParts): Model {
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
