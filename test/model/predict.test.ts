import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { classProbabilities, modelOf, type Params, predict } from "../../src/index.js";

const softmax = (scores: readonly number[]): number[] => {
  const weights = scores.map(Math.exp);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

const close = (found: readonly number[], expected: readonly number[]): void => {
  assert.equal(found.length, expected.length);
  // Sums of a few products of numbers of size 1: some units in the last place.
  for (const [i, value] of found.entries()) assert.ok(Math.abs(value - expected[i]) < 1e-13, `${found}`);
};

const lines = {
  gating: {
    name: "softmax",
    beta0: [0.5, 0],
    beta1: [
      [3, -1],
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
};

const classes = {
  gating: { name: "softmax", beta0: [0.5, 0], beta1: [[3], [0]] },
  experts: {
    name: "multinomialLogistic",
    classes: 3,
    a: [
      [1, -1, 0],
      [-1, 0.5, 0],
    ],
    b: [
      [[3], [-2], [0]],
      [[-2], [2], [0]],
    ],
  },
};

describe("predict", () => {
  it("weighs the lines by the gate", () => {
    const rows = [
      [0.2, -0.4],
      [-1, 1],
    ];
    const prediction = predict(modelOf(lines), lines, rows);
    assert.equal(prediction.kind, "mean");
    const expected = rows.map(([x1, x2]) => {
      const [w1, w2] = softmax([0.5 + 3 * x1 - x2, 0]);
      return w1 * (1 + 2 * x1 + x2) + w2 * (-1 - 1.5 * x1);
    });
    close(prediction.kind === "mean" ? prediction.mean : [], expected);
  });

  it("is the selected line under a top-1 gate", () => {
    const top: Params = { ...lines, gating: { ...lines.gating, topK: 1, rank: "slope" } };
    const prediction = predict(modelOf(top), top, [
      [1, 0],
      [-1, 0],
    ]);
    close(prediction.kind === "mean" ? prediction.mean : [], [3, 0.5]);
  });

  it("mixes the probabilities of the classes", () => {
    const rows = [[-0.7], [0], [0.9]];
    const expected = rows.map(([x]) => {
      const [w1, w2] = softmax([0.5 + 3 * x, 0]);
      const [p, q] = [softmax([1 + 3 * x, -1 - 2 * x, 0]), softmax([-1 - 2 * x, 0.5 + 2 * x, 0])];
      return p.map((value, s) => w1 * value + w2 * q[s]);
    });
    const found = classProbabilities(modelOf(classes), classes, rows);
    found.forEach((row, t) => {
      close(row, expected[t]);
    });
    assert.deepEqual(predict(modelOf(classes), classes, rows), { kind: "classes", probabilities: found });
  });

  it("says what it is where there are no rows", () => {
    assert.deepEqual(predict(modelOf(classes), classes, []), { kind: "classes", probabilities: [] });
    assert.deepEqual(predict(modelOf(lines), lines, []), { kind: "mean", mean: [] });
  });

  it("refuses where a law has no mean, given or estimated", () => {
    for (const nu of [0.6, [0.6]]) {
      const heavy = {
        gating: { beta0: [0], beta1: [[0]] },
        experts: { name: "studentT", a: [[0]], b: [1], sigma2: [1], nu },
      };
      assert.throws(() => predict(modelOf(heavy), heavy, [[0]]), /no prediction.*studentT/);
    }
  });

  it("refuses rows of another length, values that are not finite, and classes of a line", () => {
    const model = modelOf(lines);
    assert.throws(() => predict(model, lines, [[1, 2], [1]]), /invalid rows\[1\]; 2 inputs expected: 1/);
    assert.throws(
      () => predict(model, lines, [[1, Number.NaN]]),
      /invalid rows\[0\]\[1\]; not a finite number: NaN/,
    );
    assert.throws(() => classProbabilities(model, lines, []), /no class probabilities; .* gaussian/);
  });
});
