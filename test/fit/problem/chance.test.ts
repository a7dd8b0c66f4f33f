import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Expert, Gating } from "../../../src/family.js";
import { allowanceOf, hasScale, weighed } from "../../../src/fit/problem/chance.js";
import { type Problem, problemOf } from "../../../src/fit/problem/problem.js";
import {
  activationDenseToSparse,
  fit,
  gaussian,
  type Model,
  moe,
  multinomialLogistic,
  type Params,
  type Sample,
  sample,
  softmax,
  stream,
  topK,
  uniform,
} from "../../../src/index.js";
import { randomParams } from "../../conformance/models.js";
import { balanced, model, table } from "../data.js";

const drawn = (of: Model, n: number, key: string) =>
  sample(of, randomParams(of, stream(key)), {
    n,
    design: uniform({ d: of.inputs }),
    uniform: stream(`${key}/y`),
  });

/** A gate of constant weights: no window of the inputs is cut out. */
const constant: Gating = {
  ...softmax(),
  name: "constant",
  predictors: [{ name: "offset", basis: "constant", pinned: true, bound: "gate" }],
  fields: { beta0: { predictor: 0, part: "intercept", link: "identity" } },
};
/** What sharp borders may owe to chance, from the gate weights observation by observation. */
function ofBorders(of: Model, params: Params, { n, d, x }: Sample): number {
  const weights = Array.from({ length: n }, (_, t) =>
    of.gateWeights(
      params,
      x.map((column) => column[t]),
    ),
  );
  const logs = weights[0].map((_, i) => {
    const own = weights.map((row) => row[i]);
    const mean = own.reduce((sum, w) => sum + w, 0) / n;
    const divided = own.reduce((sum, w) => sum + w * (1 - w), 0);
    return Math.log((n * mean * (1 - mean) + 0.25) / (divided + 0.25));
  });
  const k = of.experts;
  return ((d - 1) / 2) * (1 - 1 / k) * logs.reduce((sum, log) => sum + log, 0);
}
const commonVariance: Expert = {
  ...gaussian(),
  predictors: gaussian().predictors.map((one) =>
    one.bound === "logVariance" ? { ...one, shared: true } : one,
  ),
};

const withoutGate = ({ observations, logDensity }: { observations: number; logDensity: number }) => ({
  observations,
  logDensity,
});

