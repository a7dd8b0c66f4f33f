import { refined } from "../../experiments/refine.js";
import type { Variable } from "../../figures/index.js";
import { applyRecipe } from "../../src/formula/design.js";
import { UnknownLevelError } from "../../src/formula/formulaError.js";
import { columnOf } from "../../src/table/columns.js";
import type { Column, Table } from "../../src/table/table.js";
import { inputsIn } from "../data/recipe.js";
import { seenBy } from "../data/seen.js";
import { columnsNamed } from "../table/names.js";
import type { FitFile } from "./fit-file.js";
import { type Held, heldInputs } from "./held.js";
import type { ObservedRows } from "./observed.js";

/** The rows along one input of a fit, at which its curves are drawn. */
export interface Along {
  /** The input at the observations. */
  readonly x: Variable;
  /** The input along the curves: values, or the codes of its levels. */
  readonly at: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly offset?: Float64Array | undefined;
  /** At what the other inputs are held, and which observations have the categories that are. */
  readonly held: Omit<Held, "columns">;
}

/** Points of a curve: so many that it looks smooth. */
const fine = 301;

/**
 * The rows along an input, the named one or the first that is numeric, the other inputs held; see `heldInputs`. Without inputs along the numbers of the
 * observations.
 */
export function alongInput(
  fit: FitFile,
  { file, sample }: ObservedRows,
  name: string | undefined,
  given: Readonly<Record<string, string>> = {},
): Along {
  const { table } = file;
  const names = inputsIn(fit.recipe);
  const chosen = name === undefined ? usualInput(table, names) : columnsNamed([name], file, "--x")[0];
  for (const one of columnsNamed(Object.keys(given), file, "--at"))
    if (!names.includes(one) || one === chosen)
      throw new Error(
        one === chosen
          ? `invalid --at; the curves are drawn along "${one}" (--x chooses another input)`
          : `invalid --at; "${one}" is no input of the fit: ${names.join(", ")}`,
      );
  if (chosen === undefined) return alongObservations(fit, table.n);
  if (!names.includes(chosen))
    throw new Error(`invalid --x; "${chosen}" is no input of the fit: ${names.join(", ")}`);
  const { columns: others, ...held } = heldInputs(
    table,
    names.filter((one) => one !== chosen),
    { recipe: fit.recipe, given, weights: sample.weights },
  );
  const tried = (x: Gridded): Along => {
    const n = x.at.length;
    const columns = [x.column, ...others.map((column) => repeated(column, n))];
    return { x: x.variable, at: x.at, held, ...designed(fit, { n, columns }) };
  };
  const column = columnOf(table, chosen);
  if (column.kind === "factor") return tried(overLevels(column));
  try {
    const rowsAt = (at: readonly number[]) => tried(overNumbers(column, at));
    const gate = fit.model.gate(fit.params);
    return rowsAt(refined(evenly(column), (at) => rowsAt(at).rows.map(gate)).at);
  } catch (error) {
    // A formula may take numbers for categories, which has values only where there are data.
    if (error instanceof UnknownLevelError) return tried(overValues(column));
    throw error;
  }
}

const usualInput = (table: Table, names: readonly string[]): string | undefined =>
  names.find((name) => columnOf(table, name).kind === "numeric") ?? names[0];

function alongObservations(fit: FitFile, n: number): Along {
  const values = Array.from({ length: n }, (_, t) => t + 1);
  // Straight lines need two points; the experts' numbers have places of their own between more.
  const steps = 20;
  const at = Array.from({ length: steps + 1 }, (_, i) => 1 + (i * Math.max(1, n - 1)) / steps);
  return {
    x: { name: "observation", values },
    at,
    held: { text: "", categories: "", rows: Array.from({ length: n }, (_, t) => t) },
    ...designed(fit, { n: at.length, columns: [] }),
  };
}

function designed({ recipe }: FitFile, table: Table): Pick<Along, "rows" | "offset"> {
  const { x, offset } = seenBy(applyRecipe(recipe, table, { response: false }));
  return { rows: Array.from({ length: table.n }, (_, t) => x.map((column) => column[t])), offset };
}

/** An input at the observations, and a column of it along a grid. */
interface Gridded {
  readonly variable: Variable;
  readonly at: readonly number[];
  readonly column: Column;
}

type NumberColumn = Extract<Column, { kind: "numeric" }>;
type LevelColumn = Extract<Column, { kind: "factor" }>;

/** Evenly spaced numbers from the least value to the largest. */
function evenly({ values }: NumberColumn): number[] {
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  return Array.from({ length: fine }, (_, t) => low + ((high - low) * t) / (fine - 1));
}

const overNumbers = ({ name, values }: NumberColumn, at: readonly number[]): Gridded => ({
  variable: { name, values },
  at,
  column: { kind: "numeric", name, values: Float64Array.from(at) },
});

function overLevels({ name, levels, codes }: LevelColumn): Gridded {
  const at = levels.map((_, code) => code).filter((code) => codes.includes(code));
  const place = levels.map((_, code) => at.indexOf(code));
  const variable = {
    name,
    values: Array.from(codes, (code) => place[code]),
    levels: at.map((code) => levels[code]),
  };
  return {
    variable,
    at: at.map((_, i) => i),
    column: { kind: "factor", name, levels, codes: Int32Array.from(at) },
  };
}

/** Each value that occurs as a level. */
function overValues({ name, values }: NumberColumn): Gridded {
  const distinct = [...new Set(values)].sort((p, q) => p - q);
  return {
    variable: {
      name,
      values: Array.from(values, (value) => distinct.indexOf(value)),
      levels: distinct.map(String),
    },
    at: distinct.map((_, i) => i),
    column: { kind: "numeric", name, values: Float64Array.from(distinct) },
  };
}

/** A column of one row n times. */
const repeated = (column: Column, n: number): Column =>
  column.kind === "numeric"
    ? { ...column, values: new Float64Array(n).fill(column.values[0]) }
    : { ...column, codes: new Int32Array(n).fill(column.codes[0]) };
