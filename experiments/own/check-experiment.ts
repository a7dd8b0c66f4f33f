import { experts } from "../../src/experts/index.js";
import type { Family } from "../../src/family.js";
import { nearTruthStart } from "../../src/fit/index.js";
import { gatings } from "../../src/gatings/index.js";
import { topK } from "../../src/gatings/topK.js";
import type { AnyModel } from "../../src/model/model.js";
import { sample } from "../../src/model/sample.js";
import { checkParameterSet } from "../../src/params/parameterSet.js";
import { hasRecordEach, recordsOf } from "../../src/params/records.js";
import { stream } from "../../src/random/stream.js";
import { expertOf, usualFamilies } from "../../src/registry.js";
import type { AnyParams, FamilyParams } from "../../src/types.js";
import { suggestion } from "../../src/words/suggestion.js";
import { densityErrorNames } from "../densities.js";
import { lossOf } from "../parts/loss.js";
import { haveMeasures, seenOf } from "../parts/measure.js";
import { fittedModel, truthModel } from "../parts/models.js";
import type { Experiment } from "../types/experiment.js";
import { at } from "./place.js";

/**
 * Throws where an experiment could not be run, before anything is: an entry that a family does not read, a design of other inputs than
 * the truth's, a loss that does not fit, equivalents of another density. Returns the experiment.
 */
export function checkExperiment(experiment: Experiment): Experiment {
  const { truth, protocols, equivalents = [], fitted } = experiment;
  const { design, losses, parameterSet, start, sizes } = protocols.certified;
  const model = at("truth", () => truthModel(experiment));
  if (design.d !== model.inputs)
    throw new Error(
      `design; "${design.name}" draws as many inputs: ${design.d}; the truth has ${model.inputs}`,
    );
  const ofGate = { ...gatings[truth.gating.name ?? usualFamilies.gating]?.options, ...topK.options };
  checkEntries("truth.gating", truth.gating, model.gating, ofGate);
  for (const [i, [family, record]] of recordsOf(model.families, truth.experts).entries())
    checkEntries(
      hasRecordEach(truth.experts) ? `truth.experts[${i}]` : "truth.experts",
      record,
      family,
      optionsOf(record),
    );
  checkNamed("fitted.gating", Object.keys(fitted?.gating ?? {}), Object.keys(ofGate));
  checkFittedExperts(experiment);
  const fit = at("experts", () => fittedModel(experiment));
  if (parameterSet) at("parameterSet", () => checkParameterSet(parameterSet, fit));
  if (start === "near-truth") at("starts", () => nearTruthStart(fit, truth, sizes[0], stream("near truth")));
  equivalents.forEach((other, i) => {
    at(`equivalents[${i}]`, () => checkEquivalent(experiment, model, other));
  });
  losses.forEach((name, i) => {
    at(`losses[${i}]`, () => checkLoss(experiment, [model, fit], name));
  });
  return experiment;
}

/** The options that the family of a record declares. */
const optionsOf = ({ name = usualFamilies.experts }: FamilyParams): object => experts[name]?.options ?? {};

/** Throws for an option that the fitted family does not have, and where options and several families are given. */
function checkFittedExperts({ truth, fitted = {} }: Experiment): void {
  const { expert = {}, experts: listed } = fitted;
  const [option] = Object.keys(expert);
  if (option !== undefined && (listed || hasRecordEach(truth.experts)))
    throw new Error(
      `fitted.expert; options of one family, where there are several: give them in the list of experts: "${option}"`,
    );
  if (!hasRecordEach(truth.experts))
    checkNamed("fitted.expert", Object.keys(expert), Object.keys(optionsOf(truth.experts)));
}

/** Throws for a family in a list that is unknown, and for an option that it does not have. */
export function checkListed(records: readonly FamilyParams[]): void {
  for (const [i, record] of records.entries()) {
    checkNamed(`experts[${i}]`, Object.keys(record), ["name", ...Object.keys(optionsOf(record))]);
    at(`experts[${i}]`, () => expertOf(record));
  }
}

/** Throws for an entry of a record that its family does not read: a slip of the pen would go unseen. */
function checkEntries(place: string, record: FamilyParams, family: Family, declared: object): void {
  const known = { ...family.fields, ...family.options, ...declared };
  checkNamed(place, Object.keys(record), ["name", "intercept", ...Object.keys(known)]);
}

function checkNamed(place: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(
      `unknown entry ${place}.${unknown}; known: ${known.join(", ")}${suggestion(unknown, known)}`,
    );
}

/** Throws where a loss is unknown, or not defined between parameters of the truth's families. */
function checkLoss(
  { protocols, truth, ...experiment }: Experiment,
  models: readonly [AnyModel, AnyModel],
  name: string,
): void {
  const { design } = protocols.certified;
  if ((densityErrorNames as readonly string[]).includes(name)) {
    if (design.range === undefined)
      throw new Error(`${name} needs a uniform or a grid design: "${design.name}"`);
    return;
  }
  const loss = lossOf(experiment, name);
  if (!haveMeasures(...models) && experiment.own?.losses?.[name] === undefined)
    throw new Error(
      `"${name}" compares experts of one family; of several families there are ${densityErrorNames.join(", ")} and losses of one's own`,
    );
  const [model] = models;
  const measure = seenOf(...models)(model)(truth);
  loss(measure, measure, { estimate: truth, truth });
}

/** Throws where other parameters have another density than the truth at some observations drawn from it. */
function checkEquivalent({ truth, protocols }: Experiment, model: AnyModel, other: AnyParams): void {
  const uniform = stream("equivalents");
  const { x, y } = sample(model, truth, { n: 50, design: protocols.certified.design, uniform });
  const [f, g] = [model.conditional(truth), model.conditional(other)];
  y.forEach((value, t) => {
    const input = x.map((column) => column[t]);
    const [here, there] = [f(input).logDensity(value), g(input).logDensity(value)];
    // Rounding errors alone: what is drawn from the truth has no tiny density under it.
    if (!(Math.abs(here - there) <= 1e-8 * (1 + Math.abs(here))))
      throw new Error(
        `not the density of the truth; its logarithm at x = ${input}, y = ${value} is ${there}, not ${here}`,
      );
  });
}
