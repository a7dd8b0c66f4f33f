import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { Sample } from "../types.js";
import { checkNames } from "../words/names.js";
import { isMatrix, type NumericMatrix, rowsOf } from "./matrix.js";

/** Numbers in a plain or a typed array. */
export type Numbers =
  | readonly number[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** What observations may have beside inputs and a response: see `Sample`. */
export interface DatasetOptions {
  readonly weights?: Numbers;
  readonly offset?: Numbers;
  readonly trials?: Numbers;
}

/**
 * A data set from arrays: `x` as n numbers (one input), n rows of d numbers, a matrix of n rows (of ml-matrix, say), `{ columns }` of n
 * numbers each, or null where there are no inputs; `y` as n numbers or a matrix of one column. Numbers are copied. Nothing is turned
 * into a number: null, texts, booleans and dates are refused as NaN is.
 * Throws `invalid y[1]; not a number: null`, and on empty or unequal lengths and ragged rows.
 *
 * @example
 * ```ts
 * import { dataset } from "moestat";
 *
 * dataset([0.1, 0.4, 0.7], [1, 3, 2]); // one input
 * dataset([[0.1, 5], [0.4, 6], [0.7, 5]], [1, 3, 2], { weights: [2, 1, 1] }); // two inputs, by rows
 * dataset({ columns: [[0.1, 0.4, 0.7]] }, [1, 3, 2]); // by columns
 * ```
 */
export function dataset(
  x: Numbers | readonly Numbers[] | NumericMatrix | InputColumns | null,
  y: Numbers | NumericMatrix,
  options: DatasetOptions = {},
): Sample {
  checkNames("dataset", options, ["weights", "offset", "trials"]);
  const { weights, offset, trials } = options;
  const response = isMatrix(y) ? onlyColumn(y) : y;
  const inputs = isMatrix(x) ? rowsOf(x) : x;
  if (inputs !== null && !isColumns(inputs)) checkList("x", inputs);
  checkList("y", response);
  const n = response.length;
  if (inputs !== null && !isColumns(inputs) && inputs.length !== n)
    throw new MoestatError(`invalid x; ${n} rows expected, as many as y has: ${inputs.length}`);
  if (n === 0) throw new MoestatError("invalid y; at least one observation is needed: 0");
  const columns = inputs === null ? [] : inputsFrom(inputs, n);
  const beside = {
    ...(weights === undefined ? {} : { weights: besideOf("weights", weights, n) }),
    ...(offset === undefined ? {} : { offset: besideOf("offset", offset, n) }),
    ...(trials === undefined ? {} : { trials: besideOf("trials", trials, n) }),
  };
  checkWeights(beside.weights);
  if (beside.trials) checkTrials(beside.trials, n);
  return { n, d: columns.length, x: columns, y: columnOf("y", response), ...beside };
}

/** Inputs that are given column by column, one for each input. */
export interface InputColumns {
  readonly columns: readonly Numbers[];
}

const isColumns = (x: unknown): x is InputColumns =>
  typeof x === "object" && x !== null && "columns" in x && Array.isArray(x.columns);

function onlyColumn(y: NumericMatrix): number[] {
  if (y.columns !== 1) throw new MoestatError(`invalid y; a matrix of one column is needed: ${y.columns}`);
  return rowsOf(y).flat();
}

/** The columns of n rows of inputs. */
function inputsFrom(x: Numbers | readonly Numbers[] | InputColumns, n: number): Float64Array[] {
  if (!isColumns(x)) return isList(x[0]) ? columnsOf(x as readonly Numbers[]) : [columnOf("x", x as Numbers)];
  if (x.columns.length === 0)
    throw new MoestatError("invalid x.columns; at least one input is needed, or null for x: 0");
  return x.columns.map((column, j) => besideOf(`x.columns[${j}]`, column, n));
}

function columnsOf(rows: readonly Numbers[]): Float64Array[] {
  const n = rows.length;
  const d = rows[0].length;
  if (d === 0) throw new MoestatError("invalid x[0]; at least one input is needed, or null for x: 0");
  const columns = Array.from({ length: d }, () => new Float64Array(n));
  for (let t = 0; t < n; t++) {
    const row = rows[t];
    if (!isList(row)) throw new MoestatError(`invalid x[${t}]; not a row of ${d} inputs: ${shown(row)}`);
    if (row.length !== d) throw new MoestatError(`invalid x[${t}]; ${d} inputs expected: ${row.length}`);
    for (let j = 0; j < d; j++) {
      const value = row[j];
      if (!Number.isFinite(value)) throw notFinite(`x[${t}][${j}]`, value);
      columns[j][t] = value;
    }
  }
  return columns;
}

function besideOf(name: string, values: Numbers, n: number): Float64Array {
  checkList(name, values);
  if (values.length !== n)
    throw new MoestatError(`invalid ${name}; ${n} values expected, as many as y has: ${values.length}`);
  return columnOf(name, values);
}

function columnOf(name: string, values: Numbers): Float64Array {
  const n = values.length;
  const column = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const value = values[t];
    if (!Number.isFinite(value)) throw notFinite(`${name}[${t}]`, value);
    column[t] = value;
  }
  return column;
}

