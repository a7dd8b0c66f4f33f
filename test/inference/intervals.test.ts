import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { denseToSparse, fit, gaussian, intervals, moe, sample, stream, uniform } from "../../src/index.js";
import { normalCdf } from "../../src/numeric/normalCdf.js";
import { normalQuantile } from "../../src/numeric/normalQuantile.js";
import { balanced, model } from "../fit/data.js";

const draw = (key: string, n = 200) =>
  sample(model(2), balanced, { n, design: uniform(), uniform: stream(key) });

describe("the covariance matrix of a fit", () => {
  it("is that of least squares for one expert, with the variance of a mean of squares", () => {
    const data = draw("line");
    const { covariance, params } = fit(model(1), data);
    const [x] = data.x;
    const mean = x.reduce((sum, value) => sum + value, 0) / data.n;
    const sxx = x.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const [s2] = params.experts.sigma2 as number[];
    const names = covariance.parameters.map(({ name }) => name);
    assert.deepEqual(names, [
      "gating.beta0[0]",
      "gating.beta1[0][0]",
      "experts.a[0][0]",
      "experts.b[0]",
      "experts.sigma2[0]",
    ]);
    const expected = [
      [s2 / sxx, (-mean * s2) / sxx, 0],
      [(-mean * s2) / sxx, s2 * (1 / data.n + mean ** 2 / sxx), 0],
      [0, 0, (2 * s2 ** 2) / data.n],
    ];
    // The Jacobian is one of differences, right to about 1e-10.
    expected.forEach((row, i) => {
      row.forEach((value, j) => {
        const own = covariance.matrix[i + 2][j + 2] as number;
        assert.ok(Math.abs(own - value) <= 1e-8 * expected[1][1], `${i}, ${j}: ${own}, ${value}`);
      });
    });
    assert.deepEqual(covariance.matrix[0], [0, 0, 0, 0, 0]);
    assert.deepEqual(
      covariance.parameters.map(({ standing }) => standing),
      ["given", "given", "estimated", "estimated", "estimated"],
    );
  });

  it("has null rows for what the data do not identify, and says why", () => {
    const gated = moe({ gating: denseToSparse(), expert: gaussian(), k: 2 });
    const { covariance } = fit(gated, draw("temperature"), { starts: 4 });
    covariance.parameters.forEach(({ name, standing }, i) => {
      const ofGate = /^gating\.(tau|beta.*\[0\])/.test(name);
      assert.equal(standing === "unidentified", ofGate && standing !== "given", name);
      if (standing === "unidentified") assert.ok(covariance.matrix[i].every((value) => value === null));
    });
    const tau = covariance.parameters.find(({ name }) => name === "gating.tau");
    assert.equal(tau?.standing, "unidentified");
  });
});

describe("Wald intervals", () => {
  const result = fit(model(2), draw("wald"), { starts: 6 });

  it("are as many standard errors wide as the normal law says, on the logarithm for variances", () => {
    for (const level of [0.5, 0.95, 0.999]) {
      const q = normalQuantile(0.5 + level / 2);
      for (const one of intervals(result, { level }).parameters) {
        const { estimate, standardError, low, high, link, standing, z, p } = one;
        if (standing === "given") {
          assert.deepEqual([standardError, low, high, z, p], [null, null, null, null, null]);
          continue;
        }
        if (low === null || high === null || standardError === null) throw new Error(one.name);
        if (link === "log") {
          assert.ok(low > 0);
          assert.ok(Math.abs(low * high - estimate ** 2) <= 1e-12 * estimate ** 2);
          assert.ok(Math.abs(Math.log(high / low) - (2 * q * standardError) / estimate) < 1e-12);
          assert.deepEqual([z, p], [null, null]);
        } else {
          assert.ok(Math.abs(high - low - 2 * q * standardError) <= 1e-12 * (1 + Math.abs(estimate)));
          assert.equal(z, estimate / standardError);
          assert.ok(Math.abs((p as number) - 2 * normalCdf(-Math.abs(z as number))) < 1e-15);
        }
      }
    }
  });

  it("refuse a level that is none", () => {
    assert.throws(
      () => intervals(result, { level: 95 }),
      /^(Moestat)?Error: invalid level; not between 0 and 1: 95$/,
    );
  });

  it("keep what speaks against them", () => {
    assert.equal(intervals(result).poorWald, result.poorWald);
  });
});
