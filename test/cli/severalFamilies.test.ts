import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listedExperts } from "../../cli/families.js";
import { stream } from "../../src/random/stream.js";
import { assertRefused, bench } from "./process.js";

/** A line with an excess of zeros, of which there are 40 in 160 rows. */
function withZeros(): string {
  const uniform = stream("zeros");
  const rows = Array.from({ length: 160 }, (_, t) => {
    const x = 4 * uniform() - 2;
    return `${x},${t % 4 === 0 ? 0 : 2 + x + (uniform() - 0.5)}`;
  });
  return `x,y\n${rows.join("\n")}\n`;
}

/** Successes and failures of 3 to 7 trials, with their numbers, in 90 rows. */
function counted(): string {
  const uniform = stream("trials");
  const rows = Array.from({ length: 90 }, (_, t) => {
    const [x, n] = [2 * uniform() - 1, 3 + (t % 5)];
    const p = 1 / (1 + Math.exp(-1 - 2 * x));
    const s = Array.from({ length: n }, () => uniform() < p).filter(Boolean).length;
    return `${x},${s},${n},${n - s}`;
  });
  return `x,s,n,f\n${rows.join("\n")}\n`;
}

const cells = (csv: string) =>
  csv
    .trim()
    .split("\n")
    .map((line) => line.split(","));

describe("experts of several families on the command line", () => {
  it("are listed, each with what it needs", () => {
    const listed = listedExperts({ expert: "gaussian, gaussian, point-mass:0" }) ?? [];
    assert.deepEqual(
      listed.map(({ name, options = {} }) => [name, options]),
      [
        ["gaussian", {}],
        ["gaussian", {}],
        ["pointMass", { at: 0 }],
      ],
    );
    const [t, ...rest] = listedExperts({ expert: "studentT:4,studentT,pointMass", at: 2 }) ?? [];
    assert.deepEqual(t.options, { nu: 4 });
    assert.deepEqual(
      rest.map(({ options = {} }) => options),
      [{}, { at: 2 }],
    );
    assert.equal(listedExperts({ expert: "gaussian" }), undefined);
    for (const [expert, message] of [
      ["gaussian,cauchy", /unknown expert "cauchy"/],
      ["gaussian,pointMass", /invalid --expert; pointMass needs a value, as pointMass:0: gaussian,pointMass/],
      ["gaussian:3,pointMass:0", /invalid --expert; gaussian takes no value: gaussian:3/],
      ["gaussian,pointMass:0:1", /invalid --expert; pointMass takes no second value: pointMass:0:1/],
      ["gaussian,pointMass:a", /invalid --at; not a number: a/],
      ["gaussian,multinomial", /invalid --expert; experts of classes are of one family alone: multinomial/],
    ] as const)
      assert.throws(() => listedExperts({ expert }), message);
    assert.throws(
      () => listedExperts({ expert: "gaussian,pointMass:0", classes: 3 }),
      /--classes needs the expert multinomialLogistic: gaussian,pointMass:0/,
    );
  });

  it("are fitted, kept and predicted with", async (t) => {
    const { write, read, moestat } = bench(t);
    write("zeros.csv", withZeros());
    const list = ["--response", "y", "--expert", "gaussian,pointMass:0"];
    const fitted = await moestat("fit", "zeros.csv", ...list, "--out", "fit.json");
    assert.equal(fitted.code, 0, fitted.stderr);
    assert.match(fitted.stdout, /1 gaussian expert, 1 pointMass expert \(at 0\), 5 free parameters/);
    assert.match(fitted.stdout, /status: converged/);
    // Lists of experts have one number.
    assert.doesNotMatch(fitted.stdout, /--experts 1:3/);
    const { params } = JSON.parse(read("fit.json"));
    assert.deepEqual(params.experts[1], { name: "pointMass", at: 0 });
    const predicted = await moestat("predict", "fit.json", "zeros.csv", "--responsibilities");
    const [names, ...rows] = cells(predicted.stdout);
    assert.deepEqual(names, ["x", "y", ".fitted", ".expert", ".resp1", ".resp2"]);
    // A Gaussian expert gives 0 with probability 0.
    for (const [, y, , , , spike] of rows) assert.equal(Number(spike), Number(y) === 0 ? 1 : 0);
    assertRefused(
      await moestat("fit", "zeros.csv", ...list, "--experts", "3"),
      "invalid --experts; --expert lists 2: 3",
    );
    assertRefused(
      await moestat("fit", "zeros.csv", "--response", "y"),
      "missing --experts; the number of experts, or several, as 1:5",
    );
  });

  it("count successes of trials, in a column or beside failures", async (t) => {
    const { write, read, moestat } = bench(t);
    write("trials.csv", counted());
    const column = ["--formula", "s ~ x", "--trials", "n"];
    const beside = ["--formula", "cbind(s, f) ~ x", "--expert", "binomial"];
    for (const [name, asked] of Object.entries({ column, beside })) {
      const { code, stderr } = await moestat("fit", "trials.csv", ...asked, "--experts", "1", "--out", name);
      assert.equal(code, 0, stderr);
    }
    const [first, second] = ["column", "beside"].map((name) => JSON.parse(read(name)));
    assert.equal(first.logLik, second.logLik);
    assert.deepEqual(first.params, second.params);
    assert.equal(first.trials, "n");
    const [one, other] = await Promise.all(
      ["column", "beside"].map((name) => moestat("predict", name, "trials.csv", "--residuals")),
    );
    assert.equal(one.stdout, other.stdout);
    const [, [x, s, n, , mean, , residual]] = cells(one.stdout);
    const { a, b } = first.params.experts;
    const p = 1 / (1 + Math.exp(-b[0] - a[0][0] * Number(x)));
    assert.ok(Math.abs(Number(mean) - Number(n) * p) < 1e-12);
    assert.ok(Math.abs(Number(residual) - (Number(s) - Number(mean))) < 1e-12);
    write("new.csv", "x\n0.5\n");
    const alone = await moestat("predict", "beside", "new.csv");
    assert.match(alone.stderr, /predictions are for one trial each, since it has no counts/);
    assertRefused(await moestat("predict", "column", "new.csv"), 'unknown column "n" in new.csv');
    write("wrong.csv", "x,s,n\n1,1,2\n2,1,0\n3,1,4\n4,2,5\n");
    assertRefused(
      await moestat("fit", "wrong.csv", ...column, "--experts", "1"),
      'line 3, column "n", of wrong.csv; not a positive whole number of trials: 0',
    );
  });
});
