import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dataset, fit, gaussian, informationSpectrum, moe, softmax } from "../../src/index.js";

describe("the spectrum of the information", () => {
  const x = Array.from({ length: 40 }, (_, t) => [t / 39]);

  it("of a line is that of least squares in standardised units", () => {
    const y = x.map(([at], t) => 2 * at + Math.sin(5 * t));
    const model = moe({ gating: softmax(), expert: gaussian(), k: 1 });
    const data = dataset(x, y);
    const one = fit(model, data);
    // In units where inputs have mean 0 and mean square 1, the information is 1 / s for intercept and slope, s the residual variance, and
    // 1/2 for the log variance.
    const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
    const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length;
    const s = (one.params.experts.sigma2 as number[])[0] / variance;
    const { eigenvalues } = informationSpectrum(model, data, one);
    const expected = [1 / s, 1 / s, 0.5].sort((p, q) => q - p);
    eigenvalues.forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]) <= 1e-6 * expected[i], `${value} ${expected[i]}`);
    });
    assert.equal(eigenvalues.length, 3);
  });

  it("has as many flat eigenvalues as the certificate has directions", () => {
    const y = x.map(([at], t) => (at < 0.5 ? at : 3 - at) + 0.01 * Math.sin(9 * t));
    const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const data = dataset(x, y);
    const two = fit(model, data);
    const { eigenvalues, flat } = informationSpectrum(model, data, two);
    assert.ok(two.certificate.flat > 0);
    assert.equal(eigenvalues.filter((value) => Math.abs(value) <= flat).length, two.certificate.flat);
    assert.deepEqual(
      eigenvalues,
      [...eigenvalues].sort((p, q) => q - p),
    );
  });
});
