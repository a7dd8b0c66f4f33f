import { type Fit, type FitOptions, fit, remarksOf } from "../../src/fit/index.js";
import { type Model, moe } from "../../src/model/model.js";
import type { Params } from "../../src/types.js";
import type { Data } from "../data/types.js";
import { inWords } from "../families.js";
import { fitJson } from "../fit-json.js";
import { print, writeText } from "../output.js";
import { readParams } from "../params.js";
import { gainOf, picked } from "../pick.js";
import { alternativesTable } from "../report/alternatives.js";
import { fitReport } from "../report/report.js";
import {
  checkSize,
  type FitCommandOptions,
  type FitTask,
  searchOptions,
  teller,
  tellRemarks,
  withInputs,
} from "./task.js";

/** Fits one number of experts and prints all that is known of the maximum. */
export async function fitOne({ data, families, format, options }: FitTask): Promise<void> {
  if (options.test !== undefined)
    throw new Error(`invalid --test; it needs several numbers of experts, as in --experts 1:3`);
  const { sample } = data;
  const model = moe({ ...families, experts: options.experts[0] });
  checkSize(data, model);
  const given = await fitOptions(model, options);
  const result = fitted(data, () => fit(model, sample, given));
  const shown = picked(result, options.pick);
  const told = {
    remarks: remarksOf(model, sample, shown.answer),
    gain: gainOf(model, sample, shown, options.seed),
  };
  const json = `${JSON.stringify(fitJson(data, shown, told, options))}\n`;
  if (format === "json") {
    process.stdout.write(json);
    tellRemarks(data, options);
  } else {
    print(fitReport(data, model, shown, told));
    if (options.alternatives) print(`\n${alternativesTable(result)}`);
  }
  // Last, so that a file that cannot be written does not cost the answer.
  if (options.out === undefined) return;
  await writeText(options.out, json);
  teller(options)(`wrote ${options.out}`);
}

function fitted(data: Data, work: () => Fit): Fit {
  try {
    return work();
  } catch (error) {
    throw withInputs(data, error);
  }
}

async function fitOptions(model: Model, options: FitCommandOptions): Promise<FitOptions> {
  const { start } = options;
  const search = searchOptions(model, options);
  return start === undefined ? search : { ...search, start: await startOf(start, model) };
}

async function startOf(file: string, model: Model): Promise<Params> {
  const start = await readParams(file, { ...model.columns, columns: model.inputs });
  const described = ({ gating, expert, experts, inputs, columns }: Model): string => {
    const seen =
      columns.gating.join() === columns.experts.join() ? "" : `, ${columns.gating.length} of the gate`;
    return `${inWords(gating, "gating")}, ${experts} ${inWords(expert, "experts")}, ${inputs} inputs${seen}`;
  };
  if (described(start.model) !== described(model))
    throw new Error(`invalid start ${file}; ${described(start.model)}; the fit has ${described(model)}`);
  return start.params;
}
