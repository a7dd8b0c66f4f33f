import { readFile } from "node:fs/promises";
import { fileError, located } from "./errors.js";

/** Reads a JSON file. Throws `truth.json: invalid JSON; empty`. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw fileError("read", file, error);
  });
  if (text.trim() === "") throw new Error(`${file}: invalid JSON; empty`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw located(file, new Error(`invalid JSON; ${(error as Error).message}`));
  }
}
