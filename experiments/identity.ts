import { createHash } from "node:crypto";
import type { AnyParams, Design, FamilyParams } from "../src/types.js";
import { canonicalJson } from "./json.js";
import { dataKey } from "./parts/data.js";
import type { Experiment } from "./types/experiment.js";
import type { Protocol } from "./types/protocol.js";
import type { Task } from "./types/record.js";

/** Names a fit: its data, the fitted model as far as it differs between experiments on one truth, the protocol. */
export function trialKey(experiment: Experiment, task: Task): string {
  return `${dataKey(experiment.truthName, task)}/${fittedName(experiment)}/${task.protocol}`;
}

/** The number of fitted experts, the options of the fitted families that are not those of the truth, and a set that is not the usual one: `k4,topK=2`. */
export function fittedName({ k, fitted, set }: Experiment): string {
  const options = Object.entries({
    ...fitted?.gating,
    ...fitted?.expert,
    ...(fitted?.experts ? { experts: fitted.experts.map(familyName).join("+") } : {}),
  });
  const ofSet = set === undefined ? [] : [`set=${set}`];
  return [`k${k}`, ...options.map(([name, value]) => `${name}=${value}`), ...ofSet].join();
}

/** `pointMass(at:0)`: a family with its options. */
const familyName = ({ name, ...options }: FamilyParams): string => {
  const list = Object.entries(options).map(([option, value]) => `${option}:${value}`);
  return list.length > 0 ? `${name}(${list.join(";")})` : `${name}`;
};

/**
 * Everything that decides what a single fit gives, as plain data: truth, fitted model, design, method, start,
 * losses. Not the sizes, replicates or seed, so that a longer run reuses the fits of a shorter one. Code of an experiment's own
 * stands as its hash: beside the names of own losses, so that only these are computed again where just they may have changed.
 */
export function definitionOf(experiment: Experiment, protocol: Protocol): Record<string, unknown> {
  const { design, method, start, tries = null, tolerance = null, maxSteps = null, losses } = protocol;
  return {
    truthName: experiment.truthName,
    truth: experiment.truth,
    ...(experiment.equivalents ? { equivalents: experiment.equivalents } : {}),
    experts: experiment.k,
    ...(experiment.fitted ? { fitted: experiment.fitted } : {}),
    design: design.name,
    inputs: design.d,
    method,
    choice: "highest",
    start,
    tries,
    tolerance,
    maxSteps,
    ...(protocol.parameterSet ? { parameterSet: protocol.parameterSet } : {}),
    ...(hasOwnModel(experiment) ? { code: experiment.own?.code ?? null } : {}),
    losses: losses.map((name) => lossIdentity(experiment, name)).sort(),
  };
}

/** Whether code of the experiment's own decides what its data or fits are. */
const hasOwnModel = ({ own }: Experiment): boolean =>
  own !== undefined && [own.gating, own.expert, own.fitted, own.design].some((part) => part !== undefined);

const lossIdentity = ({ own }: Experiment, name: string): string =>
  own?.losses?.[name] === undefined ? name : `${name} (code ${own.code ?? "unknown"})`;

/** The names of the losses that a definition lists. */
export const lossesIn = ({ losses }: Readonly<Record<string, unknown>>): readonly string[] =>
  Array.isArray(losses) ? losses.map((loss) => String(loss).replace(/ \(code .*\)$/, "")) : [];

/** A name of the data streams of an experiment that has none: the same for the same truth and design. */
export const dataNameOf = (truth: AnyParams, { name, d }: Design): string =>
  `own-${definitionHash({ truth, design: name, inputs: d }).slice(0, 12)}`;

/** SHA-256 of a definition's canonical JSON, in hexadecimal. */
export function definitionHash(definition: Record<string, unknown>): string {
  return createHash("sha256").update(canonicalJson(definition)).digest("hex");
}

/** The names of the entries in which two definitions differ. */
export const differingEntries = (
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
): string[] =>
  Object.keys({ ...second, ...first }).filter(
    (name) => canonicalJson(first[name]) !== canonicalJson(second[name]),
  );
