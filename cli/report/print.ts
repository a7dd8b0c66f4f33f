import type { AnyModel } from "../../src/model/model.js";
import { type Format, inFormat } from "../format.js";
import { note, print } from "../output.js";
import { alternativesTable } from "./alternatives.js";
import { covariancePrinted, covarianceText, type Estimates } from "./estimates.js";
import { fitReport, notes, type Told } from "./report.js";
import type { Reported, ReportedAlternative, ReportedData } from "./reported.js";

/** What is printed beside the report, or the table. */
interface Further {
  /** Prints their covariance matrix. */
  readonly covariance?: Estimates;
  /** Lists the alternatives after the answer. */
  readonly answer?: Pick<ReportedAlternative, "logLik" | "status" | "certificate" | "hits">;
  /** No notes on stderr. */
  readonly quiet?: boolean | undefined;
}

/** Prints a maximum: all that there is to read, or in a format for documents the table of its parameters, and on stderr what that has no place for. */
export function printFit(
  data: ReportedData,
  model: AnyModel,
  shown: Reported,
  told: Told,
  format: Exclude<Format, "json">,
  { covariance, answer, quiet = false }: Further,
): void {
  const { printed, remarks, method } = told;
  const of = covariance && ([data, model, shown.answer.params, covariance] as const);
  if (format === "text") {
    print(fitReport(data, model, shown, told));
    if (of) print(`\n${covarianceText(...of)}`);
    if (answer) print(`\n${alternativesTable(answer, shown.fit.alternatives!)}`);
    return;
  }
  const said = [...printed.notes, ...notes(data, model, shown, remarks, method)];
  print(inFormat(format, { ...printed, notes: said }));
  if (of) print(`\n${inFormat(format, covariancePrinted(...of))}`);
  if (quiet) return;
  for (const one of [...(format === "csv" ? said : []), ...data.remarks]) note(`${data.file}: ${one}`);
}

/** Throws where a format has no place for what is asked for. */
export function checkFormat(
  format: Format,
  {
    covariance = false,
    alternatives = false,
  }: { readonly covariance?: boolean; readonly alternatives?: boolean },
): void {
  const further = covariance ? "--covariance" : alternatives ? "--alternatives" : undefined;
  if (further !== undefined && format === "csv")
    throw new Error(`invalid ${further}; --format csv prints one table`);
}
