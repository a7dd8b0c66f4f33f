import type { Gating } from "../../src/family.js";
import { selectedOf } from "../../src/family.js";
import { remarksOf } from "../../src/fit/index.js";
import { type Families, type SelectionTable, type SelectRow, select } from "../../src/inference/select.js";
import { type AnyModel, moe } from "../../src/model/model.js";
import type { ExpertsParams } from "../../src/types.js";
import { fitJson } from "../fit-json.js";
import { fixedOfEach } from "../fixed.js";
import { inFormat } from "../format.js";
import { meter } from "../meter.js";
import { print, printJson, writeText } from "../output.js";
import { gainOf, picked } from "../pick.js";
import { selectionJson, selectionReport, selectionTable } from "../report/selection.js";
import { count } from "../terminal.js";
import {
  checkSize,
  type FitCommandOptions,
  type FitTask,
  searchOptions,
  teller,
  tellRemarks,
  withInputs,
} from "./task.js";

/** The families of which models are made, and the numbers of experts. */
export interface SeveralTask extends FitTask {
  readonly families: Families;
  readonly numbers: readonly number[];
}

/** Fits several numbers of experts, prints a table of them, and keeps the fit that BIC prefers. `whole`: the gating without a selection. */
export async function fitSeveral(task: SeveralTask, whole: Gating): Promise<void> {
  const { data, families, format, options } = task;
  checkMeaning(options);
  const { gating } = families;
  const modelFor = (k: number): AnyModel =>
    moe({ ...families, gating: selectedOf(gating, k) === undefined ? whole : gating, k });
  const table = await selected(task, modelFor);
  const selection = selectionJson(table);
  const jsonOf = (row: SelectRow<ExpertsParams>) =>
    fitOf(task, modelFor(row.k), row, row.k === table.best.bic);
  if (format === "json") {
    const rows = table.rows.map((row, i) => ({ ...selection.rows[i], fit: jsonOf(row) }));
    printJson({ n: table.n, best: table.best, rows, dendrogram: table.dendrogram });
  } else if (format === "text") print(selectionReport(data, families, table));
  else print(inFormat(format, selectionTable(table)));
  if (format !== "text") tellRemarks(data, options);
  const { out } = options;
  if (out === undefined) return;
  const kept = table.rows.find(({ k }) => k === table.best.bic);
  if (kept === undefined) throw new Error(`nothing written to ${out}; no fit is a sound maximum`);
  await writeText(out, `${JSON.stringify({ ...jsonOf(kept), selection })}\n`);
  teller(options)(`wrote ${out}: the fit of ${count(kept.k, "expert")}, which BIC prefers`);
}

/** Throws on what has a meaning for one number of experts alone. */
function checkMeaning(options: FitCommandOptions): void {
  const single = [
    "start",
    "pick",
    "alternatives",
    "intervals",
    "level",
    "replicates",
    "workers",
    "covariance",
  ];
  const given = single.find((option) => options[option] !== undefined);
  if (given !== undefined) throw new Error(`invalid --${given}; it is for one number of experts`);
}

async function selected(
  { data, options, numbers }: SeveralTask,
  modelFor: (k: number) => AnyModel,
): Promise<SelectionTable<ExpertsParams>> {
  const { test, fix } = options;
  const models = numbers.map(modelFor);
  const fixed = fix === undefined ? undefined : await fixedOfEach(fix, models, data);
  for (const [i, model] of models.entries()) checkSize(data, model, fixed?.[i]);
  const bar = meter(options);
  bar.show("fitting", 0, numbers.length);
  try {
    return await select(modelFor, data.sample, {
      ...searchOptions(modelFor(numbers[0]), options),
      k: numbers,
      ...(fixed && { fixed: (k: number) => fixed[numbers.indexOf(k)] }),
      ...(test === undefined ? {} : { test: { replicates: test } }),
      onProgress: ({ what, k, done, total }) =>
        bar.show(what === "fit" ? "fitting" : `testing ${k} against more`, done, total),
    });
  } catch (error) {
    throw withInputs(data, error);
  } finally {
    bar.stop();
  }
}

/** A row's fit as `fit --json` prints it; what its last expert gains costs a further search, and is told of the best alone. */
function fitOf(
  { data, options }: FitTask,
  model: AnyModel,
  { fit }: SelectRow<ExpertsParams>,
  isBest: boolean,
) {
  const shown = picked(fit);
  const gain = isBest ? gainOf(model, data.sample, shown) : undefined;
  return fitJson(data, shown, { remarks: remarksOf(model, data.sample, fit), gain }, options);
}
