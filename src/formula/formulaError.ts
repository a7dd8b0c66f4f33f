/** A mistake in a formula, or in how it fits a table: `at` is the character of `formula` where it is, counted from 0. */
export class FormulaError extends Error {
  override readonly name = "FormulaError";
  readonly formula: string;
  readonly at: number;

  constructor(formula: string, at: number, mistake: string) {
    super(mistake);
    this.formula = formula;
    this.at = at;
  }
}

/** Throws for a place of a formula. */
export type Fail = (at: number, mistake: string, hint?: string) => never;

/** Throws `invalid formula "y ~ dose + + (sex"; at character 11: ...`: characters are counted from 1 in the message. */
export const failing =
  (text: string): Fail =>
  (at, mistake, hint = "") => {
    throw new FormulaError(text, at, `${mistake} at character ${at + 1} of formula "${text}"${hint}`);
  };

/** A value of new data at a level that the formula's data did not have; `row` counts from 0. */
export class UnknownLevelError extends Error {
  override readonly name = "UnknownLevelError";
  readonly column: string;
  readonly level: string;
  readonly row: number;
  readonly known: readonly string[];

  constructor(column: string, level: string, row: number, known: readonly string[]) {
    super(`unknown level "${level}" of column "${column}" in row ${row + 1}; known: ${known.join(", ")}`);
    this.column = column;
    this.level = level;
    this.row = row;
    this.known = known;
  }
}
