import { checkData } from "../../experiments/schema/check.js";
import type { AnyModel } from "../../src/model/model.js";
import { checkFixed } from "../../src/params/checkFixed.js";
import type { Fixed } from "../../src/params/fixed.js";
import { namesOf } from "../../src/params/layout.js";
import { unknownAmong } from "../../src/words/names.js";
import { referencesIn } from "../data/references.js";
import { located } from "../errors.js";
import { readJson } from "../json.js";
import { type Described, describedIn } from "../params.js";
import type { ReportedData } from "../report/reported.js";
import { type KeptJson, keptSchema } from "./schema.js";

/** What not being finite has made null is NaN again, which reports show alike. */
export type Revived<T> = T extends readonly unknown[]
  ? { [I in keyof T]: Revived<T[I]> }
  : T extends object
    ? { [Name in keyof T]: Revived<T[Name]> }
    : T extends null
      ? number
      : T;

export function revived<T>(value: T): Revived<T> {
  if (value === null) return Number.NaN as Revived<T>;
  if (Array.isArray(value)) return value.map(revived) as Revived<T>;
  if (typeof value !== "object") return value as Revived<T>;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, revived(one)])) as Revived<T>;
}

/** A fit as a file keeps it. */
export interface Kept {
  readonly file: string;
  readonly model: AnyModel;
  readonly params: Described["params"];
  readonly json: KeptJson;
  readonly fixed: Fixed | undefined;
  readonly data: ReportedData;
}

/** Reads what `fit --json` or `fit --out` wrote. Throws where the file is another one, or is not as these write it. */
export async function readKept(file: string): Promise<Kept> {
  const read = await readJson(file);
  const described = describedIn(file, read);
  const { model, params } = described;
  if (!("certificate" in (read as object)))
    throw new Error(
      `invalid ${file}; no "certificate": it is not what \`moestat fit --json\` or \`fit --out\` wrote`,
    );
  try {
    const json = checked(read, model);
    return {
      file,
      model,
      params,
      json,
      fixed: json.fixed as Fixed | undefined,
      data: dataOf(json, described),
    };
  } catch (error) {
    throw located(file, error);
  }
}

function checked(read: unknown, model: AnyModel): KeptJson {
  try {
    checkData(keptSchema, read);
  } catch (error) {
    throw new Error(`invalid ${(error as Error).message}`);
  }
  const { certificate, remarks, alternatives = [], fixed } = read;
  const known = namesOf(model.layout);
  const { atBound, unidentified, flatDirections } = certificate;
  const named = [...atBound, ...unidentified, ...flatDirections.flatMap(Object.keys)];
  for (const name of [...named, ...(remarks.poorWald?.parameters ?? [])])
    if (!known.includes(name)) throw unknownAmong("parameter", name, known);
  const far = [
    ...remarks.steps.flatMap(({ experts }) => experts),
    ...remarks.classes.map((one) => one.expert),
  ];
  for (const i of far) if (i >= model.k) throw new Error(`invalid remarks; no expert ${i}, of ${model.k}`);
  for (const { params, certificate: own } of alternatives) {
    model.check(params as Described["params"]);
    for (const name of [...own.atBound, ...own.unidentified, ...own.flatDirections.flatMap(Object.keys)])
      if (!known.includes(name)) throw unknownAmong("parameter", name, known);
  }
  if (fixed !== undefined) checkFixed(fixed as Fixed, model);
  return read;
}

function dataOf(json: KeptJson, { model, inputs = [], labels, recipe }: Described): ReportedData {
  const { formula, response, n, data, weights } = json;
  const termsOf = (columns: readonly number[]) => columns.map((j) => inputs[j]);
  return {
    file: data.file,
    formula,
    response,
    ...(labels === undefined ? {} : { labels }),
    ...(weights === undefined ? {} : { weights }),
    references: recipe === undefined ? {} : referencesIn(recipe),
    remarks: data.remarks,
    observations: n ?? Number.NaN,
    terms: { gating: termsOf(model.columns.gating), experts: termsOf(model.columns.experts) },
    sample: { n: data.rows },
  };
}
