import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  dataset,
  fit,
  gaussian,
  modelOf,
  modifiedSoftmax,
  moe,
  multinomialLogistic,
  pointMass,
  predict,
  predictive,
  softmax,
  stream,
} from "../../src/index.js";

const uniform = stream("of a fit");
const rows = Array.from({ length: 120 }, () => [2 * uniform() - 1, uniform()]);
const line = rows.map(([x, z]) => (z < 0.25 ? 0 : 1 + (x < 0 ? x : -x) + 0.1 * uniform()));
const at = [
  [0.5, 0.1],
  [-0.5, 0.7],
];
const kept = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe("a fit predicts by itself, also when JSON has kept it", () => {
  it("the mean of experts, whose parts see inputs of their own", () => {
    const model = moe({
      gating: softmax(),
      expert: gaussian(),
      k: 2,
      inputs: { gating: [1], experts: [0], columns: 2 },
      intercept: { gating: false },
    });
    const result = fit(model, dataset(rows, line), { starts: 2 });
    const expected = predict(model, result.params, at);
    const { mean } = predict(result, at);
    assert.deepEqual(mean, expected.mean);
    assert.deepEqual(predict(kept(result), at), expected);
    const options = { rows: at, intervals: [0.9], y: [0, 1] };
    const law = predictive(kept(result), options);
    assert.deepEqual(law, predictive(model, result.params, options));
    assert.equal(law.responsibilities.length, 2);
    assert.deepEqual(modelOf(kept(result)).columns, model.columns);
  });

  it("the probabilities of classes", () => {
    const model = moe({
      gating: softmax(),
      expert: multinomialLogistic({ classes: 2 }),
      k: 1,
      inputs: 2,
    });
    const result = fit(
      model,
      dataset(
        rows,
        line.map((y) => (y > 0.8 ? 2 : 1)),
      ),
    );
    assert.equal(result.inputs, 2);
    const { probabilities } = predict(result, at);
    assert.deepEqual(probabilities, predict(model, result.params, at).probabilities);
  });

  it("experts of several families", () => {
    const experts = [gaussian(), pointMass({ at: 0 })];
    const model = moe({ gating: softmax(), experts, inputs: 2 });
    const result = fit(model, dataset(rows, line), { starts: 2 });
    assert.deepEqual(predict(kept(result), at), predict(model, result.params, at));
  });

  it("and says where a family is the caller's own", () => {
    const gating = modifiedSoftmax({ transform: { name: "cube", apply: (x) => x ** 3 } });
    const model = moe({ gating, expert: gaussian(), k: 2, inputs: 2 });
    const result = fit(model, dataset(rows, line), { starts: 1 });
    assert.throws(() => predict(result, at), /cube/);
    assert.equal(predict(model, result.params, at).mean.length, 2);
  });
});
