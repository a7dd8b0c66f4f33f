import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** A path inside the package, whether this code runs from its sources or compiled. */
export function packagePath(...parts: string[]): string {
  return join(root, ...parts);
}

/** The version of the package, as its package.json states it. */
export const version: string = JSON.parse(readFileSync(packagePath("package.json"), "utf8")).version;

function findRoot(folder: string): string {
  const file = join(folder, "package.json");
  if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === "moestat") return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("package.json of moestat not found above its own code");
  return findRoot(parent);
}
