import { readFile } from "node:fs/promises";
import type { Model } from "../src/model.js";
import { modelOf } from "../src/named.js";
import type { Params } from "../src/types.js";
import { fileError, located } from "./errors.js";

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (value: unknown): string => JSON.stringify(value) ?? "nothing";

/** Throws unless `value` is a finite number or nested arrays of them; `path` names it in the error. */
function checkNumbers(path: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const [i, entry] of value.entries()) checkNumbers(`${path}[${i}]`, entry);
    return;
  }
  if (typeof value !== "number") throw new Error(`invalid ${path}; not a number: ${shown(value)}`);
  if (!Number.isFinite(value)) throw new Error(`invalid ${path}; not finite: ${value}`);
}

/** Checks one family's record: lists of numbers, one entry per expert, beside its name and options. */
function checkFamily(part: string, family: unknown): void {
  if (!isRecord(family)) throw new Error(`invalid ${part}; not an object: ${shown(family)}`);
  if (family.name !== undefined && typeof family.name !== "string")
    throw new Error(`invalid ${part}.name; not a string: ${shown(family.name)}`);
  for (const [field, value] of Object.entries(family))
    if (Array.isArray(value) || value === null || typeof value === "object")
      if (!Array.isArray(value)) throw new Error(`invalid ${part}.${field}; not a list: ${shown(value)}`);
      else checkNumbers(`${part}.${field}`, value);
}

/** The parameters in a parsed parameter file, or in what `fit --json` prints (its entry `params`). */
export function paramsOf(json: unknown): Params {
  const params = isRecord(json) && "params" in json ? json.params : json;
  if (!isRecord(params)) throw new Error(`invalid parameters; not an object: ${shown(params)}`);
  for (const part of ["gating", "experts"] as const) {
    if (!(part in params)) throw new Error(`invalid parameters; no "${part}"`);
    checkFamily(part, params[part]);
  }
  return params as unknown as Params;
}

/** A model and its parameters, as a file describes them. */
export interface Described {
  readonly file: string;
  readonly model: Model;
  /** Translated so that the last gate is 0. */
  readonly params: Params;
}

/**
 * Reads a parameter file (or the output of `fit --json`), checks it against the model it describes and
 * translates it to the last gate at 0. Throws `truth.json: invalid experts.sigma2[1]; not positive: -0.3`.
 */
export async function readParams(file: string): Promise<Described> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw fileError("read", file, error);
  });
  try {
    const given = paramsOf(parsed(text));
    const model = modelOf(given);
    model.check(given);
    return { file, model, params: model.canonical(given) };
  } catch (error) {
    throw located(file, error);
  }
}

function parsed(text: string): unknown {
  if (text.trim() === "") throw new Error("invalid JSON; empty");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`invalid JSON; ${(error as Error).message}`);
  }
}
