import { MoestatError } from "../error.js";
import { usedLevels } from "../table/factor.js";
import type { Column, FactorColumn, Table } from "../table/table.js";
import { suggestion } from "../words/suggestion.js";
import { type Fail, failing, RowError, UnknownLevelError } from "./formulaError.js";
import { numberText } from "./numberText.js";
import type { Recipe, RecipeColumn, State } from "./recipe.js";
import type { Value } from "./values.js";

/** What an expression is evaluated in: the columns of a table, and what was computed from the data of the fit. */
export interface Scope {
  readonly n: number;
  readonly fail: Fail;
  /** How often each row counts. */
  readonly weights?: Float64Array | undefined;
  column(name: string, at: number): Column;
  /** The state of a call: computed by `make` on the data of a fit, and as it was then on other data. */
  state<Kind extends State["kind"]>(
    call: string,
    kind: Kind,
    make: () => Extract<State, { kind: Kind }>,
  ): Extract<State, { kind: Kind }>;
}

/** A scope that notes which columns it is asked for and what is computed. */
export interface FitScope extends Scope {
  noted(): Pick<Recipe, "columns" | "computed">;
}

/** The scope of a fit. Levels that do not occur are left out, since nothing could be said of them. */
export function fitScope(table: Table, text: string, weights?: Float64Array): FitScope {
  const fail = failing(text);
  const columns = new Map<string, Column>();
  const states = new Map<string, State>();
  return {
    n: table.n,
    fail,
    weights,
    column(name, at) {
      const known = columns.get(name);
      if (known !== undefined) return known;
      const found = tableColumn(table, name, at, fail);
      const column = found.kind === "factor" ? usedLevels(found) : found;
      columns.set(name, column);
      return column;
    },
    state<Kind extends State["kind"]>(call: string, _kind: Kind, make: () => Extract<State, { kind: Kind }>) {
      const state = states.get(call) ?? make();
      states.set(call, state);
      return state as Extract<State, { kind: Kind }>;
    },
    noted: () => ({
      columns: [...columns.values()].map(
        (column): RecipeColumn =>
          column.kind === "numeric"
            ? { name: column.name, kind: "numeric" }
            : { name: column.name, kind: "factor", levels: column.levels },
      ),
      computed: [...states].map(([call, state]) => ({ call, state })),
    }),
  };
}

function tableColumn({ columns }: Table, name: string, at: number, fail: Fail): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const known = columns.map((column) => column.name);
  const list = known.map((one) => `"${one}"`).join(", ");
  const hint = suggestion(name, known);
  return fail(at, `unknown column "${name}"`, `${hint}${hint === "" ? "; known:" : " Known:"} ${list}`);
}

/** The scope of new rows: factors have the levels that they had in the fit. */
export function recipeScope(table: Table, { formula, columns, computed }: Recipe): Scope {
  const fail = failing(formula);
  const kinds = new Map(columns.map((column) => [column.name, column]));
  const states = new Map(computed.map(({ call, state }) => [call, state]));
  return {
    n: table.n,
    fail,
    column(name, at) {
      const known = kinds.get(name);
      if (known === undefined) return fail(at, `invalid recipe; it lacks the column "${name}"`);
      const found = tableColumn(table, name, at, fail);
      return known.kind === "factor" ? factorAs(found, known.levels) : numbersAs(found);
    },
    state<Kind extends State["kind"]>(call: string, kind: Kind) {
      const state = states.get(call);
      if (state?.kind !== kind)
        throw new MoestatError(`invalid recipe; it lacks what was computed for ${call}`);
      return state as Extract<State, { kind: Kind }>;
    },
  };
}

/** A column with the levels of a fit. Throws on another level. */
function factorAs(column: Column, levels: readonly string[]): FactorColumn {
  const found = column.kind === "factor" ? column : labelled(column.name, column.values);
  const codeOf = found.levels.map((level) => levels.indexOf(level));
  const unknown = found.codes.findIndex((code) => code >= 0 && codeOf[code] < 0);
  if (unknown >= 0)
    throw new UnknownLevelError(column.name, found.levels[found.codes[unknown]], unknown, levels);
  return { ...found, levels, codes: found.codes.map((code) => (code < 0 ? -1 : codeOf[code])) };
}

/** Numbers as categories, in ascending order; NaN is missing. */
export function labelled(name: string, values: Float64Array): FactorColumn {
  const texts = Array.from(values, (value) => (Number.isNaN(value) ? undefined : numberText(value, 15)));
  const sorted = Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).sort((a, b) => a - b);
  const levels = [...new Set(sorted.map((value) => numberText(value, 15)))];
  const place = new Map(levels.map((level, i) => [level, i]));
  const codes = Int32Array.from(texts, (text) => (text === undefined ? -1 : place.get(text)!));
  return { kind: "factor", name, levels, codes };
}

/** A column of numbers; one of categories will do where all of them are missing. */
function numbersAs(column: Column): Column {
  if (column.kind === "numeric") return column;
  const row = column.codes.findIndex((code) => code >= 0);
  if (row < 0)
    return { kind: "numeric", name: column.name, values: Float64Array.from(column.codes, () => Number.NaN) };
  const text = column.levels[column.codes[row]];
  throw new RowError(row, `invalid row ${row + 1}, column "${column.name}"; not a number: "${text}"`);
}

/** What a column is in an expression. */
export const columnValue = (column: Column): Value =>
  column.kind === "factor" ? column : { kind: "numbers", values: column.values };
