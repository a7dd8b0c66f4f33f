import type { VariancePrior } from "../../src/family.js";
import type { Choice, FitOptions } from "../../src/fit/index.js";
import type { AnyModel } from "../../src/model/model.js";
import { countOf, type Fixed } from "../../src/params/fixed.js";
import { checkParameterSet, type ParameterSet } from "../../src/params/parameterSet.js";
import { responseError } from "../data/lines.js";
import type { Asked, Data } from "../data/types.js";
import { located } from "../errors.js";
import type { FamilyChoice } from "../families.js";
import type { Format } from "../format.js";
import { note } from "../output.js";
import { penaltyOption } from "../penalty.js";
import type { IntervalMethod } from "../report/methods.js";
import { count } from "../terminal.js";

/** What the command line of a fit says. */
export interface FitCommandOptions extends FamilyChoice, Asked {
  readonly experts?: readonly number[];
  readonly test?: number;
  readonly method: "newton" | "em";
  readonly starts?: number;
  readonly start?: string;
  readonly seed: string;
  readonly parameterSet?: ParameterSet;
  readonly fix?: string;
  readonly ridge?: number;
  readonly variancePrior?: VariancePrior;
  readonly choice: Choice;
  readonly alternatives?: boolean;
  readonly pick?: number;
  readonly level?: number;
  readonly intervals?: IntervalMethod;
  readonly replicates?: number;
  readonly workers?: number;
  readonly covariance?: boolean;
  readonly out?: string;
  readonly format?: Format;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What is fitted to, and how it is printed. */
export interface FitTask {
  readonly data: Data;
  readonly format: Format;
  readonly options: FitCommandOptions;
}

/** Prints notes on stderr, unless one wants quiet. */
export const teller = ({ quiet = false }: Pick<FitCommandOptions, "quiet">): ((text: string) => void) =>
  quiet ? () => {} : note;

/** What is to be said of the data, where the format has no place for it. */
export function tellRemarks({ file, remarks }: Data, options: FitCommandOptions): void {
  for (const remark of remarks) teller(options)(`${file}: ${remark}`);
}

/** Throws where there are too few rows for the parameters, but for those that are fixed. */
export function checkSize(
  { file, observations: n, dropped, weights, doubts }: Data,
  { size: all, k, layout }: AnyModel,
  fixed?: Fixed,
): void {
  const size = all - countOf(fixed, layout);
  const left = dropped === 0 ? "" : ` (${dropped.toLocaleString("en")} left out for missing cells)`;
  if (n <= size)
    throw new Error(
      `invalid ${file}; ${count(n, weights === undefined ? "row" : "weighted row")}${left} ${n === 1 ? "is" : "are"} too few for ${size} free parameters (${count(k, "expert")})${doubts.map((doubt) => `; ${doubt}`).join("")}`,
    );
}

/** The same error with the file and the names of its inputs, or the line of a response: the library knows these by number only. */
export function withInputs(data: Data, error: unknown): unknown {
  const { file, inputs, response } = data;
  const named = responseError(data, response, error);
  return named === error ? located(`${file} (inputs ${inputs.join(", ")})`, error) : named;
}

/** The options of a fit of a model, but for a start. */
export const searchOptions = (
  model: AnyModel,
  { method, seed, choice, starts, parameterSet, ...options }: FitCommandOptions,
): FitOptions => ({
  method,
  seed,
  choice,
  ...(starts === undefined ? {} : { starts }),
  ...penaltyOption(options),
  ...(parameterSet === undefined ? {} : { parameterSet: checkedSet(parameterSet, model) }),
});

function checkedSet(set: ParameterSet, model: AnyModel): ParameterSet {
  try {
    checkParameterSet(set, model);
    return set;
  } catch (error) {
    throw located("--parameter-set", error);
  }
}
