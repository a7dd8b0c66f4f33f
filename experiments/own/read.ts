import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { ExperimentFile } from "../types/experiment-file.js";
import { codeOf } from "./code.js";
import { placed } from "./place.js";

/** What a file holds: a spec, not checked, and for a module the hash of its source. */
export interface ReadSpec {
  readonly spec: ExperimentFile;
  readonly code?: string;
}

const endings = /\.(json|[cm]?[jt]s)$/;

/** Whether a word of the command line is the path of an experiment's file, and not a name. */
export const isFile = (word: string): boolean => endings.test(word) || /[\\/]/.test(word);

/** The name of an experiment whose file says none: the file's, in small letters, figures and hyphens. */
export const nameOfFile = (file: string): string =>
  basename(file)
    .replace(endings, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Reads a spec: JSON, or the default export of a JavaScript or TypeScript module, which may import `moestat`. */
export async function readSpec(file: string): Promise<ReadSpec> {
  if (!endings.test(file)) throw new Error("not a .json, .mjs, .js or .ts file");
  if (file.endsWith(".json")) return { spec: parsed(readFileSync(file, "utf8")) };
  // Hashed before it is loaded: of a file that changes just then the hash is the older one, which a worker notices.
  const code = codeOf(file);
  return { spec: await imported(resolve(file)), code };
}

function parsed(text: string): ExperimentFile {
  // Editors on Windows put a byte order mark in front.
  const json = text.replace(/^\uFEFF/, "");
  if (json.trim() === "") throw new Error("invalid JSON; empty");
  try {
    return JSON.parse(json);
  } catch (error) {
    throw placed("invalid JSON", "; ", error);
  }
}

/** Of a module only the loader knows TypeScript; and `moestat` is this package, wherever the file stands. */
async function imported(file: string): Promise<ExperimentFile> {
  const [{ createJiti }, moestat] = await Promise.all([import("jiti"), import("../../src/index.js")]);
  const jiti = createJiti(file, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { moestat },
  });
  const loaded = await jiti.import<{ readonly default?: ExperimentFile }>(file).catch((error: unknown) => {
    throw placed("cannot be loaded", "; ", error);
  });
  if (loaded.default === undefined) throw new Error("no default export, which an experiment's module has");
  return loaded.default;
}
