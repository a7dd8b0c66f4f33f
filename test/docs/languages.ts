import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { bench } from "../cli/process.js";
import { writePrograms } from "./commands.js";
import { type Block, type Page, pages } from "./pages.js";
import { isOutput, patternOf } from "./programs.js";

// The programs in R and Python that pages show: `npm run test:languages`, with the commands that write what they read.

/** How a block of a language is run, and what it needs beside the program. */
interface Language {
  readonly candidates: readonly string[];
  /** The arguments that run a file. */
  readonly run: (file: string) => readonly string[];
  /** The arguments that fail where a package is missing. */
  readonly asks: readonly string[];
  /** What to install. */
  readonly needs: string;
  readonly end: string;
}

const languages: Readonly<Record<string, Language>> = {
  // Debian's Python has Debian's packages; another that comes first in the path may have none.
  python: {
    candidates: ["python3", "/usr/bin/python3"],
    run: (file) => [file],
    asks: ["-c", "import pandas"],
    needs: "python3 with pandas (on Debian: apt-get install python3-pandas)",
    end: "py",
  },
  r: {
    candidates: ["Rscript"],
    run: (file) => [file],
    asks: ["-e", "library(jsonlite)"],
    needs: "Rscript with jsonlite (on Debian: apt-get install r-base-core r-cran-jsonlite)",
    end: "R",
  },
};

/** The program that runs a language with all that its blocks need; undefined where there is none. */
const programOf = ({ candidates, asks }: Language): string | undefined =>
  candidates.find((program) => spawnSync(program, [...asks], { stdio: "ignore" }).status === 0);

const programs = new Map(
  Object.entries(languages).flatMap(([name, language]) => {
    const program = programOf(language);
    if (program === undefined) {
      console.log(`the programs of ${name} are skipped: no ${language.needs}`);
      return [];
    }
    return [[name, program] as const];
  }),
);

const isOf = (name: string) => (block: Block) => block.language === name;
/** What a program in another language reads is written by these. */
const isCommand = ({ language, text }: Block) => language === "sh" && /^(npx )?moestat\b/.test(text.trim());

describe("the programs of the pages", () => {
  for (const [name, language] of Object.entries(languages))
    for (const page of pages.filter(({ blocks }) => blocks.some(isOf(name)))) {
      const program = programs.get(name);
      it(`in ${name} run and print what the page says: ${page.name}`, {
        skip: program === undefined ? `no ${language.needs}` : false,
      }, async (t) => {
        const { path, write } = bench(t);
        mkdirSync(path("programs"));
        writePrograms(path("programs"), { runLong: true });
        const env = { ...process.env, PATH: `${path("programs")}${delimiter}${process.env.PATH}` };
        const run = async (command: string, args: readonly string[]) =>
          (await promisify(execFile)(command, [...args], { cwd: path("."), env })).stdout;
        for (const [i, block] of ordered(page, name).entries()) {
          if (block.file !== undefined) write(block.file, block.text);
          if (isCommand(block)) await run("bash", ["-euo", "pipefail", "-c", block.text]);
          if (block.language !== name) continue;
          const stdout = await run(program!, language.run(write(`program-${i}.${language.end}`, block.text)));
          const shown = page.blocks.indexOf(block) + 1;
          if (shown < page.blocks.length && isOutput(page.blocks, shown))
            assert.match(stdout, patternOf(page.blocks[shown].text));
        }
      });
    }
});

/** The blocks of a page that a reader of one language follows, in their order. */
const ordered = ({ blocks }: Page, name: string): Block[] =>
  blocks.filter((block) => block.file !== undefined || isCommand(block) || block.language === name);
