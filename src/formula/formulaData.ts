import { MoestatError } from "../error.js";
import { columnOf, rowsOf, without } from "../table/columns.js";
import type { Table } from "../table/table.js";
import type { Sample } from "../types.js";
import type { Formula } from "./ast.js";
import { completeRows } from "./completeRows.js";
import { designOf } from "./design.js";
import { RowError } from "./formulaError.js";
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
  /** The rows of the table that the sample has: those without missing cells, and of a positive weight. */
  readonly rows: Int32Array;
  readonly recipe: Recipe;
}

/**
 * The sample of a formula on a table, of the rows that are complete: the columns of both parts, each once, the response, which is a
 * class from 1 to R in the order of its levels where it is one of categories, and the offset. Counts of successes and failures are the
 * response and numbers of trials, for binomial experts. `weights` names a column of frequencies, which is no input: knots, polynomials and
 * scales are those of the rows written so often. Throws as `designOf` does, and without a response or complete rows.
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
export function formulaData(
  formula: Formula | string,
  table: Table,
  { weights: counted }: { readonly weights?: string } = {},
): FormulaData {
  const all = counted === undefined ? undefined : weightsIn(table, counted);
  const seen = counted === undefined ? table : without(table, [counted]);
  const rows = completeRows(formula, seen).filter((row) => all === undefined || all[row] > 0);
  if (rows.length === 0) throw new MoestatError(`invalid table; no row is complete of ${table.n}`);
  const weights = all && Float64Array.from(rows, (row) => all[row]);
  const { response, experts, gate, recipe } = designOf(formula, rowsOf(seen, rows), { weights });
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
      ...(weights === undefined ? {} : { weights }),
    },
    inputs: { gating: places(gate), experts: places(experts), columns: names.length },
    intercept: { gating: gate.intercept, experts: experts.intercept },
    names,
    ...(response.kind === "factor" ? { labels: response.levels } : {}),
    rows,
    recipe,
  };
}

/** The numbers of a column of weights. Throws on a negative one, and on categories. */
function weightsIn(table: Table, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column.kind === "factor") throw new MoestatError(`invalid weights; categories, not numbers: "${name}"`);
  const row = column.values.findIndex((weight) => weight < 0);
  if (row >= 0) throw new RowError(row, `invalid weights in row ${row + 1}; negative: ${column.values[row]}`);
  return column.values;
}

function numbersOf(response: Response): Float64Array {
  if (response.kind === "numeric") return response.values;
  if (response.kind === "factor") return Float64Array.from(response.codes, (code) => code + 1);
  return response.successes;
}
