import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dataset, modelOf, normal, type Params, stream } from "../../src/index.js";
import { drawFrom } from "../conformance/models.js";

const truth: Params = {
  gating: {
    beta0: [-8, 1, 0],
    beta1: [
      [25, -3],
      [-4, 2],
      [0, 0],
    ],
  },
  experts: {
    a: [
      [-2, 1],
      [2, 0],
      [0, 3],
    ],
    b: [1.5, -0.5, 0],
    sigma2: [0.3, 0.4, 0.5],
  },
};
const model = modelOf(truth);

/** The same gates with t1 added to every beta0 and t2 to every beta1. */
function translated({ gating, experts }: Params, t1: number, t2: readonly number[]): Params {
  const beta0 = (gating.beta0 as number[]).map((value) => value + t1);
  const beta1 = (gating.beta1 as number[][]).map((row) => row.map((value, j) => value + t2[j]));
  return { gating: { ...gating, beta0, beta1 }, experts };
}

describe("gate weights", () => {
  it("are the softmax of the scores", () => {
    const x = [0.3, -0.2];
    const scores = [-8 + 25 * 0.3 + 3 * 0.2, 1 - 4 * 0.3 - 2 * 0.2, 0];
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    model.gateWeights(truth, x).forEach((weight, i) => {
      assert.ok(Math.abs(weight - Math.exp(scores[i]) / total) <= 1e-15);
    });
  });

  it("are exact zeros and ones far out, on either side", () => {
    for (const far of [1e3, 1e6, 1e100, 1e300]) {
      assert.deepEqual(model.gateWeights(truth, [far, 0]), [1, 0, 0]);
      assert.deepEqual(model.gateWeights(truth, [-far, 0]), [0, 1, 0]);
    }
  });

  it("of the weaker expert fall like an exponential until they are no longer normal numbers", () => {
    const two = modelOf({
      gating: { beta0: [0, 0], beta1: [[1], [0]] },
      experts: { a: [[0], [0]], b: [0, 0], sigma2: [1, 1] },
    });
    const params = two.canonical({
      gating: { beta0: [0, 0], beta1: [[1], [0]] },
      experts: { a: [[0], [0]], b: [0, 0], sigma2: [1, 1] },
    });
    for (const x of [-40, -300, -700]) {
      const [weak, strong] = two.gateWeights(params, [x]);
      assert.equal(weak, Math.exp(x));
      assert.equal(strong, 1);
    }
  });

  it("are one for a single expert, wherever it is asked", () => {
    const single: Params = {
      gating: { beta0: [3], beta1: [[7]] },
      experts: { a: [[1]], b: [0], sigma2: [1] },
    };
    for (const x of [0, 1e300, -1e300]) assert.deepEqual(modelOf(single).gateWeights(single, [x]), [1]);
  });
});

describe("the conditional density", () => {
  it("keeps an expert whose weight is too small for a number where it explains the response alone", () => {
    const far: Params = {
      gating: { beta0: [0, 0], beta1: [[1], [0]] },
      experts: { a: [[0], [0]], b: [50, 0], sigma2: [1, 1] },
    };
    // Weight e^-800, against a density of e^-1250 of the other expert.
    const expected = -800 - 0.5 * Math.log(2 * Math.PI);
    assert.ok(Math.abs(modelOf(far).conditional(far)([-800]).logDensity(50) - expected) <= 1e-12 * 801);
  });
});

describe("a translation of all gates", () => {
  const data = drawFrom(model, truth, 700, "translation");
  const next = normal(stream("translations"));
  const moves = Array.from({ length: 5 }, () => [10 * next(), 10 * next(), 10 * next()]);

  it("changes neither the canonical parameters nor the gate weights", () => {
    for (const [t1, ...t2] of moves) {
      const moved = translated(truth, t1, t2);
      const back = model.canonical(moved);
      const expected = model.canonical(truth);
      // Coefficients up to 50 are added and taken away again.
      for (const name of ["beta0", "beta1"])
        [back.gating[name]].flat(3).forEach((value, c) => {
          assert.ok(Math.abs(Number(value) - Number([expected.gating[name]].flat(3)[c])) <= 1e-13);
        });
      assert.deepEqual(back.experts, expected.experts);
      for (const x of [
        [0, 0],
        [0.4, -1],
        [-30, 70],
      ]) {
        const weights = model.gateWeights(truth, x);
        model.gateWeights(moved, x).forEach((weight, i) => {
          // A relative error in a weight is the error of its score: 1e-13 in each coefficient times |x|.
          assert.ok(Math.abs(weight - weights[i]) <= 1e-11 * weights[i] + 1e-300);
        });
      }
    }
  });

  it("changes neither the likelihood nor the conditional density", () => {
    for (const [t1, ...t2] of moves) {
      const moved = translated(truth, t1, t2);
      const before = model.logLik(truth, data);
      assert.ok(Math.abs(model.logLik(moved, data) - before) <= 1e-11 * Math.abs(before));
      const [f, g] = [truth, moved].map((params) => model.conditional(params)([0.4, -1]));
      for (const y of [-3, 0, 2, 40])
        assert.ok(Math.abs(f.logDensity(y) - g.logDensity(y)) <= 1e-11 * (1 + Math.abs(f.logDensity(y))));
    }
  });

  it("changes no draw: the same stream gives the same labels and responses", () => {
    const moved = translated(truth, 2, [-1, 0.5]);
    const again = drawFrom(model, moved, 700, "translation");
    assert.deepEqual(again.labels, data.labels);
    assert.deepEqual(again.y, data.y);
  });
});

describe("a response that an expert cannot give", () => {
  for (const [experts, impossible, message] of [
    [{ name: "gamma", a: [[0]], b: [0], shape: [0.5] }, [-1, 0], "not positive"],
    [{ name: "poisson", a: [[0]], b: [0] }, [-1, 1.5], "not a count, 0, 1, 2, ..."],
    [
      { name: "binomial", trials: 3, a: [[0]], b: [0] },
      [-1, 4, 0.5],
      "not a number of successes in 3 trials",
    ],
    [
      { name: "multinomialLogistic", classes: 3, a: [[0, 0, 0]], b: [[[0], [0], [0]]] },
      [0, 4, 1.5],
      "not a class from 1 to 3",
    ],
  ] as const) {
    const params = { gating: { name: "softmax", beta0: [0], beta1: [[0]] }, experts };
    const one = modelOf(params);

    it(`has density 0, and no log-likelihood: ${experts.name}`, () => {
      const { logDensity } = one.conditional(params)([0]);
      assert.ok(Number.isFinite(logDensity(1)));
      for (const y of impossible) {
        assert.equal(logDensity(y), Number.NEGATIVE_INFINITY);
        const text = `invalid y[1]; ${message}: ${y}`;
        assert.throws(() => one.logLik(params, dataset([0, 0], [1, y])), { message: text });
      }
    });
  }
});
