import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasClassesOnly } from "../../../src/fit/problem/classes.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { classStarts } from "../../../src/fit/starts/classes.js";
import {
  denseToSparse,
  type Expert,
  type Gating,
  gaussian,
  moe,
  multinomialLogistic,
  poisson,
  softmax,
  stream,
} from "../../../src/index.js";
import { drawFrom, randomParams } from "../../conformance/models.js";

const ofExpert = (expert: Expert, gating: Gating = softmax()) => {
  const model = moe({ gating, expert, k: 3, inputs: 2 });
  return problemOf(model, drawFrom(model, randomParams(model, stream("classes")), 60, "classes"));
};

describe("starts for experts that are classes", () => {
  const problem = ofExpert(multinomialLogistic({ classes: 3 }));
  const { gateSize } = problem.likelihood;
  const spread = (values: Float64Array) =>
    Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

  it("are the same for the same stream", () => {
    assert.deepEqual(classStarts(problem, 2, stream("a")), classStarts(problem, 2, stream("a")));
  });

  it("have experts that are nearly alike, that differ and that are nearly sure, in turn", () => {
    const uniform = stream("turns");
    const means = [0, 1, 2].map((turn) => {
      const drawn = Array.from({ length: 60 }, (_, i) => classStarts(problem, turn + 3 * i, uniform));
      const ofAll = (from: number, to?: number) =>
        spread(Float64Array.from(drawn.flatMap((theta) => [...theta.subarray(from, to)])));
      return [ofAll(0, gateSize), ofAll(gateSize)];
    });
    // Some 600 coefficients or more of each kind: their spread is known to 3 %.
    means.forEach(([ofGate, ofClasses], turn) => {
      assert.ok(Math.abs(ofGate / 6 - 1) < 0.1, `${ofGate}`);
      assert.ok(Math.abs(ofClasses / [0.5, 2, 6][turn] - 1) < 0.1, `${ofClasses}`);
    });
  });

  it("leave a temperature that divides out where it is", () => {
    const plain = ofExpert(multinomialLogistic({ classes: 3 }), denseToSparse());
    assert.equal(plain.fixed.length, 1);
    const theta = classStarts(plain, 0, stream("plain"));
    assert.equal(theta[plain.fixed[0]], 0);
  });

  it("are for classes only", () => {
    assert.ok(hasClassesOnly(problem));
    assert.ok(!hasClassesOnly(ofExpert(gaussian())) && !hasClassesOnly(ofExpert(poisson())));
  });
});
