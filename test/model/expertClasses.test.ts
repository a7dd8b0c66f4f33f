import assert from "node:assert/strict";
import { it } from "node:test";
import {
  classProbabilities,
  expertClasses,
  gaussian,
  moe,
  multinomialLogistic,
  softmax,
} from "../../src/index.js";

const expert = multinomialLogistic({ classes: 3 });
const model = moe({ gating: softmax(), expert, k: 2 });
const params = model.canonical({
  gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
  experts: {
    name: "multinomialLogistic",
    classes: 3,
    a: [
      [0.5, -1, 0],
      [1, 2, 0],
    ],
    b: [
      [[1], [2], [0]],
      [[-1], [0.5], [0]],
    ],
  },
});
const rows = [[-1], [0], [2.5]];

it("the classes of each expert are those of the logistic law, and of the mixture weighted by the gate", () => {
  const classes = expertClasses(model, params, { rows });
  const mixed = classProbabilities(model, params, rows);
  const { a, b } = params.experts as unknown as { a: number[][]; b: number[][][] };
  rows.forEach(([x], t) => {
    const weights = model.gateWeights(params, [x]);
    classes[t].forEach((shares, i) => {
      const odds = a[i].map((intercept, s) => Math.exp(intercept + b[i][s][0] * x));
      const total = odds.reduce((sum, value) => sum + value, 0);
      // Some roundings of numbers of size 1.
      shares.forEach((share, s) => {
        assert.ok(Math.abs(share - odds[s] / total) <= 1e-14);
      });
    });
    mixed[t].forEach((share, s) => {
      const sum = weights.reduce((part, weight, i) => part + weight * classes[t][i][s], 0);
      assert.ok(Math.abs(share - sum) <= 1e-14);
    });
  });
});

it("experts of numbers have no classes", () => {
  const lines = moe({ gating: softmax(), expert: gaussian(), k: 1 });
  const point = {
    gating: { name: "softmax", beta0: [0], beta1: [[0]] },
    experts: { name: "gaussian", a: [[1]], b: [0], sigma2: [1] },
  };
  assert.throws(() => expertClasses(lines, point, { rows }), {
    message: "no class probabilities; the response of the expert gaussian is a number",
  });
});
