import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { promisify } from "node:util";
import { wordsOf } from "../cli/line.js";
import { type Bench, bench, outputOf } from "../cli/process.js";
import { checkLong, checkLongOf, isLong, writePrograms } from "./commands.js";
import { type Block, type Page, pages, root } from "./pages.js";
import { isOutput, patternOf } from "./programs.js";

const first = ({ text }: Block): string =>
  text
    .trim()
    .split("\n")
    .find((line) => !line.startsWith("#")) ?? "";
const isRun = (block: Block): boolean => block.language === "sh" && /^(npx )?moestat\b/.test(first(block));

/** Runs a block as a shell does: here where each of its lines is a call of moestat and nothing else. */
async function typed(text: string, { moestat, path }: Bench): Promise<string> {
  const calls = text.trim().split("\n").map(wordsOf);
  if (calls.includes(undefined)) {
    const env = { ...process.env, PATH: `${path("programs")}${delimiter}${process.env.PATH}` };
    const shell = ["-euo", "pipefail", "-c", text];
    return (await promisify(execFile)("bash", shell, { cwd: path("."), env })).stdout;
  }
  let printed = "";
  for (const words of calls as string[][])
    if (!isLong(words[0])) printed += outputOf(await moestat(...words));
  return printed;
}

/** Runs what a page tells its reader to type, in a folder with the files that the page shows. */
async function follow({ blocks }: Page, t: TestContext): Promise<void> {
  const bed = bench(t);
  const { path, write } = bed;
  mkdirSync(path("programs"));
  writePrograms(path("programs"));
  for (const link of ["test", "examples"]) symlinkSync(join(root, link), path(link));
  for (const [i, block] of blocks.entries()) {
    if (block.file !== undefined) write(block.file, block.text);
    if (!isRun(block) || !checkLongOf(block.text)) continue;
    const stdout = await typed(block.text, bed);
    const next = blocks[i + 1];
    if (next && isOutput(blocks, i + 1)) assert.match(stdout, patternOf(next.text));
  }
}

describe("the commands of README and the pages", { concurrency: 2 }, () => {
  for (const page of pages.filter(({ blocks }) => blocks.some(isRun)))
    it(`work, one after the other: ${page.name}`, (t) => follow(page, t));

  it("are scripts of the package, or programs that the build makes, where they are not moestat's", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const others = pages.flatMap(({ name, text, blocks }) => {
      const shown = blocks
        .filter((block) => block.language === "sh" && !isRun(block))
        .map((block) => block.text);
      const within = [...text.matchAll(/`((?:npm|node|scripts\/)[^`\n]+)`/g)].map(([, line]) => line);
      return [...shown, ...within].map((line) => ({ name, line }));
    });
    assert.ok(others.length > 5);
    for (const { name, line } of others) {
      for (const [, script] of line.matchAll(/npm run ([\w:]+)/g))
        assert.ok(script in scripts, `${name}: no script ${script}`);
      for (const [, file] of line.matchAll(/node dist\/([\w/-]+)\.js/g))
        assert.ok(existsSync(join(root, `${file}.ts`)), `${name}: no program dist/${file}.js`);
      for (const [, args] of line.matchAll(/npm run reproduce -- ([^\n&]+)/g))
        checkLong("reproduce", args.trim().split(/\s+/));
    }
  });

  it("are refused where a long one has an option or an experiment that there is not", () => {
    assert.throws(() => checkLong("run", ["softmax-exact", "--repetitions", "3"]), /--repetitions/);
    assert.throws(() => checkLong("run", ["softmax-exat", "--reps", "3"]), /softmax-exat/);
  });
});
