import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { modelOf, sample, stream, uniform } from "../../src/index.js";
import { symmetricEigen } from "../../src/numeric/symmetricEigen.js";
import { rawUnits } from "../../src/params/units.js";
import { balanced } from "../fit/data.js";

describe("u = exp(beta1 x + beta0) N(y | a x + b, s), the unnormalised atom", () => {
  // The interactions behind the rates: Nguyen, Nguyen and Ho (2023), section 3.
  const u = (beta1: number, a: number, b: number, s: number) => {
    const [x, y, beta0] = [0.7, 1.3, -0.4];
    const e = y - a * x - b;
    return Math.exp(beta1 * x + beta0 - (e * e) / (2 * s)) / Math.sqrt(2 * Math.PI * s);
  };
  const [beta1, a, b, s] = [0.6, -0.8, 0.5, 0.9];
  // Second differences: truncation h^2 = 1e-8 times derivatives of order one, rounding 1e-16 / h^2 = 1e-8.
  const h = 1e-4;
  const tolerance = 1e-6;

  it("satisfies d2u/(dbeta1 db) = du/da", () => {
    const mixed =
      (u(beta1 + h, a, b + h, s) -
        u(beta1 + h, a, b - h, s) -
        u(beta1 - h, a, b + h, s) +
        u(beta1 - h, a, b - h, s)) /
      (4 * h * h);
    const slope = (u(beta1, a + h, b, s) - u(beta1, a - h, b, s)) / (2 * h);
    assert.ok(Math.abs(mixed - slope) <= tolerance);
  });

  it("satisfies d2u/db2 = 2 du/ds", () => {
    const second = (u(beta1, a, b + h, s) - 2 * u(beta1, a, b, s) + u(beta1, a, b - h, s)) / (h * h);
    const slope = (u(beta1, a, b, s + h) - u(beta1, a, b, s - h)) / (2 * h);
    assert.ok(Math.abs(second - 2 * slope) <= tolerance);
  });
});

describe("the balanced truth", () => {
  it("identifies all its parameters: the smallest eigenvalue of the Fisher information is 0.0166", () => {
    const model = modelOf(balanced);
    const n = 400_000;
    const data = sample(model, balanced, { n, design: uniform(), uniform: stream("fisher") });
    // Raw units with log variances: theta of an unstandardised problem.
    const { likelihood, coordinates } = model.bind(data, rawUnits);
    const p = model.size;
    const score = new Float64Array(p);
    const hessian = new Float64Array(p * p);
    likelihood.evaluate(coordinates.toTheta(balanced), 2, score, hessian);
    const { values } = symmetricEigen(
      hessian.map((value) => -value / n),
      p,
    );
    // Entries of the mean Hessian have standard errors near 1 / sqrt(n) = 0.0016 of their size.
    assert.ok(Math.abs(values[0] - 0.0166) <= 3e-4, `${values[0]}`);
  });
});
