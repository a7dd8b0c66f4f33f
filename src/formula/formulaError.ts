import { type MistakeCode, MoestatError } from "../error.js";

/** A mistake in a formula, or in how it fits a table: `at` is the character of `formula` where it is, counted from 0. */
export class FormulaError extends MoestatError {
  override readonly name = "FormulaError";
  readonly formula: string;
  readonly at: number;

  constructor(formula: string, at: number, mistake: string) {
    super(mistake, { code: "invalid" });
    this.formula = formula;
    this.at = at;
  }
}

/** Throws for a place of a formula. */
export type Fail = (at: number, mistake: string, hint?: string) => never;

/** Throws `unexpected > at character 10 of formula "y ~ dose > 1"; ...`: in messages characters are counted from 1. */
export const failing =
  (text: string): Fail =>
  (at, mistake, hint = "") => {
    throw new FormulaError(text, at, `${mistake} at character ${at + 1} of formula "${text}"${hint}`);
  };

/** A cell, or what a formula makes of it, that cannot be used; `row` counts from 0, in the message from 1. */
export class RowError extends MoestatError {
  override readonly name: string = "RowError";
  readonly row: number;

  constructor(row: number, mistake: string, code: MistakeCode = "invalid") {
    super(mistake, { code });
    this.row = row;
  }
}

/** A level in new rows that the data of the fit did not have. */
export class UnknownLevelError extends RowError {
  override readonly name = "UnknownLevelError";
  readonly column: string;
  readonly level: string;
  readonly known: readonly string[];

  constructor(column: string, level: string, row: number, known: readonly string[]) {
    super(
      row,
      `unknown level "${level}" of column "${column}" in row ${row + 1}; known: ${known.join(", ")}`,
      "unknown",
    );
    this.column = column;
    this.level = level;
    this.known = known;
  }
}
