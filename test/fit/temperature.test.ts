import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  denseToSparse,
  fit,
  gaussian,
  modelOf,
  moe,
  type Params,
  sample,
  softmax,
  stream,
  uniform,
} from "../../src/index.js";

const experts = { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] };
const draw = (truth: Params, n: number, key: string) =>
  sample(modelOf(truth), truth, { n, design: uniform(), uniform: stream(key) });

describe("a plain temperature gate", () => {
  const truth = {
    gating: { name: "denseToSparse", beta0: [0.3, 0], beta1: [[2], [0]], tau: 0.5 },
    experts,
  } as unknown as Params;
  const data = draw(truth, 800, "plain");
  const estimated = fit(moe({ gating: denseToSparse(), expert: gaussian(), experts: 2 }), data, {
    starts: 6,
  });

  it("is fitted as singular, and the one flat direction is that of (beta0, beta1, tau)", () => {
    assert.equal(estimated.status, "singular");
    const { flatDirections } = estimated.certificate;
    assert.equal(flatDirections.length, 1);
    assert.deepEqual(Object.keys(flatDirections[0]).sort(), [
      "gating.beta0[0]",
      "gating.beta1[0][0]",
      "gating.log tau",
    ]);
  });

  it("is climbed to the top whatever the flat direction leaves of the others", () => {
    // Steps along a direction that is all but flat used to take up the trust region, and some of these to stall short of it.
    const model = moe({ gating: denseToSparse(), expert: gaussian(), experts: 2 });
    for (let i = 0; i < 8; i++) {
      const { status, certificate } = fit(model, draw(truth, 3000, `plain/${i}`), { starts: 2 });
      assert.equal(status, "singular", `${i}: score ${certificate.score}`);
    }
  });

  it("has no standard errors along it, and those of the softmax gate elsewhere", () => {
    const { gating, experts: its } = estimated.standardErrors();
    assert.deepEqual([gating.beta0, gating.beta1, gating.tau], [[null, 0], [[null], [0]], null]);
    const soft = fit(moe({ gating: softmax(), expert: gaussian(), experts: 2 }), data, { starts: 6 });
    assert.ok(Math.abs(soft.logLik - estimated.logLik) <= 1e-9 * Math.abs(soft.logLik));
    const errors = soft.standardErrors().experts;
    // The two may list the experts in another order.
    const sorted = (field: unknown) => ([field].flat(3) as number[]).sort((p, q) => p - q);
    for (const name of ["a", "b", "sigma2"])
      sorted(its[name]).forEach((error, i) => {
        assert.ok(Math.abs(error - sorted(errors[name])[i]) <= 1e-6 * error, `${name}`);
      });
  });

  it("is identified once its temperature is given", () => {
    const gating = denseToSparse({ temperature: 0.5 });
    const given = fit(moe({ gating, expert: gaussian(), experts: 2 }), data, { starts: 6 });
    assert.equal(given.status, "converged");
    assert.equal(given.params.gating.tau, 0.5);
    assert.equal(given.params.gating.temperature, 0.5);
    assert.ok(Math.abs(given.logLik - estimated.logLik) <= 1e-9 * Math.abs(given.logLik));
    assert.ok((given.standardErrors().gating.beta0 as readonly number[])[0] > 0);
    assert.equal(given.standardErrors().gating.tau, 0);
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
    assert.deepEqual(certificate.atBound, ["gating[0].logTemperature[0]"]);
    assert.ok(certificate.score <= 1e-8);
    assert.ok(Math.abs((params.gating.tau as unknown as number) - 0.01) <= 1e-12);
  });
});
