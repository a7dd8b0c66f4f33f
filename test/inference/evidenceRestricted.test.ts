import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evidence, type Fixed, fit, type Penalty, type Sample } from "../../src/index.js";
import { weakPrior } from "../../src/inference/prior.js";
import { draw, lines, model } from "./data.js";

const sum = (values: readonly number[]) => values.reduce((p, q) => p + q, 0);
function logSum(values: readonly number[]): number {
  const largest = values.reduce((p, q) => Math.max(p, q));
  return largest + Math.log(sum(values.map((value) => Math.exp(value - largest))));
}
const logNormal = (z: number, variance: number) =>
  -0.5 * (Math.log(2 * Math.PI * variance) + z ** 2 / variance);
/** Midpoints, and the width of a cell. */
const cells = (from: number, to: number, m: number) => ({
  at: Array.from({ length: m }, (_, i) => from + ((to - from) * (i + 0.5)) / m),
  width: (to - from) / m,
});
const mean = (values: Float64Array) => sum([...values]) / values.length;
const deviation = (values: Float64Array) => {
  const centre = mean(values);
  return Math.sqrt(sum([...values].map((value) => (value - centre) ** 2)) / values.length);
};
/** Moved away from 0, so that units with and without centres differ. */
const moved = (data: Sample): Sample => ({
  ...data,
  x: [data.x[0].map((value) => value + 2)],
  y: data.y.map((value) => 3 * value + 5),
});

describe("the evidence of a line through a given point", () => {
  it("is that of its closed form, with an error of order 1 / n", () => {
    const errors = [60, 120, 240].map((n) => {
      const data = moved(draw(lines[1], n, "evidence/fixed/line"));
      const fixed = { experts: { b: [1.5] } };
      const [x, y] = [data.x[0], data.y];
      const [sx, sy] = [deviation(x), deviation(y)];
      const [u, r] = [x.map((value) => value / sx), y.map((value) => (value - 1.5) / sy)];
      const dot = (p: Float64Array, q: Float64Array) => sum([...p].map((value, t) => value * q[t]));
      const [rr, ur, uu] = [dot(r, r), dot(u, r), dot(u, u)];
      // The slope, N(0, 2.5^2), integrates out given the variance, whose logarithm is summed over a grid.
      const height = (v: number) => {
        const s = Math.exp(v);
        const precision = uu / s + 1 / 2.5 ** 2;
        const likelihood = -0.5 * n * (Math.log(2 * Math.PI) + v) - (0.5 * rr) / s;
        const slope = -0.5 * Math.log(2.5 ** 2 * precision) + (ur / s) ** 2 / (2 * precision);
        return likelihood + slope + Math.log(0.01) - v - 0.01 / s;
      };
      const { at, width } = cells(-12, 6, 20_000);
      const exact = logSum(at.map(height)) + Math.log(width) - n * Math.log(sy);
      const { params } = fit(model(1), data, { fixed });
      return n * ((evidence(model(1), data, params, { fixed }).logEvidence as number) - exact);
    });
    for (const error of errors) assert.ok(Math.abs(error) < 3, `${errors}`);
    // The next term of the expansion is of order 1 / n^2.
    assert.ok(Math.abs(errors[0] - errors[2]) < 10 / 60, `${errors}`);
  });
});

describe("the evidence of two lines of which all but two parameters are given", () => {
  const data = moved(draw(lines[2], 200, "evidence/fixed/two"));
  const [x, y] = [data.x[0], data.y];
  const [mx, sx, my, sy] = [mean(x), deviation(x), mean(y), deviation(y)];
  const { params } = fit(model(2), data);
  const { gating, experts } = params as unknown as {
    readonly gating: { readonly beta0: number[]; readonly beta1: number[][] };
    readonly experts: { readonly a: number[][]; readonly b: number[]; readonly sigma2: number[] };
  };

  /** The log-likelihood by its formula, in the data's own units. */
  const logLik = (beta0: number, beta1: number, b: number, sigma2: number) =>
    sum(
      [...x].map((value, t) => {
        const first = 1 / (1 + Math.exp(-beta0 - beta1 * value));
        const densities = [
          logNormal(y[t] - b - experts.a[0][0] * value, sigma2),
          logNormal(y[t] - experts.b[1] - experts.a[1][0] * value, experts.sigma2[1]),
        ].map(Math.exp);
        return Math.log(first * densities[0] + (1 - first) * densities[1]);
      }),
    );

  /** Compares with the sum over a grid round the estimate, where the two coordinates reach so far. */
  function compare(
    options: { readonly fixed: Fixed; readonly penalty?: Penalty },
    height: (u: number, v: number) => number,
    centre: readonly [number, number],
    reach: readonly [number, number],
  ) {
    const [first, second] = centre.map((c, i) => cells(c - reach[i], c + reach[i], 80));
    const heights = first.at.flatMap((u) => second.at.map((v) => height(u, v)));
    const exact = logSum(heights) + Math.log(first.width * second.width);
    const found = evidence(model(2), data, params, { prior: weakPrior, ...options });
    // Of order 1 / n.
    assert.ok(Math.abs((found.logEvidence as number) - exact) < 3 / data.n, `${found.logEvidence}, ${exact}`);
  }

  it("is that of a sum over a grid of an intercept of an expert and one of the gate", () => {
    const fixed = {
      gating: { beta0: [null, null], beta1: gating.beta1 },
      experts: { a: experts.a, b: [null, experts.b[1]], sigma2: experts.sigma2 },
    };
    // Intercepts where inputs are at their means: of the response in its deviations, of the gate against the last expert.
    const own = (experts.b[0] + experts.a[0][0] * mx - my) / sy;
    const gate = gating.beta0[0] + gating.beta1[0][0] * mx;
    compare(
      { fixed },
      (u, v) =>
        logLik(
          v - gating.beta1[0][0] * mx,
          gating.beta1[0][0],
          u * sy + my - experts.a[0][0] * mx,
          experts.sigma2[0],
        ) +
        logNormal(u, 2.5 ** 2) +
        logNormal(v, 2 * 2.5 ** 2),
      [own, gate],
      [1, 3],
    );
  });

  it("has a penalty of slopes of the gate and of variances as their prior", () => {
    const fixed = {
      gating: { beta0: gating.beta0 },
      experts: { a: experts.a, b: experts.b, sigma2: [null, experts.sigma2[1]] },
    };
    const [ridge, shape, scale] = [0.5, 3, 0.2];
    compare(
      { fixed, penalty: { gateRidge: ridge, variance: { shape, scale } } },
      (u, v) =>
        logLik(gating.beta0[0], u / sx, experts.b[0], Math.exp(v) * sy ** 2) +
        logNormal(u, 2 / ridge) +
        // Gamma(3) = 2; the law of the logarithm.
        (shape * Math.log(scale) - Math.log(2) - shape * v - scale * Math.exp(-v)),
      [gating.beta1[0][0] * sx, Math.log(experts.sigma2[0] / sy ** 2)],
      [3, 1.2],
    );
  });

  it("is refused what the fit is refused", () => {
    assert.throws(() => evidence(model(2), data, params, { fixed: { experts: { c: [1, 2] } } }), {
      message: /^unknown fixed.experts.c/,
    });
    assert.throws(() => evidence(model(2), data, params, { penalty: { gateRidge: -1 } }), {
      message: "invalid penalty.gateRidge; not a number from 0 on: -1",
    });
  });
});
