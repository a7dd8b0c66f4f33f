import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normal, quantilePlot, stream } from "../../src/index.js";
import { normalQuantile } from "../../src/numeric/normalQuantile.js";

/** The quantiles are roots found to rounding of a function that is right to some 1e-14. */
const tolerance = 1e-10;
const near = (p: number, q: number) => assert.ok(Math.abs(p - q) <= tolerance, `${p} ${q}`);
const draws = (n: number, key: string) => {
  const z = normal(stream(key));
  return Array.from({ length: n }, () => z());
};

describe("the band of a quantile plot", () => {
  it("has the closed form of extremes: the largest of n is below z with probability Phi(z)^n", () => {
    const n = 7;
    const { points } = quantilePlot(draws(n, "extremes"), { level: 0.9 });
    const largest = points[n - 1];
    near(largest.low, normalQuantile(0.05 ** (1 / n)));
    near(largest.high, normalQuantile(0.95 ** (1 / n)));
    const least = points[0];
    near(least.low, -largest.high);
    near(least.high, -largest.low);
  });

  it("of one residual is the interval of a standard normal number", () => {
    const { points } = quantilePlot([0.3]);
    near(points[0].low, normalQuantile(0.025));
    near(points[0].high, -normalQuantile(0.025));
    near(points[0].expected, 0);
  });

  it("holds a share of its level of normal numbers", () => {
    // 400 plots of 50 points each: the share over plots of a place has standard error 0.011 at most.
    const shares = Array.from({ length: 400 }, (_, r) => quantilePlot(draws(50, `share/${r}`)));
    for (const place of [0, 10, 25, 49]) {
      const held = shares.filter(({ points }) => {
        const { residual, low, high } = points[place];
        return low <= residual && residual <= high;
      }).length;
      assert.ok(Math.abs(held / 400 - 0.95) < 4 * Math.sqrt((0.95 * 0.05) / 400), `${place}: ${held}`);
    }
    const outside = shares.reduce((sum, plot) => sum + plot.outside, 0);
    const counted = shares
      .flatMap(({ points }) => points)
      .filter(({ residual, low, high }) => residual < low || residual > high);
    assert.equal(outside, counted.length);
  });
});

describe("a quantile plot", () => {
  it("puts a residual of weight w in the middle of w residuals", () => {
    const { points } = quantilePlot([-1, 0, 2], { weights: [1, 3, 1] });
    const repeated = quantilePlot([-1, 0, 0, 0, 2]).points;
    for (const [weighted, each] of [
      [0, 0],
      [1, 2],
      [2, 4],
    ])
      for (const field of ["expected", "residual", "low", "high"] as const)
        near(points[weighted][field], repeated[each][field]);
  });

  it("leaves out infinite residuals and thins many, its ends kept", () => {
    const residuals = [...draws(5000, "many"), Number.NEGATIVE_INFINITY];
    const { points, infinite, n } = quantilePlot(residuals, { points: 200 });
    assert.deepEqual([n, infinite], [5001, 1]);
    assert.ok(points.length > 150 && points.length <= 202, String(points.length));
    const finite = residuals.filter(Number.isFinite);
    assert.equal(points[0].residual, Math.min(...finite));
    assert.equal(points[points.length - 1].residual, Math.max(...finite));
  });

  it("counts residuals as often as their weights say", () => {
    const residuals = [...draws(100, "counted"), 5, Number.POSITIVE_INFINITY];
    const weights = residuals.map((_, t) => t % 3);
    const repeated = residuals.flatMap((value, t) => new Array<number>(weights[t]).fill(value));
    const [once, often] = [quantilePlot(residuals, { weights }), quantilePlot(repeated)];
    assert.deepEqual([once.n, once.infinite], [often.n, often.infinite]);
    assert.deepEqual(
      (({ n, infinite }) => [n, infinite])(quantilePlot([0, 1, Infinity], { weights: [0, 2, 0] })),
      [2, 0],
    );
  });

  it("refuses what is no residual or weight, and unknown options", () => {
    const weights = [1, Number.NaN];
    assert.throws(() => quantilePlot([0, 1], { weights }), /invalid weights\[1\]; .*: NaN/);
    assert.throws(() => quantilePlot([0, 1], { weights: [-1, 1] }), /invalid weights\[0\]; .*: -1/);
    assert.throws(() => quantilePlot([Number.NaN]), { message: "invalid residuals[0]; not a number: NaN" });
    assert.throws(
      () => quantilePlot([0], { lvl: 3 } as never),
      /unknown option "lvl" of quantilePlot; known: weights, level, points/,
    );
  });

  it("refuses a level outside (0, 1) and weights that are too few", () => {
    assert.throws(() => quantilePlot([0], { level: 1 }), {
      message: "invalid level; not between 0 and 1: 1",
    });
    assert.throws(() => quantilePlot([0, 1], { weights: [1] }), {
      message: "invalid weights; 2 expected, one per residual: 1",
    });
  });
});
