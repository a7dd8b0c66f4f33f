import type { Family, FamilyOptions, Gating } from "../../src/family.js";
import { topK } from "../../src/gatings/topK.js";
import type { AnyModel } from "../../src/model/model.js";
import type { ParameterSet } from "../../src/params/parameterSet.js";
import { hasRecordEach } from "../../src/params/records.js";
import { parseDesign, uniform } from "../../src/random/designs.js";
import { expertOf, gatingOf, modelOf } from "../../src/registry.js";
import type { AnyParams, Design, FamilyParams } from "../../src/types.js";
import { densityErrorNames } from "../densities.js";
import { dataNameOf } from "../identity.js";
import { truthModel } from "../parts/models.js";
import { checkData } from "../schema/check.js";
import { type ExperimentData, experimentSchema } from "../schema/experiment.js";
import { experiments } from "../specs/index.js";
import { setAround, usualReach } from "../specs/sets.js";
import { logSizes } from "../specs/sizes.js";
import type { Experiment, OwnParts, Theory } from "../types/experiment.js";
import type { ExperimentFile, Source } from "../types/experiment-file.js";
import type { Protocol } from "../types/protocol.js";
import { apart } from "./apart.js";
import { checkExperiment, checkListed } from "./check-experiment.js";
import { describeProtocol } from "./describe.js";
import { at } from "./place.js";
import { usualLosses } from "./usual-losses.js";

/** What is known of a spec beside itself, where it comes from a file. */
interface Origin {
  /** Its name, where it says none. */
  readonly name?: string;
  /** Hash of its source text. */
  readonly code?: string;
  /** Its file, which a worker reads again where the spec has functions. */
  readonly file?: string;
}

/**
 * The experiment that a spec describes, with the defaults of the schema for all that it leaves out. A spec without functions of its
 * own is plain data. Throws one line that names the entry, the rule and the value: `experts; not a whole number from 1 to 1000 or a list that holds something: "3"`.
 */
export function defineExperiment(spec: ExperimentFile, origin: Origin = {}): Experiment {
  const { data, own: parts, design: drawn } = apart(spec);
  checkData(experimentSchema, data);
  const name = nameOf(data.name ?? origin.name);
  const truth = data.truth as AnyParams;
  const listed = familiesIn(data);
  if (listed && !parts.fitted?.experts) checkListed(listed);
  const own = withSelection(parts, data);
  const brings = Object.keys(own).length > 0;
  const code = brings && origin.code !== undefined ? { code: origin.code } : {};
  const design = drawn ?? designOf(data.design, inputsOf(truth, own));
  const base = { truth, ...(brings ? { own: { ...own, ...code } } : {}) };
  const model = at("truth", () => truthModel({ ...base, protocols: { certified: { design } as Protocol } }));
  const k = listed?.length ?? (data.experts as number | undefined) ?? model.k;
  const fitted = { ...data.fitted, ...(listed ? { experts: listed } : {}) } as NonNullable<
    Experiment["fitted"]
  >;
  const { reach, set } = setOf(data.parameterSet, truth, model);
  return checkExperiment({
    name,
    title: data.title ?? `${name}: ${fitInWords(k, model.k)}`,
    truthName: dataNameOf(truth, design),
    ...base,
    k,
    ...(Object.keys(fitted).length > 0 ? { fitted } : {}),
    ...(data.equivalents ? { equivalents: data.equivalents as AnyParams[] } : {}),
    theory: theoryOf(data.theory),
    ...(data.notes ? { notes: data.notes } : {}),
    protocols: {
      certified: protocolOf(data, {
        design,
        losses: data.losses ?? defaultLosses({ ...base, fitted }, design, k > model.k),
        ...(data.method === "em" && data.parameterSet === undefined ? {} : { parameterSet: set, reach }),
      }),
    },
    ...sourceOf({ ...data, name }, brings, origin),
  });
}

/** The records of the families that a spec lists. */
const familiesIn = ({ experts }: ExperimentData): FamilyParams[] | undefined =>
  typeof experts === "object"
    ? experts.map((one) => (typeof one === "string" ? { name: one } : one))
    : undefined;

/** Plain data are sent to workers as they are; functions cannot be sent, and are read from the file. */
function sourceOf(
  data: ExperimentData & { readonly name: string },
  brings: boolean,
  { file, code }: Origin,
): { readonly source?: Source } {
  const { name } = data;
  if (!brings) return { source: { name, from: { spec: data } } };
  return file !== undefined && code !== undefined ? { source: { name, from: { file, code } } } : {};
}

function nameOf(name: string | undefined): string {
  if (name === undefined) throw new Error("name; missing");
  if (name === "")
    throw new Error("name; missing, and the file's has no letter from a to z or figure to make one of");
  if (experiments.some((experiment) => experiment.name === name))
    throw new Error(`name; an experiment of the package is called so: "${name}"`);
  return name;
}

/** `over-specified, k = 3 for 2 experts` */
export const fitInWords = (k: number, ofTruth: number): string =>
  k === ofTruth
    ? `exact-specified, k = ${k} of ${ofTruth} experts`
    : `${k > ofTruth ? "over" : "under"}-specified, k = ${k} for ${ofTruth} experts`;

