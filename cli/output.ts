import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { fileError } from "./errors.js";

/** Characters that move a cursor, end a line or turn the direction of a text: names in a file may have them. */
const unseen = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** A text as a terminal may have it: what is unseen is spelt out, as `\u001b`. */
export const visible = (text: string): string =>
  text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Prints text and a line end on stdout. */
export function print(text: string): void {
  process.stdout.write(`${visible(text)}\n`);
}

/** Prints one JSON object (or list) on a line of its own. What is not a number (NaN, infinities) becomes null. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** A line on stderr, for what is not the result: where files went, what was left out. */
export function note(text: string): void {
  process.stderr.write(`${visible(text)}\n`);
}

/** Prints pieces of text on stdout no faster than the reader takes them. */
export async function printChunks(chunks: Iterable<string>): Promise<void> {
  for (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
}

/** Writes text to a file; throws a sentence where it cannot. */
export async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw fileError("write", file, error);
  });
}
