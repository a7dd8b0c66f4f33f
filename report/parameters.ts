import { symbolOf } from "../figures/notation.js";
import type { Params } from "../src/types.js";

/** Parameters as a table: a row for each expert, a column for each entry that an expert has. */
export interface ParameterTable {
  /** With raised and lowered parts: `β₁_{2}`. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | undefined)[])[];
  /** What all experts share: temperatures and options. */
  readonly shared: readonly string[];
}

/** The parameters of a model with k experts. A field with another number of entries than k is shared. */
export function parameterTable({ gating, experts }: Params, k: number): ParameterTable {
  const columns: string[] = [];
  const rows: (number | undefined)[][] = Array.from({ length: k }, () => []);
  const shared: string[] = [];
  const { name: gate, ...gateFields } = gating;
  const { name: expert, ...expertFields } = experts;
  shared.push(...(gate ? [`gate ${gate}`] : []), ...(expert ? [`experts ${expert}`] : []));
  for (const [field, value] of [...Object.entries(gateFields), ...Object.entries(expertFields)]) {
    if (!Array.isArray(value) || value.length !== k) {
      shared.push(`${symbolOf(field)} = ${typeof value === "string" ? value : JSON.stringify(value)}`);
      continue;
    }
    const entries = value.map((one) => entriesOf(one));
    entries[0].forEach(({ at }, j) => {
      columns.push(`${symbolOf(field)}${at.length > 0 ? `_{${at.join()}}` : ""}`);
      rows.forEach((row, i) => {
        row.push(entries[i][j]?.value);
      });
    });
  }
  return { columns, rows, shared };
}

interface Entry {
  readonly at: readonly number[];
  readonly value: number | undefined;
}

/** The numbers of an expert's entry with their indices; a list of one has none. */
function entriesOf(value: unknown, at: readonly number[] = []): Entry[] {
  if (!Array.isArray(value)) return [{ at, value: typeof value === "number" ? value : undefined }];
  return value.flatMap((part, i) => entriesOf(part, value.length > 1 ? [...at, i + 1] : at));
}