/** A gate of one's own takes the options of a selection, and no others. */
function withSelection(own: OwnParts, { fitted }: ExperimentData): OwnParts {
  const { gating } = own;
  if (own.expert && Object.keys(fitted?.expert ?? {}).length > 0)
    throw new Error("fitted.expert; options of an expert of one's own: give the fitted expert itself");
  if (!gating || !fitted?.gating || own.fitted?.gating) return own;
  const { topK: k, rank = "slope", ...others } = fitted.gating as FamilyOptions;
  for (const other of Object.keys(others))
    throw new Error(
      `fitted.gating.${other}; a gate of one's own takes topK and rank alone: give the fitted gate itself`,
    );
  const selected = at("fitted.gating", () =>
    topK({ k: k as number, rank: rank as "slope" | "score", score: gating as Gating }),
  );
  return { ...own, fitted: { ...own.fitted, gating: selected } };
}

/** The number of inputs of a truth: that of its first slopes, where its families are the experiment's own; 1 if they have none. */
export function inputsOf(truth: AnyParams, { gating, expert }: OwnParts): number {
  if (!gating && !expert) return at("truth", () => modelOf(truth)).inputs;
  const isEach = hasRecordEach(truth.experts);
  const ofExperts = [truth.experts]
    .flat()
    .map((record, i): [Family, FamilyParams, boolean] => [
      [expert].flat()[Array.isArray(expert) ? i : 0] ?? expertOf(record),
      record,
      isEach,
    ]);
  const parts = [[gating ?? gatingOf(truth.gating), truth.gating, false] as const, ...ofExperts];
  for (const [{ fields, predictors }, record, isOne] of parts)
    for (const [field, { part, predictor }] of Object.entries(fields)) {
      const entries = record[field];
      const whole = isOne || [predictor].flat().every((u) => predictors[u].shared);
      const first: unknown = Array.isArray(entries) ? (whole ? entries : entries[0]) : undefined;
      if (part === "slopes" && Array.isArray(first))
        return Array.isArray(first[0]) ? first[0].length : first.length;
    }
  return 1;
}

/** The design that a text describes, in as many dimensions as the truth has inputs where it does not say how many. */
export function designOf(text: string | undefined, inputs: number): Design {
  if (text === undefined) return uniform({ d: inputs });
  const design = at("design", () => parseDesign(text));
  const saysInputs = design.name.startsWith("grid:") || text.split(":").length > 3;
  return saysInputs || inputs === 1 ? design : parseDesign(`${text}:${inputs}`);
}

function setOf(given: ExperimentData["parameterSet"], truth: AnyParams, model: AnyModel) {
  if (given !== undefined && "ranges" in given) return { set: given as ParameterSet, reach: undefined };
  const reach = given?.reach ?? usualReach;
  return { set: setAround(truth, reach, model), reach };
}

/** The losses of the theory, if it has any for these families, and the distances of densities where the design allows them. */
export function defaultLosses(
  { truth, own, fitted }: Pick<Experiment, "truth" | "own" | "fitted">,
  { range }: Design,
  over: boolean,
): string[] {
  const gating = own?.gating ?? gatingOf(truth.gating);
  const families = own?.expert ?? [truth.experts, ...(fitted?.experts ?? [])].flat().map(expertOf);
  const names = [...new Set([families].flat().map(({ name }) => name))];
  // No theory is about experts of several families.
  const expert = names.join(" and ");
  const losses = [...usualLosses(gating, expert, over), ...(range === undefined ? [] : densityErrorNames)];
  if (losses.length === 0) throw new Error(`losses; missing, and the theory has none for ${expert} experts`);
  return losses;
}

/** What is said of theory where nothing is known: the rate of regular models. */
export const noTheory: Theory = {
  slope: -0.5,
  source: "the rate of regular models; no theorem is named for this setting",
};

const theoryOf = (given: ExperimentData["theory"]): Theory =>
  given === undefined
    ? noTheory
    : {
        slope: given.slope,
        ...(given.kind === undefined ? {} : { kind: given.kind }),
        source: given.source ?? "as the experiment states, without a source",
      };

function protocolOf(
  {
    sizes,
    replicates,
    method = "newton",
    starts: start = "multi",
    tries,
    tolerance,
    maxSteps,
  }: ExperimentData,
  {
    reach,
    ...made
  }: Pick<Protocol, "design" | "losses" | "parameterSet"> & { readonly reach?: number | undefined },
): Protocol {
  if (tries !== undefined && start === "multi")
    throw new Error(
      `tries; only with starts "near-truth", since "multi" takes as many as it needs: ${tries}`,
    );
  const rising = sizes ? [...new Set(sizes)].sort((p, q) => p - q) : logSizes(100, 1e5, 4);
  const protocol = {
    name: "certified",
    provenance: "own",
    ...made,
    sizes: rising,
    replicates: replicates ?? 20,
    method,
    start,
    ...(tries === undefined ? {} : { tries }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    // What a file states is run as it stands; what it leaves open is as large as the package's own experiments.
    shares: {
      quick: { top: Math.max(600, rising[1] ?? rising[0]), count: 4, replicates: 8 },
      default: sizes
        ? { top: Infinity, count: Infinity, replicates: Infinity }
        : { top: 10_000, count: 9, replicates: Infinity },
    },
  } as const;
  return { ...protocol, describes: describeProtocol(protocol, reach) };
}
