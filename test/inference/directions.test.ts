import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  fit,
  gaussian,
  informationDirections,
  informationSpectrum,
  modelOf,
  moe,
  type Params,
  sample,
  stream,
  uniform,
} from "../../src/index.js";

describe("the directions of the information", () => {
  const truth: Params = {
    gating: { name: "softmax", beta0: [0, 0], beta1: [[4], [0]] },
    experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
  };
  const model = modelOf(truth);
  const data = sample(model, truth, { n: 400, design: uniform(), uniform: stream("directions") });
  const fitted = fit(model, data, { starts: 2 });
  const directions = informationDirections(model, data, fitted);

  it("are as many as the parameters, of length 1, the least eigenvalue of the spectrum first", () => {
    const { eigenvalues } = informationSpectrum(model, data, fitted);
    assert.deepEqual(
      directions.map(({ eigenvalue }) => eigenvalue),
      [...eigenvalues].reverse(),
    );
    assert.equal(directions.length, model.size);
    for (const { entries } of directions) {
      const length = Math.hypot(...Object.values(entries));
      // Orthonormal to the rounding of an eigen-decomposition of eight rows.
      assert.ok(Math.abs(length - 1) < 1e-12, `${length}`);
    }
  });

  it("begin at the fit", () => {
    for (const { at } of directions)
      for (const [part, fields] of Object.entries(fitted.params))
        for (const [name, value] of Object.entries(fields).filter(([, field]) => typeof field !== "string")) {
          const there = [(at(0) as never as Record<string, Record<string, unknown>>)[part][name]].flat(3);
          [value].flat(3).forEach((one, i) => {
            // Standardised and back.
            assert.ok(Math.abs((one as number) - (there[i] as number)) < 1e-10, `${part}.${name}`);
          });
        }
  });

  it("cost s^2 / 2 times n times the eigenvalue, to second order", () => {
    for (const { eigenvalue, at } of directions) {
      const step = 1e-3 / Math.sqrt(eigenvalue);
      const [ahead, back] = [step, -step].map((s) => fitted.logLik - model.logLik(at(s), data));
      const expected = 0.5 * step * step * 400 * eigenvalue;
      // The mean of both sides has no third order; the fourth is of the order of the step's square relative to it, the rounding of a
      // log-likelihood of some hundreds 1e-13 beside 2e-4.
      assert.ok(Math.abs((ahead + back) / 2 - expected) < 1e-3 * expected, `${ahead} ${back} ${expected}`);
    }
  });

  it("of an expert too many have one that moves its copies and costs next to nothing", () => {
    const three = moe({ gating: model.gating, expert: gaussian(), k: 3 });
    const over = fit(three, data);
    const [least] = informationDirections(three, data, over);
    assert.ok(least.eigenvalue < 0.1 * directions[0].eigenvalue, `${least.eigenvalue}`);
  });
});
