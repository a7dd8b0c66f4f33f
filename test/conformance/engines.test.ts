import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { unbounded } from "../../src/family.js";
import { stream } from "../../src/index.js";
import { plainEngine } from "../../src/numeric/arena.js";
import { simdEngine } from "../../src/numeric/simd.js";
import { rawUnits } from "../../src/units.js";
import { drawFrom, models, randomParams } from "./models.js";

// n is no multiple of a block, nor of 4.
const n = 603;
const tolerance = 1e-10;

function agree(actual: Float64Array, expected: Float64Array, what: string) {
  const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  for (let i = 0; i < expected.length; i++)
    assert.ok(Math.abs(actual[i] - expected[i]) <= tolerance * size, `${what}[${i}]`);
}

describe("the engines agree within 1e-10 of the largest entry on", () => {
  for (const { name, model } of models)
    it(name, () => {
      const params = randomParams(model, stream(`engines/${name}`));
      const data = drawFrom(model, params, n, `engines/data/${name}`);
      const [plain, simd] = [plainEngine, simdEngine()].map((engine) => {
        const { likelihood, coordinates } = model.bind(data, rawUnits, unbounded, engine);
        const theta = coordinates.toTheta(params);
        const { size, gateSize } = likelihood;
        const score = new Float64Array(size);
        const hessian = new Float64Array(size * size);
        const value = likelihood.evaluate(theta, 2, score, hessian);
        const r = Array.from({ length: model.experts }, () => new Float64Array(n));
        likelihood.responsibilities(theta, r);
        const gate = new Float64Array(gateSize * gateSize);
        const gateValue = likelihood.gateCriterion(theta, r, 2, new Float64Array(gateSize), gate);
        return { values: Float64Array.of(value, gateValue), score, hessian, r, gate };
      });
      agree(simd.values, plain.values, "value");
      agree(simd.score, plain.score, "score");
      agree(simd.hessian, plain.hessian, "hessian");
      agree(simd.gate, plain.gate, "gate");
      simd.r.forEach((own, i) => {
        agree(own, plain.r[i], `r[${i}]`);
      });
    });
});
