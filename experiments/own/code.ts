import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * SHA-256 of the source text of a module and of all files that it imports by a relative path, and these in turn, in
 * hexadecimal (the first 16 digits). It does not depend on where the folder is. Packages are left out.
 */
export function codeOf(file: string): string {
  const hash = createHash("sha256");
  for (const text of textsFrom(resolve(file), new Set())) hash.update(`${text.length}\n${text}`);
  return hash.digest("hex").slice(0, 16);
}

const specifier = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'`](\.{1,2}\/[^"'`]+)["'`]/g;

function textsFrom(file: string, seen: Set<string>): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const imported = [...text.matchAll(specifier)].map(([, path]) => existing(join(dirname(file), path)));
  return [text, ...imported.flatMap((path) => (path === undefined ? [] : textsFrom(path, seen)))];
}

const endings = ["", ".ts", ".mts", ".js", ".mjs", ".cjs", ".cts", ".json", "/index.ts", "/index.js"];

/** The file that a path names, with its ending or without, or with that of JavaScript for TypeScript. */
function existing(path: string): string | undefined {
  const asTypeScript = path.replace(/\.([cm]?)js$/, ".$1ts");
  return [...endings.map((ending) => path + ending), asTypeScript].find(
    (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
  );
}
