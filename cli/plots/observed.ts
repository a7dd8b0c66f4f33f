import type { Variable } from "../../figures/index.js";
import { columnsFor } from "../../src/formula/completeRows.js";
import { applyRecipe } from "../../src/formula/design.js";
import { type Response, trialsOfCounts } from "../../src/formula/response.js";
import type { Sample } from "../../src/types.js";
import { onLines } from "../data/lines.js";
import { seenBy } from "../data/seen.js";
import { trialsIn } from "../data/trials.js";
import { weighted } from "../data/weights.js";
import { columnsNamed, type NamedTable } from "../table/names.js";
import type { TableFile } from "../table/read.js";
import { completeRows } from "../table/rows.js";
import type { FitFile } from "./fit-file.js";

/** The rows of a table that have all that a fit needs. */
export interface ObservedRows {
  readonly file: TableFile;
  readonly sample: Sample;
  /** The inputs of each row. */
  readonly rows: readonly (readonly number[])[];
  /** The response as it is drawn: numbers, shares of trials, or the codes of the fit's labels. */
  readonly y: Variable;
  readonly remarks: readonly string[];
}

/** The sample that a fit sees in a table, by its recipe. Throws on missing columns, and labels that the fit does not know. */
export function observedIn(whole: TableFile, fit: FitFile): ObservedRows {
  const { recipe, weights, trials: tried } = fit;
  const used = observedColumns(fit, whole);
  const complete = completeRows(whole, used, "drop");
  const { file, weights: counts, remarks } = weighted(complete.file, weights);
  const design = onLines(file, () => applyRecipe(recipe, file.table));
  const { x, offset } = seenBy(design);
  const trials = tried === undefined ? trialsOfCounts(design.response!) : trialsIn(file, tried);
  const y = responseIn(file, design.response!, fit);
  const n = file.table.n;
  const values =
    y.levels === undefined ? Float64Array.from(y.values) : Float64Array.from(y.values, (code) => code + 1);
  return {
    file,
    sample: {
      n,
      d: x.length,
      x,
      y: values,
      ...(offset === undefined ? {} : { offset }),
      ...(counts === undefined ? {} : { weights: counts }),
      ...(trials === undefined ? {} : { trials }),
    },
    rows: Array.from({ length: n }, (_, t) => x.map((column) => column[t])),
    y:
      trials === undefined
        ? y
        : { name: `${y.name} per trial`, values: values.map((value, t) => value / trials[t]) },
    remarks: [...complete.remarks, ...remarks],
  };
}

/** The columns of a table that `observedIn` needs. Throws where it lacks one. */
export function observedColumns({ recipe, weights, trials }: FitFile, file: NamedTable): string[] {
  const beside = [weights, trials].filter((name) => name !== undefined);
  return columnsNamed([...new Set([...columnsFor(recipe, file.table), ...beside])], file, "columns");
}

function responseIn({ file, lines }: TableFile, column: Response, { labels }: FitFile): Variable {
  if (column.kind === "counts") return { name: column.name, values: column.successes };
  const { name } = column;
  if (labels === undefined) {
    if (column.kind === "factor")
      throw new Error(`invalid response "${name}" of ${file}; categories, where the fit has numbers`);
    return { name, values: column.values };
  }
  const texts =
    column.kind === "factor"
      ? Array.from(column.codes, (code) => column.levels[code])
      : Array.from(column.values, String);
  const values = texts.map((text, t) => {
    const code = labels.indexOf(text);
    if (code < 0)
      throw new Error(
        `invalid line ${lines[t]}, column "${name}", of ${file}; unknown label "${text}"; known: ${labels.join(", ")}`,
      );
    return code;
  });
  return { name, values, levels: labels };
}
