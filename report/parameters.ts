import { symbolOf } from "../figures/notation.js";
import { hasRecordEach } from "../src/params/records.js";
import type { AnyParams } from "../src/types.js";

/** Parameters as a table: a row for each expert, a column for each entry that an expert has. */
export interface ParameterTable {
  /** With raised and lowered parts: `β₁_{2}`. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | undefined)[])[];
  /** What all experts share: temperatures and options. */
  readonly shared: readonly string[];
}

/**
 * The parameters of a model with k experts. A field with another number of entries than k is shared. Where experts are of several
 * families each has a record of its own, and no entry in the columns of the others.
 */
export function parameterTable({ gating, experts }: AnyParams, k: number): ParameterTable {
  const columns: string[] = [];
  const rows = Array.from({ length: k }, () => new Map<string, number | undefined>());
  const { name: gate, ...gateFields } = gating;
  const names = [experts].flat().map(({ name }) => name);
  const shared = [...(gate ? [`gate ${gate}`] : []), ...(names[0] ? [`experts ${names.join(", ")}`] : [])];
  const put = (i: number, field: string, value: unknown) => {
    for (const entry of entriesOf(value)) {
      const column = `${symbolOf(field)}${entry.at.length > 0 ? `_{${entry.at.join()}}` : ""}`;
      if (!columns.includes(column)) columns.push(column);
      rows[i].set(column, entry.value);
    }
  };
  const ofAll = (field: string, value: unknown) => {
    if (Array.isArray(value) && value.length === k)
      for (const [i, one] of value.entries()) put(i, field, one);
    else shared.push(`${symbolOf(field)} = ${typeof value === "string" ? value : JSON.stringify(value)}`);
  };
  for (const [field, value] of Object.entries(gateFields)) ofAll(field, value);
  if (hasRecordEach(experts)) {
    for (const [i, { name, ...fields }] of experts.entries())
      for (const [field, value] of Object.entries(fields)) put(i, field, value);
  } else {
    const { name: _, ...expertFields } = experts;
    for (const [field, value] of Object.entries(expertFields)) ofAll(field, value);
  }
  return { columns, rows: rows.map((row) => columns.map((column) => row.get(column))), shared };
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
