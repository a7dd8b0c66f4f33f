import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import { checkTrials } from "./dataset.js";
import type { Model } from "./model.js";

/** What stands beside rows of inputs, as in a sample. */
export interface BesideRows {
  /** The offset of each row (see `Sample`); 0 if not given. */
  readonly offset?: ArrayLike<number> | undefined;
  /** The number of trials of each row, where experts look at it (see `Sample`). */
  readonly trials?: ArrayLike<number> | undefined;
}

export const besideRowNames: readonly string[] = ["offset", "trials"];

/** Throws where a row has another number of inputs than the model, or a number is not finite: `invalid rows[3]; 2 inputs expected: 1`. */
export function checkRows(
  { inputs }: Pick<Model, "inputs">,
  rows: readonly (readonly number[])[],
  { offset, trials }: BesideRows,
): void {
  for (const [name, values] of Object.entries({ offset, trials })) {
    if (values === undefined) continue;
    if (values.length !== rows.length)
      throw new MoestatError(
        `invalid ${name}; ${rows.length} values expected, one per row: ${values.length}`,
      );
    const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new MoestatError(`invalid ${name}[${bad}]; not a finite number: ${values[bad]}`);
  }
  if (trials !== undefined) checkTrials(Float64Array.from(trials), rows.length);
  if (!Array.isArray(rows as unknown))
    throw new MoestatError(`invalid rows; not a list of rows of inputs: ${shown(rows)}`);
  for (const [t, row] of rows.entries()) {
    if (typeof row !== "object" || row === null)
      throw new MoestatError(`invalid rows[${t}]; not a row of ${inputs} inputs: ${shown(row)}`);
    if (row.length !== inputs)
      throw new MoestatError(`invalid rows[${t}]; ${inputs} inputs expected: ${row.length}`);
    const bad = Array.from(row).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new MoestatError(`invalid rows[${t}][${bad}]; not a finite number: ${row[bad]}`);
  }
}
