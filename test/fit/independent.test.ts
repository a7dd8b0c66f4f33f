import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fit, modelOf, normal, type Params, sample, stream, uniform } from "../../src/index.js";

/** The logistic function. */
const logistic = (z: number) => 1 / (1 + Math.exp(-z));

/**
 * Models written down again from the papers' formulas, one observation at a time, in parameters of their own (a flat
 * list for two experts on one input): nothing here is shared with the package.
 */
type LogDensity = (p: readonly number[], x: number, y: number) => number;

/** log sum_i w_i f_i with w = softmax(scores). */
function mixed(scores: readonly number[], logDensities: readonly number[]): number {
  const weights = scores.map((s) => Math.exp(s - Math.max(...scores)));
  const total = weights.reduce((p, q) => p + q, 0);
  const largest = Math.max(...logDensities);
  return (
    largest +
    Math.log(logDensities.reduce((sum, e, i) => sum + (weights[i] / total) * Math.exp(e - largest), 0))
  );
}
const lines = (p: readonly number[], x: number, y: number) =>
  [0, 3].map((at) => {
    const [slope, intercept, logVariance] = p.slice(at, at + 3);
    return (
      -0.5 * (Math.log(2 * Math.PI) + logVariance + (y - intercept - slope * x) ** 2 / Math.exp(logVariance))
    );
  });
const classes = (p: readonly number[], x: number, y: number) =>
  [0, 4].map((at) => {
    const [a1, b1, a2, b2] = p.slice(at, at + 4);
    const scores = [a1 + b1 * x, a2 + b2 * x, 0];
    return scores[y - 1] - Math.log(scores.reduce((sum, s) => sum + Math.exp(s), 0));
  });

const g = { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] };
const c = {
  name: "multinomialLogistic",
  classes: 3,
  a: [
    [1.5, -1, 0],
    [-1.5, 1, 0],
  ],
  b: [
    [[1], [0.5], [0]],
    [[-1], [-0.5], [0]],
  ],
};

/** A field of a parameter record as a flat list. */
const flat = (field: unknown) => [field].flat(3) as number[];
const [twoLines, twoClasses] = [
  ({ experts: { a, b, sigma2 } }: Params) =>
    [0, 1].flatMap((i) => [flat(a)[i], flat(b)[i], Math.log(flat(sigma2)[i])]),
  ({ experts: { a, b } }: Params) => [0, 1, 3, 4].flatMap((s) => [flat(a)[s], flat(b)[s]]),
];
const gateOf = ({ gating: { beta0, beta1 } }: Params) => [flat(beta0)[0], flat(beta1)[0]];

const cases: Readonly<
  Record<
    string,
    {
      truth: Params;
      log: LogDensity;
      at: (params: Params) => number[];
      statuses: readonly string[];
      key: string;
    }
  >
> = {
  "softmax x Gaussian": {
    truth: { gating: { name: "softmax", beta0: [0.3, 0], beta1: [[3], [0]] }, experts: g },
    log: (p, x, y) => mixed([p[0] + p[1] * x, 0], lines(p.slice(2), x, y)),
    at: (params) => [...gateOf(params), ...twoLines(params)],
    statuses: ["converged"],
    key: "softmax",
  },
  "modified softmax x Gaussian": {
    truth: {
      gating: { name: "modifiedSoftmax", transform: "tanh", beta0: [0.3, 0], beta1: [[3], [0]] },
      experts: g,
    },
    log: (p, x, y) => mixed([p[0] + p[1] * Math.tanh(x), 0], lines(p.slice(2), x, y)),
    at: (params) => [...gateOf(params), ...twoLines(params)],
    statuses: ["converged"],
    key: "modified",
  },
  "dense-to-sparse x Gaussian, its temperature left out because only ratios to it matter": {
    truth: { gating: { name: "denseToSparse", beta0: [0.3, 0], beta1: [[2], [0]], tau: 0.5 }, experts: g },
    log: (p, x, y) => mixed([p[0] + p[1] * x, 0], lines(p.slice(2), x, y)),
    at: (params) => [
      ...gateOf(params).map((value) => value / (params.gating.tau as unknown as number)),
      ...twoLines(params),
    ],
    statuses: ["converged"],
    key: "plain",
  },
  "sigmoid dense-to-sparse x Gaussian": {
    truth: {
      gating: {
        name: "activationDenseToSparse",
        activation: "sigmoid",
        beta0: [-0.2, 0],
        beta1: [[12], [2]],
        tau: 0.2,
      },
      experts: g,
    },
    log: (p, x, y) =>
      mixed(
        [(p[0] + logistic(p[1] * x)) / Math.exp(p[3]), logistic(p[2] * x) / Math.exp(p[3])],
        lines(p.slice(4), x, y),
      ),
    at: (params) => [
      ...gateOf(params),
      flat(params.gating.beta1)[1],
      Math.log(params.gating.tau as unknown as number),
      ...twoLines(params),
    ],
    statuses: ["converged"],
    key: "s2",
  },
  "softmax x multinomial logistic": {
    truth: { gating: { name: "softmax", beta0: [0.3, 0], beta1: [[5], [0]] }, experts: c },
    log: (p, x, y) => mixed([p[0] + p[1] * x, 0], classes(p.slice(2), x, y)),
    at: (params) => [...gateOf(params), ...twoClasses(params)],
    statuses: ["converged"],
    key: "z",
  },
};

