import type { Static, TSchema } from "@sinclair/typebox";
import { Errors, type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import { shown } from "../../src/numeric/shown.js";
import { suggestion } from "../../src/words/suggestion.js";

/**
 * Throws unless plain data are as a schema says, naming the entry, the rule and the value:
 * `replicates; not a whole number from 1 to 100000000: "3"`.
 */
export function checkData<S extends TSchema>(schema: S, data: unknown): asserts data is Static<S> {
  const errors = [...Errors(schema, data)];
  // A misspelt entry is missing under its own name as well.
  const error = errors.find(({ type }) => type === ValueErrorType.ObjectAdditionalProperties) ?? errors[0];
  if (error !== undefined) throw new Error(sentence(schema, innermost(error)));
}

/** Of an alternative the error of the way that comes farthest, since that is the one that was meant. */
function innermost(error: ValueError): ValueError {
  const ways = error.errors.flatMap((errors) => errors.First() ?? []).map(innermost);
  const depth = ({ path }: ValueError): number => path.split("/").length;
  return ways.reduce((far, way) => (depth(way) > depth(far) ? way : far), error);
}

function sentence(whole: TSchema, { type, schema, path, value }: ValueError): string {
  const [place, entry] = [placeOf(path), placeOf(path).replace(/^.*\./, "")];
  if (type === ValueErrorType.ObjectRequiredProperty) return `${place}; missing`;
  if (type === ValueErrorType.ObjectAdditionalProperties)
    return `unknown entry ${place}; known: ${knownBeside(whole, path).join(", ")}${suggestion(entry, knownBeside(whole, path))}`;
  const known = wordsOf(schema);
  if (known !== undefined && typeof value === "string")
    return `${place}; unknown ${shown(value)}; known: ${known.join(", ")}${suggestion(value, known)}`;
  return `${place === "" ? "" : `${place}; `}not ${ruleOf(schema)}: ${shown(value)}`;
}

/** `/truth/gating/beta0/1` as `truth.gating.beta0[1]`. */
const placeOf = (path: string): string =>
  path
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");

/** The entries that the schema has where an unknown one stands. */
function knownBeside(whole: TSchema, path: string): string[] {
  const at = (schema: TSchema, part: string): TSchema =>
    schema.properties?.[part] ?? (schema.type === "array" ? schema.items : schema);
  const parent = path.split("/").slice(1, -1).reduce<TSchema>(at, whole);
  const alternatives: TSchema[] = parent.anyOf ?? [parent];
  return alternatives.flatMap(({ properties = {} }) => Object.keys(properties));
}

function wordsOf({ anyOf }: TSchema): string[] | undefined {
  const words = (anyOf as TSchema[] | undefined)?.map((one) => one.const as unknown);
  return words?.every((word) => typeof word === "string") ? words : undefined;
}

/** What a schema asks for, in words: `a whole number from 1 to 1000`. */
function ruleOf(schema: TSchema): string {
  const { type, anyOf, minimum, maximum, exclusiveMinimum, pattern, minItems, uniqueItems } = schema;
  if (anyOf) {
    const words = wordsOf(schema);
    if (words !== undefined) return `one of ${words.join(", ")}`;
    return [...new Set((anyOf as TSchema[]).map(ruleOf))].join(" or ");
  }
  if (type === "integer") return `a whole number from ${minimum} to ${maximum}`;
  if (type === "number")
    return exclusiveMinimum === undefined ? "a finite number" : `a number above ${exclusiveMinimum}`;
  if (type === "string")
    return pattern === undefined ? "a text" : "of small letters, figures and hyphens between them";
  if (type === "boolean") return "true or false";
  if (Array.isArray(schema.items)) return "a pair of numbers";
  if (type === "array")
    return `a list${minItems ? " that holds something" : ""}${uniqueItems ? ", each entry once" : ""}`;
  return "an object";
}
