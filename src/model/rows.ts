import { shown } from "../numeric/shown.js";
import type { Model } from "./model.js";

/** Throws where a row has another number of inputs than the model, or a number is not finite: `invalid rows[3]; 2 inputs expected: 1`. */
export function checkRows(
  { inputs }: Pick<Model, "inputs">,
  rows: readonly (readonly number[])[],
  offset: ArrayLike<number> | undefined,
): void {
  if (offset !== undefined && offset.length !== rows.length)
    throw new Error(`invalid offset; ${rows.length} values expected, one per row: ${offset.length}`);
  const notFinite = Array.from(offset ?? []).findIndex((value) => !Number.isFinite(value));
  if (offset && notFinite >= 0)
    throw new Error(`invalid offset[${notFinite}]; not a finite number: ${offset[notFinite]}`);
  if (!Array.isArray(rows as unknown))
    throw new Error(`invalid rows; not a list of rows of inputs: ${shown(rows)}`);
  for (const [t, row] of rows.entries()) {
    if (typeof row !== "object" || row === null)
      throw new Error(`invalid rows[${t}]; not a row of ${inputs} inputs: ${shown(row)}`);
    if (row.length !== inputs)
      throw new Error(`invalid rows[${t}]; ${inputs} inputs expected: ${row.length}`);
    const bad = Array.from(row).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new Error(`invalid rows[${t}][${bad}]; not a finite number: ${row[bad]}`);
  }
}
