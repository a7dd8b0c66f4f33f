import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { weighed } from "../../../src/fit/problem/chance.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { randomStarts } from "../../../src/fit/starts/random.js";
import { movesOf, topKAscent } from "../../../src/fit/topK/ascent.js";
import { usual } from "../../../src/fit/topK/effort.js";
import {
  activationDenseToSparse,
  denseToSparse,
  type Fit,
  fit,
  gaussian,
  type Model,
  modelOf,
  moe,
  multinomialLogistic,
  normal,
  type Params,
  type Sample,
  sample,
  stream,
  topK,
  uniform,
} from "../../../src/index.js";

type Rank = "slope" | "score";

const two = (rank: Rank): Params => ({
  gating: { name: "softmax", topK: 1, rank, beta0: [0.5, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
});
const twoInPlane = (rank: Rank): Params => ({
  gating: {
    name: "softmax",
    topK: 1,
    rank,
    beta0: [0.5, 0],
    beta1: [
      [3, 1],
      [0, 0],
    ],
  },
  experts: {
    name: "gaussian",
    a: [
      [2, 1],
      [-1.5, 0],
    ],
    b: [1, -1],
    sigma2: [0.25, 0.16],
  },
});
const threeInPlane = (selected: number, rank: Rank): Params => ({
  gating: {
    name: "softmax",
    topK: selected,
    rank,
    beta0: [0.3, -0.3, 0],
    beta1: [
      [2, 1],
      [-2, 1],
      [0, 0],
    ],
  },
  experts: {
    name: "gaussian",
    a: [
      [2, 1],
      [-1.5, 1],
      [0, -2],
    ],
    b: [1, -1, 2],
    sigma2: [0.25, 0.16, 0.2],
  },
});

const drawn = (truth: Params, n: number, key: string): Sample => {
  const model = modelOf(truth);
  return sample(model, truth, { n, design: uniform({ d: model.inputs }), uniform: stream(key) });
};

/** The largest Gaussian log-likelihood of a line (or plane) through some observations. */
function regression({ x, y }: Sample, rows: readonly number[]): number {
  const columns = [rows.map(() => 1), ...x.map((column) => rows.map((t) => column[t]))];
  const basis: number[][] = [];
  let rest = rows.map((t) => y[t]);
  const without = (v: readonly number[], u: readonly number[]) => {
    const along = v.reduce((sum, value, t) => sum + value * u[t], 0);
    return v.map((value, t) => value - along * u[t]);
  };
  for (const column of columns) {
    const own = basis.reduce<number[]>(without, column);
    const length = Math.hypot(...own);
    basis.push(own.map((value) => value / length));
  }
  rest = basis.reduce(without, rest);
  const variance = rest.reduce((sum, e) => sum + e * e, 0) / rows.length;
  return -0.5 * rows.length * (Math.log(2 * Math.PI * variance) + 1);
}

/**
 * What is left of the log-likelihood of a division in two without what chance may have given it: q log(s_max / s_i) + (d + 1) log(n / m_i)
 * for each part of m_i observations. A part of fewer than 2 q is none.
 */
function height(data: Sample, left: readonly number[], right: readonly number[]): number {
  const q = data.d + 2;
  if (left.length === 0 || right.length === 0) return regression(data, left.length > 0 ? left : right);
  if (Math.min(left.length, right.length) < 2 * q) return Number.NEGATIVE_INFINITY;
  const [l, r] = [regression(data, left), regression(data, right)];
  const ofScale = q * Math.abs(l / left.length - r / right.length);
  const ofWindow = (data.d + 1) * Math.log(data.n ** 2 / (left.length * right.length));
  return l + r - ofScale - ofWindow;
}

/** The same of a fit. */
const weighedOf = ({ logLik, allowance }: Fit) => logLik - allowance;

// Both sides are sums over at most 300 observations in double precision.
const rounding = 1e-8;

describe("one selected expert of two, in one dimension", () => {
  for (const [replicate, n] of [60, 150, 300].entries())
    it(`has the boundary that is best of all ${n + 1}`, () => {
      const data = drawn(two("score"), n, `boundary/${replicate}`);
      const order = Array.from({ length: n }, (_, t) => t).sort((s, t) => data.x[0][s] - data.x[0][t]);
      // Which expert owns which side makes no difference once the experts are fitted.
      const values = Array.from({ length: n + 1 }, (_, c) => height(data, order.slice(0, c), order.slice(c)));
      const model = modelOf(two("score"));
      const result = fit(model, data);
      assert.ok(Math.abs(weighedOf(result) - Math.max(...values)) <= rounding);
      const best = values.indexOf(Math.max(...values));
      const first = order.map((t) => model.gateWeights(result.params, [data.x[0][t]])[0]);
      assert.ok(first.every((weight, c) => weight === (c < best ? first[0] : 1 - first[0])));
    });

  it("is divided at 0 where the slopes alone are ranked", () => {
    const data = drawn(two("slope"), 200, "sides");
    const rows = Array.from({ length: 200 }, (_, t) => t);
    const expected = height(
      data,
      rows.filter((t) => data.x[0][t] < 0),
      rows.filter((t) => data.x[0][t] > 0),
    );
    assert.ok(Math.abs(weighedOf(fit(modelOf(two("slope")), data)) - expected) <= rounding);
  });

  it("leaves the gate flat: `singular`, the directions named, no standard errors there", () => {
    const { status, certificate, standardErrors } = fit(
      modelOf(two("score")),
      drawn(two("score"), 200, "flat"),
    );
    assert.equal(status, "singular");
    assert.equal(certificate.ties, 0);
    assert.deepEqual(certificate.flatDirections.flatMap(Object.keys).sort(), [
      "gating.beta0[0]",
      "gating.beta1[0][0]",
    ]);
    const { gating, experts } = standardErrors;
    assert.deepEqual(
      [gating.beta0, gating.beta1],
      [
        [null, 0],
        [[null], [0]],
      ],
    );
    assert.ok([experts.a, experts.b, experts.sigma2].flat(2).every((error) => (error as number) > 0));
  });

  it("passes over experts that are selected nowhere", () => {
    // By slopes, only the largest and the smallest of three are selected on either side of 0.
    const data = drawn(two("slope"), 200, "idle");
    const three = moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 3 });
    const idle = fit(three, data);
    assert.equal(idle.status, "singular");
    assert.ok(Math.abs(idle.logLik - fit(modelOf(two("slope")), data).logLik) <= rounding);
  });
});

