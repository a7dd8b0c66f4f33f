import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief } from "../../cli/terminal.js";
import {
  bootstrap,
  fit,
  gaussian,
  type Interval,
  intervals,
  moe,
  profile,
  sandwich,
  softmax,
} from "../../src/index.js";
import { assertRefused, bench, outputOf } from "./process.js";
import { sampleOf, twoHalves, twoLines, unwrapped } from "./samples.js";

const csv = twoLines("intervals", "dose_mg", 150);
const data = sampleOf(csv);
const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
const result = fit(model, data, { seed: "1" });
const command = ["fit", "data.csv", "--response", "y", "--experts", "2"];

/** The rows of a table in the order of the report, from lists in the order of records. */
const inOrder = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
  ["[0]", "[1]"].flatMap((expert) =>
    ["gating.beta0", "gating.beta1", "experts.b", "experts.a", "experts.sigma2"].map(
      (field) => list.find(({ name }) => name.startsWith(`${field}${expert}`))!,
    ),
  );

/** The cells of a row of the report after the names. */
const cellsOf = ({ estimate, standardError, z, p, low, high, standing }: Interval): string =>
  [
    brief(estimate, 5),
    ...(standing === "given"
      ? ["reference"]
      : [
          brief(standardError, 3),
          ...(z === null ? [] : [z.toFixed(2), p! < 1e-3 ? "<0.001" : p!.toFixed(3)]),
          `${brief(low)} to ${brief(high)}`,
        ]),
  ].join(" ");

/** Rows of a report's table. */
const rowsIn = (report: string): string[] =>
  report
    .split("\n")
    .filter((line) => / (beta0|beta1|b|a|sigma2) {2}/.test(line))
    .map((line) => line.replace(/^.* (beta0|beta1|b|a|sigma2) +/, "").replace(/ +/g, " "));

