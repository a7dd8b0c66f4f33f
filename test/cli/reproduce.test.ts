import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { type Bench, bench, ended, smallStudy } from "./process.js";

/** An experiment, a study with its experiments, and an analysis; `.ci/run` and `--quick` run everything. */
const only = ["demystifying-exact", "topk-three", "fisher-spectrum"];
const tiny = [
  ...["reproduce", "--only", only.join(","), "--sizes", "60,120", "--reps", "1"],
  ...["--format", "svg", "--out", "results", "--workers", "1"],
];
const settings = ["demystifying-exact", "topk-three-d1", "topk-three-d2"];

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
  it("runs what is wanted and prints the table; draws all of it, now or, where canvas was missing, when called again", async (t) => {
    const bed = bench(t);
    const { left, start, moestat, read, path } = bed;
    await left(...smallStudy);
    const blind = await ended(start(tiny, withoutCanvas(bed)));
    assert.equal(blind.code, 2, blind.stderr);
    assert.match(blind.stderr, /\nmoestat: figures are missing, all else is done; [^\n]*canvas[^\n]*\n$/);
    assert.match(blind.stdout, /^budget custom; seed moestat\n/);
    assert.match(blind.stdout, /\nsetting, loss +theory +slope of the median +verdict\n/);
    for (const name of ["experiments", "topk-three"])
      assert.match(blind.stdout, new RegExp(`^${name}:$`, "m"));
    for (const name of settings) assert.match(blind.stdout, new RegExp(`^${name}, D[₁₂] `, "m"));
    for (const line of blind.stdout.split("\n")) assert.ok(line.length <= 80, line);
    assert.match(blind.stdout, /\ntheory and what was found: 0 agree, 0 contradict, \d+ undecided\n$/);
    assert.match(blind.stderr, /^report in results\/index\.html$/m);
    const text = read("results/summary.json");
    const table = read("results/summary.md");

    const { code, stdout, stderr } = await moestat(...tiny);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, blind.stdout);
    assert.equal(read("results/summary.json"), text);
    assert.equal(read("results/summary.md"), table);
    const expected = [
      ...settings.map((name) => `${name}-certified`),
      "demystifying-exact-certified-sample",
      "topk-three-d1-certified-sample",
      "topk-three-d2-certified-sample",
      "topk-three",
      "fisher-spectrum",
    ];
    assert.deepEqual(
      readdirSync(path("results/figures")).sort(),
      expected.map((name) => `${name}.svg`).sort(),
    );

    assert.match(table, /Budget: \*\*custom\*\*; seed: `moestat`/);
    const json = JSON.parse(text);
    assert.equal(json.budget, "custom");
    assert.deepEqual(
      json.settings.map(({ experiment }: { experiment: string }) => experiment),
      settings,
    );
    assert.ok(json.settings.every(({ fits }: { fits: number }) => fits === 2));
    assert.ok(Number.isFinite(json.settings[0].published.mean));
    assert.ok(json.findings.length > settings.length);
    for (const { experiment, verdict, theory, fits, certified } of json.findings) {
      // One replicate of two sizes has no interval.
      assert.equal(verdict.verdict, "undecided", experiment);
      assert.ok(theory.source.length > 0 && certified <= fits);
    }
  });

  it("says in ten lines whether all works, if it is to be quick, and leaves what a longer run found", async (t) => {
    const { left, moestat, path, read, write } = bench(t);
    await left(...smallStudy);
    write("results/summary.md", "of a longer run\n");
    const filesOf = () => readdirSync(path("results"), { withFileTypes: true }).filter((one) => one.isFile());
    const textsOf = () => filesOf().map(({ name }) => [name, read(`results/${name}`)]);
    const before = textsOf();
    const few = ["--sizes", "60", "--reps", "1", "--format", "svg"];
    const { code, stdout, stderr } = await moestat("reproduce", "--quick", "--only", "topk-three", ...few);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^All works\.\n/);
    assert.match(stdout, /^run +2 experiments, 1 study, 0 analyses$/m);
    assert.match(stdout, /^fits +2: \d certified, \d not \(0 lost\)$/m);
    assert.match(stdout, /^verdicts +0 agree, 0 contradict, \d+ undecided$/m);
    const lines = `${stdout}${stderr}`.trim().split("\n");
    assert.ok(lines.length <= 14, stdout + stderr);
    for (const line of lines) assert.ok(line.length <= 80, line);
    assert.match(stderr, /^report in results\/quick\/index\.html$/m);
    assert.match(read("results/quick/summary.md"), /\| topk-three-d1 /);
    assert.deepEqual(textsOf(), before);
    assert.equal(existsSync(path("results/figures")), false);
  });

  it("gives up fits that take longer than they may, and says so", async (t) => {
    const { start, read } = bench(t);
    // A million observations are not drawn and fitted in a second.
    const args = ["reproduce", "--only", "demystifying-over-4", "--sizes", "100,1000000", "--reps", "1"];
    const { code, stderr } = await ended(
      start([...args, "--format", "csv", "--workers", "1", "--fit-timeout", "1"]),
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, /lost a fit of demystifying-over-4, n = 1000000, replicate 0: more than 1 s/);
    // On a busy machine the start of a new worker may take the second of the small one.
    assert.match(read("results/demystifying-over-4-certified.lost.csv"), /^1000000,0,more than 1 s$/m);
  });

  it("refuses to run what it does not know", async (t) => {
    const { moestat } = bench(t);
    const { code, stderr } = await moestat("reproduce", "--only", "softmax-exact,topk");
    assert.equal(code, 2);
    assert.match(stderr, /unknown name in --only "topk"; known: topk-exact, /);
  });
});
