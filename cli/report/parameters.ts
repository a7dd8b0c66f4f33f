import type { Answer } from "../../src/fit/index.js";
import type { Model } from "../../src/model/model.js";
import { brief, table } from "../terminal.js";
import { type Coefficient, type Columns, coefficientsOf } from "./coefficients.js";

// The 97.5 % quantile of the standard normal law.
const Z = 1.959963984540054;

/** A table of all parameters, with standard errors and Wald intervals. */
export function parameterTable(
  columns: Columns,
  model: Model,
  { params, standardErrors: errors }: Answer,
): string {
  const rows = coefficientsOf(model, columns).map((one) => [
    one.expert === undefined ? "all" : `${one.expert}`,
    [one.predictor, one.term].filter((word) => word !== "").join(" "),
    one.symbol,
    ...cells(one, one.entryOf(params[one.part])!, one.entryOf(errors[one.part])),
  ]);
  const header = ["expert", "parameter", "in files", "estimate", "std. error", "95 % interval"];
  return table([header, ...blankRepeats(rows)]);
}

function cells({ known, link }: Coefficient, value: number, error: number | null): string[] {
  if (known !== "") return [brief(value, 5), "", known];
  const limits = interval(value, error, link);
  return [
    brief(value, 5),
    brief(error, 3),
    limits === undefined ? "not identified" : `${brief(limits[0])} to ${brief(limits[1])}`,
  ];
}

/** A 95 % Wald interval; on the log scale for parameters that must be positive. */
function interval(
  value: number,
  error: number | null,
  link: Coefficient["link"],
): [number, number] | undefined {
  if (error === null || !Number.isFinite(error)) return undefined;
  if (link === "identity") return [value - Z * error, value + Z * error];
  const factor = Math.exp((Z * error) / value);
  return [value / factor, value * factor];
}

/** The expert's number is shown once, in the first of its rows. */
const blankRepeats = (rows: readonly string[][]): string[][] =>
  rows.map((row, i) => (i > 0 && rows[i - 1][0] === row[0] ? ["", ...row.slice(1)] : row));