/** BFGS with difference gradients, upwards from a point, until a step gains nothing that shows. */
function climb(f: (p: readonly number[]) => number, from: readonly number[]): number {
  const slopeAt = (at: readonly number[]) =>
    at.map((_, j) => {
      const h = 1e-5;
      const moved = (d: number) => f(at.map((value, i) => (i === j ? value + d : value)));
      return (moved(h) - moved(-h)) / (2 * h);
    });
  let at = [...from];
  let value = f(at);
  let slope = slopeAt(at);
  let inverse = at.map((_, i) => at.map((_, j): number => (i === j ? 1e-3 : 0)));
  let idle = 0;
  for (let step = 0; step < 600; step++) {
    let direction = inverse.map((row) => row.reduce((sum, h, j) => sum + h * slope[j], 0));
    if (direction.reduce((sum, d, j) => sum + d * slope[j], 0) <= 0) direction = slope.map((s) => 1e-3 * s);
    let length = 1;
    let next = at;
    let reached = Number.NEGATIVE_INFINITY;
    for (; length > 1e-10; length /= 2) {
      next = at.map((v, j) => v + length * direction[j]);
      reached = f(next);
      if (reached > value) break;
    }
    if (!(reached > value)) break;
    const nextSlope = slopeAt(next);
    const s = next.map((v, j) => v - at[j]);
    const d = slope.map((v, j) => v - nextSlope[j]);
    const sd = s.reduce((sum, v, j) => sum + v * d[j], 0);
    if (sd > 1e-12) {
      const hd = inverse.map((row) => row.reduce((sum, h, j) => sum + h * d[j], 0));
      const dhd = d.reduce((sum, v, j) => sum + v * hd[j], 0);
      inverse = inverse.map((row, i) =>
        row.map((h, j) => h + ((1 + dhd / sd) * s[i] * s[j]) / sd - (hd[i] * s[j] + s[i] * hd[j]) / sd),
      );
    }
    const gain = reached - value;
    [at, value, slope] = [next, reached, nextSlope];
    idle = gain < 1e-12 * Math.abs(value) ? idle + 1 : 0;
    if (idle === 5) break;
  }
  return value;
}

describe("the maximum that a fit certifies", () => {
  for (const [name, { truth, log, at, statuses, key }] of Object.entries(cases)) {
    it(`is what an independent search of the independent likelihood finds: ${name}`, () => {
      const model = modelOf(truth);
      const data = sample(model, truth, {
        n: 500,
        design: uniform(key === "z" ? { from: -2, to: 2 } : {}),
        uniform: stream(`independent/${key}`),
      });
      const result = fit(model, data, { starts: 20 });
      assert.ok(statuses.includes(result.status), result.status);
      const total = (p: readonly number[]) => {
        let sum = 0;
        for (let t = 0; t < data.n; t++) sum += log(p, data.x[0][t], data.y[t]);
        return Number.isFinite(sum) ? sum : Number.NEGATIVE_INFINITY;
      };
      const next = normal(stream(`independent/${key}/starts`));
      const optimum = at(result.params);
      assert.ok(Math.abs(total(optimum) - result.logLik) <= 1e-9 * Math.abs(result.logLik));
      // The search stops after five steps that gained less than 1e-12 of the value, some 1e-9 here.
      const beside = climb(
        total,
        optimum.map((value) => value + 0.02 * next()),
      );
      assert.ok(Math.abs(result.logLik - beside) <= 1e-6, `${result.logLik} against ${beside}`);
      for (let start = 0; start < 3; start++) {
        const other = climb(
          total,
          optimum.map((value) => value + next()),
        );
        assert.ok(other <= result.logLik + 1e-6, `${result.logLik} against ${other}`);
      }
    });
  }
});
