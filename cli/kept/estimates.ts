import { leavesOf } from "../../src/fit/report/covariance.js";
import { waldOf } from "../../src/inference/intervals.js";
import { criticalValue, usualLevel } from "../../src/inference/level.js";
import type { AnyModel } from "../../src/model/model.js";
import { recordsOf } from "../../src/params/records.js";
import type { ExpertsParams, FamilyParams } from "../../src/types.js";
import type { Estimates, NaturalEstimate } from "../report/estimates.js";
import { methodNotes } from "../report/methods.js";
import type { Kept } from "./read.js";

/**
 * The estimates with their standard errors and intervals, as a fit file has them: Wald's and the sandwich's intervals of any level, others
 * of the one that they were made for. Throws where another is asked for.
 */
export function keptEstimates(kept: Kept, asked: number | undefined): Estimates {
  const { file, json } = kept;
  const { intervals, covariance } = json;
  const { method = "wald", level: own = usualLevel, bootstrap } = intervals ?? {};
  const level = asked ?? own;
  if (level !== own && (method === "profile" || method === "bootstrap"))
    throw new Error(
      `invalid --level ${level}; the intervals in ${file} are those of the ${method === "profile" ? "profile likelihood" : "bootstrap"} at the level ${own}, and others need the data`,
    );
  const found = parametersOf(kept, level);
  const listed = intervals?.parameters ?? [];
  const parameters = found.map((one): NaturalEstimate => {
    const { estimate, ...written } = listed.find(({ name }) => name === one.name) ?? one;
    if (level === own) return { ...written, estimate: one.estimate };
    const standardError = written.standing === "estimated" ? written.standardError : null;
    return { ...written, estimate: one.estimate, ...waldOf(one, standardError, criticalValue(level)) };
  });
  return {
    method,
    level,
    parameters,
    ...(covariance === undefined
      ? {}
      : {
          covariance: {
            parameters: covariance.parameters.map((name) => ({ name })),
            matrix: covariance.matrix,
          },
        }),
    notes: methodNotes(method, bootstrap),
  };
}

/** All natural parameters with Wald intervals; an error of 0 is one of what is given, and why there is none the file does not tell. */
function parametersOf({ file, model, params, json }: Kept, level: number): NaturalEstimate[] {
  const errors = errorsIn(model, json.standardErrors);
  const leaves = leavesOf(model, params);
  const odd = errors.find((error) => error !== null && !(typeof error === "number" && error >= 0));
  if (odd !== undefined || errors.length !== leaves.length)
    throw new Error(`invalid ${file}; its standardErrors have not the shape of its parameters`);
  const q = criticalValue(level);
  return leaves.map((leaf, i) => {
    const error = errors[i] as number | null;
    const standing = error === null ? null : error === 0 ? "given" : "estimated";
    return { ...leaf, standing, ...waldOf(leaf, error === 0 ? null : error, q) };
  });
}

/** All entries of a record of standard errors, in the order of `leavesOf`. */
function errorsIn({ gating, families }: AnyModel, given: Kept["json"]["standardErrors"]): unknown[] {
  const of = ({ fields }: { readonly fields: object }, record: unknown): unknown[] =>
    Object.keys(fields).flatMap((name) => [(record as FamilyParams | null)?.[name]].flat(3));
  const records = recordsOf(families, given.experts as ExpertsParams);
  return [...of(gating, given.gating), ...records.flatMap(([family, record]) => of(family, record))];
}
