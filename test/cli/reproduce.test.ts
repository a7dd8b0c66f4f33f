import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { type Bench, bench, ended } from "./process.js";

const tiny = ["reproduce", "--sizes", "60,120", "--reps", "2", "--format", "svg", "--out", "results"];
const settings = [
  "demystifying-exact",
  "demystifying-over",
  "demystifying-over-4",
  "softmax-exact",
  "softmax-over",
];

/** An environment in which the drawing package cannot be found. */
function withoutCanvas({ write, path }: Bench): NodeJS.ProcessEnv {
  write(
    "hooks.mjs",
    `export function resolve(name, context, next) {
      if (name === "canvas") throw Object.assign(new Error("Cannot find package 'canvas'"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(name, context);
    }`,
  );
  write("register.mjs", `import { register } from "node:module"; register("./hooks.mjs", import.meta.url);`);
  return { NODE_OPTIONS: `--import ${pathToFileURL(path("register.mjs"))}` };
}

describe("moestat reproduce", { concurrency: 2 }, () => {
  it("runs all, draws all, prints the table and keeps it, the same every time", async (t) => {
    const { start, read, path } = bench(t);
    const { code, stdout, stderr } = await ended(start(tiny));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^budget custom: 2 sizes 60 to 120, 2 replicates each; seed moestat\n/);
    for (const name of settings) {
      assert.match(stdout, new RegExp(`^${name} `, "m"));
      for (const figure of [`${name}-certified`, `${name}-certified-sample`])
        assert.ok(existsSync(path(`results/figures/${figure}.svg`)), figure);
    }
    const table = read("results/summary.md");
    assert.match(table, /Budget: \*\*custom\*\* \(2 sizes 60 to 120/);
    const json = JSON.parse(read("results/summary.json"));
    assert.equal(json.budget, "custom");
    assert.deepEqual(
      json.settings.map(({ experiment }: { experiment: string }) => experiment),
      settings,
    );
    assert.ok(json.settings.every(({ fits }: { fits: number }) => fits === 4));
    assert.ok(Number.isFinite(json.settings[0].published.mean));

    const text = read("results/summary.json");
    const again = await ended(start(tiny));
    assert.equal(again.stdout, stdout);
    assert.equal(read("results/summary.json"), text);
    assert.equal(read("results/summary.md"), table);
  });

  it("does everything but the figures without canvas, and says so", async (t) => {
    const bed = bench(t);
    const args = ["reproduce", "--sizes", "60", "--reps", "1", "--out", "results"];
    const { code, stdout, stderr } = await ended(bed.start(args, withoutCanvas(bed)));
    assert.equal(code, 2, stderr);
    for (const name of settings) assert.ok(stdout.includes(name));
    assert.match(stderr, /\nmoestat: figures are missing, all else is done; [^\n]*canvas[^\n]*\n$/);
    assert.ok(existsSync(bed.path("results/summary.json")));
  });
});
