import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** One import or re-export: the file that it stands in and what it names. */
export interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

/** The TypeScript files of a folder, as paths from the root. */
export const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(path) : path.endsWith(".ts") ? [path] : [];
  });

export const textOf = (file: string) => readFileSync(join(root, file), "utf8");

/** The imports and re-exports of a file; relative ones as paths from the root, without their ending. */
export function importsOf(file: string): Import[] {
  const text = textOf(file);
  const found: Import[] = [];
  const add = (name: string, typeOnly: boolean) => {
    const from = name.startsWith(".") ? join(dirname(file), name).replace(/\.js$/, "") : name;
    found.push({ file, from, typeOnly });
  };
  for (const [, names, name] of text.matchAll(/^(?:im|ex)port\s+([^;"'=]*?)\s*from\s*"([^"]+)"/gm)) {
    const listed = /^\{([\s\S]*)\}$/
      .exec(names)?.[1]
      .split(",")
      .filter((part) => part.trim() !== "");
    add(
      name,
      names.startsWith("type ") || (listed?.every((part) => part.trim().startsWith("type ")) ?? false),
    );
  }
  for (const [, name] of text.matchAll(/^import\s*"([^"]+)"/gm)) add(name, false);
  for (const [, name] of text.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`]+)/g)) add(name, false);
  return found;
}

/** Whether a line names a file of this repository. */
export const isOwn = ({ from }: Import) =>
  /^(src|parallel|experiments|figures|report|pages|cli|playground|test|bench)\//.test(from);
const show = ({ file, from }: Import) => `${file} -> ${from}`;
/** Fails with the lines that were found where there should be none. */
export const none = (found: readonly Import[]) => assert.deepEqual(found.map(show), []);

/** Fails with the way where the given lines lead from a file back to itself. */
export function noCircle(lines: readonly Import[]): void {
  const next = new Map<string, string[]>();
  for (const { file, from } of lines) {
    const path = file.replace(/\.ts$/, "");
    next.set(path, [...(next.get(path) ?? []), from]);
  }
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(path), [...trail, path].join(" -> "));
    if (done.has(path)) return;
    for (const to of next.get(path) ?? []) walk(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) walk(path, []);
}
