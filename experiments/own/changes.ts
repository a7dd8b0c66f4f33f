import { dataNameOf, definitionHash } from "../identity.js";
import { truthModel } from "../parts/models.js";
import { experiments } from "../specs/index.js";
import { setAround } from "../specs/sets.js";
import type { Experiment } from "../types/experiment.js";
import type { Changes, Source } from "../types/experiment-file.js";
import type { Protocol } from "../types/protocol.js";
import { checkExperiment } from "./check-experiment.js";
import { defaultLosses, designOf, fitInWords, inputsOf, noTheory } from "./define.js";
import { describeProtocol } from "./describe.js";
import { at } from "./place.js";

/**
 * An experiment with other experts, losses, another truth, design or parameter set. Its name ends with a hash of what is changed, so that
 * its results stand apart from those of the declared one; it shares the data of the declared one as long as truth and design are the
 * same. What theory says is kept where neither truth, experts nor the first loss are changed. Without changes it is the
 * experiment itself. Throws like `defineExperiment`.
 */
export function changedExperiment(base: Experiment, changes: Changes): Experiment {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (given.length === 0) return base;
  const name = `${base.name}--${nameOf(given)}`;
  const truth = changes.truth ?? base.truth;
  const k = changes.experts ?? base.k;
  const { theory, notes = [], equivalents, published, own, set, truthName, protocols, ...rest } = base;
  const parts = { truth, ...(own ? { own } : {}) };
  const design =
    changes.design === undefined
      ? protocols.certified.design
      : designOf(changes.design, inputsOf(truth, own ?? {}));
  const designed = { ...protocols.certified, design };
  const model = at("truth", () => truthModel({ ...parts, protocols: { certified: designed } }));
  const losses =
    changes.losses ??
    (changes.truth
      ? defaultLosses({ ...parts, ...(base.fitted ? { fitted: base.fitted } : {}) }, design, k > model.k)
      : undefined);
  const changeProtocol = (protocol: Protocol): Protocol => {
    const next = {
      ...protocol,
      ...(changes.design === undefined ? {} : { design }),
      ...(losses ? { losses } : {}),
      ...(changes.parameterSet
        ? { parameterSet: changes.parameterSet }
        : changes.truth && protocol.parameterSet
          ? { parameterSet: setAround(truth, undefined, model) }
          : {}),
    };
    const isSame = next.design === protocol.design && next.parameterSet === protocol.parameterSet;
    return isSame ? next : { ...next, describes: describeProtocol(next, undefined) };
  };
  const sameData = changes.truth === undefined && changes.design === undefined;
  const sameTheory =
    changes.truth === undefined &&
    k === base.k &&
    (losses === undefined || losses[0] === protocols.certified.losses[0]);
  return checkExperiment({
    ...rest,
    ...parts,
    name,
    title: `${base.name} with ${inWords(changes)}: ${fitInWords(k, model.k)}`,
    truthName: sameData ? truthName : dataNameOf(truth, design),
    k,
    ...(changes.parameterSet
      ? { set: definitionHash({ ...changes.parameterSet }).slice(0, 6) }
      : set === undefined
        ? {}
        : { set }),
    ...(equivalents && !changes.truth ? { equivalents } : {}),
    theory: sameTheory ? theory : noTheory,
    notes: [`The declared experiment ${base.name} with ${inWords(changes)}.`, ...(sameData ? notes : [])],
    protocols: Object.fromEntries(
      Object.entries(protocols).map(([name, protocol]) => [name, changeProtocol(protocol)]),
    ) as Experiment["protocols"],
    ...sourceOf(base, changes, name),
  });
}

/** A source that a worker can follow; of a base that it cannot find, there is none. */
function sourceOf(base: Experiment, changes: Changes, name: string): { readonly source?: Source } {
  // Of one that is changed already, no source tells both changes.
  if (base.source?.changes) return {};
  if (base.source) return { source: { ...base.source, name, changes } };
  return experiments.includes(base) ? { source: { name, from: { experiment: base.name }, changes } } : {};
}

/** `k4-losses-1a2b3c`: what is changed, and a hash of how. */
function nameOf(given: readonly (readonly [string, unknown])[]): string {
  const parts = given.map(([part, value]) =>
    part === "experts" ? `k${value}` : part.toLowerCase().replace("parameterset", "set"),
  );
  return [...parts, definitionHash(Object.fromEntries(given)).slice(0, 6)].join("-");
}

function inWords({ experts, losses, truth, design, parameterSet }: Changes): string {
  return [
    ...(experts === undefined ? [] : [`k = ${experts}`]),
    ...(losses === undefined ? [] : [`the losses ${losses.join(" and ")}`]),
    ...(truth === undefined ? [] : ["another truth"]),
    ...(design === undefined ? [] : [`the design ${design}`]),
    ...(parameterSet === undefined ? [] : ["another parameter set"]),
  ].join(", ");
}