describe("one selected expert of two, in the plane", () => {
  it("has the boundary through 0 that is best of all, where the slopes alone are ranked", () => {
    const n = 200;
    const data = drawn(twoInPlane("slope"), n, "angles");
    const [x, z] = data.x;
    // A line through 0 changes its sides where it passes an observation: turn it to just beyond each.
    const angles = Array.from({ length: n }, (_, t) => Math.atan2(z[t], x[t]) + 1e-9);
    const values = angles.map((angle) => {
      const side = (t: number) => Math.cos(angle) * z[t] - Math.sin(angle) * x[t] > 0;
      const rows = Array.from({ length: n }, (_, t) => t);
      return height(
        data,
        rows.filter(side),
        rows.filter((t) => !side(t)),
      );
    });
    const reached = weighedOf(fit(modelOf(twoInPlane("slope")), data));
    assert.ok(Math.abs(reached - Math.max(...values)) <= rounding);
  });
});

describe("the search for a selection", () => {
  const settings: [string, Params, number][] = (["slope", "score"] as const).flatMap((rank) => [
    [`one of two by ${rank}`, twoInPlane(rank), 250],
    [`one of three by ${rank}`, threeInPlane(1, rank), 250],
    [`two of three by ${rank}`, threeInPlane(2, rank), 150],
  ]);
  for (const [name, truth, n] of settings)
    it(`reaches at least what 25 restarts of EM alone reach (${name})`, () => {
      const data = drawn(truth, n, name);
      const naive = fit(modelOf(truth), data, { method: "em", starts: 25, tolerance: 1e-8 });
      assert.notEqual(naive.status, "collapsed");
      assert.ok(weighedOf(fit(modelOf(truth), data, { starts: 8 })) >= weighedOf(naive) - 1e-6);
    });

  for (const [name, truth] of settings)
    it(`takes no step that lowers the log-likelihood (${name})`, () => {
      const model = modelOf(truth);
      const data = drawn(truth, 200, `${name}/steps`);
      const problem = problemOf(model, data);
      const heightOf = (theta: Float64Array) => model.logLik(problem.coordinates.toParams(theta), data);
      for (let start = 0; start < 3; start++) {
        const key = `${name}/steps/${start}`;
        const theta = randomStarts(problem)(start, stream(key));
        let last = heightOf(theta);
        let steps = 0;
        const ascent = topKAscent(movesOf(problem), {
          effort: usual,
          climbFirst: false,
          uniform: stream(key),
        });
        let state = ascent.init(theta);
        while (!ascent.done(state)) {
          state = ascent.step(state);
          const next = heightOf(state.theta);
          // Rounding in either unit: n eps times terms of order ten.
          assert.ok(next >= last - 1e-10, `step ${steps}: ${next - last}`);
          last = next;
          steps++;
        }
        assert.ok(steps > 1);
      }
    });
});

