import type { Block, Page } from "./pages.js";

/** A program of a page: blocks of TypeScript up to the next one that begins with an import, and what each prints where the page says so. */
export interface Program {
  readonly name: string;
  readonly text: string;
  /** What the page says that the program prints, block after block; undefined where it says nothing. */
  readonly printed: string | undefined;
}

/** What README's programs use and a reader has: numbers of 100 rows. */
const given: Readonly<Record<string, string>> = {
  "README.md": `
    const x = Array.from({ length: 100 }, (_, t) => t / 50 - 1);
    const y = x.map((value, t) => Math.abs(value) + 0.1 * Math.sin(37 * t));
  `,
};

/** The programs of a page. A block that begins with an import begins a program, another continues the one before. */
export function programsOf({ name, blocks }: Page): Program[] {
  const texts: { text: string; printed: string[] }[] = [];
  blocks.forEach(({ language, text }, i) => {
    if (language === "ts") {
      if (text.startsWith("import")) texts.push({ text: "", printed: [] });
      const last = texts.at(-1);
      if (last === undefined) throw new Error(`${name}: a program that begins without an import: ${text}`);
      last.text += text;
    } else if (isOutput(blocks, i) && blocks[i - 1].language === "ts") texts.at(-1)?.printed.push(text);
  });
  return texts.map(({ text, printed }, i) => ({
    name: `${name.replace(/\W+/g, "-")}-${i + 1}`,
    text: `${given[name] ?? ""}${text}\nexport {};\n`,
    printed: printed.length === 0 ? undefined : printed.join(""),
  }));
}

/** Whether a block is what the one before it prints: a text right after it. */
export const isOutput = (blocks: readonly Block[], i: number): boolean =>
  blocks[i].language === "text" && i > 0 && blocks[i - 1].language !== "text";

/** A pattern of a shown output, in which a line `...` stands for any lines and ` ...` at an end for the rest of the line. */
export function patternOf(printed: string): RegExp {
  const escaped = printed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const lines = escaped.replace(/^\\\.\\\.\\\.\n/gm, "(?:.*\\n)*?").replace(/ \\\.\\\.\\\.$/gm, ".*");
  return new RegExp(`^${lines}$`);
}
