import { hasRecordEach } from "../../src/params/records.js";
import type { TrialRecord } from "../types/record.js";

/** A column of a table with a row for each fit. */
export type Column =
  | { readonly name: string; readonly kind: "text"; readonly values: readonly string[] }
  /** Whole numbers, or others; NaN where a fit has none. */
  | { readonly name: string; readonly kind: "integer" | "number"; readonly values: readonly number[] };

type Cell = string | number;
type Row = Readonly<Record<string, Cell>>;

const integers = new Set(["n", "replicate", "k", "steps"]);

/**
 * Records as columns, one row a fit: what names the fit and how it ended, `loss.d1` for each loss, `gating` and `expert` (the names of
 * the families), each entry of each parameter with its indices from 1 (`a.2.1`: of expert 2, input 1) and each option of a family, then
 * version and key. Records of different models give all columns of all; a fit has NaN, or an empty text, where it has no such value.
 */
export function columnsOf(records: Iterable<TrialRecord>): Column[] {
  const cellsOf = new Map<string, (Cell | undefined)[]>();
  let rows = 0;
  for (const record of records) {
    for (const [name, cell] of Object.entries(rowOf(record))) {
      const cells = cellsOf.get(name) ?? new Array<undefined>(rows).fill(undefined);
      cellsOf.set(name, cells);
      cells.push(cell);
    }
    rows++;
    for (const cells of cellsOf.values()) if (cells.length < rows) cells.push(undefined);
  }
  return ordered(cellsOf.keys()).map((name): Column => {
    const cells = cellsOf.get(name)!;
    if (cells.some((cell) => typeof cell === "string"))
      return { name, kind: "text", values: cells.map((cell) => (cell === undefined ? "" : String(cell))) };
    const values = cells.map((cell) => (cell === undefined ? Number.NaN : Number(cell)));
    return { name, kind: integers.has(name) ? "integer" : "number", values };
  });
}

/** Names as they stand in the table: what models do not share is kept together, entries of a parameter by their indices. */
function ordered(names: Iterable<string>): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = name.replace(/(\.\d+)+$/, "");
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const rank = (group: string): number =>
    first.has(group) ? 0 : group.startsWith("loss.") ? 1 : last.has(group) ? 4 : families.has(group) ? 2 : 3;
  return [...groups]
    .sort(([p], [q]) => rank(p) - rank(q))
    .flatMap(([, entries]) => entries.sort((p, q) => p.localeCompare(q, "en", { numeric: true })));
}

const first = new Set([
  ...["experiment", "protocol", "seed", "n", "replicate", "k", "status", "steps", "logLik", "score"],
  "pattern",
]);
const families = new Set(["gating", "expert"]);
const last = new Set(["version", "key"]);

function rowOf({ losses, params, ...record }: TrialRecord): Row {
  const { experiment, protocol, seed, n, replicate, k, status, steps, logLik, score } = record;
  const row: Record<string, Cell> = {
    experiment,
    protocol,
    seed,
    n,
    replicate,
    k,
    status,
    steps,
    logLik,
    score,
  };
  row.pattern = record.pattern;
  for (const [loss, value] of Object.entries(losses)) row[`loss.${loss}`] = value;
  const { name: gating, ...gate } = params.gating;
  if (gating !== undefined) row.gating = gating;
  for (const [name, value] of Object.entries(gate)) spread(row, name, value);
  if (hasRecordEach(params.experts)) {
    row.expert = params.experts.map(({ name }) => name).join("+");
    params.experts.forEach(({ name: _, ...expert }, i) => {
      for (const [name, value] of Object.entries(expert)) spread(row, `${name}.${i + 1}`, value);
    });
  } else {
    const { name: expert, ...experts } = params.experts;
    if (expert !== undefined) row.expert = expert;
    for (const [name, value] of Object.entries(experts)) spread(row, name, value);
  }
  row.version = record.version;
  row.key = record.key;
  return row;
}

/** Writes a value, and what is in it, into a row. */
function spread(row: Record<string, Cell>, name: string, value: unknown): void {
  if (Array.isArray(value)) value.forEach((entry, i) => void spread(row, `${name}.${i + 1}`, entry));
  else if (typeof value === "object" && value !== null)
    for (const [inner, entry] of Object.entries(value)) spread(row, `${name}.${inner}`, entry);
  else if (value !== undefined) row[name] = typeof value === "number" ? value : String(value);
}
