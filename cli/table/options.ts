import type { Command } from "commander";
import { moreWords, oneOf } from "../options.js";
import { type Decimal, decimalOf, type Separator, separatorOf } from "./dialect.js";
import type { MissingRule } from "./rows.js";
import { checkEncoding } from "./source.js";

/** How a command reads a table. */
export interface TableOptions {
  readonly separator?: Separator;
  readonly decimal?: Decimal;
  readonly encoding?: string;
  readonly na?: readonly string[];
}

/** Adds the options that say how a file is to be read, where it does not tell by itself; `first` is what stands before the defaults. */
export const withTable = (command: Command, first = ""): Command =>
  command
    .option(
      "--separator <S>",
      `what stands between cells: comma, semicolon, tab or blank (default: ${first}as in the first lines)`,
      separatorOf,
    )
    .option("--decimal <SIGN>", `decimal sign, . or , (default: ${first}as in the numbers)`, decimalOf)
    .option(
      "--encoding <NAME>",
      `of the text: utf-8, latin1, utf-16le, utf-16be, ... (default: ${first}utf-8, or as its byte order mark says)`,
      checkEncoding,
    )
    .option(
      "--na <WORDS>",
      `words that stand for a missing cell, beside an empty one, NA, NaN and a point: n/a,-${first === "" ? "" : ` (default: ${first}none)`}`,
      moreWords("--na"),
    );

/** The same for a table that comes after a fit, which may tell how its own was read. */
export const withLaterTable = (command: Command): Command => withTable(command, "as for the fit, else ");

/** Which columns and rows a command fits, and how categories are coded. */
export interface ColumnOptions {
  readonly exclude?: readonly string[];
  readonly reference?: Readonly<Record<string, string>>;
  readonly missing: MissingRule;
}

/** Adds the options that choose columns, rows and reference levels. */
export const withColumns = (command: Command): Command =>
  command
    .option("--exclude <A,B>", "columns to leave out; may be given several times", moreWords("--exclude"))
    .option(
      "--reference <COLUMN=LEVEL>",
      "reference level of a column of categories (default: the first by code point); may be given several times",
      assignments("--reference", "LEVEL"),
    )
    .option(
      "--missing <RULE>",
      "rows with a missing cell (empty, NA, NaN, a point or as --na says) in a column that is used: drop, error",
      oneOf("missing", ["drop", "error"]),
      "drop",
    );

/** Parses `sex=male,grade=low`, by column; of an option that may be given several times. */
export const assignments =
  (flag: string, what: string) =>
  (text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
    const more = moreWords(flag)(text).map((word): [string, string] => {
      const at = word.indexOf("=");
      if (at < 1) throw new Error(`invalid ${flag}; not COLUMN=${what}: "${word}"`);
      return [word.slice(0, at).trim(), word.slice(at + 1).trim()];
    });
    return { ...before, ...Object.fromEntries(more) };
  };
