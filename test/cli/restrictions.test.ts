import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { bench } from "./process.js";

const { data, fixed, both } = JSON.parse(
  readFileSync(new URL("../../../test/r/restrictions.json", import.meta.url), "utf8"),
);
const rows = data.x.map((x: number, t: number) => `${x},${data.y[t]}`);

/** A folder with the data, and a fit of two experts to them. */
function fits(t: TestContext) {
  const folder = bench(t);
  folder.write("data.csv", ["x,y", ...rows].join("\n"));
  const fit = (...args: string[]) =>
    folder.moestat("fit", "data.csv", "--response", "y", "--experts", "2", ...args);
  return { ...folder, fit };
}

describe("moestat fit, restricted", () => {
  it("holds an expert of several numbers of experts, by a list and by a file", async (t) => {
    const { fit, write } = fits(t);
    write("held.json", { experts: { b: [0.5] } });
    for (const fix of ["b[1]=0.5", "held.json"]) {
      const { code, stdout, stderr } = await fit("--experts", "1:2", "--fix", fix, "--json");
      assert.equal(code, 0, stderr);
      for (const { fit: one, k, parameters } of JSON.parse(stdout).rows) {
        assert.equal(one.params.experts.b[0], 0.5);
        assert.equal(parameters, 5 * k - 2 - 1);
      }
    }
  });

  it("shares a variance, and hands it on to the next command", async (t) => {
    const { fit, moestat } = fits(t);
    const text = await fit("--equal-variances", "--out", "fit.json");
    assert.match(text.stdout, /2 gaussian experts \(equalVariances\), 7 free parameters/);
    assert.match(text.stdout, /\nall +variance +sigma2 +0\.280/);
    const predicted = await moestat("predict", "fit.json", "data.csv");
    assert.equal(predicted.code, 0, predicted.stderr);
    const again = await fit("--equal-variances", "--start", "fit.json");
    assert.match(again.stdout, /log-likelihood -127\.9378/);
    const other = await fit("--nu", "4", "--equal-freedom");
    assert.deepEqual(
      [other.code, other.stderr],
      [2, "moestat: invalid --nu; it cannot be given beside --equal-freedom: 4\n"],
    );
  });

  it("holds parameters that are named as in its table, or in a file", async (t) => {
    const { fit, write } = fits(t);
    const list = await fit("--fix", "b[1]=0, a[2,x]=-1,beta1[1]=2", "--choice", "highest", "--json");
    assert.equal(list.code, 0, list.stderr);
    const { logLik, fixed: held, criteria, standardErrors } = JSON.parse(list.stdout);
    // R stops where differences of the log-likelihood no longer tell.
    assert.ok(Math.abs(logLik - fixed.value[0]) <= 1e-7);
    assert.equal(criteria.identified, 5);
    assert.equal(standardErrors.experts.b[0], 0);
    assert.deepEqual(held.experts, { b: [0, null], a: [[null], [-1]], sigma2: [null, null] });
    write("held.json", held);
    const file = await fit("--fix", "held.json", "--choice", "highest");
    assert.match(file.stdout, /5 free parameters, 3 fixed/);
    assert.match(file.stdout, /\n +mean x +a +-1\.0000 +fixed\n/);
    assert.match(file.stdout, /log-likelihood -165\.8954/);
    const wide = await fit("--fix", "sigma2=0.3");
    assert.match(wide.stdout, /6 free parameters, 2 fixed/);
  });

  it("penalises a gate's slopes and variances, and says so", async (t) => {
    const { fit } = fits(t);
    const penalty = ["--ridge", "2", "--variance-prior", "2,0.5"];
    const { stdout } = await fit("--equal-variances", ...penalty, "--json");
    const json = JSON.parse(stdout);
    assert.ok(Math.abs(json.penalised - both.value[0]) <= 1e-7);
    assert.deepEqual(json.penalty, { gateRidge: 2, variance: { shape: 2, scale: 0.5 } });
    const text = await fit("--equal-variances", ...penalty, "--intervals", "profile");
    assert.match(text.stdout, /a ridge of 2 on the gate's slopes/);
    assert.match(text.stdout, /with the penalty -126\.5486/);
    assert.equal(text.code, 0, text.stderr);
  });

  const refused: readonly [args: readonly string[], says: string][] = [
    [
      ["--fix", "c[1]=2"],
      'unknown --fix "c[1]=2"; known: beta0[1], beta1[1,x], b[1], a[1,x], sigma2[1], b[2], a[2,x], sigma2[2]',
    ],
    [["--fix", "beta1[2]=0"], "invalid --fix beta1[2]=0; it is not estimated, but the reference"],
    [["--fix", "b[1]=x"], 'invalid --fix b; not a number: "x"'],
    [["--fix", "b[1"], 'invalid --fix; not FIELD[EXPERT]=NUMBER or FIELD[EXPERT,COLUMN]=NUMBER: "b[1"'],
    [["--fix", "sigma2[1]=-1"], "--fix: invalid fixed.experts.sigma2[0]; not positive: -1"],
    [["--ridge", "-1"], "invalid --ridge; not a number from 0 on: -1"],
    [["--variance-prior", "2"], "invalid --variance-prior; shape and scale are needed, as in 2,0.5: 2"],
    [["--variance-prior", "2,0"], "invalid --variance-prior; not positive: 0"],
  ];
  for (const [args, says] of refused)
    it(`refuses ${args.join(" ")}`, async (t) => {
      const { fit } = fits(t);
      const { code, stderr } = await fit(...args);
      assert.deepEqual([code, stderr.trim()], [2, `moestat: ${says}`]);
    });

  it("is refused where a number of experts has none of that name", async (t) => {
    const { fit } = fits(t);
    const { code, stderr } = await fit("--experts", "1:2", "--fix", "b[2]=0");
    assert.deepEqual(
      [code, stderr.trim()],
      [2, 'moestat: --experts 1: unknown --fix "b[2]=0"; known: b[1], a[1,x], sigma2[1]'],
    );
  });
});
