/** Cells as text, the first row being the header. */
export type Rows = readonly (readonly string[])[];

const isNumeric = (cell: string): boolean => /^[<≥]? ?[-+−]?[\d.]/.test(cell) || /^—? ?$/.test(cell);

/** Which columns stand on the right: those whose cells below the header all begin like a number. */
function numericColumns(rows: Rows): boolean[] {
  return rows[0].map((_, j) => rows.slice(1).every((row) => isNumeric(row[j] ?? "")));
}

const widths = (rows: Rows): number[] =>
  rows[0].map((_, j) => Math.max(...rows.map((row) => (row[j] ?? "").length)));

const cell = (text: string, width: number, right: boolean): string =>
  right ? text.padStart(width) : text.padEnd(width);

/** An aligned table for the terminal: numbers on the right, text on the left. */
export function table(rows: Rows): string {
  const right = numericColumns(rows);
  const width = widths(rows);
  const line = (row: readonly string[]): string =>
    row
      .map((text, j) => cell(text, width[j], right[j]))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

/** Texts are not made narrower than this, however narrow the table is to be. */
const leastText = 10;

/**
 * A table that is no wider than `width`, where its numbers allow it: the widest texts are broken into lines, at spaces. What a row is
 * called stands over all columns, with its numbers below it, where its column has no room for a whole word of it or more lines would be
 * taken. A row of one cell is a heading over all columns.
 */
export function narrowTable(rows: Rows, width: number): string {
  const isHeading = (row: readonly string[]) => row.length === 1 && rows[0].length > 1;
  const whole = rows.filter((row) => !isHeading(row));
  const right = numericColumns(whole);
  const room = widths(whole);
  const total = () => room.reduce((sum, own) => sum + own + 2, -2);
  const widest = () =>
    room.reduce((most, own, j) => (!right[j] && own > (room[most] ?? leastText) ? j : most), -1);
  while (total() > width && widest() >= 0) room[widest()]--;
  const line = (row: readonly string[]): string =>
    row
      .map((text, j) => cell(text, room[j], right[j]))
      .join("  ")
      .trimEnd();
  const lines = (row: readonly string[]): string[] => {
    const cells = row.map((text, j) => (right[j] ? [text] : brokenInto(text, room[j])));
    const count = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: count }, (_, i) => line(cells.map((own) => own[i] ?? "")));
  };
  return rows
    .flatMap((row) => {
      if (isHeading(row)) return row;
      const [name, ...others] = row;
      const inColumn = lines(row);
      if (right[0]) return inColumn;
      const above = [...brokenInto(name, width), ...lines(["", ...others])];
      return hasLongWord(name, room[0]) || above.length < inColumn.length ? above : inColumn;
    })
    .join("\n");
}

/** Further lines of a broken text begin with it. */
const indent = "  ";

/** Whether a word is too long for the line in which it may come to stand, of at most `width`. */
const hasLongWord = (text: string, width: number): boolean =>
  text.split(" ").some((word, i) => word.length > (i === 0 ? width : width - indent.length));

/** A text in lines of at most `width`, the further ones indented: broken after a space, a long word after a hyphen, or else anywhere. */
function brokenInto(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(hasLongWord(text, width) ? /(?<=[ -])/ : /(?<= )/)) {
    if (line.trim() !== "" && (line + word).trimEnd().length > width) {
      lines.push(line);
      line = indent;
    }
    line += word;
    for (; line.trimEnd().length > width; line = indent + line.slice(width)) lines.push(line.slice(0, width));
  }
  return [...lines, line].map((one) => one.trimEnd());
}

/** The width of a table for stdout: 80 columns, or those of a narrower terminal, down to 60. */
export const tableWidth = (columns: number | undefined): number => Math.max(60, Math.min(80, columns ?? 80));

/** The same table in Markdown. */
export function markdownTable(rows: Rows): string {
  const right = numericColumns(rows);
  const width = widths(rows).map((w) => Math.max(w, 4));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, j) => cell(text.replaceAll("|", "\\|"), width[j], right[j])).join(" | ")} |`;
  const rule = `|${width.map((w, j) => `${"-".repeat(w + 1)}${right[j] ? ":" : "-"}`).join("|")}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join("\n");
}

/** A number for reading, with about `digits` significant ones: 24.74, 0.001235, 1.2e-9. */
export function brief(value: number | null, digits = 4): string {
  if (value === null || !Number.isFinite(value)) return "—";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(Math.max(0, digits - 2));
  return value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/** 75 -> `1 min 15 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `1 fit`, `2 fits`. */
export const count = (n: number, word: string, words = `${word}s`): string =>
  `${n.toLocaleString("en")} ${n === 1 ? word : words}`;

/** Lines of a report are at most this long, where their words allow it. */
const lineLength = 88;

/** A paragraph broken between words, its further lines indented. */
export function wrapped(text: string, indent = "  ", width = lineLength): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines.join("\n");
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