/** Throws unless a value has what a data set has; arrays, or inputs and a response as they come, are none yet. */
export function checkIsSample(sample: unknown): void {
  if (typeof sample !== "object" || sample === null || isList(sample))
    throw new MoestatError(`invalid sample; not a data set, as dataset(x, y) makes: ${shown(sample)}`);
  const missing = ["n", "d", "x", "y"].find((name) => !(name in sample));
  if (missing !== undefined)
    throw new MoestatError(`invalid sample; not a data set, as dataset(x, y) makes: it has no ${missing}`);
}

/** Throws unless all columns, with what stands beside them, are Float64Arrays of length n that hold finite numbers. */
export function checkSample(sample: Sample): void {
  checkIsSample(sample);
  const { n, d, x, y, weights, offset, trials } = sample;
  if (!Array.isArray(x)) throw new MoestatError(`invalid x; not a list of columns: ${shown(x)}`);
  if (x.length !== d) throw new MoestatError(`invalid x; ${shown(d)} columns expected: ${x.length}`);
  for (const [j, column] of x.entries()) checkColumn(`x[${j}]`, column, n);
  checkColumn("y", y, n);
  if (weights !== undefined) checkColumn("weights", weights, n);
  checkWeights(weights);
  if (offset !== undefined) checkColumn("offset", offset, n);
  if (trials !== undefined) checkTrials(trials, n);
}

/** Throws unless a column has n positive whole numbers. */
export function checkTrials(trials: Float64Array, n: number): void {
  checkColumn("trials", trials, n);
  const bad = trials.findIndex((number) => !(Number.isSafeInteger(number) && number >= 1));
  if (bad >= 0)
    throw new MoestatError(`invalid trials[${bad}]; not a whole number from 1 to 2^53: ${trials[bad]}`);
}

/** Throws where a weight is negative, all are 0, or their sum is beyond the whole numbers that a double can tell apart. */
function checkWeights(weights: Float64Array | undefined): void {
  if (weights === undefined) return;
  const bad = weights.findIndex((weight) => weight < 0);
  if (bad >= 0) throw new MoestatError(`invalid weights[${bad}]; negative: ${weights[bad]}`);
  if (!weights.some((weight) => weight > 0)) throw new MoestatError("invalid weights; all are 0");
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum > 2 ** 53)
    throw new MoestatError(
      `invalid weights; their sum is above 2^53, where an observation more is not counted: ${sum}`,
    );
}

function checkColumn(name: string, column: Float64Array, n: number): void {
  // By its tag, since an array of another realm, as of a worker or a test runner, is no instance of this one's class.
  if (!ArrayBuffer.isView(column) || column[Symbol.toStringTag] !== "Float64Array")
    throw new MoestatError(`invalid ${name}; not a Float64Array: ${shown(column)}`);
  if (column.length !== n)
    throw new MoestatError(`invalid ${name}; ${shown(n)} values expected: ${column.length}`);
  const bad = column.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw notFinite(`${name}[${bad}]`, column[bad]);
}

function checkList(name: string, value: unknown): void {
  if (!isList(value)) throw new MoestatError(`invalid ${name}; not an array: ${shown(value)}`);
}

const isList = (value: unknown): value is Numbers =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const notFinite = (place: string, value: unknown): MoestatError =>
  new MoestatError(
    `invalid ${place}; not a ${typeof value === "number" ? "finite " : ""}number: ${shown(value)}`,
  );
