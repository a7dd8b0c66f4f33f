import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { experiments } from "../../experiments/specs/index.js";
import { studies } from "../../experiments/studies/index.js";
import { assertRefused, bench, ended, outputOf } from "./process.js";

describe("the command line", { concurrency: true }, () => {
  const commands = [
    "reproduce",
    "list",
    "run",
    "init",
    "plan",
    "merge",
    "figure",
    "compare",
    "verify",
    "export",
    "sample",
    "fit",
    "show",
    "predict",
    "plot",
    "loss",
    "rbar",
  ];
  for (const name of commands)
    it(`teaches ${name} by examples`, async (t) => {
      const help = outputOf(await bench(t).moestat(name, "--help"));
      const examples = help.split("Examples:\n")[1]?.match(/\$ /g) ?? [];
      assert.ok(examples.length >= 2, help);
    });

  it("shows its commands when called with nothing", async (t) => {
    const help = outputOf(await ended(bench(t).start([])));
    for (const name of commands) assert.match(help, new RegExp(`^ {2}${name} `, "m"));
  });

  it("begins the help of a command with what the list says of it, in both ways to ask for it", async (t) => {
    const list = outputOf(await ended(bench(t).start(["--help"]))).replace(/\n {10,}/g, " ");
    for (const name of ["fit", "show", "rbar"]) {
      const [, summary] = new RegExp(`^ {2}${name} +(.*)$`, "m").exec(list)!;
      const help = outputOf(await ended(bench(t).start(["help", name])));
      assert.ok(help.replace(/\n/g, " ").includes(` ${summary} `), help);
      assert.equal(outputOf(await bench(t).moestat(name, "--help")), help);
    }
    assertRefused(await ended(bench(t).start(["help", "fti"])), 'unknown command "fti"; did you mean "fit"?');
  });

  it("says of figure and of plot alike how a row of panels that is higher than a page is drawn", async (t) => {
    for (const name of ["figure", "plot"]) {
      const help = outputOf(await bench(t).moestat(name, "--help")).replace(/\s+/g, " ");
      assert.equal(help.match(/a row of panels is never split/g)?.length, 1, help);
    }
  });

  it("shows its version", async (t) => {
    assert.match(outputOf(await ended(bench(t).start(["--version"]))), /^\d+\.\d+\.\d+\n$/);
  });

  it("refuses an unknown command, option or argument", async (t) => {
    const { moestat } = bench(t);
    assertRefused(await moestat("rnu"), 'unknown command "rnu"; did you mean "run"? Known: reproduce, list');
    assertRefused(await moestat("summary"), 'unknown command "summary"; known: reproduce, list, run');
    assertRefused(await moestat("run", "softmax-exact", "--rep", "3"), "unknown option '--rep'");
    assertRefused(await moestat("rbar", "2", "3"), "too many arguments");
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
    const proved = "rbar(2) = 4  (proved: Lemma 1 of Nguyen, Nguyen and Ho (2023))\n";
    assert.equal(outputOf(await moestat("rbar", "2")), proved);
    const conjectured = "rbar(5) = 10  (conjecture: rbar(m) = 2 m; proved: rbar(5) >= 10)\n";
    assert.equal(outputOf(await moestat("rbar", "5")), conjectured);
    assert.deepEqual(JSON.parse(outputOf(await moestat("rbar", "5", "--json"))), {
      m: 5,
      value: 10,
      lowerBound: 10,
      provenance: "conjecture",
    });
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
    assert.ok(residuals[2] < 1e-20 && Math.abs(residuals[3] - 0.1447803) < 1e-6, `${residuals}`);
    assert.deepEqual(
      evidence.map(({ growing }: { growing: number }) => growing),
      [0, 0, 0, 1],
    );
    assertRefused(await moestat("rbar", "9", "--evidence"), "invalid m; not an integer from 1 to 8: 9");
  });

  it("ends quietly when its reader has seen enough", async (t) => {
    const { start } = bench(t);
    const child = start(["list", "--json"]);
    child.stdout?.destroy();
    const { code, stderr } = await ended(child);
    assert.deepEqual([code, stderr], [0, ""]);
  });
});
