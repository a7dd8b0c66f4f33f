import { cpus, totalmem } from "node:os";
import { brief, markdownTable } from "../cli/terminal.js";
import { version } from "../experiments/package-info.js";

/** What a section measured: a table, one record a line, all with the same columns. A missing value is null. */
export interface Section {
  readonly title: string;
  /** What is measured, and how: a few sentences. */
  readonly describes: string;
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}

export type Row = Readonly<Record<string, string | number | null>>;

/** How much a section does. */
export interface Effort {
  /** A smoke test: small samples, few repeats; its numbers mean little. */
  readonly quick: boolean;
}

/** On what the numbers were measured. */
interface Machine {
  readonly date: string;
  readonly moestat: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** In GB. */
  readonly memory: number;
}

export function machine(): Machine {
  const all = cpus();
  return {
    date: new Date().toISOString(),
    moestat: version,
    node: process.version,
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memory: Math.round(totalmem() / 1e8) / 10,
  };
}

/** A section in Markdown: title, text, table with aligned columns, notes. */
export function sectionText({ title, describes, rows, notes = [] }: Section): string {
  const columns = Object.keys(rows[0] ?? {});
  const table =
    rows.length === 0
      ? []
      : [markdownTable([columns, ...rows.map((row) => columns.map((column) => cell(row[column])))])];
  return [`## ${title}`, describes, ...table, ...notes].join("\n\n");
}

/** The machine as a line of Markdown. */
export function machineText({ date, moestat, node, cpu, cores, memory }: Machine): string {
  return `moestat ${moestat}, node ${node}, ${cpu}, ${cores} cores, ${memory} GB; ${date}`;
}

const cell = (value: Row[string]): string =>
  typeof value === "string" ? value : Number.isInteger(value) ? String(value) : brief(value, 3);
