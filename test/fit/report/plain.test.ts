import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lazily } from "../../../src/fit/report/lazily.js";
import { fit, sample, stream, uniform } from "../../../src/index.js";
import { balanced, model } from "../data.js";

describe("a fit", () => {
  const data = sample(model(2), balanced, { n: 60, design: uniform(), uniform: stream("choice/1") });
  const result = fit(model(3), data, { starts: 12 });

  it("is plain data, which structuredClone and JSON keep whole", () => {
    const cloned = structuredClone(result);
    assert.ok(result.alternatives.length > 0);
    for (const copy of [cloned, JSON.parse(JSON.stringify(result))]) {
      assert.deepEqual(copy.standardErrors, result.standardErrors);
      assert.deepEqual(copy.covariance, result.covariance);
      assert.deepEqual(copy.alternatives, JSON.parse(JSON.stringify(result.alternatives)));
      assert.deepEqual(copy.starts, result.starts);
      assert.deepEqual(Object.keys(copy).sort(), Object.keys(result).sort());
    }
    assert.ok(!Object.values(cloned).some((value) => typeof value === "function"));
  });

  it("computes what costs something once", () => {
    assert.equal(result.covariance, result.covariance);
    assert.equal(result.alternatives, result.alternatives);
  });
});

describe("a property that is made when it is read", () => {
  it("is made once, also for what inherits it", () => {
    let made = 0;
    const first = lazily({ a: 1 }, { b: () => ++made });
    const second = Object.assign(lazily(first, { c: () => first.b + 1 }), { d: 4 });
    assert.equal(made, 0);
    assert.deepEqual({ ...second }, { a: 1, b: 1, c: 2, d: 4 });
    assert.equal(first.b, 1);
    assert.equal(made, 1);
  });
});
