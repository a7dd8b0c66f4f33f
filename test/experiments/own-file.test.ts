import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { definitionOf } from "../../experiments/identity.js";
import { codeOf } from "../../experiments/own/code.js";
import { experimentFrom, findExperiment, loadExperiment } from "../../experiments/own/load.js";
import { emptyFolder } from "./support/folder.js";
import { truth } from "./support/mine.js";

/** Writes files into an empty folder, and gives the path of the first. */
function written(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(files)[0]);
}

const module = (body: string) =>
  `import { helper } from "./helper.js";\nconst own = (e, t) => helper(e.atoms.b.length - t.atoms.b.length);\n${body}\n`;
const spec = (more: string) => `export default { truth: ${JSON.stringify(truth)}, ${more} };`;
const helper = "export const helper = (x: number): number => Math.abs(x);\n";

describe("a file of an experiment", () => {
  it("is JSON or a module, and names the experiment", async (t) => {
    const text = JSON.stringify({ $schema: "x.json", truth, experts: 3 });
    const fromJson = await loadExperiment(written(t, { "My exp_2.json": text }));
    assert.deepEqual([fromJson.name, fromJson.k], ["my-exp-2", 3]);
    const called = written(t, { "日本.json": JSON.stringify({ name: "nihon", truth }) });
    assert.equal((await loadExperiment(called)).name, "nihon");
    for (const ending of ["mjs", "js", "ts", "mts"]) {
      const body = `import { uniform } from "moestat";\n${spec("experts: 3, design: uniform({ to: 2 }), losses: ['d2']")}`;
      const { name, k, protocols } = await loadExperiment(written(t, { [`my.${ending}`]: body }));
      assert.deepEqual([name, k, protocols.certified.design.name], ["my", 3, "uniform:-1:2"]);
    }
  });

  it("is named in errors", async (t) => {
    const refuses = async (name: string, text: string, message: RegExp) => {
      const file = written(t, { [name]: text });
      await assert.rejects(loadExperiment(file), (error: Error) => {
        assert.ok(error.message.startsWith(`${file}: `), error.message);
        assert.match(error.message.slice(file.length + 2), message);
        return true;
      });
    };
    await refuses("my.json", '{"truth": ', /^invalid JSON; /);
    await refuses("my.json", " ", /^invalid JSON; empty$/);
    await refuses("my.json", JSON.stringify({ truth, experts: "3" }), /^experts; not a whole number/);
    await refuses("my.mjs", "export const a = 1;", /^no default export/);
    await refuses("my.ts", "export default { a: , };", /^cannot be loaded; ParseError/);
    await refuses("my.ts", "export default nothing;", /^cannot be loaded; nothing is not defined/);
    await refuses(
      "my.ts",
      'import "no-such-package"; export default {};',
      /^cannot be loaded; .*no-such-package/s,
    );
    await refuses("日本.json", JSON.stringify({ truth }), /^name; missing, and the file's has no letter/);
    await refuses("my.txt", "x", /^not a \.json, /);
    await assert.rejects(loadExperiment(join(emptyFolder(t), "none.json")), { code: "ENOENT" });
  });

  it("is another definition when its code is changed, that of its imports too; losses alone when only they are code", async (t) => {
    const file = written(t, { "my.mjs": module(spec("losses: ['d1', own]")), "helper.ts": helper });
    const definition = async () => {
      const experiment = await loadExperiment(file);
      return definitionOf(experiment, experiment.protocols.certified);
    };
    const before = await definition();
    assert.deepEqual(await definition(), before);
    writeFileSync(join(dirname(file), "helper.ts"), helper.replace("Math.abs(x)", "x * x"));
    const { losses, ...rest } = await definition();
    assert.notDeepEqual(losses, before.losses);
    assert.deepEqual({ ...rest, losses: before.losses }, before);

    writeFileSync(
      file,
      `import { activationDenseToSparse } from "moestat";\n${module(spec("gating: activationDenseToSparse({ activation: 'tanh' }), losses: [own]").replace('"beta0"', '"tau":1,"beta0"'))}`,
    );
    const withGate = await definition();
    assert.equal(withGate.code, codeOf(file));
    writeFileSync(join(dirname(file), "helper.ts"), helper);
    assert.notEqual((await definition()).code, withGate.code);
  });

  it("has a hash that does not depend on its folder", (t) => {
    const files = { "my.mjs": module(""), "helper.ts": helper };
    assert.equal(codeOf(written(t, files)), codeOf(written(t, files)));
    assert.notEqual(codeOf(written(t, files)), codeOf(written(t, { ...files, "helper.ts": `${helper} ` })));
  });

  it("is found again by workers: plain data as they are, code by its file, if it is unchanged", async (t) => {
    const plain = await loadExperiment(written(t, { "my.mjs": spec("experts: 3") }));
    assert.deepEqual(plain.source?.from, { spec: { truth, experts: 3, name: "my" } });
    const file = written(t, { "my.mjs": module(spec("losses: [own]")), "helper.ts": helper });
    const coded = await findExperiment(file, { experts: 4 });
    const again = await experimentFrom(structuredClone(coded.source!));
    const { certified } = coded.protocols;
    assert.deepEqual(definitionOf(again, again.protocols.certified), definitionOf(coded, certified));
    assert.equal(again.name, coded.name);
    writeFileSync(join(dirname(file), "helper.ts"), `${helper}// more\n`);
    await assert.rejects(experimentFrom(coded.source!), {
      message: `${file}: changed while the run goes on`,
    });
  });
});
