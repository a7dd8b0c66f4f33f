import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { experiments } from "../../experiments/specs/index.js";
import { studies } from "../../experiments/studies/index.js";
import { assertRefused, bench, ended, outputOf } from "./process.js";

describe("the command line", { concurrency: true }, () => {
  const commands = ["reproduce", "list", "run", "figure", "sample", "fit", "predict", "loss", "rbar"];
  for (const name of commands)
    it(`teaches ${name} by examples`, async (t) => {
      const help = outputOf(await bench(t).moestat(name, "--help"));
      const examples = help.split("Examples:\n")[1]?.match(/\$ /g) ?? [];
      assert.ok(examples.length >= 2, help);
    });

  it("shows its commands when called with nothing", async (t) => {
    const help = outputOf(await bench(t).moestat());
    for (const name of commands) assert.match(help, new RegExp(`^ {2}${name} `, "m"));
  });

  it("shows its version", async (t) => {
    assert.match(outputOf(await bench(t).moestat("--version")), /^\d+\.\d+\.\d+\n$/);
  });

  it("refuses an unknown command, option or argument", async (t) => {
    const { moestat } = bench(t);
    assertRefused(await moestat("rnu"), "unknown command 'rnu'", "run");
    assertRefused(await moestat("run", "softmax-exact", "--rep", "3"), "unknown option '--rep'");
    assertRefused(await moestat("list", "softmax-exact"), "too many arguments");
    assertRefused(await moestat("fit", "data.csv", "--response", "y"), "--experts");
    assertRefused(await moestat("rbar"), "M");
  });

  it("lists the experiments", async (t) => {
    const { moestat } = bench(t);
    const names = experiments.map(({ name }) => name);
    const listed = outputOf(await moestat("list"));
    for (const name of [...names, ...studies.map((study) => study.name)]) assert.ok(listed.includes(name));
    const json: { name: string; protocols: { name: string; sizes: number[] }[] }[] = JSON.parse(
      outputOf(await moestat("list", "--json")),
    );
    assert.deepEqual(
      json.map(({ name }) => name),
      names,
    );
    assert.deepEqual(
      json.map(({ protocols }) => protocols.map(({ name, sizes }) => [name, sizes])),
      experiments.map(({ protocols }) => Object.values(protocols).map(({ name, sizes }) => [name, sizes])),
    );
  });

  it("knows rbar and its provenance", async (t) => {
    const { moestat } = bench(t);
    assert.match(outputOf(await moestat("rbar", "2")), /rbar\(2\) = 4/);
    const { value, provenance } = JSON.parse(outputOf(await moestat("rbar", "5", "--json")));
    assert.deepEqual([value, provenance], [10, "conjecture"]);
    assertRefused(await moestat("rbar", "0"), "invalid M; not a positive integer: 0");
  });

  it("shows the evidence for rbar", async (t) => {
    const { moestat } = bench(t);
    const { evidence } = JSON.parse(outputOf(await moestat("rbar", "2", "--evidence", "--json")));
    const residuals = evidence.map(({ residual }: { residual: number }) => residual);
    assert.deepEqual(
      evidence.map(({ r }: { r: number }) => r),
      [1, 2, 3, 4],
    );
    assert.ok(residuals[2] < 1e-20 && residuals[3] > 1e-6, `${residuals}`);
  });

  it("ends quietly when its reader has seen enough", async (t) => {
    const { start } = bench(t);
    const child = start(["list", "--json"]);
    child.stdout?.destroy();
    const { code, stderr } = await ended(child);
    assert.deepEqual([code, stderr], [0, ""]);
  });
});
