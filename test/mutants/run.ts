import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { experts } from "../../src/index.js";
import { mutants, titleOf } from "./mutants.js";
import type { TestLine } from "./reporter.js";

/**
 * Runs the conformance suites on families that lie: `npm run test:mutants`. Each honest family must pass first, each mutant must fail
 * some test. One line each, and `N of M caught`; the exit code is 1 where an honest family fails or a mutant passes.
 * Words after the command restrict it to the titles that hold one of them.
 */

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** The suites in the order in which they are tried: those of families alone take less time than those of models. */
const rounds = [
  ["declarations", "families", "gatings", "experts", "scales", "closedForm"],
  ["engines", "models", "likelihood", "em"],
];
/** As many at a time as the tests of the package. */
const workers = 2;

/** A pattern of the names of a family's tests: of an expert's models those with a softmax gate, of a gating's those with Gaussian experts. */
const namesOf = (family: string): string =>
  family in experts
    ? `^(${family}|(softmax|top-. softmax by \\w+) x ${family})( |,|$)`
    : `^(top-. )?${family}( |$)(?!.* x (?!gaussian))`;

/** Runs suites on a family or a mutant; files that cannot be loaded count as a failed test. */
function testsOf(title: string, suites: readonly string[]): Promise<TestLine[]> {
  const [family] = title.split(":");
  const child = spawn(
    process.execPath,
    [
      `--test-reporter=${pathOf("reporter.js")}`,
      `--test-name-pattern=${namesOf(family)}`,
      pathOf("suites.js"),
      ...suites.map((suite) => pathOf(`../conformance/${suite}.test.js`)),
    ],
    { env: { ...process.env, MOESTAT_MUTANT: title }, stdio: ["ignore", "pipe", "ignore"] },
  );
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const lines: TestLine[] = text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
      const fails = lines.some(({ passed }) => !passed);
      resolve(code === 0 || fails ? lines : [{ passed: false, path: ["the suites do not load"] }]);
    });
  });
}

/** Why an honest family does not pass; nothing if it does. */
async function faultOf(family: string): Promise<string | undefined> {
  for (const suites of rounds) {
    const lines = await testsOf(family, suites);
    if (lines.length === 0) return `no test of ${suites.join(", ")} is named like it`;
    const failed = lines.find(({ passed }) => !passed);
    if (failed) return failed.path.join(": ");
  }
  return undefined;
}

/** The first test that a mutant fails. */
async function catcherOf(title: string): Promise<string | undefined> {
  for (const suites of rounds) {
    const failed = (await testsOf(title, suites)).find(({ passed }) => !passed);
    if (failed) return failed.path.join(": ");
  }
  return undefined;
}

/** Does something to each item, so many at a time, in the order of the list. */
async function each<T>(items: readonly T[], task: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const item of left) await task(item);
    }),
  );
}

const words = process.argv.slice(2);
const chosen = mutants
  .map(titleOf)
  .filter((title) => words.length === 0 || words.some((word) => title.includes(word)));
const families = [...new Set(chosen.map((title) => title.split(":")[0]))];

await each(families, async (family) => {
  const fault = await faultOf(family);
  if (fault !== undefined) process.exitCode = 1;
  console.log(fault === undefined ? `honest  ${family}` : `FAILS   ${family}\n          ${fault}`);
});
let caught = 0;
await each(chosen, async (title) => {
  const catcher = await catcherOf(title);
  if (catcher !== undefined) caught++;
  console.log(catcher === undefined ? `MISSED  ${title}` : `caught  ${title}\n          by ${catcher}`);
});
console.log(`${caught} of ${chosen.length} caught`);
if (caught < chosen.length) process.exitCode = 1;
