import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A fenced block: its language, the name of the file that it is, if it has one in brackets, and its text. */
export interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

/** A text with fenced blocks, by its path from the root. */
export interface Page {
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

const fence = /^```(\w*)(?: +\[([^\]]+)\])?[^\n]*\n([\s\S]*?)^```$/gm;

const blocksOf = (text: string): Block[] =>
  [...text.matchAll(fence)].map(([, language, file, block]) => ({ language, file, text: block }));

const read = (name: string): string => readFileSync(join(root, name), "utf8");

/** The files below a folder whose names end so, without what the site's tools make. */
function filesOf(folder: string, end: string): string[] {
  const made = /^(node_modules|api|public|\.vitepress)\//;
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end) && !made.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** README and all pages of `docs`. */
export const pages: readonly Page[] = ["README.md", ...filesOf("docs", ".md")].map((name) => {
  const text = read(name);
  return { name, text, blocks: blocksOf(text) };
});

/** The files of the library with worked examples in their comments, and these. */
export const commented: readonly Page[] = ["src", "parallel"]
  .flatMap((folder) => filesOf(folder, ".ts"))
  .map((name) => ({ name, text: read(name) }))
  .filter(({ text }) => text.includes("@example"))
  .map(({ name, text }) => ({ name, text, blocks: blocksOf(text.replace(/^ \* ?/gm, "")) }));
