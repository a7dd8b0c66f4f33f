import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  dataset,
  fit,
  gaussian,
  intervals,
  moe,
  sample,
  sandwich,
  stream,
  topK,
  uniform,
} from "../../src/index.js";
import { standardUnits } from "../../src/params/units.js";
import { differences, relativeGap } from "../conformance/differences.js";
import { models } from "../conformance/models.js";
import { balanced, model } from "../fit/data.js";

describe("the scores of single observations", () => {
  for (const { name, model, point } of models.filter((_, i) => i % 5 === 0))
    it(`are the derivatives of their log-likelihoods and add up to the score: ${name}`, () => {
      const params = point(stream(`rowScores/${name}`));
      const x = Array.from({ length: model.inputs }, (_, j) =>
        Float64Array.from({ length: 60 }, (_, t) => Math.sin(7 * t + 3 * j)),
      );
      const { y } = model.sampler(params)(x, stream(`rowScores/y/${name}`), { n: 60 });
      const data = { n: 60, d: model.inputs, x, y };
      const { gating, families } = model;
      const units = standardUnits(data, gating, families);
      const { likelihood, coordinates } = model.bind(data, units);
      const theta = coordinates.toTheta(params);
      const scores = Array.from(theta, () => new Float64Array(60));
      const score = new Float64Array(theta.length);
      const total = likelihood.evaluate(theta, 1, score);
      assert.ok(Math.abs(likelihood.rowScores(theta, scores) - total) <= 1e-12 * (1 + Math.abs(total)));
      const sums = scores.map((column) => column.reduce((sum, value) => sum + value, 0));
      assert.ok(relativeGap(sums, score) <= 1e-10);
      const weights = Float64Array.from(y, (_, t) => 0.5 + (t % 4));
      const weighted = model.bind({ ...data, weights }, units).likelihood;
      const rows = scores.map((column) => column.slice());
      weighted.evaluate(theta, 1, score);
      weighted.rowScores(theta, rows);
      assert.ok(
        relativeGap(
          rows.flatMap((own) => [...own]),
          scores.flatMap((own) => [...own]),
        ) <= 1e-12,
      );
      const counted = rows.map((column) => column.reduce((sum, value, t) => sum + weights[t] * value, 0));
      assert.ok(relativeGap(counted, score) <= 1e-10);
      // One observation alone, in the same units.
      for (const t of [0, 17, 59]) {
        const own = {
          n: 1,
          d: data.d,
          x: x.map((column) => column.subarray(t, t + 1).slice()),
          y: y.slice(t, t + 1),
        };
        const one = model.bind(own, units);
        theta.forEach((_, j) => {
          const [slope] = differences((at) => [one.likelihood.evaluate(at, 0)], theta, j);
          // Central differences of step 1e-5 are right to some 1e-6 of the third derivative, which steep gates make large.
          assert.ok(
            Math.abs(slope - scores[j][t]) <= 1e-4 * (1 + Math.abs(slope)),
            `${t}, ${j}: ${slope}, ${scores[j][t]}`,
          );
        });
      }
    });
});

describe("the sandwich", () => {
  it("is White's covariance of least squares for one expert", () => {
    const r = JSON.parse(readFileSync(new URL("../../../test/r/sandwich.json", import.meta.url), "utf8"));
    const data = dataset(
      r.y.map((_: number, t: number) => [r.x[0][t], r.x[1][t]]),
      r.y,
    );
    const one = model(1, 2);
    const { parameters, matrix } = sandwich(one, data, fit(one, data));
    const at = ["experts.b[0]", "experts.a[0][0]", "experts.a[0][1]"].map((name) =>
      parameters.findIndex((parameter) => parameter.name === name),
    );
    at.forEach((row, i) => {
      assert.ok(Math.abs(parameters[row].estimate - r.coefficients[i]) <= 1e-9);
      at.forEach((column, j) => {
        const own = matrix[row][column] as number;
        assert.ok(Math.abs(own - r.hc0[i][j]) <= 1e-8 * r.hc0[0][0], `${own}, ${r.hc0[i][j]}`);
      });
    });
  });

  it("counts a row with a whole weight as often as it says, and takes weights of sampling in any unit", () => {
    const data = sample(model(2), balanced, {
      n: 120,
      design: uniform(),
      uniform: stream("sandwich/weights"),
    });
    const times = Array.from({ length: data.n }, (_, t) => t % 3);
    const rows = times.flatMap((count, t) => new Array<number>(count).fill(t));
    const [x] = data.x;
    const weighted = dataset(x, data.y, { weights: times });
    const expanded = dataset(
      rows.map((t) => x[t]),
      rows.map((t) => data.y[t]),
    );
    const diagonal = (of: typeof data, options?: { readonly weights: "sampling" }) =>
      sandwich(model(2), of, fit(model(2), of, { start: balanced }), options).matrix.map(
        (row, i) => row[i] ?? 0,
      );
    assert.ok(relativeGap(diagonal(weighted), diagonal(expanded)) <= 1e-6);
    const halves = dataset(x, data.y, { weights: times.map((count) => count / 2) });
    const [whole, half] = [weighted, halves].map((of) => diagonal(of, { weights: "sampling" }));
    assert.ok(relativeGap(whole, half) <= 1e-6);
  });

  it("comes near the inverse information where the model is true", () => {
    const data = sample(model(2), balanced, {
      n: 20_000,
      design: uniform(),
      uniform: stream("sandwich/true"),
    });
    const result = fit(model(2), data, { start: balanced });
    const robust = sandwich(model(2), data, result);
    robust.parameters.forEach(({ name, standing }, i) => {
      if (standing !== "estimated") return;
      const ratio = (robust.matrix[i][i] as number) / (result.covariance.matrix[i][i] as number);
      // A ratio of two estimates from n observations, with kurtosis: within a few per cent at n = 20,000.
      assert.ok(Math.abs(ratio - 1) < 0.1, `${name}: ${ratio}`);
    });
    const wald = intervals(result, { covariance: robust });
    assert.ok(wald.parameters.some(({ low, high }) => low !== null && high !== null && low < high));
  });

  it("has the same parameters without a covariance as the information", () => {
    const gating = topK({ k: 1 });
    const selecting = moe({ gating, expert: gaussian(), k: 2 });
    const data = sample(model(2), balanced, { n: 200, design: uniform(), uniform: stream("sandwich/top") });
    const result = fit(selecting, data, { starts: 4 });
    const robust = sandwich(selecting, data, result);
    assert.deepEqual(robust.parameters, result.covariance.parameters);
    robust.matrix.forEach((row, i) => {
      row.forEach((value, j) => {
        assert.equal(value === null, result.covariance.matrix[i][j] === null);
      });
    });
  });

  it("takes a fit that went through JSON, and refuses other data", () => {
    const data = sample(model(2), balanced, { n: 200, design: uniform(), uniform: stream("sandwich/json") });
    const result = fit(model(2), data, { starts: 4 });
    const copy = JSON.parse(JSON.stringify(result));
    assert.deepEqual(sandwich(model(2), data, copy), sandwich(model(2), data, result));
    const other = dataset(
      data.x[0],
      data.y.map((value) => value + 1),
    );
    assert.throws(
      () => sandwich(model(2), other, result),
      /^(Moestat)?Error: invalid fit; its log-likelihood is not that/,
    );
  });
});
