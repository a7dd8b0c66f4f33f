import assert from "node:assert/strict";
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { wordsOf } from "../cli/line.js";
import { bench, outputOf } from "../cli/process.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const canvas = await import("canvas").then(
  (module) => module.default,
  () => undefined,
);

/** The blocks of a README that stand between lines of three backticks. */
const blocksOf = (name: string): string[] =>
  [...readFileSync(join(root, "examples", name, "README.md"), "utf8").matchAll(/```\n([\s\S]*?)```/g)].map(
    ([, block]) => block,
  );

const examples = readdirSync(join(root, "examples"), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

for (const { name } of examples)
  describe(`the example ${name}`, { concurrency: true }, () => {
    const [commands, printed] = blocksOf(name);

    it("prints what its README says", async (t) => {
      const { href } = pathToFileURL(join(root, "dist", "examples", name, "example.js"));
      assert.equal(outputOf(await bench(t).program(href, root)), printed);
    });

    it("has commands that make its picture", { skip: !canvas }, async (t) => {
      const { moestat, path } = bench(t);
      copyFileSync(join(root, "examples", name, "data.csv"), path("data.csv"));
      for (const line of commands.trim().split("\n")) {
        const args = wordsOf(line);
        assert.ok(args, line);
        outputOf(await moestat(...args));
      }
      assert.ok(existsSync(path("fit-fit.png")));
      assert.ok(existsSync(join(root, "examples", name, "fit-fit.png")));
    });
  });
