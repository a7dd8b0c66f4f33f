import { experts } from "../../src/experts/index.js";
import type { Family } from "../../src/family.js";
import { gatings } from "../../src/gatings/index.js";
import { topK } from "../../src/gatings/topK.js";
import type { Model } from "../../src/model/model.js";
import { sample } from "../../src/model/sample.js";
import { checkParameterSet } from "../../src/params/parameterSet.js";
import { stream } from "../../src/random/stream.js";
import { expertOf, gatingOf, usualFamilies } from "../../src/registry.js";
import type { FamilyParams, Params } from "../../src/types.js";
import { suggestion } from "../../src/words/suggestion.js";
import { densityErrorNames } from "../densities.js";
import { lossOf } from "../parts/loss.js";
import { fittedModel, truthModel } from "../parts/models.js";
import type { Experiment } from "../types/experiment.js";
import { at } from "./place.js";

/**
 * Throws where an experiment could not be run, before anything is: an entry that a family does not read, a design of other inputs than
 * the truth's, a loss that does not fit, equivalents of another density. Returns the experiment.
 */
export function checkExperiment(experiment: Experiment): Experiment {
  const { truth, protocols, equivalents = [], own, fitted } = experiment;
  const { design, losses, parameterSet } = protocols.certified;
  const model = at("truth", () => truthModel(experiment));
  if (design.d !== model.inputs)
    throw new Error(
      `design; "${design.name}" draws as many inputs: ${design.d}; the truth has ${model.inputs}`,
    );
  const options = {
    gating: { ...gatings[truth.gating.name ?? usualFamilies.gating]?.options, ...topK.options },
    expert: experts[truth.experts.name ?? usualFamilies.experts]?.options ?? {},
  };
  checkEntries("truth.gating", truth.gating, own?.gating ?? gatingOf(truth.gating), options.gating);
  checkEntries("truth.experts", truth.experts, own?.expert ?? expertOf(truth.experts), options.expert);
  for (const part of ["gating", "expert"] as const)
    checkNamed(`fitted.${part}`, Object.keys(fitted?.[part] ?? {}), Object.keys(options[part]));
  const fit = at("fitted model", () => fittedModel(experiment));
  if (parameterSet) at("parameterSet", () => checkParameterSet(parameterSet, fit));
  equivalents.forEach((other, i) => {
    at(`equivalents[${i}]`, () => checkEquivalent(experiment, model, other));
  });
  losses.forEach((name, i) => {
    at(`losses[${i}]`, () => checkLoss(experiment, model, name));
  });
  return experiment;
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
function checkLoss({ protocols, ...experiment }: Experiment, model: Model, name: string): void {
  const { design } = protocols.certified;
  if ((densityErrorNames as readonly string[]).includes(name)) {
    if (design.range === undefined)
      throw new Error(`${name} needs a uniform or a grid design: "${design.name}"`);
    return;
  }
  const measure = model.measure(experiment.truth);
  lossOf(experiment, name)(measure, measure);
}

/** Throws where other parameters have another density than the truth at some observations drawn from it. */
function checkEquivalent({ truth, protocols }: Experiment, model: Model, other: Params): void {
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
