import { type AnyFit, type FitOptions, fit, remarksOf } from "../../src/fit/index.js";
import type { AnyModel } from "../../src/model/model.js";
import { isMixed } from "../../src/params/records.js";
import type { AnyParams } from "../../src/types.js";
import type { Data } from "../data/types.js";
import { expertsInWords, inWords } from "../families.js";
import { fitJson } from "../fit-json.js";
import { fixedOf } from "../fixed.js";
import { meter } from "../meter.js";
import { writeText } from "../output.js";
import { readParams } from "../params.js";
import { gainOf, picked, type Shown } from "../pick.js";
import { type Estimates, estimatesJson, estimatesTable } from "../report/estimates.js";
import { checkFormat, printFit } from "../report/print.js";
import { whileWaiting } from "../waiting.js";
import { estimatesOf } from "./intervals.js";
import {
  checkSize,
  type FitCommandOptions,
  type FitTask,
  searchOptions,
  teller,
  tellRemarks,
  withInputs,
} from "./task.js";

/** Fits a model and prints all that is known of the maximum, or its parameters alone. */
export async function fitOne(task: FitTask & { readonly model: AnyModel }): Promise<void> {
  const { data, model, format, options } = task;
  const { sample } = data;
  checkMeaning(task);
  const given = await fitOptions(model, data, options);
  checkSize(data, model, given.fixed);
  const result = await whileWaiting("fitting", options, (say) =>
    fitted(data, () =>
      fit(model, sample, { ...given, onProgress: ({ climbed, starts }) => say(climbed, starts) }),
    ),
  );
  const shown = picked(result, options.pick);
  const estimates = await estimatesShown(model, shown, task);
  const told = {
    remarks: remarksOf(model, sample, shown.answer),
    gain: gainOf(model, sample, shown),
  };
  const more = estimatesJson(estimates, {
    intervals: options.intervals !== undefined || options.level !== undefined,
    covariance: options.covariance === true,
  });
  const json = `${JSON.stringify(fitJson(data, shown, { ...told, more }, options))}\n`;
  if (format === "json") {
    process.stdout.write(json);
    tellRemarks(data, options);
  } else {
    const { alternatives, covariance, quiet } = options;
    const printed = estimatesTable(data, model, shown.answer.params, estimates);
    printFit(data, model, shown, { ...told, printed, method: estimates.method }, format, {
      ...(covariance && { covariance: estimates }),
      ...(alternatives && { answer: result }),
      quiet,
    });
  }
  // Last, so that a file that cannot be written does not cost the answer.
  if (options.out === undefined) return;
  await writeText(options.out, json);
  teller(options)(`wrote ${options.out}`);
}

/** Throws where options do not go together. */
function checkMeaning({ format, options, model }: FitTask & { readonly model: AnyModel }): void {
  const { test, replicates, workers, intervals } = options;
  if (test !== undefined)
    throw new Error(
      isMixed(model.families)
        ? "invalid --test; it needs several numbers of experts, and --expert lists them"
        : "invalid --test; it needs several numbers of experts, as in --experts 1:3",
    );
  if (replicates !== undefined && intervals !== "bootstrap")
    throw new Error("invalid --replicates; they are those of --intervals bootstrap");
  if (workers !== undefined && intervals !== "bootstrap")
    throw new Error("invalid --workers; they are those of --intervals bootstrap");
  checkFormat(format, options);
}

async function estimatesShown(model: AnyModel, shown: Shown, { data, options }: FitTask): Promise<Estimates> {
  const { intervals: method = "wald", level = 0.95, replicates, workers, seed } = options;
  const bar = meter(options);
  try {
    return await estimatesOf(model, data.sample, shown, { method, level, replicates, workers, seed }, bar);
  } finally {
    bar.stop();
  }
}

function fitted(data: Data, work: () => AnyFit): AnyFit {
  try {
    return work();
  } catch (error) {
    throw withInputs(data, error);
  }
}

async function fitOptions(model: AnyModel, data: Data, options: FitCommandOptions): Promise<FitOptions> {
  const { start, fix } = options;
  return {
    ...searchOptions(model, options),
    ...(fix === undefined ? {} : { fixed: await fixedOf(fix, model, data) }),
    ...(start === undefined ? {} : { start: await startOf(start, model) }),
  };
}

async function startOf(file: string, model: AnyModel): Promise<AnyParams> {
  const start = await readParams(file, { ...model.columns, columns: model.inputs });
  const described = ({ gating, families, inputs, columns }: AnyModel): string => {
    const seen =
      columns.gating.join() === columns.experts.join() ? "" : `, ${columns.gating.length} of the gate`;
    return `${inWords(gating, "gating")}, ${expertsInWords(families)}, ${inputs} inputs${seen}`;
  };
  if (described(start.model) !== described(model))
    throw new Error(`invalid start ${file}; ${described(start.model)}; the fit has ${described(model)}`);
  return start.params;
}
