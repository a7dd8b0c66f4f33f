import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { fileError } from "./errors.js";

/** Prints text and a line end on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints one JSON object (or list) on a line of its own. What is not a number (NaN, infinities) becomes null. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** A line on stderr, for what is not the result: where files went, what was left out. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
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
