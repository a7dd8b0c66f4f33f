import { type Response, trialsOf } from "../../src/formula/response.js";
import { columnOf } from "../../src/table/columns.js";
import { fewWholeValues } from "../../src/table/peculiarities.js";
import type { FactorColumn } from "../../src/table/table.js";
import type { TableFile } from "../table/read.js";
import { classesOf, type LabelCount } from "./labels.js";
import type { Asked } from "./types.js";

/** How the experts take the response: as labels, or as numbers with a unit of their own or without. */
export interface ResponseKind {
  readonly wanted?: LabelCount;
  readonly hasUnit?: boolean;
  /** Whether the experts look at numbers of trials. */
  readonly takesTrials?: boolean;
}

/** The response as numbers, as the classes 1..R of its labels, or as successes with their numbers of trials. Throws where it is constant, or is none of these. */
export function responseOf(
  file: TableFile,
  column: Response,
  { reference = {} }: Asked,
  { wanted, takesTrials }: ResponseKind,
): { y: Float64Array; counted?: Float64Array; labels?: readonly string[] } {
  if (column.kind === "counts") {
    if (takesTrials !== true)
      throw new Error(
        `invalid response ${column.name}; counts of successes and failures are for --expert binomial without --trials`,
      );
    return { y: column.successes, counted: trialsOf(column) };
  }
  const place = `column "${column.name}" of ${file.file}`;
  if (wanted !== undefined) return classesOf(place, column, wanted, reference[column.name]);
  if (column.kind === "factor") {
    const isMixed = file.mixed.has(column.name);
    throw notNumeric(file, column.name, isMixed ? "" : " (--expert multinomial takes categories)");
  }
  const y = column.values;
  if (y.length > 1 && y.every((value) => value === y[0]))
    throw new Error(`invalid ${place}; constant: ${y[0]}`);
  return { y };
}

/** The error that a column of categories stands where numbers must, with a hint at its end. */
export function notNumeric({ file, table, lines, mixed }: TableFile, name: string, hint = ""): Error {
  if (!table.columns.some((column) => column.name === name))
    return new Error(`invalid response ${name}; categories, where numbers are needed`);
  const column = columnOf(table, name) as FactorColumn;
  const row = column.codes.findIndex((code) => code >= 0);
  const { line, text } = mixed.get(name)?.text ?? {
    line: lines[row],
    text: column.levels[column.codes[row]],
  };
  return new Error(
    `invalid line ${line}, column "${name}", of ${file}; not a number: ${JSON.stringify(text)}${hint}`,
  );
}

/** At most so many whole values look more like classes or counts than like measurements. */
const fewValues = 10;

/** A question about a response with few whole values, or with whole ones from 0 on. */
export function wholeValuesRemark(column: Response): string[] {
  if (column.kind !== "numeric") return [];
  const values = fewWholeValues(column, column.values.length);
  if (values === undefined || 2 * values.length > column.values.length) return [];
  if (values.length > fewValues)
    return values[0] === 0
      ? [
          `response "${column.name}" takes whole values from 0 to ${values.at(-1)}: are they counts (--expert poisson)?`,
        ]
      : [];
  return [
    `response "${column.name}" takes ${values.length} whole values (${values.join(", ")}): are they classes (--expert multinomial) or counts (--expert poisson)?`,
  ];
}
