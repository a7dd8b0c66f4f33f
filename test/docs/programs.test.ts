import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { commented, pages, root } from "./pages.js";
import { type Program, patternOf, programsOf } from "./programs.js";

// Within the package, so that programs import it by its name, and by what it exports.
const folder = join(root, "dist", "docs-programs");
const programs: readonly Program[] = [...pages, ...commented].flatMap(programsOf);

const options = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2023", "DOM"],
    types: ["node"],
    module: "NodeNext",
    outDir: "js",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  },
  include: ["*.ts"],
};

function write(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
  for (const { name, text } of programs) writeFileSync(join(folder, `${name}.ts`), text);
}

describe("the programs of README, the pages and the comments", () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("have the types that the package declares", () => {
    write();
    try {
      execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder]);
    } catch (error) {
      assert.fail(String((error as { stdout?: unknown }).stdout ?? error));
    }
  });

  for (const { name, printed } of programs)
    it(`run: ${name}`, async (t) => {
      const lines: string[] = [];
      t.mock.method(console, "log", (...values: unknown[]) => lines.push(`${values.join(" ")}\n`));
      await import(pathToFileURL(join(folder, "js", `${name}.js`)).href);
      if (printed !== undefined) assert.match(lines.join(""), patternOf(printed));
    });
});
