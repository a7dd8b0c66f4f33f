import assert from "node:assert/strict";
import { it } from "node:test";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { criteriaOf } from "../../../src/fit/report/criteria.js";
import {
  activationDenseToSparse,
  denseToSparse,
  type Gating,
  gaussian,
  type Model,
  moe,
  softmax,
  stream,
  topK,
} from "../../../src/index.js";
import { drawFrom, randomParams } from "../../conformance/models.js";

const three = (gating: Gating, d: number): Model => moe({ gating, expert: gaussian(), k: 3, inputs: d });

function criteriaAt(model: Model) {
  const params = randomParams(model, stream("criteria"));
  const data = drawFrom(model, params, 60, "criteria");
  const problem = problemOf(model, data);
  const theta = problem.coordinates.toTheta(params);
  const logLik = problem.logLikAt(params);
  return { ...criteriaOf(problem, theta, logLik), logLik, model, params, data };
}

it("criteria count what the density depends on: all parameters, but for a temperature that divides out", () => {
  for (const d of [1, 2]) {
    // Two gates of d + 1 coefficients, three experts of d + 2.
    const size = 2 * (d + 1) + 3 * (d + 2);
    for (const gating of [softmax(), denseToSparse(), denseToSparse({ temperature: 0.5 })]) {
      assert.equal(criteriaAt(three(gating, d)).identified, size, `${gating.name}, ${d}`);
      assert.equal(
        criteriaAt(three(topK({ k: 2, score: gating }), d)).identified,
        size,
        `top-2 ${gating.name}`,
      );
    }
    const bent = three(activationDenseToSparse({ activation: "tanh" }), d);
    assert.equal(criteriaAt(bent).identified, bent.size);
  }
});

it("criteria count a gate that selects one expert by the order of its ranks: none, or directions without their common length", () => {
  for (const [d, rank, ofGate] of [
    [1, "slope", 0],
    [2, "slope", 3],
    [3, "slope", 5],
    [1, "score", 3],
    [2, "score", 5],
  ] as const)
    for (const score of [softmax(), denseToSparse(), denseToSparse({ temperature: 0.5 })]) {
      const { identified } = criteriaAt(three(topK({ k: 1, rank, score }), d));
      assert.equal(identified, ofGate + 3 * (d + 2), `${score.name}, ${rank}, ${d}`);
    }
});

it("criteria count of a gate what it can differ in: nothing for one expert, the weights without inputs, ranks behind a selection", () => {
  const bent = (activation: string) => activationDenseToSparse({ activation });
  const sizeOf = (gating: Gating, k: number, inputs: number) =>
    criteriaAt(moe({ gating, expert: gaussian(), k, inputs })).identified;
  for (const gating of [softmax(), bent("tanh")]) {
    assert.equal(sizeOf(gating, 1, 2), 4);
    assert.equal(sizeOf(gating, 3, 0), 2 + 3 * 2);
  }
  const selecting = (score: Gating, rank: "slope" | "score") => topK({ k: 1, rank, score });
  // Slopes of an activation that grows rank as those of a linear gate do; of others nothing but intercepts and temperature is lost.
  for (const d of [1, 2]) {
    const experts = 3 * (d + 2);
    const linear = sizeOf(selecting(softmax(), "slope"), 3, d);
    assert.equal(sizeOf(selecting(bent("tanh"), "slope"), 3, d), linear);
    assert.equal(sizeOf(selecting(bent("gelu"), "slope"), 3, d), 3 * d + experts);
    assert.equal(sizeOf(selecting(bent("tanh"), "score"), 3, d), 2 + 3 * d + experts);
  }
});

it("criteria are those of Akaike, Schwarz, and Biernacki, Celeux and Govaert", () => {
  const { identified, aic, bic, icl, logLik, model, params, data } = criteriaAt(three(denseToSparse(), 2));
  assert.equal(aic, -2 * logLik + 2 * identified);
  assert.equal(bic, -2 * logLik + identified * Math.log(60));
  // The responsibilities once more, from weights and normal densities.
  const { a, b, sigma2 } = params.experts as unknown as { a: number[][]; b: number[]; sigma2: number[] };
  let entropy = 0;
  for (let t = 0; t < data.n; t++) {
    const x = data.x.map((column) => column[t]);
    const parts = model.gateWeights(params, x).map((weight, i) => {
      const e = data.y[t] - b[i] - a[i].reduce((sum, slope, j) => sum + slope * x[j], 0);
      return (weight * Math.exp((-e * e) / (2 * sigma2[i]))) / Math.sqrt(sigma2[i]);
    });
    const total = parts.reduce((sum, part) => sum + part, 0);
    for (const part of parts) if (part > 0) entropy -= (part / total) * Math.log(part / total);
  }
  assert.ok(Math.abs(icl - (bic + 2 * entropy)) <= 1e-9);
});
