import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { subsampleOf } from "../../../src/fit/multistart/subsample.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { dataset, gaussian, moe, softmax, stream } from "../../../src/index.js";

const model = moe({ gating: softmax(), expert: gaussian(), k: 1 });
const uniform = stream("subsample");
const x = Array.from({ length: 200 }, uniform);
const y = x.map((value) => value + uniform());
const of = (weights: readonly number[]) => problemOf(model, dataset(x, y, { weights }));

describe("a part of data with weights that are not whole, or very many", () => {
  it("has as many observations as are asked for, each row about its share of them", () => {
    const weights = x.map((_, t) => 0.25 + t / 10);
    const whole = of(weights);
    for (const size of [50, 700, 1900]) {
      const part = subsampleOf(whole, size, `part/${size}`);
      assert.equal(part.n, size);
      const { x: columns, weights: counts } = part.sample;
      for (const [i, value] of columns[0].entries()) {
        const share = (size * weights[x.indexOf(value)]) / whole.n;
        // Points at equal distances: a row has one more or one less than its share, but for what is left of one.
        assert.ok(Math.abs((counts as Float64Array)[i] - share) < 1, `${counts?.[i]} of ${share}`);
      }
    }
  });

  it("is drawn at once where one row stands for more observations than can be counted one by one", () => {
    const weights = x.map((_, t) => (t === 7 ? 9e15 : 0.5));
    const part = subsampleOf(of(weights), 4e15, "huge");
    assert.equal(part.n, 4e15);
  });
});
