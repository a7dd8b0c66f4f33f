import { csvChunks } from "./table/write.js";
import { markdownTable, type Rows } from "./terminal.js";

/** How a result is printed. */
export const formats = ["text", "latex", "markdown", "csv", "json"] as const;
export type Format = (typeof formats)[number];

/** The format that is asked for. Throws where two are. */
export function formatOf({
  format,
  json = false,
}: {
  readonly format?: Format;
  readonly json?: boolean;
}): Format {
  if (json && format !== undefined && format !== "json")
    throw new Error(`invalid --format ${format}; --json asks for another format`);
  return json ? "json" : (format ?? "text");
}

/** A table in both its forms: for reading, and with all digits, where nothing is an empty cell. */
export interface Printed {
  /** The first row is the header. */
  readonly reading: Rows;
  readonly exact: {
    readonly names: readonly string[];
    readonly rows: readonly (readonly (number | string | null)[])[];
  };
  /** Sentences below it. */
  readonly notes: readonly string[];
}

/** The table with its notes in a format for documents, or alone in one for programs: CSV has no place for notes. */
export function inFormat(format: "latex" | "markdown" | "csv", { reading, exact, notes }: Printed): string {
  if (format === "markdown")
    return [markdownTable(reading), ...notes.map((note) => `Note: ${note}.`)].join("\n\n");
  if (format === "latex") return [latexTable(reading), ...notes.map((note) => `% ${note}.`)].join("\n");
  const columns = exact.names.map((_, j) => exact.rows.map((row) => row[j] ?? Number.NaN));
  return [...csvChunks({ names: exact.names, columns })].join("").trimEnd();
}

/** A tabular with the rules of the package booktabs. */
function latexTable([header, ...rows]: Rows): string {
  const right = header.map((_, j) => rows.every((row) => isNumber(row[j]) || /^(—?|<\d.*)$/.test(row[j])));
  const line = (cells: readonly string[]) => `${cells.map(latexCell).join(" & ")} \\\\`;
  return [
    "% \\usepackage{booktabs}",
    `\\begin{tabular}{${right.map((isRight) => (isRight ? "r" : "l")).join("")}}`,
    "\\toprule",
    line(header),
    "\\midrule",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
  ].join("\n");
}

const SIGNED = /^-?\d[\d,]*\.?\d*(e[-+]?\d+)?\*?$/;
const isNumber = (text: string): boolean => SIGNED.test(text.trim());

function latexCell(text: string): string {
  const cell = text.trim();
  const [, low, high] = /^(\S+) to (\S+)$/.exec(cell) ?? [];
  if (low !== undefined && isNumber(low) && isNumber(high)) return `${inMath(low)} to ${inMath(high)}`;
  if (isNumber(cell)) return inMath(cell);
  if (/^<\d/.test(cell)) return `$${cell}$`;
  return cell.replace(/[\\&%$#_{}~^—<>|]/g, (sign) => escapes[sign] ?? `\\${sign}`);
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "—": "---",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
};

const inMath = (number: string): string => {
  const [, digits, , exponent, mark] = /^([^e*]+)(e([^*]+))?(\*?)$/.exec(number)!;
  const power = exponent === undefined ? "" : ` \\cdot 10^{${Number(exponent)}}`;
  return `$${digits.replaceAll(",", "{,}")}${power}${mark === "" ? "" : "^{*}"}$`;
};
