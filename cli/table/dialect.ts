import { parse } from "csv-parse/sync";

/** How cells are kept apart. A blank stands for any number of blanks. */
export type Separator = "," | ";" | "\t" | " ";
export type Decimal = "." | ",";

/** The words of the command line for separators that a shell does not like. */
const named: Readonly<Record<string, Separator>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  blank: " ",
  "\\t": "\t",
};

/** The separators in words, for messages. */
export const inWords: Readonly<Record<Separator, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  " ": "blanks",
};

/** Parses `--separator`. */
export function separatorOf(text: string): Separator {
  if (Object.hasOwn(inWords, text)) return text as Separator;
  if (Object.hasOwn(named, text)) return named[text];
  throw new Error(`unknown separator ${JSON.stringify(text)}; known: comma, semicolon, tab, blank`);
}

/** What the command line calls a separator. */
export const wordFor = (separator: Separator): string =>
  Object.keys(named).find((word) => named[word] === separator)!;

/** Parses `--decimal`. */
export function decimalOf(text: string): Decimal {
  if (text === "." || text === ",") return text;
  throw new Error(`unknown decimal sign ${JSON.stringify(text)}; known: . and ,`);
}

const marks: readonly Separator[] = ["\t", ";", ","];
const records = 50;

/** The beginning of a table as one separator divides it. */
interface Division {
  readonly separator: Separator;
  /** The first records, quoted cells with a quote before them. */
  readonly rows: readonly string[][];
  /** Whether quotes stand only where CSV has them. */
  readonly strict: boolean;
}

/**
 * The separator of a table from its beginning: the mark in its first line, outside of quotes, with which the rows have as many cells as
 * the line, or one more, as where R writes row names; where several do, the one with which the line has most cells. Blanks separate where
 * the first line holds none of the marks. A table of a single column has the separator of its row names, and a comma otherwise.
 */
export function separatorIn(head: string): Separator {
  const divisions = ([...marks, " "] as const).flatMap((separator) => divided(separator, head));
  const dividing = divisions.filter(({ rows: [header = []] }) => header.length > 1);
  const isMarked = dividing.some(({ separator, strict }) => strict && separator !== " ");
  const [best] = dividing
    .filter(({ separator }) => separator !== " " || !isMarked)
    .map(({ separator, strict, rows }) => ({
      separator,
      rank: [areEven(rows), strict, separator !== " ", rows[0].length].map(Number),
    }))
    .sort((p, q) => q.rank.map((value, i) => value - p.rank[i]).find((difference) => difference !== 0) ?? 0);
  return best?.separator ?? divisions.find(({ rows }) => haveRowNames(rows))?.separator ?? ",";
}

/** Whether all rows have as many cells as the first line, or all have one more. */
const areEven = ([header, ...rows]: readonly string[][]): boolean =>
  rows.every((row) => row.length === header.length) || rows.every((row) => row.length === header.length + 1);

/** Whether a line with a single name has rows of two cells, the first of which is quoted or counts them: `1,5` may be a number. */
const haveRowNames = ([, ...rows]: readonly string[][]): boolean =>
  rows.length > 0 &&
  rows.every((row, t) => row.length === 2 && (row[0].startsWith('"') || row[0] === `${t + 1}`));

/** The division by a separator; none where quotes forbid it. */
function divided(separator: Separator, head: string): Division[] {
  const lines = head.slice(0, head.lastIndexOf("\n") + 1 || undefined);
  const rowsWith = (strict: boolean): string[][] =>
    parse(lines, {
      ...parserOptions(separator),
      relax_quotes: !strict,
      to: records,
      cast: (cell, { quoting }) => (quoting ? `"${cell}` : cell),
    });
  for (const strict of [true, false])
    try {
      const rows = rowsWith(strict);
      const cells = separator === " " ? rows.map((row) => row.filter((cell) => cell !== "")) : rows;
      return [{ separator, rows: cells, strict }];
    } catch {}
  return [];
}

/** How csv-parse reads this separator. A quote inside a cell that does not begin with one is a quote like any other sign. */
export const parserOptions = (separator: Separator) => ({
  delimiter: separator,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
});
