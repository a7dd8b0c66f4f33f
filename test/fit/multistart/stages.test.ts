import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodOf } from "../../../src/fit/multistart/method.js";
import { partOf } from "../../../src/fit/multistart/stages.js";
import { type Choice, problemOf } from "../../../src/fit/problem/problem.js";
import { fit, sample, stream, uniform } from "../../../src/index.js";
import { balanced, model } from "../data.js";

describe("the parts on which large samples are searched", () => {
  const data = sample(model(2), balanced, { n: 11_000, design: uniform(), uniform: stream("stages") });
  const rungOf = (choice: Choice) => {
    const problem = problemOf(model(2), data, { choice });
    const [rung] = methodOf(problem.model).rungs(problem);
    return { rung, of: (seed: string) => partOf(problem, rung, seed).sample.y };
  };

  it("are drawn by the seed, and larger where the highest is wanted, which may have few observations", () => {
    const [weighed, highest] = [rungOf("weighed"), rungOf("highest")];
    for (const { of } of [weighed, highest]) assert.notDeepEqual(of("one"), of("two"));
    assert.ok(highest.rung.size > weighed.rung.size);
  });

  it("lead to the maximum of all the data", () => {
    const near = fit(model(2), data, { start: balanced });
    for (const options of [{}, { starts: 12, seed: "one" }, { starts: 12, seed: "two" }])
      assert.ok(Math.abs(fit(model(2), data, options).logLik - near.logLik) <= 1e-6);
  });
});