describe("what chance may have given a maximum", () => {
  const line = table("mcycle.csv");
  const plane = drawn(model(2, 2), 200, "plane");
  const tanh = activationDenseToSparse({ activation: "tanh" });
  const cases = [
    { what: "a line, three experts", of: model(3), data: line, q: 3, w: 2 },
    { what: "a plane, two experts", of: model(2, 2), data: plane, q: 4, w: 3 },
    {
      what: "an offset and slopes of the gate",
      of: moe({ gating: tanh, expert: gaussian(), k: 2 }),
      data: line,
      q: 3,
      w: 2,
    },
    {
      what: "constant weights",
      of: moe({ gating: constant, expert: gaussian(), k: 2 }),
      data: line,
      q: 3,
      w: 0,
    },
  ];
  for (const { what, of, data, q, w } of cases)
    it(`is q log(s_max / s_i) + w log(n / m_i) for each expert, and more for sharp borders: ${what}`, () => {
      const { params, certificate, allowance } = fit(of, data, { starts: 6 });
      assert.ok(certificate.score <= 1e-8);
      const sigma2 = params.experts.sigma2 as number[];
      const nats = sigma2.reduce(
        (sum, own, i) => {
          const ofWindow = w * Math.log(data.n / certificate.observations[i]);
          return sum + 0.5 * q * Math.log(Math.max(...sigma2) / own) + ofWindow;
        },
        ofBorders(of, params, data),
      );
      // At a maximum an expert's mean log density is a constant less log s_i, as far as the score vanishes.
      assert.ok(Math.abs(allowance - nats) <= 1e-6, `${allowance}, not ${nats}`);
      assert.ok(allowance > 0);
    });

  it("is nothing where the highest maximum is asked for, and for experts without a scale of their own", () => {
    const classes = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 2 });
    const common = moe({ gating: softmax(), expert: commonVariance, k: 2 });
    const nothing = (problem: Problem) => {
      const theta = Float64Array.from({ length: problem.size }, (_, j) => Math.sin(j));
      const allowance = allowanceOf(problem, problem.likelihood.occupancy(theta));
      assert.deepEqual(allowance, { collapsed: false, nats: 0 });
      const value = problem.valueAt(theta);
      assert.equal(weighed(problem, { theta, value }), value);
    };
    nothing(problemOf(model(2), line, { choice: "highest" }));
    nothing(problemOf(classes, drawn(classes, 100, "classes")));
    nothing(problemOf(common, line));
    assert.deepEqual(
      [model(2), classes, common].map((of) =>
        hasScale(problemOf(of, of === classes ? drawn(of, 50, "s") : line)),
      ),
      [true, false, false],
    );
  });

  it("is all of it where an expert has fewer than two observations per parameter", () => {
    const problem = problemOf(model(2), line);
    const occupancy = (observations: number) => [
      { observations, logDensity: -1 },
      { observations: line.n - observations, logDensity: -1 },
    ];
    assert.deepEqual(
      [5.99, 6, 6.01, Number.NaN].map((m) => allowanceOf(problem, occupancy(m)).collapsed),
      [true, false, false, true],
    );
    const spike: Params = {
      gating: { beta0: [-5, 0], beta1: [[0], [0]] },
      experts: { a: [[0], [0]], b: [500, -20], sigma2: [1e-3, 2000] },
    };
    const theta = problem.coordinates.toTheta(spike);
    assert.equal(weighed(problem, { theta, value: problem.valueAt(theta) }), Number.NEGATIVE_INFINITY);
    // A single expert has all there is.
    assert.equal(
      allowanceOf(problemOf(model(1), line), [{ observations: 2, logDensity: 0 }]).collapsed,
      false,
    );
  });

  it("charges a border that is a step (d - 1) / 2 log(1 + 4 n p (1 - p)), so nothing with one input", () => {
    const step: Params = {
      gating: {
        beta0: [0, 0],
        beta1: [
          [1e9, 1e9],
          [0, 0],
        ],
      },
      experts: {
        a: [
          [1, 0],
          [0, 1],
        ],
        b: [0, 0],
        sigma2: [1, 1],
      },
    };
    const flat: Params = {
      ...step,
      gating: {
        beta0: [0, 0],
        beta1: [
          [0, 0],
          [0, 0],
        ],
      },
    };
    const problem = problemOf(model(2, 2), plane);
    const nats = (params: Params) => {
      const occupancy = problem.likelihood.occupancy(problem.coordinates.toTheta(params));
      return allowanceOf(problem, occupancy).nats - allowanceOf(problem, occupancy.map(withoutGate)).nats;
    };
    const share = plane.x[0].filter((x, t) => x + plane.x[1][t] > 0).length / plane.n;
    assert.ok(Math.abs(nats(step) - 0.5 * Math.log(4 * plane.n * share * (1 - share) + 1)) <= 1e-6);
    assert.ok(Math.abs(nats(flat)) <= 1e-12);
    const onLine = problemOf(model(2), line);
    const occupancy = onLine.likelihood.occupancy(new Float64Array(onLine.size).fill(50));
    assert.equal(allowanceOf(onLine, occupancy).nats, allowanceOf(onLine, occupancy.map(withoutGate)).nats);
  });

  it("counts experts that a selection leaves out everywhere as on the fewest observations, and no others", () => {
    const problem = problemOf(moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 3 }), line);
    const some = [
      { observations: 33, logDensity: 0.5 },
      { observations: 100, logDensity: -1 },
    ];
    const nats = 3 * 1.5 + 2 * Math.log(133 / 33) + 2 * Math.log(133 / 100) + 2 * Math.log(133 / 6);
    const idle = allowanceOf(problem, [...some, { observations: 0, logDensity: 0 }]);
    assert.ok(!idle.collapsed && Math.abs(idle.nats - nats) <= 1e-12);
    const dense = problemOf(model(3), line);
    assert.ok(allowanceOf(dense, [...some, { observations: 0, logDensity: 0 }]).collapsed);
  });

  it("is taken from the mean log-likelihood, in nats an observation", () => {
    const data = sample(model(2), balanced, { n: 150, design: uniform(), uniform: stream("mean") });
    const problem = problemOf(model(2), data);
    const theta = problem.coordinates.toTheta(balanced);
    const value = problem.valueAt(theta);
    const { nats } = allowanceOf(problem, problem.likelihood.occupancy(theta));
    assert.ok(Math.abs(weighed(problem, { theta, value }) - (value - nats / 150)) <= 1e-15);
  });
});
