import type { Expression } from "./ast.js";
import type { Terms } from "./expandTerms.js";
import type { Scope } from "./scope.js";
import { type Variable, variableOf } from "./variable.js";

/** The columns that a part of a model sees, named as R's `model.matrix` names them, without the constant one. */
export interface Part {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Whether the part has an intercept: a constant column that is not among these. */
  readonly intercept: boolean;
  /** What is added to the predictor: the sum of the offsets. */
  readonly offset?: Float64Array;
}

/** A column of a design matrix. */
interface Named {
  readonly name: string;
  readonly values: Float64Array;
}

/** The columns of a part's terms. */
export function partOf({ variables, terms, intercept, offsets }: Terms, scope: Scope): Part {
  const values = new Map<number, Variable>();
  // Variables that no term keeps, as id in `. - id`, are not looked at.
  for (const i of terms.flatMap(({ factors }) => factors))
    if (!values.has(i)) values.set(i, inputOf(variables[i], scope));
  const coded = codingOf({ terms, intercept }, (i) => values.get(i)!.kind === "factor");
  const columns = coded.flatMap((term) =>
    product(term.map(({ place, full }) => code(values.get(place)!, full))),
  );
  const offset = offsets.length === 0 ? undefined : sumOf(offsets.map((one) => numbersOf(one, scope)));
  return {
    names: columns.map(({ name }) => name),
    columns: columns.map((column) => column.values),
    intercept,
    ...(offset === undefined ? {} : { offset }),
  };
}

/** A variable in a term: its place among the variables, and whether, if it is a factor, each of its levels has a column, the reference too. */
export interface Coding {
  readonly place: number;
  readonly full: boolean;
}

/** How the variables of each term are coded. */
export function codingOf(
  { terms, intercept }: Pick<Terms, "terms" | "intercept">,
  isFactor: (place: number) => boolean,
): Coding[][] {
  const all = terms.flatMap(({ factors }) => factors);
  // Without the constant column its place is taken by the first factor's reference level.
  const first = intercept ? -1 : all.findIndex(isFactor);
  let at = 0;
  return terms.map(({ factors, contrasts }) =>
    factors.map((place, j) => ({ place, full: at++ === first || !contrasts[j] })),
  );
}

/** The value of a variable. Throws on a factor that has no two levels, since it says nothing. */
function inputOf(expression: Expression, scope: Scope): Variable {
  const value = variableOf(expression, scope);
  if (value.kind === "factor" && value.levels.length < 2)
    scope.fail(
      expression.at,
      `two levels expected, but ${value.name} has ${value.levels.join() || "none"} alone`,
    );
  return value;
}

/** The columns of one variable: of a factor one for each level, or for each but the reference. */
function code(variable: Variable, full: boolean): Named[] {
  const { name } = variable;
  if (variable.kind === "numbers") {
    const several = variable.columns.length > 1;
    return variable.columns.map((values, j) => ({ name: several ? `${name}${j + 1}` : name, values }));
  }
  return variable.levels.flatMap((level, i) =>
    i === 0 && !full ? [] : [{ name: `${name}${level}`, values: indicator(variable.codes, i) }],
  );
}

const indicator = (codes: Int32Array, level: number): Float64Array =>
  Float64Array.from(codes, (one) => (one < 0 ? Number.NaN : one === level ? 1 : 0));

/** The products of one column of each, those of the first changing fastest. */
const product = ([first, ...rest]: readonly (readonly Named[])[]): readonly Named[] =>
  rest.reduce(
    (made, next) =>
      next.flatMap((b) =>
        made.map((a) => ({
          name: `${a.name}:${b.name}`,
          values: a.values.map((value, t) => value * b.values[t]),
        })),
      ),
    first,
  );

function numbersOf(expression: Terms["offsets"][number], scope: Scope): Float64Array {
  const value = variableOf(expression, scope);
  if (value.kind === "numbers" && value.columns.length === 1) return value.columns[0];
  return scope.fail(expression.at, `numbers expected as the offset, not ${value.name},`);
}

const sumOf = ([first, ...rest]: readonly Float64Array[]): Float64Array =>
  rest.reduce((sum, next) => sum.map((value, t) => value + next[t]), first);
