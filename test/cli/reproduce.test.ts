import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { experiments } from "../../experiments/specs/index.js";
import { type Bench, bench, ended } from "./process.js";

const tiny = ["reproduce", "--sizes", "100,200", "--reps", "1", "--format", "svg", "--out", "results"];
const settings = experiments.map(({ name }) => name);

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

describe("moestat reproduce", () => {
  it("runs all and prints the table; draws all, now or, where canvas was missing, when called again", async (t) => {
    const bed = bench(t);
    const { start, read, path } = bed;
    const blind = await ended(start(tiny, withoutCanvas(bed)));
    assert.equal(blind.code, 2, blind.stderr);
    assert.match(blind.stderr, /\nmoestat: figures are missing, all else is done; [^\n]*canvas[^\n]*\n$/);
    assert.match(blind.stdout, /^budget custom: 2 sizes 100 to 200, 1 replicate each; seed moestat\n/);
    for (const name of settings) assert.match(blind.stdout, new RegExp(`^${name} `, "m"));
    const text = read("results/summary.json");
    const table = read("results/summary.md");

    const { code, stdout, stderr } = await ended(start(tiny));
    assert.equal(code, 0, stderr);
    assert.equal(stdout, blind.stdout);
    assert.equal(read("results/summary.json"), text);
    assert.equal(read("results/summary.md"), table);
    for (const name of settings)
      for (const figure of [`${name}-certified`, `${name}-certified-sample`])
        assert.ok(existsSync(path(`results/figures/${figure}.svg`)), figure);

    assert.match(table, /Budget: \*\*custom\*\* \(2 sizes 100 to 200/);
    const json = JSON.parse(text);
    assert.equal(json.budget, "custom");
    assert.deepEqual(
      json.settings.map(({ experiment }: { experiment: string }) => experiment),
      settings,
    );
    assert.ok(json.settings.every(({ fits }: { fits: number }) => fits === 2));
    assert.ok(Number.isFinite(json.settings[0].published.mean));
  });
});
