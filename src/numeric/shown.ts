/**
 * A value as an error shows it: as JSON writes it, in one line of at most 60 characters, whatever it is and however
 * long, deep or circular. What JSON has no text for is named by its kind.
 */
export function shown(value: unknown): string {
  const text = written(value, 0);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** Lists deeper than this, and entries after the twentieth, could not be seen in 60 characters. */
const deepest = 3;

function written(value: unknown, depth: number): string {
  if (typeof value === "string") return oneLine(JSON.stringify(value.slice(0, 60)));
  if (typeof value === "bigint") return "a bigint";
  if (typeof value === "symbol" || typeof value === "function") return `a ${typeof value}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (!Array.isArray(value)) return "an object";
  if (depth === deepest) return "[...]";
  return `[${value.slice(0, 20).map((entry) => written(entry, depth + 1))}]`;
}

/** JSON leaves some control and separator characters as they are, which would end a line or move a cursor. */
const oneLine = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
