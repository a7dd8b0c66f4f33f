import type { Recipe } from "../../src/formula/recipe.js";
import type { OfParts } from "../../src/model/parts.js";
import type { Sample } from "../../src/types.js";
import type { ColumnOptions, TableOptions } from "../table/options.js";

/** What is to be fitted to a file. */
export interface Asked extends TableOptions, ColumnOptions {
  readonly formula?: string;
  /** In place of a formula: the response, and the inputs of both parts (all other columns by default). */
  readonly response?: string;
  readonly inputs?: readonly string[];
  /** A column of case weights. */
  readonly weights?: string;
  /** A column of numbers of trials. */
  readonly trials?: string | undefined;
}

/** A data set for a fit, from a file and a formula. */
export interface Data {
  readonly file: string;
  readonly formula: string;
  readonly recipe: Recipe;
  /** How the file was to be read, where it does not tell by itself. */
  readonly reading: TableOptions;
  /** The response, as the formula has it. */
  readonly response: string;
  /** The labels of a response that is a class, in the order of the classes 1..R. */
  readonly labels?: readonly string[];
  readonly sample: Sample;
  /** The terms whose values the columns of the sample are. */
  readonly inputs: readonly string[];
  /** The columns of the sample that the parts see, their terms, and whether the parts have an intercept. */
  readonly columns: OfParts<readonly number[]>;
  readonly terms: OfParts<readonly string[]>;
  readonly intercept: OfParts<boolean>;
  /** The reference levels, by columns of categories; not of those of which all levels have a column. */
  readonly references: Readonly<Record<string, string>>;
  /** The column of case weights. */
  readonly weights?: string;
  /** That of numbers of trials. */
  readonly trials?: string;
  /** The number of rows, or the sum of their weights. */
  readonly observations: number;
  /** How many rows were left out for missing cells. */
  readonly dropped: number;
  /** The line of the file on which each row ends. */
  readonly lines: readonly number[];
  /** What is to be said of the file and its columns, a sentence each. */
  readonly remarks: readonly string[];
  /** Those of them that doubt a column of categories. */
  readonly doubts: readonly string[];
}
