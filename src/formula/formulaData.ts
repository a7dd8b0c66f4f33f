import { MoestatError } from "../error.js";
import { rowsOf } from "../table/columns.js";
import type { Table } from "../table/table.js";
import type { Sample } from "../types.js";
import type { Formula } from "./ast.js";
import { completeRows } from "./completeRows.js";
import { designOf } from "./design.js";
import type { Part } from "./part.js";
import type { Recipe } from "./recipe.js";
import { type Response, trialsOf } from "./response.js";

/** A sample as a formula makes it of a table, and what `moe` must know of it: `moe({ inputs, intercept, ... })`. */
export interface FormulaData {
  readonly sample: Sample;
  /** The columns of the sample that the gate and the experts see. */
  readonly inputs: {
    readonly gating: readonly number[];
    readonly experts: readonly number[];
    readonly columns: number;
  };
  readonly intercept: { readonly gating: boolean; readonly experts: boolean };
  /** The names of the columns of the sample. */
  readonly names: readonly string[];
  /** The labels of the classes 1 to R, where the response is one of categories. */
  readonly labels?: readonly string[];
  /** The rows of the table that the sample has: those without missing cells. */
  readonly rows: Int32Array;
  readonly recipe: Recipe;
}

/**
 * The sample of a formula on a table, of the rows that are complete: the columns of both parts, each once, the response, which is a
 * class from 1 to R in the order of its levels where it is one of categories, and the offset. Counts of successes and failures are the
 * response and numbers of trials, for binomial experts. Throws as `designOf` does, and without a response or complete rows.
 *
 * @example
 * ```ts
 * import { fit, formulaData, gaussian, moe, softmax, tableOf } from "moestat";
 *
 * const dose = Array.from({ length: 120 }, (_, t) => t / 60);
 * const sex = dose.map((_, t) => (t % 2 === 0 ? "female" : "male"));
 * const y = dose.map((value, t) => Math.abs(value - 1) + (t % 2) + 0.1 * Math.sin(37 * t));
 * const { sample, inputs, intercept, names } = formulaData("y ~ dose + sex | dose", tableOf({ y, dose, sex }));
 * names; // dose, sexmale
 * fit(moe({ gating: softmax(), expert: gaussian(), k: 2, inputs, intercept }), sample);
 * ```
 */
export function formulaData(formula: Formula | string, table: Table): FormulaData {
  const rows = completeRows(formula, table);
  if (rows.length === 0) throw new MoestatError(`invalid table; no row is complete of ${table.n}`);
  const { response, experts, gate, recipe } = designOf(formula, rowsOf(table, rows));
  if (response === undefined) throw new MoestatError(`invalid formula "${recipe.formula}"; no response`);
  const columns = new Map(
    [experts, gate].flatMap((part) => part.names.map((name, j) => [name, part.columns[j]] as const)),
  );
  const names = [...columns.keys()];
  const places = (part: Part) => part.names.map((name) => names.indexOf(name));
  return {
    sample: {
      n: rows.length,
      d: names.length,
      x: [...columns.values()],
      y: numbersOf(response),
      ...(response.kind === "counts" ? { trials: trialsOf(response) } : {}),
      ...(experts.offset === undefined ? {} : { offset: experts.offset }),
    },
    inputs: { gating: places(gate), experts: places(experts), columns: names.length },
    intercept: { gating: gate.intercept, experts: experts.intercept },
    names,
    ...(response.kind === "factor" ? { labels: response.levels } : {}),
    rows,
    recipe,
  };
}

function numbersOf(response: Response): Float64Array {
  if (response.kind === "numeric") return response.values;
  if (response.kind === "factor") return Float64Array.from(response.codes, (code) => code + 1);
  return response.successes;
}
