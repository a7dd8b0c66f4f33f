import { columnsFor } from "../../src/formula/completeRows.js";
import { designOf } from "../../src/formula/design.js";
import { parseFormula } from "../../src/formula/parseFormula.js";
import { columnOf, without } from "../../src/table/columns.js";
import type { Table } from "../../src/table/table.js";
import { columnsNamed } from "../table/names.js";
import { readTable } from "../table/read.js";
import { readingIn } from "../table/reading.js";
import { columnRemarks } from "../table/remarks.js";
import { completeRows } from "../table/rows.js";
import { checkFactors, checkInputs } from "./checks.js";
import { formulaText, occurringLevels, withReferencesOf } from "./columns.js";
import { onLines } from "./lines.js";
import { checkReferences, referencesIn } from "./references.js";
import { type ResponseKind, responseOf, wholeValuesRemark } from "./response.js";
import { seenBy } from "./seen.js";
import { trialsIn } from "./trials.js";
import type { Asked, Data } from "./types.js";
import { weighted } from "./weights.js";

/** Reads a data set. Throws with the column's name where one cannot be fitted. */
export async function readData(path: string, asked: Asked, kind: ResponseKind): Promise<Data> {
  const all = await readTable(path, asked);
  const [counted] = columnsNamed([asked.weights ?? []].flat(), all, "--weights");
  const [tried] = columnsNamed([asked.trials ?? []].flat(), all, "--trials");
  const beside = [counted, tried].filter((name) => name !== undefined);
  const text = formulaText(asked, all, beside);
  const formula = parseFormula(text);
  const { response: left } = formula;
  if (left === undefined) throw new Error(`invalid formula "${text}"; a response is needed before ~`);
  /** What a formula sees: weights and numbers of trials are none of its columns. */
  const seenOf = (table: Table) => without(table, beside);
  const inputs = columnsFor(formula, seenOf(all.table), { response: false });
  const used = [...columnsFor(formula, seenOf(all.table)), ...beside];
  columnsNamed([...new Set(used)], all, "--formula");
  const labelled = kind.wanted !== undefined && left.kind === "column" ? left.name : undefined;
  const chosen = withReferencesOf(all, asked, labelled);
  const complete = completeRows(chosen, used, asked.missing);
  const { weights, ...kept } = weighted(complete.file, counted);
  const file = { ...kept.file, table: occurringLevels(kept.file.table, inputs) };
  checkFactors(file, inputs);
  // Of all rows: those with a missing cell count, too.
  const isFactor = (name: string) => columnOf(all.table, name).kind === "factor";
  const doubts = columnRemarks(all, inputs.filter(isFactor));
  const design = onLines(file, () => designOf(formula, seenOf(file.table), { weights }));
  checkReferences(asked, design.recipe, labelled);
  const { x, offset, ...seen } = seenBy(design);
  const { y, counted: fromCounts, labels } = responseOf(file, design.response!, asked, kind);
  if (tried !== undefined && fromCounts !== undefined)
    throw new Error(`invalid --trials; the formula has the failures beside the successes: ${text}`);
  const trials = tried === undefined ? fromCounts : trialsIn(file, tried);
  const data: Data = {
    file: file.file,
    formula: text,
    recipe: design.recipe,
    reading: readingIn(asked),
    response: design.response!.name,
    ...(labels === undefined ? {} : { labels }),
    ...seen,
    sample: { n: y.length, d: x.length, x, y, ...present({ offset, weights, trials }) },
    references: referencesIn(design.recipe),
    ...(counted === undefined ? {} : { weights: counted }),
    ...(tried === undefined ? {} : { trials: tried }),
    observations: weights?.reduce((sum, weight) => sum + weight, 0) ?? y.length,
    dropped: complete.dropped,
    lines: file.lines,
    doubts,
    remarks: [
      ...file.remarks,
      ...complete.remarks,
      ...kept.remarks,
      ...doubts,
      ...columnRemarks(
        all,
        inputs.filter((name) => !isFactor(name)),
      ),
      ...(kind.hasUnit ? wholeValuesRemark(design.response!) : []),
    ],
  };
  checkInputs(data);
  return data;
}

/** What of a sample's further columns there is. */
const present = ({
  offset,
  weights,
  trials,
}: Readonly<Record<"offset" | "weights" | "trials", Float64Array | undefined>>) => ({
  ...(trials === undefined ? {} : { trials }),
  ...(offset === undefined ? {} : { offset }),
  ...(weights === undefined ? {} : { weights }),
});
