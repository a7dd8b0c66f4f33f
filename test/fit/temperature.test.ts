import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  denseToSparse,
  type Fit,
  fit,
  gaussian,
  type Model,
  modelOf,
  moe,
  type Params,
  sample,
  softmax,
  stream,
  topK,
  uniform,
} from "../../src/index.js";
import { table } from "./data.js";

const experts = { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] };
const draw = (truth: Params, n: number, key: string) =>
  sample(modelOf(truth), truth, { n, design: uniform(), uniform: stream(key) });

/** How far the fits of the plain temperature gate and of the softmax gate to the same data may be apart. */
function agree(plain: Fit, soft: Fit): void {
  assert.equal(plain.status, soft.status);
  assert.ok(Math.abs(soft.logLik - plain.logLik) <= 1e-9 * Math.abs(soft.logLik));
  const [own, others] = [plain, soft].map(({ certificate }) => certificate.observations);
  own.forEach((observed, i) => {
    assert.ok(Math.abs(observed - others[i]) <= 1e-6 * observed, `${own}, not ${others}`);
  });
}

describe("a plain temperature gate", () => {
  const truth = {
    gating: { name: "denseToSparse", beta0: [0.3, 0], beta1: [[2], [0]], tau: 0.5 },
    experts,
  } as unknown as Params;
  const data = draw(truth, 800, "plain");
  const plain = moe({ gating: denseToSparse(), expert: gaussian(), k: 2 });
  const softmaxModel = moe({ gating: softmax(), expert: gaussian(), k: 2 });
  const estimated = fit(plain, data, { starts: 6 });
  const soft = fit(softmaxModel, data, { starts: 6 });

  it("has the fits of the softmax gate: status, log-likelihood, observations, criteria", () => {
    agree(estimated, soft);
    assert.equal(estimated.status, "converged");
    const { identified, aic } = estimated.criteria;
    assert.equal(identified, soft.criteria.identified);
    assert.ok(Math.abs(aic - soft.criteria.aic) <= 2e-9 * Math.abs(aic));
    assert.deepEqual([estimated.certificate.flat, estimated.certificate.atBound], [0, []]);
    assert.deepEqual(
      [estimated.certificate.unidentified, soft.certificate.unidentified],
      [["gating.log tau"], []],
    );
  });

  it("has them too with three experts, with starts as they come, and where the gate is a step", () => {
    for (let i = 0; i < 3; i++) {
      const other = draw(truth, 300, `plain/${i}`);
      const [p, s] = [denseToSparse(), softmax()].map((gating) =>
        fit(moe({ gating, expert: gaussian(), k: 3 }), other, { starts: 6, seed: i }),
      );
      agree(p, s);
    }
    const step = table("tempanomalies.csv");
    agree(fit(plain, step, { starts: 6 }), fit(softmaxModel, step, { starts: 6 }));
  });

  it("has the softmax gate's EM, step by step", () => {
    const em = { method: "em", starts: 2, maxSteps: 30 } as const;
    const [p, s] = [plain, softmaxModel].map((model: Model) => fit(model, data, em));
    assert.deepEqual([p.steps, p.params.gating.tau], [s.steps, 1]);
    assert.ok(Math.abs(p.logLik - s.logLik) <= 1e-10 * Math.abs(s.logLik));
  });

  it("leaves its temperature where it began, at 1 or at the start's, and fits the same ratios", () => {
    assert.equal(estimated.params.gating.tau, 1);
    const start = { ...truth, gating: { ...truth.gating, tau: 0.02 } } as unknown as Params;
    const cold = fit(plain, data, { start });
    agree(cold, soft);
    // The temperature is the exponential of its logarithm.
    assert.ok(Math.abs((cold.params.gating.tau as unknown as number) - 0.02) <= 1e-16);
    const beta0 = (cold.params.gating.beta0 as number[])[0] / 0.02;
    assert.ok(Math.abs(beta0 - (soft.params.gating.beta0 as number[])[0]) <= 1e-8);
  });

  it("has the standard errors of the softmax gate for its experts, and none where the temperature has a part", () => {
    const { gating, experts: its } = estimated.standardErrors;
    assert.deepEqual([gating.beta0, gating.beta1, gating.tau], [[null, 0], [[null], [0]], null]);
    const errors = soft.standardErrors.experts;
    for (const name of ["a", "b", "sigma2"])
      ([its[name]].flat(3) as number[]).forEach((error, i) => {
        const expected = ([errors[name]].flat(3) as number[])[i];
        assert.ok(Math.abs(error - expected) <= 1e-6 * expected, name);
      });
  });

  it("has the fits of the softmax gate under a selection as well", () => {
    const gates = [denseToSparse(), softmax()].map((score) => topK({ k: 2, score }));
    const [p, s] = gates.map((gating) =>
      fit(moe({ gating, expert: gaussian(), k: 3 }), draw(truth, 150, "plain/selected"), { starts: 4 }),
    );
    agree(p, s);
    assert.deepEqual(p.certificate.unidentified, ["gating.log tau"]);
  });

  it("is identified once its temperature is given", () => {
    const gating = denseToSparse({ temperature: 0.5 });
    const given = fit(moe({ gating, expert: gaussian(), k: 2 }), data, { starts: 6 });
    assert.equal(given.status, "converged");
    assert.equal(given.params.gating.tau, 0.5);
    assert.equal(given.params.gating.temperature, 0.5);
    assert.ok(Math.abs(given.logLik - estimated.logLik) <= 1e-9 * Math.abs(given.logLik));
    assert.ok((given.standardErrors.gating.beta0 as readonly number[])[0] > 0);
    assert.equal(given.standardErrors.gating.tau, 0);
  });
});

describe("a temperature whose best value is as small as it may be", () => {
  it("is followed along its ridge onto the bound, and named there", () => {
    // Near 0 the activation is a line, and on these data a line serves better than any of its bends.
    const truth = {
      gating: {
        name: "activationDenseToSparse",
        activation: "gelu",
        beta0: [0.3, 0],
        beta1: [[3], [-2]],
        tau: 0.7,
      },
      experts,
    } as unknown as Params;
    const { status, certificate, params } = fit(modelOf(truth), draw(truth, 1000, "try/gelu"), { starts: 3 });
    assert.equal(status, "boundary");
    assert.deepEqual(certificate.atBound, ["gating.log tau"]);
    assert.ok(certificate.score <= 1e-8);
    assert.ok(Math.abs((params.gating.tau as unknown as number) - 0.01) <= 1e-12);
  });
});
