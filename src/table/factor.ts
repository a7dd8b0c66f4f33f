import { MoestatError } from "../error.js";
import { suggestion } from "../words/suggestion.js";
import { columnOf } from "./columns.js";
import type { FactorColumn, Table } from "./table.js";

/** The order of two texts by code point, as R sorts levels in the C locale. */
export function byCodePoint(a: string, b: string): number {
  const [p, q] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(p.length, q.length); i++)
    if (p[i] !== q[i]) return p[i].codePointAt(0)! - q[i].codePointAt(0)!;
  return p.length - q.length;
}

/** A factor from the indices (-1: missing) of texts that are each listed once; its levels are sorted by code point. */
export function factorOf(name: string, texts: readonly string[], indices: ArrayLike<number>): FactorColumn {
  const levels = [...texts].sort(byCodePoint);
  const place = new Map(levels.map((level, i) => [level, i]));
  const codeOf = texts.map((text) => place.get(text)!);
  return {
    kind: "factor",
    name,
    levels,
    codes: Int32Array.from({ length: indices.length }, (_, t) => (indices[t] < 0 ? -1 : codeOf[indices[t]])),
  };
}

/** The table with other reference levels, by the names of their columns: such a level comes first. Throws on an unknown column or level. */
export function withReferences(table: Table, references: Readonly<Record<string, string>>): Table {
  for (const [name, level] of Object.entries(references)) checkLevel(table, name, level);
  return {
    ...table,
    columns: table.columns.map((column) =>
      column.kind === "factor" && Object.hasOwn(references, column.name)
        ? firstLevel(column, references[column.name])
        : column,
    ),
  };
}

function checkLevel(table: Table, name: string, level: string): void {
  const column = columnOf(table, name);
  if (column.kind === "numeric")
    throw new MoestatError(`invalid reference of "${name}"; the column has numbers, not levels: ${level}`);
  if (!column.levels.includes(level))
    throw new MoestatError(
      `unknown level "${level}" of "${name}"; known: ${column.levels.join(", ")}${suggestion(level, column.levels)}`,
    );
}

function firstLevel(column: FactorColumn, level: string): FactorColumn {
  const at = column.levels.indexOf(level);
  return {
    ...column,
    levels: [level, ...column.levels.filter((one) => one !== level)],
    codes: column.codes.map((code) => (code === at ? 0 : code >= 0 && code < at ? code + 1 : code)),
  };
}

/** The factor without the levels that do not occur. */
export function usedLevels(column: FactorColumn): FactorColumn {
  const used = new Set(column.codes);
  const levels = column.levels.filter((_, code) => used.has(code));
  if (levels.length === column.levels.length) return column;
  const codeOf = column.levels.map((level) => levels.indexOf(level));
  return { ...column, levels, codes: column.codes.map((code) => (code < 0 ? -1 : codeOf[code])) };
}
