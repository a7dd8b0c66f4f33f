import { createReadStream } from "node:fs";
import { fileError, located } from "./errors.js";

/** Longer ones are no parameters, nor what a fit of any model prints; a device may have no end. */
const longest = 2 ** 28;

async function wholeText(file: string): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of createReadStream(file)) {
    pieces.push(piece);
    length += piece.length;
    if (length > longest) throw new Error(`invalid ${file}; longer than ${longest / 2 ** 20} MB`);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Reads a JSON file. Throws `truth.json: invalid JSON; empty`. */
export async function readJson(file: string): Promise<unknown> {
  const text = await wholeText(file).catch((error: unknown) => {
    throw fileError("read", file, error);
  });
  if (text.trim() === "") throw new Error(`${file}: invalid JSON; empty`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw located(file, new Error(`invalid JSON; ${(error as Error).message}`));
  }
}
