import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  dataset,
  fit,
  gaussian,
  modelOf,
  moe,
  type Params,
  predict,
  sample,
  softmax,
  stream,
  studentT,
  uniform,
} from "../../src/index.js";

const near = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, not ${expected}`);

interface Lines {
  readonly a: number[][];
  readonly b: number[];
  readonly sigma2: number[];
}

it("one Student's t expert is at the maximum that R finds", () => {
  // R 4.2: nlm on -sum(dt((y - b - a x) / s, 4, log = TRUE) - log s), gradtol 1e-12.
  const x = [-1.7, -1.2, -0.9, -0.4, -0.1, 0.2, 0.5, 0.8, 1.1, 1.3, 1.6, 2.0];
  const y = [-3.1, -2.2, -2.4, -0.7, 0.1, 0.3, 0.9, 1.9, 9.5, 2.4, 3.6, 3.8];
  const model = moe({ gating: softmax(), expert: studentT({ nu: 4 }), k: 1 });
  const result = fit(model, dataset(x, y));
  const { a, b, sigma2 } = result.params.experts as unknown as Lines;
  assert.equal(result.status, "converged");
  near(result.logLik, -14.706776811372741, 1e-10);
  // nlm takes its gradient by differences: six digits.
  near(b[0], 0.07543021616043265, 1e-6);
  near(a[0][0], 1.9498714050717338, 1e-6);
  near(sigma2[0], 0.10511397797780767, 1e-6);
});

describe("degrees of freedom that are estimated", () => {
  interface WithFreedom extends Lines {
    readonly nu: number[];
  }
  /** What test/r/experts.R printed. */
  const { studentT: r } = JSON.parse(
    readFileSync(new URL("../../../test/r/experts.json", import.meta.url), "utf8"),
  ) as Record<"studentT", Record<string, number[]>>;
  const one = moe({ gating: softmax(), expert: studentT(), k: 1 });

  it("are those at which R has the maximum", () => {
    const { status, params, logLik, standardErrors } = fit(one, dataset(r.x, r.y));
    const { a, b, sigma2, nu } = params.experts as unknown as WithFreedom;
    assert.equal(status, "converged");
    // R's minimiser takes its gradient by differences: its maximum is right to 1e-10, where the maximum is to the square root of that.
    assert.ok(logLik >= r.logLik[0] - 1e-10 && logLik <= r.logLik[0] + 1e-7, `${logLik}, ${r.logLik[0]}`);
    near(b[0], r.coefficients[0], 1e-5);
    near(a[0][0], r.coefficients[1], 1e-5);
    near(sigma2[0] / r.sigma2[0], 1, 1e-4);
    near(nu[0] / r.nu[0], 1, 1e-4);
    const errors = standardErrors.experts as unknown as WithFreedom;
    near(errors.b[0] / r.standardErrors[0], 1, 1e-3);
    near(errors.a[0][0] / r.standardErrors[1], 1, 1e-3);
  });

  it("are the greatest for responses with lighter tails than Gaussian ones: a boundary, with the multiplier that a difference has", () => {
    // Uniform quantiles about a line.
    const x = Array.from({ length: 200 }, (_, t) => t / 100 - 1);
    const y = x.map((value, t) => 2 * value + ((37 * t) % 200) / 100 - 1);
    const data = dataset(x, y);
    const { status, params, logLik, certificate } = fit(one, data);
    assert.equal(status, "boundary");
    const { a, b, sigma2, nu } = params.experts as unknown as WithFreedom;
    near(nu[0], 1000, 1e-9);
    assert.deepEqual(certificate.atBound, ["experts.log nu[0]"]);
    const h = 1e-3;
    const at = (logNu: number) =>
      one.logLik({ ...params, experts: { a, b, sigma2, nu: [Math.exp(logNu)] } }, data);
    const slope = (at(Math.log(1000) + h) - at(Math.log(1000) - h)) / (2 * h) / 200;
    // The difference misses h^2 of a third derivative of the same size.
    near(certificate.multipliers["experts.log nu[0]"] / slope, 1, 1e-5);
    const { logLik: limit } = fit(moe({ gating: softmax(), expert: gaussian(), k: 1 }), data);
    // n z^4 / 4000 an observation, and z is at most 1.7 here.
    assert.ok(limit > logLik && limit - logLik < 0.5, `${limit - logLik}`);
  });

  it("stand beside the other fields in a record, one for each expert, and a list in place of the option", () => {
    const params: Params = {
      gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
      experts: { name: "studentT", a: [[2], [-1]], b: [1, -1], sigma2: [0.09, 0.25], nu: [3, 12] },
    };
    const model = modelOf(JSON.parse(JSON.stringify(params)));
    assert.equal(model.size, 10);
    assert.ok(model.families[0].options === undefined);
    near(
      model.logLik(params, dataset([0.2], [1.5])),
      model.conditional(params)([0.2]).logDensity(1.5),
      1e-13,
    );
  });

  it("of each expert are recovered from its data", () => {
    const truth: Params = {
      gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
      experts: { name: "studentT", a: [[2], [-1]], b: [1, -1], sigma2: [0.09, 0.25], nu: [2.5, 8] },
    };
    const model = modelOf(truth);
    const data = sample(model, truth, { n: 4000, design: uniform(), uniform: stream("t/freedom") });
    const { status, logLik, params, standardErrors } = fit(model, data, { seed: "t", starts: 12 });
    assert.equal(status, "converged");
    // Twice the gain over the truth is about chi-square with 10 degrees of freedom: above 32 once in 2,500 samples.
    const gain = 2 * (logLik - model.logLik(truth, data));
    assert.ok(gain > 0 && gain < 32, `${gain}`);
    const { a, nu } = params.experts as unknown as WithFreedom;
    const errors = standardErrors.experts as unknown as WithFreedom;
    const order = a[0][0] > a[1][0] ? [0, 1] : [1, 0];
    order.forEach((i, j) => {
      near(Math.log(nu[i]), Math.log([2.5, 8][j]), (4 * errors.nu[i]) / nu[i]);
    });
  });
});

describe("two Student's t experts", () => {
  for (const nu of [1, 3, 30])
    it(`are recovered from their data: nu = ${nu}`, () => {
      const truth: Params = {
        gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
        experts: { name: "studentT", nu, a: [[2], [-1]], b: [1, -1], sigma2: [0.09, 0.25] },
      };
      const model = modelOf(truth);
      const data = sample(model, truth, { n: 2000, design: uniform(), uniform: stream(`t/${nu}`) });
      const { status, logLik, params, standardErrors } = fit(model, data, { seed: "t", starts: 12 });
      assert.equal(status, "converged");
      // Twice the gain over the truth is about chi-square with 8 degrees of freedom: above 28 once in 2,000 samples.
      const gain = 2 * (logLik - model.logLik(truth, data));
      assert.ok(gain > 0 && gain < 28, `${gain}`);
      const found = params.experts as unknown as Lines;
      const errors = standardErrors.experts as unknown as Lines;
      const order = found.a[0][0] > found.a[1][0] ? [0, 1] : [1, 0];
      order.forEach((i, j) => {
        // Four standard errors.
        near(found.a[i][0], [2, -1][j], 4 * errors.a[i][0]);
        near(found.b[i], [1, -1][j], 4 * errors.b[i]);
        near(found.sigma2[i], [0.09, 0.25][j], 4 * errors.sigma2[i]);
      });
    });

  it("with many degrees of freedom are Gaussian ones", () => {
    const params: Params = {
      gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
      experts: { name: "gaussian", a: [[2], [-1]], b: [1, -1], sigma2: [0.09, 0.25] },
    };
    const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const data = sample(model, params, { n: 300, design: uniform(), uniform: stream("t/gaussian") });
    const t = moe({ gating: softmax(), expert: studentT({ nu: 1e12 }), k: 2 });
    const own = { ...params, experts: { ...params.experts, name: "studentT", nu: 1e12 } };
    // log f differs by about z^4 / (4 nu) an observation.
    near(t.logLik(own, data), model.logLik(params, data), 1e-8);
  });
});

it("Student's t has a mean above one degree of freedom only", () => {
  const gating = { name: "softmax", beta0: [0], beta1: [[0]] };
  const at = (nu: number): Params => ({
    gating,
    experts: { name: "studentT", nu, a: [[2]], b: [1], sigma2: [1] },
  });
  assert.deepEqual(predict(modelOf(at(1.5)), at(1.5), [[3]]), { kind: "mean", mean: [7] });
  assert.throws(() => predict(modelOf(at(1)), at(1), [[3]]), {
    message: "no prediction; the expert studentT states no mean, and its response is no class",
  });
  assert.throws(() => modelOf(at(1)).means(at(1)), {
    message: "no means; the law of the expert studentT has none",
  });
});

it("Student's t stays a number where its square does not", () => {
  const expert = studentT({ nu: 3 });
  const term = {
    value: new Float64Array(1),
    first: [0, 1].map(() => new Float64Array(1)),
    second: [0, 1].map(() => [0, 1].map(() => new Float64Array(1))),
  };
  for (const y of [1e160, -1e300]) {
    expert.evaluate([Float64Array.of(0), Float64Array.of(0)], Float64Array.of(y), 1, 2, term);
    // log f = c - (nu + 1) log |y| far out.
    near(term.value[0] / Math.log(Math.abs(y)), -4, 0.01);
    near(term.first[1][0], 1.5, 1e-12);
    assert.deepEqual([term.first[0][0], term.second[0][0][0], term.second[1][1][0]].map(Math.abs), [0, 0, 0]);
  }
});

it("degrees of freedom are positive and finite", () => {
  assert.throws(() => studentT({ nu: 0 }), { message: "invalid nu; not a positive number: 0" });
  assert.throws(() => studentT({ nu: "4" as unknown as number }), {
    message: 'invalid nu; not a positive number: "4"',
  });
});