describe("a maximum at the edge of a selection", () => {
  const truth = threeInPlane(2, "score");
  const model = modelOf(truth);
  const data = drawn(truth, 200, "edge");
  const result = fit(model, data, { starts: 8 });

  it("is certified along its ties", () => {
    assert.equal(result.status, "converged");
    assert.ok(result.certificate.ties > 0);
    assert.ok(result.certificate.score <= 1e-8);
    assert.ok(result.certificate.maxEigenvalue < 0);
  });

  it("is a maximum of the log-likelihood itself: no small move in any direction leads higher", () => {
    const { coordinates, likelihood } = problemOf(model, data);
    const theta = coordinates.toTheta(result.params);
    const at = likelihood.evaluate(theta, 0);
    const next = normal(stream("edge/moves"));
    for (const length of [1e-7, 1e-6, 1e-5])
      for (let move = 0; move < 300; move++) {
        const moved = theta.map((value) => value + length * next());
        // The point keeps 1e-10 away from its ties, which is worth that much times a score of order n.
        assert.ok(likelihood.evaluate(moved, 0) <= at + 1e-7, `move ${move} of length ${length}`);
      }
  });

  it("has standard errors for the experts and none for what the ties hold", () => {
    const { gating, experts } = result.standardErrors;
    assert.ok([experts.a, experts.b, experts.sigma2].flat(2).every((error) => (error as number) > 0));
    assert.ok([gating.beta0, gating.beta1].flat(2).includes(null));
  });
});

describe("a selection of other scores and experts", () => {
  const gates = {
    "dense-to-sparse": denseToSparse(),
    "dense-to-sparse, temperature given": denseToSparse({ temperature: 0.7 }),
    sigmoid: activationDenseToSparse({ activation: "sigmoid" }),
    GELU: activationDenseToSparse({ activation: "gelu", temperature: 0.5 }),
  };
  const tried: [string, Model][] = [
    ...Object.entries(gates).map(([name, score], i): [string, Model] => [
      name,
      moe({ gating: topK({ k: 1 + (i % 2), rank: "score", score }), expert: gaussian(), k: 3 }),
    ]),
    ...[1, 2].map((k): [string, Model] => [
      `softmax, ${k} of 3 classifiers`,
      moe({ gating: topK({ k }), expert: multinomialLogistic({ classes: 3 }), k: 3, inputs: 2 }),
    ]),
  ];
  for (const [name, model] of tried)
    it(`is fitted: ${name}`, () => {
      const { coordinates } = problemOf(model, placeholder(model));
      const next = normal(stream(`${name}/truth`));
      const truth = coordinates.toParams(Float64Array.from({ length: model.size }, next));
      const data = sample(model, truth, {
        n: 200,
        design: uniform({ d: model.inputs }),
        uniform: stream(`${name}/data`),
      });
      const result = fit(model, data, { starts: 4 });
      const problem = problemOf(model, data);
      const theta = problem.coordinates.toTheta(truth);
      const ofTruth = weighed(problem, { theta, value: problem.valueAt(theta) });
      assert.ok(weighedOf(result) >= problem.logLikOf(ofTruth));
      assert.ok(["converged", "singular", "boundary"].includes(result.status), result.status);
      assert.ok(result.certificate.score <= 1e-8);
      if (name === "GELU") assert.equal(fit(model, data, { starts: 4 }).logLik, result.logLik);
    });
});

/** Some data, so that coordinates can be made: their units do not matter here. */
function placeholder(model: Model): Sample {
  const next = stream("placeholder");
  const column = () => Float64Array.from({ length: 10 }, next);
  return { n: 10, d: model.inputs, x: Array.from({ length: model.inputs }, column), y: column() };
}
