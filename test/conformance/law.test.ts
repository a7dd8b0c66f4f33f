import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, normal, poisson, stream } from "../../src/index.js";
import { logPoisson } from "../../src/numeric/poisson.js";
import { drawPoisson } from "../../src/random/poisson.js";
import type { Conditional } from "../../src/types.js";
import { expectation, misfit, missing } from "./law.js";

const standard: Conditional = {
  logDensity: (y) => -0.5 * (y * y + Math.log(2 * Math.PI)),
  supports: [gaussian().support([0, 0])],
};
const counts: Conditional = {
  logDensity: (y) => logPoisson(y, Math.log(3), 3),
  supports: [poisson().support([Math.log(3)])],
};
const coin: Conditional = {
  logDensity: (y) => Math.log(y === 1 ? 0.25 : 0.75),
  supports: [{ on: "values", points: [1, 2] }],
};

/** Draws made of normal and uniform numbers. */
const draws = (n: number, from: (z: () => number, u: () => number) => number, key = "draws") => {
  const uniform = stream(`law/${key}`);
  const z = normal(uniform);
  return Float64Array.from({ length: n }, () => from(z, uniform));
};

describe("the checks of the conformance suites", () => {
  it("take expectations on the line, over counts and over values", () => {
    // Rounding of a sum of some hundred terms.
    const near = (value: number, expected: number) =>
      assert.ok(Math.abs(value - expected) <= 1e-12, `${value}`);
    near(
      expectation(standard, (y) => y ** 4),
      3,
    );
    near(
      expectation(counts, (y) => y * (y - 1)),
      9,
    );
    near(
      expectation(coin, (y) => y),
      1.75,
    );
  });

  it("see a mass of 1e-11 that a support leaves out", () => {
    assert.ok(missing(standard) <= 1e-13);
    const cut = standard.supports[0].points.filter((y) => Math.abs(y) <= 4.5);
    assert.ok(missing({ ...standard, supports: [{ on: "line", points: [-7, ...cut.slice(1)] }] }) > 1e-6);
    // 5e-11 is above 6.5.
    const ends = [-12, ...cut, 6.5];
    assert.ok(missing({ ...standard, supports: [{ on: "line", points: ends }] }) > 1e-11);
    const few = counts.supports[0].points.filter((y) => y <= 12);
    assert.ok(missing({ ...counts, supports: [{ on: "integers", points: few }] }) > 1e-6);
  });

  it("pass what draws from the law", () => {
    assert.ok(
      misfit(
        standard,
        draws(4000, (z) => z()),
      ) < 4.5,
    );
    assert.ok(
      misfit(
        counts,
        draws(4000, (_, u) => drawPoisson(3, u)),
      ) < 4.5,
    );
    assert.ok(
      misfit(
        coin,
        draws(4000, (_, u) => (u() < 0.25 ? 1 : 2)),
      ) < 4.5,
    );
  });

  it("fail what is shifted, stretched, reflected or rounded", () => {
    const shifted = {
      ...standard,
      logDensity: (y: number) => standard.logDensity(y - 0.15),
      supports: [gaussian().support([0.15, 0])],
    };
    const wrong: readonly [string, Conditional, Float64Array][] = [
      ["shifted", standard, draws(4000, (z) => z() + 0.15)],
      ["stretched", standard, draws(4000, (z) => 1.12 * z())],
      ["reflected", shifted, draws(4000, (z) => -(z() + 0.15))],
      ["rounded", standard, draws(4000, (z) => Math.round(2 * z()) / 2)],
      ["one more", counts, draws(4000, (_, u) => drawPoisson(3, u) + 1)],
      ["another mean", counts, draws(4000, (_, u) => drawPoisson(3.2, u))],
      ["classes the other way round", coin, draws(4000, (_, u) => (u() < 0.25 ? 2 : 1))],
      ["one class only", coin, draws(4000, () => 2)],
    ];
    for (const [what, law, y] of wrong) assert.ok(misfit(law, y) > 4.5, `${what}: ${misfit(law, y)}`);
  });
});