describe("the estimates of a fit", { concurrency: true }, () => {
  it("have tests and Wald intervals of the level that is asked for", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const { parameters } = intervals(result, { level: 0.9 });
    const report = outputOf(await moestat(...command, "--level", "0.9"));
    assert.match(report, /^expert +parameter +field +estimate +std\. error +z +p +90 % interval$/m);
    assert.deepEqual(rowsIn(report), inOrder(parameters).map(cellsOf));
    const json = JSON.parse(outputOf(await moestat(...command, "--level", "0.9", "--json")));
    assert.deepEqual(json.intervals, JSON.parse(JSON.stringify({ method: "wald", level: 0.9, parameters })));
    assert.equal(json.covariance, undefined);
  });

  it("have intervals of the sandwich, and its matrix if one wishes", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const covariance = sandwich(model, data, result);
    const { parameters } = intervals(result, { covariance });
    const args = [...command, "--intervals", "sandwich", "--covariance"];
    const report = outputOf(await moestat(...args));
    assert.deepEqual(rowsIn(report), inOrder(parameters).map(cellsOf));
    assert.match(unwrapped(report), /^Note: standard errors are those of the sandwich/m);
    const own = inOrder(covariance.parameters).filter(({ standing }) => standing === "estimated");
    const places = own.map(({ name }) => covariance.parameters.findIndex((one) => one.name === name));
    const triangle = report.slice(report.indexOf("Covariance matrix, by the sandwich:")).trim().split("\n");
    assert.deepEqual(
      triangle.slice(2).map((line) => line.replace(/^.*(\)|dose_mg|expert \d) {2,}/, "").split(/ +/)),
      places.map((i, a) => places.slice(0, a + 1).map((j) => brief(covariance.matrix[i][j], 3))),
    );
    const json = JSON.parse(outputOf(await moestat(...args, "--json")));
    assert.deepEqual(json.covariance, {
      of: "sandwich",
      parameters: covariance.parameters.map(({ name }) => name),
      matrix: covariance.matrix,
    });
  });

  it("have intervals of the profile likelihood", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const args = [...command, "--intervals", "profile", "--json"];
    const json = JSON.parse(outputOf(await moestat(...args)));
    for (const { name, low, high, ends, standing } of json.intervals.parameters) {
      if (standing === "given") continue;
      const known = profile(model, data, result, { parameter: name });
      assert.deepEqual([low, high, ends], [known.low, known.high, known.ends]);
    }
  });

  it("have profiles that say where they have no end, also where no standard error is known", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", twoHalves(40));
    const report = unwrapped(outputOf(await moestat(...command, "--intervals", "profile")));
    assert.match(report, /gate dose +beta1 +-\S+ +— +— to -[\d.]+$/m);
    assert.match(
      report,
      /^Note: the interval of gate of expert 1, dose has no lower end: (no maximum of the others was found beyond|the parameter set ends before, at) -\d+\.\d\.$/m,
    );
    assert.doesNotMatch(report, /Wald intervals mean little/);
  });

  it("have intervals of the bootstrap, the same as in one thread", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const args = [...command, "--intervals", "bootstrap", "--replicates", "6", "--level", "0.8", "--json"];
    const { intervals: json } = JSON.parse(outputOf(await moestat(...args)));
    const known = await bootstrap(model, data, result, { replicates: 6, level: 0.8, seed: "1" });
    assert.deepEqual(
      json.parameters.map(({ standardError, low, high }: Interval) => [standardError, low, high]),
      known.parameters.map(({ standardError, percentile }) => [
        standardError,
        ...(percentile ?? [null, null]),
      ]),
    );
    assert.deepEqual(json.bootstrap, {
      replicates: 6,
      used: known.used,
      counts: known.counts,
      elsewhere: known.elsewhere,
    });
  });

  it("have none of the bootstrap along a flat direction either", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", twoHalves(40));
    const args = ["--intervals", "bootstrap", "--replicates", "4", "--workers", "1"];
    const json = JSON.parse(outputOf(await moestat(...command, ...args, "--json")));
    const known = json.intervals.parameters.flatMap(
      ({ name, standing, standardError, low, high }: Interval) =>
        standing === "flat" ? [[name, standardError, low, high]] : [],
    );
    assert.deepEqual(known, [
      ["gating.beta0[0]", null, null, null],
      ["gating.beta1[0][0]", null, null, null],
    ]);
  });

  it("are printed for documents and for programs", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const { parameters } = intervals(result);
    const [, slope] = inOrder(parameters);
    const latex = outputOf(await moestat(...command, "--format", "latex"));
    assert.ok(
      latex.includes(
        ` & gate dose\\_mg & beta1 & $${brief(slope.estimate, 5)}$ & $${brief(slope.standardError, 3)}$ & `,
      ),
      latex,
    );
    assert.match(latex, /^% intervals of the variance are symmetric on the log scale\.$/m);
    const markdown = outputOf(await moestat(...command, "--format", "markdown"));
    assert.match(markdown, /^\| expert \| parameter +\| field +\|.*\n\|-+:\|-+\|/);
    const { stdout, stderr } = await moestat(...command, "--format", "csv");
    const [header, ...lines] = stdout.trim().split("\n");
    assert.equal(header, "name,expert,parameter,estimate,standardError,z,p,low,high,standing");
    assert.deepEqual(
      lines.map((line) =>
        line
          .split(",")
          .slice(3, 9)
          .map((cell) => (cell === "" ? null : Number(cell))),
      ),
      inOrder(parameters).map(({ estimate, standardError, z, p, low, high }) => [
        ...[estimate, standardError, z, p, low, high],
      ]),
    );
    assert.match(stderr, /^data\.csv: intervals of the variance are symmetric on the log scale$/m);
    assert.equal((await moestat(...command, "--format", "csv", "--quiet")).stderr, "");
    const json = outputOf(await moestat(...command, "--format", "json"));
    assert.equal(json, outputOf(await moestat(...command, "--json")));
  });

  it("are refused where options do not go together", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const refused = async (args: string[], says: string) =>
      assertRefused(await moestat(...command, ...args), says);
    await refused(["--level", "95"], "invalid --level; not between 0 and 1: 95");
    await refused(["--intervals", "walt"], 'unknown intervals "walt"; known: wald');
    await refused(["--replicates", "9"], "invalid --replicates; they are those of --intervals bootstrap");
    await refused(["--covariance", "--format", "csv"], "invalid --covariance; --format csv prints one table");
    await refused(["--experts", "1:2", "--intervals", "wald"], "invalid --intervals; it is for one number");
    await refused(
      ["--intervals", "profile", "--top-k", "1"],
      "no profile of gating.beta0[0]; the likelihood jumps",
    );
  });
});
