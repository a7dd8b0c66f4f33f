import { plain } from "../../figures/numbers.js";
import { applyRecipe } from "../../src/formula/design.js";
import { UnknownLevelError } from "../../src/formula/formulaError.js";
import type { Recipe } from "../../src/formula/recipe.js";
import { columnOf } from "../../src/table/columns.js";
import type { Column, Table } from "../../src/table/table.js";
import { suggestion } from "../../src/words/suggestion.js";
import { NUMBER } from "../table/numbers.js";

/** The inputs beside the one along which a fit is drawn. */
export interface Held {
  /** A column of one row for each. */
  readonly columns: readonly Column[];
  /** `age = 41, sex = male`; empty where there are none. */
  readonly text: string;
  /** The same of the categories alone. */
  readonly categories: string;
  /** The rows that are in these categories, in their order. */
  readonly rows: readonly number[];
}

/** What tells at what inputs are held. */
interface Choice {
  readonly recipe: Recipe;
  /** Values by the names of inputs. */
  readonly given: Readonly<Record<string, string>>;
  /** How often each row counts. */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * Holds inputs at the given values, else numbers at their median (of an even number of rows the lower one, which occurs) and categories at
 * their most frequent combination among the rows that have those given. Categories are columns of levels, and numbers that the formula
 * takes for such.
 */
export function heldInputs(table: Table, names: readonly string[], choice: Choice): Held {
  const weight = (t: number) => choice.weights?.[t] ?? 1;
  const inputs = names.map((name) => {
    const column = columnOf(table, name);
    const given = choice.given[name];
    return {
      column,
      isCategory: isCategory(choice.recipe, table, column),
      value: given === undefined ? undefined : valueIn(column, given),
    };
  });
  const categories = inputs.filter(({ isCategory }) => isCategory);
  const has = (values: readonly (number | undefined)[]) => (t: number) =>
    categories.every(({ column }, j) => values[j] === undefined || valueAt(column, t) === values[j]);
  const everyRow = Array.from({ length: table.n }, (_, t) => t);
  const wanted = everyRow.filter(has(categories.map(({ value }) => value)));
  const usual = mostFrequent(
    (wanted.length > 0 ? wanted : everyRow).map((t) => ({
      values: categories.map(({ column, value }) => value ?? valueAt(column, t)),
      weight: weight(t),
    })),
  );
  const at = inputs.map(({ column, isCategory, value }) => {
    if (value !== undefined) return value;
    return isCategory
      ? usual[categories.findIndex((one) => one.column === column)]
      : medianOf(everyRow.map((t) => ({ value: valueAt(column, t), weight: weight(t) })));
  });
  const texts = inputs.map(({ column }, i) => `${column.name} = ${textOf(column, at[i])}`);
  return {
    columns: inputs.map(({ column }, i) => ofOneRow(column, at[i])),
    text: texts.join(", "),
    categories: texts.filter((_, i) => inputs[i].isCategory).join(", "),
    rows: everyRow.filter(has(usual)),
  };
}

/** Whether a formula takes a column for categories: whether it knows of no numbers between those that occur. */
function isCategory(recipe: Recipe, table: Table, column: Column): boolean {
  if (column.kind === "factor") return true;
  const [least, next] = [...new Set(column.values)].sort((p, q) => p - q);
  if (next === undefined) return false;
  const columns = table.columns.map((one) =>
    ofOneRow(one, one === column ? (least + next) / 2 : valueAt(one, 0)),
  );
  try {
    applyRecipe(recipe, { n: 1, columns }, { response: false });
    return false;
  } catch (error) {
    return error instanceof UnknownLevelError;
  }
}

/** A value of a column: a number, or the code of a level. */
const valueAt = (column: Column, t: number): number =>
  column.kind === "numeric" ? column.values[t] : column.codes[t];

const ofOneRow = (column: Column, value: number): Column =>
  column.kind === "numeric"
    ? { ...column, values: Float64Array.of(value) }
    : { ...column, codes: Int32Array.of(value) };

const textOf = (column: Column, value: number): string =>
  column.kind === "numeric" ? plain(Number(value.toPrecision(6))) : column.levels[value];

function valueIn(column: Column, given: string): number {
  const { name } = column;
  if (column.kind === "numeric") {
    if (!NUMBER.test(given)) throw new Error(`invalid --at; "${name}" is a number: ${given}`);
    return Number(given);
  }
  const code = column.levels.indexOf(given);
  if (code < 0)
    throw new Error(
      `unknown level "${given}" of "${name}"; known: ${column.levels.join(", ")}${suggestion(given, column.levels)}`,
    );
  return code;
}

/** The least value up to which half of the weight lies. */
function medianOf(values: readonly { readonly value: number; readonly weight: number }[]): number {
  const sorted = [...values].sort((p, q) => p.value - q.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  return sorted.find(({ weight }) => {
    sum += weight;
    return sum >= half;
  })!.value;
}

/** The values with the largest sum of weights; of several the first in the order of their numbers. */
function mostFrequent(
  rows: readonly { readonly values: readonly number[]; readonly weight: number }[],
): readonly number[] {
  const sums = new Map<string, { readonly values: readonly number[]; sum: number }>();
  for (const { values, weight } of rows) {
    const key = values.join();
    const found = sums.get(key) ?? { values, sum: 0 };
    sums.set(key, { values, sum: found.sum + weight });
  }
  const before = (p: readonly number[], q: readonly number[]) => {
    const j = p.findIndex((value, i) => value !== q[i]);
    return j < 0 ? 0 : p[j] - q[j];
  };
  const [most] = [...sums.values()].sort((p, q) => q.sum - p.sum || before(p.values, q.values));
  return most.values;
}
