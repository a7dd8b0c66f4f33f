import type { Family } from "../src/family.js";
import type { Recipe } from "../src/formula/recipe.js";
import type { AnyModel } from "../src/model/model.js";
import type { Inputs } from "../src/model/parts.js";
import { shown } from "../src/numeric/shown.js";
import type { OptionDeclarations } from "../src/params/options.js";
import { isMixed, recordsOf } from "../src/params/records.js";
import { modelOf } from "../src/registry.js";
import type { AnyParams, FamilyParams } from "../src/types.js";
import { located } from "./errors.js";
import { expertOptions, gatingOptions, labelsOption } from "./family-options.js";
import { readJson } from "./json.js";
import type { TableOptions } from "./table/options.js";
import { checkedReading } from "./table/reading.js";

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** No field is deeper: a list over experts of lists over classes of lists over inputs. */
const deepest = 3;

/** Throws unless `value` is a finite number or nested lists of them; `path` names it in the error. */
function checkNumbers(path: string, value: unknown, depth = 0): void {
  if (Array.isArray(value)) {
    if (depth === deepest) throw new Error(`invalid ${path}; nested in more than ${deepest} lists`);
    for (const [i, entry] of value.entries()) checkNumbers(`${path}[${i}]`, entry, depth + 1);
    return;
  }
  if (typeof value !== "number") throw new Error(`invalid ${path}; not a number: ${shown(value)}`);
  if (!Number.isFinite(value)) throw new Error(`invalid ${path}; not finite: ${value}`);
}

/** Checks one family's record: numbers and lists of them, beside its name and options. */
function checkFamily(part: string, family: unknown): void {
  if (!isRecord(family)) throw new Error(`invalid ${part}; not an object: ${shown(family)}`);
  if (family.name !== undefined && typeof family.name !== "string")
    throw new Error(`invalid ${part}.name; not a string: ${shown(family.name)}`);
  for (const [field, value] of Object.entries(family))
    if (value === null || isRecord(value))
      throw new Error(`invalid ${part}.${field}; not a list: ${shown(value)}`);
    else if (Array.isArray(value) || typeof value === "number") checkNumbers(`${part}.${field}`, value);
}

/** Throws where a record has an entry that its family does not read: a slip of the pen would go unseen. */
function checkEntries(
  part: string,
  { name, fields }: Family,
  declared: OptionDeclarations,
  given: FamilyParams,
): void {
  const known = [...Object.keys(fields), ...Object.keys(declared)];
  for (const entry of Object.keys(given))
    if (entry !== "name" && entry !== "intercept" && !known.includes(entry))
      throw new Error(`unknown ${part}.${entry}; ${name} has ${known.join(", ")}`);
}

/** The parameters in a parsed parameter file, or in what `fit --json` prints (its entry `params`). */
function paramsOf(json: unknown): AnyParams {
  const params = isRecord(json) && "params" in json ? json.params : json;
  if (!isRecord(params)) throw new Error(`invalid parameters; not an object: ${shown(params)}`);
  for (const part of ["gating", "experts"] as const) {
    if (!(part in params)) throw new Error(`invalid parameters; no "${part}"`);
    const given = params[part];
    if (part === "experts" && Array.isArray(given) && given.length > 0 && given.every(isRecord))
      for (const [i, record] of given.entries()) checkFamily(`experts[${i}]`, record);
    else checkFamily(part, given);
  }
  return params as unknown as AnyParams;
}

/** A model and its parameters, as a file describes them. */
export interface Described {
  readonly file: string;
  readonly model: AnyModel;
  /** Translated so that the last gate is 0. */
  readonly params: AnyParams;
  /** The columns that the model was fitted to and the labels of its classes, where the file tells. */
  readonly inputs?: readonly string[];
  readonly response?: string;
  readonly labels?: readonly string[];
  /** The column of numbers of trials. */
  readonly trials?: string;
  /** How the inputs are made of the columns of a table, where a fit tells. */
  readonly recipe?: Recipe;
  /** How the table of a fit was to be read, where it did not tell by itself. */
  readonly reading?: TableOptions;
}

/**
 * Reads a parameter file (or the output of `fit --json`), checks it against the model it describes and
 * translates it to the last gate at 0. `inputs` says which inputs the parts see where the file does not.
 * Throws `truth.json: invalid experts.sigma2[1]; not positive: -0.3`.
 */
export const readParams = async (file: string, inputs?: Inputs): Promise<Described> =>
  describedIn(file, await readJson(file), inputs);

/** The same of a file that was read. */
export function describedIn(file: string, json: unknown, inputs?: Inputs): Described {
  try {
    const given = paramsOf(json);
    const model = modelOf(given, seenIn(json) ?? inputs);
    checkEntries("gating", model.gating, gatingOptions(model.gating.name), given.gating);
    for (const [i, [expert, record]] of recordsOf(model.families, given.experts).entries())
      checkEntries(
        isMixed(model.families) ? `experts[${i}]` : "experts",
        expert,
        expertOptions(expert.name),
        record,
      );
    return { file, model, params: model.canonical(given), ...columnsOf(json, model) };
  } catch (error) {
    throw located(file, error);
  }
}

/** Which inputs the parts of a fit see, where it tells; `modelOf` says what is wrong with them. */
const seenIn = (json: unknown): Inputs | undefined =>
  isRecord(json) && "params" in json && isRecord(json.columns)
    ? ({
        ...json.columns,
        ...(Array.isArray(json.inputs) ? { columns: json.inputs.length } : {}),
      } as unknown as Inputs)
    : undefined;

/** What the output of `fit --json` says of the columns, beside the parameters. */
function columnsOf(
  json: unknown,
  { inputs: d, families }: AnyModel,
): Pick<Described, "inputs" | "response" | "labels" | "trials" | "recipe" | "reading"> {
  if (!isRecord(json) || !("params" in json)) return {};
  const { inputs, response, labels, trials, recipe, reading } = json;
  if (recipe !== undefined && !isRecord(recipe))
    throw new Error(`invalid recipe; not an object: ${shown(recipe)}`);
  if (response !== undefined && typeof response !== "string")
    throw new Error(`invalid response; not a string: ${shown(response)}`);
  if (trials !== undefined && typeof trials !== "string")
    throw new Error(`invalid trials; not a string: ${shown(trials)}`);
  const expert = families.find(({ name }) => labelsOption(name) !== undefined);
  const R = expert === undefined ? 0 : (expert.options?.[labelsOption(expert.name) as string] as number);
  return {
    ...(inputs === undefined ? {} : { inputs: names("inputs", inputs, d) }),
    ...(response === undefined ? {} : { response }),
    ...(labels === undefined ? {} : { labels: names("labels", labels, R) }),
    ...(trials === undefined ? {} : { trials }),
    ...(recipe === undefined ? {} : { recipe: recipe as unknown as Recipe }),
    ...(reading === undefined ? {} : { reading: checkedReading(reading) }),
  };
}

function names(path: string, value: unknown, length: number): string[] {
  if (!Array.isArray(value) || value.some((name) => typeof name !== "string"))
    throw new Error(`invalid ${path}; not a list of strings: ${shown(value)}`);
  if (value.length !== length) throw new Error(`invalid ${path}; ${length} expected: ${value.length}`);
  return value;
}
