import type { Expert } from "../../src/family.js";
import { type AnyModel, moe } from "../../src/model/model.js";
import type { Intercept } from "../../src/model/parts.js";
import { hasRecordEach } from "../../src/params/records.js";
import { expertOf, gatingOf, modelOf } from "../../src/registry.js";
import type { AnyParams, ExpertsParams } from "../../src/types.js";
import type { Experiment } from "../types/experiment.js";
import type { Protocol } from "../types/protocol.js";

/** What of an experiment says which models its truth and its fits are points of. */
export type Setting = Pick<Experiment, "truth" | "k" | "fitted" | "own"> & {
  readonly protocols: { readonly certified: Pick<Protocol, "design"> };
};

/** The model that the truth of an experiment is a point of. Throws where it is not. */
export function truthModel({ truth, own, protocols }: Omit<Setting, "k">): AnyModel {
  if (own?.gating === undefined && own?.expert === undefined) return modelOf(truth);
  const gating = own.gating ?? gatingOf(truth.gating);
  const { [gating.logWeight]: weights } = truth.gating;
  if (!Array.isArray(weights))
    throw new Error(`invalid gating.${gating.logWeight}; not an array, one entry per expert: ${weights}`);
  const model = moe({
    gating,
    experts: familiesOf(truth.experts, own.expert, weights.length),
    inputs: protocols.certified.design.d,
    intercept: interceptsOf(truth),
  });
  model.check(truth);
  return model;
}

/** The model that an experiment fits: the truth's families, with the options that it changes, or those that it lists. */
export function fittedModel(experiment: Setting): AnyModel {
  const { truth, fitted, own, protocols } = experiment;
  return moe({
    gating: own?.fitted?.gating ?? own?.gating ?? gatingOf({ ...truth.gating, ...fitted?.gating }),
    experts: fittedFamilies(experiment),
    inputs: protocols.certified.design.d,
    intercept: interceptsOf(truth),
  });
}

/** The family of each fitted expert. */
function fittedFamilies({ truth, fitted, own, k }: Setting): readonly Expert[] {
  const listed = own?.fitted?.experts ?? fitted?.experts?.map(expertOf);
  if (listed) return listed;
  const { experts: ofTruth } = truth;
  if (own?.fitted?.expert) return new Array(k).fill(own.fitted.expert);
  if (!own?.expert && !hasRecordEach(ofTruth))
    return new Array(k).fill(expertOf({ ...ofTruth, ...fitted?.expert }));
  const families = familiesOf(ofTruth, own?.expert, k);
  if (families.length === k) return families;
  throw new Error(`not a list of families, as the truth has several of them: ${k}`);
}

/** The families of k experts of one family, or of those that are listed, given by themselves or described by the truth's records. */
function familiesOf(
  records: ExpertsParams,
  own: Expert | readonly Expert[] | undefined,
  k: number,
): readonly Expert[] {
  const families = own ?? (hasRecordEach(records) ? records.map(expertOf) : expertOf(records));
  return Array.isArray(families) ? families : new Array(k).fill(families);
}

/** Which parts of a record have intercepts. */
const interceptsOf = ({ gating, experts }: AnyParams): Intercept => ({
  gating: gating.intercept !== false,
  experts: [experts].flat().every(({ intercept }) => intercept !== false),
});
