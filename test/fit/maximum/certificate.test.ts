import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { certify } from "../../../src/fit/maximum/certificate.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import {
  denseToSparse,
  fit,
  gaussian,
  moe,
  type Sample,
  sample,
  stream,
  uniform,
} from "../../../src/index.js";
import { symmetricEigen } from "../../../src/numeric/symmetricEigen.js";
import { initTrustRegion } from "../../../src/numeric/trustRegion.js";
import { balanced, model, table } from "../data.js";

const data: Sample = sample(model(2), balanced, {
  n: 200,
  design: uniform(),
  uniform: stream("certificate"),
});

describe("the certificate of a maximum", () => {
  it("says how much the data say least of: the least eigenvalue of the information, flat directions aside", () => {
    for (const result of [
      fit(model(2), data, { starts: 4 }),
      fit(model(2), table("tempanomalies.csv"), { starts: 4 }),
    ]) {
      const { flat, leastInformation, maxEigenvalue } = result.certificate;
      const sampleOf = result.n === 200 ? data : table("tempanomalies.csv");
      const { coordinates, evaluate, size } = problemOf(model(2), sampleOf);
      const hessian = new Float64Array(size * size);
      evaluate(coordinates.toTheta(result.params), new Float64Array(size), hessian);
      const curved = symmetricEigen(hessian, size).values.slice(0, size - flat);
      const least = -curved[curved.length - 1];
      // Parameters are rounded on their way through the data's own units.
      assert.ok(Math.abs((leastInformation as number) - least) <= 1e-6, `${leastInformation}, not ${least}`);
      assert.ok(
        flat === 2 ? Math.abs(maxEigenvalue) <= 1e-7 : maxEigenvalue === -(leastInformation as number),
      );
    }
  });

  it("is of the parameters that are free: a temperature that divides out is named and has no part in it", () => {
    const plain = moe({ gating: denseToSparse(), expert: gaussian(), k: 2 });
    const { certificate } = fit(plain, data, { starts: 4 });
    const soft = fit(model(2), data, { starts: 4 }).certificate;
    assert.deepEqual(certificate.unidentified, ["gating.log tau"]);
    assert.ok(Math.abs((certificate.leastInformation as number) - (soft.leastInformation as number)) <= 1e-9);
    assert.deepEqual([certificate.flat, certificate.atBound, certificate.ties], [0, [], 0]);
  });
});

describe("a candidate", () => {
  const problem = problemOf(model(2), data);
  const at = (theta: Float64Array) => certify(problem, { state: initTrustRegion(problem, theta), steps: 1 });

  it("is no maximum where the score does not vanish, and says no more than its certificate", () => {
    const start = problem.coordinates.toTheta(balanced);
    const candidate = at(start);
    assert.equal(candidate.kind, "maxSteps");
    assert.equal(candidate.status(), "maxSteps");
    assert.ok(candidate.certificate().score > 1e-4);
    assert.ok(candidate.allowance > 0);
    assert.deepEqual(candidate.observations, candidate.certificate().observations);
  });

  it("is no maximum at a saddle, though the score vanishes there", () => {
    // One line twice: a saddle where two lines are better.
    const { params } = fit(model(1), data);
    const { a, b, sigma2 } = params.experts as unknown as { a: number[][]; b: number[]; sigma2: number[] };
    const doubled = {
      gating: { beta0: [0, 0], beta1: [[0], [0]] },
      experts: { a: [a[0], a[0]], b: [b[0], b[0]], sigma2: [sigma2[0], sigma2[0]] },
    };
    const candidate = at(problem.coordinates.toTheta(doubled));
    const { score, maxEigenvalue } = candidate.certificate();
    assert.ok(score <= 1e-8 && maxEigenvalue > 1e-3, `${score}, ${maxEigenvalue}`);
    assert.equal(candidate.status(), "maxSteps");
  });

  it("is eligible at a maximum, with the status of its certificate", () => {
    const { params, status, logLik } = fit(model(2), data);
    const candidate = at(problem.coordinates.toTheta(params));
    assert.deepEqual([candidate.kind, candidate.status(), status], ["eligible", "converged", "converged"]);
    assert.ok(Math.abs(problem.logLikOf(candidate.maximum.state.value) - logLik) <= 1e-9);
  });
});
