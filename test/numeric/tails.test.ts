import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { betaTail } from "../../src/numeric/incompleteBeta.js";
import { gammaTail } from "../../src/numeric/incompleteGamma.js";
import { normalCdf } from "../../src/numeric/normalCdf.js";
import { normalQuantile } from "../../src/numeric/normalQuantile.js";
import { digamma, logMinusDigamma, trigamma, trigammaExcess } from "../../src/numeric/polygamma.js";
import { studentTail } from "../../src/numeric/studentTail.js";

/** What test/r/tails.R printed. */
const r: Readonly<Record<"gamma" | "beta" | "t" | "polygamma" | "quantile", readonly (readonly number[])[]>> =
  JSON.parse(readFileSync(new URL("../../../test/r/tails.json", import.meta.url), "utf8"));

/** Below this R's own numbers lose digits, as doubles that are not normal do. */
const least = 1e-290;

/** Relative within 1e-13; a tail that is the exponential of a number of size 100 or more has a unit of that number's last place. */
function near(value: number, expected: number, what: string) {
  if (expected < least) return;
  const tolerance = 1e-13 * Math.max(1, Math.abs(Math.log(Math.abs(expected))) / 100);
  assert.ok(
    Math.abs(value - expected) <= tolerance * Math.abs(expected),
    `${what}: ${value}, not ${expected}`,
  );
}

describe("tails of laws are R's, relative to 1e-13 on either side", () => {
  it("of gamma laws of shapes from 1e-6 to 1e10", () => {
    for (const [a, x, lower, upper] of r.gamma) {
      near(gammaTail(a, x, "lower"), lower, `P(${a}, ${x})`);
      near(gammaTail(a, x, "upper"), upper, `Q(${a}, ${x})`);
    }
  });

  it("of beta laws with parameters from 1/2 to 5e5", () => {
    for (const [a, b, x, lower, upper] of r.beta) {
      near(betaTail(a, b, x, 1 - x, "lower"), lower, `I(${a}, ${b}, ${x})`);
      near(betaTail(a, b, x, 1 - x, "upper"), upper, `1 - I(${a}, ${b}, ${x})`);
    }
  });

  it("of Student's t laws with 1/8 to 1e12 degrees of freedom", () => {
    for (const [nu, z, upper] of r.t) {
      near(studentTail(z, nu, "upper"), upper, `t(${nu}, ${z})`);
      assert.equal(studentTail(-z, nu, "lower"), studentTail(z, nu, "upper"));
    }
  });
});

describe("tails", () => {
  const shape = fc.double({ min: -8, max: 20, noNaN: true }).map(Math.exp);
  const unit = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

  it("sum to 1", () => {
    // Each of the two is right to a few units of the last place of 1, or of the exponent of the density.
    fc.assert(
      fc.property(shape, fc.double({ min: -6, max: 6, noNaN: true }), (a, z) => {
        const x = Math.max(a * Math.exp(z / Math.sqrt(a + 1)), 1e-300);
        assert.ok(Math.abs(gammaTail(a, x, "lower") + gammaTail(a, x, "upper") - 1) <= 1e-14);
      }),
      { seed: 1, numRuns: 500 },
    );
    fc.assert(
      fc.property(shape, shape, unit, (a, b, x) => {
        assert.ok(
          Math.abs(betaTail(a, b, x, 1 - x, "lower") + betaTail(b, a, 1 - x, x, "lower") - 1) <= 1e-13,
        );
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("join where the ways of the gamma law do: P(a, x) - P(a + 1, x) = x^a exp(-x) / Gamma(a + 1)", () => {
    for (const a of [19, 19.999999, 20, 25, 60])
      for (const ratio of [0.25, 0.301, 0.302, 0.6, 1, 1.05, 1.5, 2.35, 2.36, 3]) {
        const x = a * ratio;
        const step = gammaTail(a, x, "lower") - gammaTail(a + 1, x, "lower");
        const up = gammaTail(a + 1, x, "upper") - gammaTail(a, x, "upper");
        assert.ok(Math.abs(step - up) <= 1e-14, `${a}, ${x}: ${step}, ${up}`);
      }
  });

  it("end where the laws do, and are NaN where the point is", () => {
    assert.deepEqual(
      [-1, 0, Infinity, Number.NaN].map((x) => gammaTail(2, x, "lower")),
      [0, 0, 1, Number.NaN],
    );
    assert.deepEqual(
      [-1, 0, Infinity, Number.NaN].map((x) => gammaTail(2, x, "upper")),
      [1, 1, 0, Number.NaN],
    );
    assert.deepEqual(
      [0, 1].map((x) => betaTail(2, 3, x, 1 - x, "lower")),
      [0, 1],
    );
    assert.deepEqual(
      [0, 1].map((x) => betaTail(2, 3, x, 1 - x, "upper")),
      [1, 0],
    );
    assert.deepEqual(
      [-1e300, 0, 1e300].map((z) => studentTail(z, 3, "lower")),
      [0, 0.5, 1],
    );
    // Of the Cauchy law, 1 / (pi z).
    assert.ok(Math.abs(studentTail(1e140, 1, "upper") * Math.PI * 1e140 - 1) <= 1e-14);
  });
});

describe("the derivatives of log Gamma", () => {
  it("are R's, relative to 1e-13", () => {
    for (const [x, first, second] of r.polygamma) {
      near(digamma(x), first, `digamma ${x}`);
      near(trigamma(x), second, `trigamma ${x}`);
    }
  });

  it("are known without cancellation where x is large", () => {
    for (const x of [1e6, 1e12]) {
      // The next terms of the two series, 1 / (120 x^4) and 1 / (30 x^3), do not count here.
      assert.ok(Math.abs(logMinusDigamma(x) * 2 * x - 1 - 1 / (6 * x)) <= 1e-15);
      assert.ok(Math.abs(trigammaExcess(x) - 0.5 - 1 / (6 * x)) <= 1e-15);
    }
  });

  it("grow by 1/x and fall by 1/x^2 with x + 1, also where the ways join", () => {
    for (const x of [1e-3, 0.7, 8.5, 9, 9.999999, 10, 40]) {
      assert.ok(Math.abs((digamma(x + 1) - digamma(x)) * x - 1) <= 1e-14 * (1 + x));
      assert.ok(Math.abs((trigamma(x) - trigamma(x + 1)) * x * x - 1) <= 1e-14 * (1 + x));
    }
  });
});

describe("normal quantiles", () => {
  it("are R's to some units in the last place, far out too", () => {
    for (const [p, z] of r.quantile) {
      // Near the middle a tail is known to a unit in the last place of 1/2.
      assert.ok(Math.abs(normalQuantile(p, "lower") - z) <= 1e-15 * (1 + Math.abs(z)), `${p}`);
      assert.equal(normalQuantile(p, "upper") + normalQuantile(p, "lower"), 0);
    }
  });

  it("are the inverse of the distribution function", () => {
    for (let z = -37; z <= 0; z += 0.37)
      assert.ok(Math.abs(normalQuantile(normalCdf(z), "lower") - z) <= 1e-15 * (1 + Math.abs(z)), `${z}`);
  });

  it("end at infinity, and are NaN beyond a probability", () => {
    assert.deepEqual(
      [0, 1, -0.1, 1.1].map((p) => normalQuantile(p, "lower")),
      [-Infinity, Infinity, Number.NaN, Number.NaN],
    );
  });
});
