import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  type AnyModel,
  activationDenseToSparse,
  bootstrap,
  dataset,
  fit,
  gamma,
  gaussian,
  grow,
  modifiedSoftmax,
  moe,
  multinomialLogistic,
  type Params,
  type Penalty,
  poisson,
  profile,
  type Sample,
  sandwich,
  select,
  softmax,
  studentT,
  topK,
} from "../../src/index.js";

/** Penalised fits of two Gaussian experts by R's optimisers: see the script. */
const { data, ridge, prior, both } = JSON.parse(
  readFileSync(new URL("../../../test/r/restrictions.json", import.meta.url), "utf8"),
);
const columns = (x: readonly number[], y: readonly number[]) =>
  dataset(
    x.map((value) => [value]),
    [...y],
  );
const points = columns(data.x, data.y);
const changePoint = columns(data.z, data.w);
const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
const variance = { shape: 2, scale: 0.5 };

const near = (actual: number, expected: number, within: number, what: string): void =>
  assert.ok(
    Math.abs(actual - expected) <= within * (1 + Math.abs(expected)),
    `${what}: ${actual}, ${expected}`,
  );

/** Fails unless two experts are those of R, which may list them in the other order. */
function isAsInR(params: Params, p: readonly number[]): void {
  const { gating, experts } = params as unknown as {
    gating: { beta0: number[]; beta1: number[][] };
    experts: { a: number[][]; b: number[]; sigma2: number[] | number };
  };
  const turned = Math.abs(experts.b[0] - p[2]) > Math.abs(experts.b[1] - p[2]);
  const order = turned ? [1, 0] : [0, 1];
  const sign = turned ? -1 : 1;
  // R stops where differences of the log-likelihood no longer tell: the square root of 1e-14, and of flat directions.
  near(gating.beta0[0], sign * p[0], 1e-5, "beta0");
  near(gating.beta1[0][0], sign * p[1], 1e-5, "beta1");
  order.forEach((i, at) => {
    near(experts.b[i], p[2 + at], 1e-5, "b");
    near(experts.a[i][0], p[4 + at], 1e-5, "a");
    const own = Array.isArray(experts.sigma2) ? experts.sigma2[i] : experts.sigma2;
    near(own, Math.exp(p[6 + (p.length === 8 ? at : 0)]), 1e-5, "sigma2");
  });
}

describe("a penalised fit", () => {
  it("with a ridge has a finite gate where the likelihood's is a step", () => {
    const step = fit(model, changePoint);
    assert.ok(step.status === "singular" && Math.abs((step.params.gating.beta1 as number[][])[0][0]) > 100);
    const found = fit(model, changePoint, { penalty: { gateRidge: 0.5 } });
    assert.equal(found.status, "converged");
    near(found.penalised as number, ridge.value[0], 1e-10, "penalised");
    isAsInR(found.params as never, ridge.p);
    assert.ok(found.logLik < step.logLik && found.logLik > (found.penalised as number));
    near(found.logLik, model.logLik(found.params, changePoint), 1e-12, "logLik");
  });

  it("with a prior of the variances is the one that R's optimisers find", () => {
    const found = fit(model, points, { penalty: { variance } });
    near(found.penalised as number, prior.value[0], 1e-10, "penalised");
    isAsInR(found.params as never, prior.p);
    assert.deepEqual(found.penalty, { variance });
    const byEm = fit(model, points, { penalty: { variance }, method: "em", tolerance: 1e-14 });
    near(byEm.penalised as number, prior.value[0], 1e-9, "by EM");
  });

  it("with both and one variance is as well, with standard errors from the Hessian of what is maximised", () => {
    const shared = moe({ gating: softmax(), expert: gaussian({ equalVariances: true }), k: 2 });
    const found = fit(shared, points, { penalty: { gateRidge: 2, variance } });
    near(found.penalised as number, both.value[0], 1e-10, "penalised");
    isAsInR(found.params as never, both.p);
    // Its Hessian is one of differences, right to some 1e-4.
    const { sigma2 } = found.standardErrors.experts as { sigma2: number };
    near(sigma2, found.params.experts.sigma2 * both.standardErrors[6], 1e-3, "error of sigma2");
    const [[slope]] = found.standardErrors.gating.beta1 as number[][];
    near(slope, both.standardErrors[1], 1e-3, "error of beta1");
  });

  it("does not depend on the units of inputs and response", () => {
    const penalty = { gateRidge: 2, variance };
    const here = fit(model, points, { penalty });
    const there = fit(
      model,
      columns(
        data.x.map((x: number) => 30 * x - 7),
        data.y.map((y: number) => 5 + 1000 * y),
      ),
      { penalty },
    );
    near(
      there.penalised as number,
      (here.penalised as number) - points.n * Math.log(1000),
      1e-9,
      "penalised",
    );
    near(there.params.experts.sigma2[0], 1e6 * here.params.experts.sigma2[0], 1e-6, "sigma2");
  });

  it("falls in the log-likelihood, and its slopes, as the ridge grows", () => {
    const fits = [0, 0.1, 1, 10, 1e4].map((gateRidge) => fit(model, points, { penalty: { gateRidge } }));
    const slopes = fits.map(({ params }) => Math.abs((params.gating.beta1 as number[][])[0][0]));
    for (let i = 1; i < fits.length; i++) {
      assert.ok(fits[i].logLik < fits[i - 1].logLik && slopes[i] < slopes[i - 1], `${slopes}`);
      assert.ok((fits[i].penalised as number) < (fits[i - 1].penalised as number));
    }
    near(fits[0].logLik, fit(model, points).logLik, 1e-12, "without a ridge");
    assert.ok(slopes[4] < 0.01);
  });

  it("is what inference goes on from", async () => {
    const found = fit(model, points, { penalty: { gateRidge: 1, variance } });
    const { low, high, curve } = profile(model, points, found, { parameter: "gating.beta1[0][0]" });
    const [[slope]] = found.params.gating.beta1 as number[][];
    assert.ok(low < slope && slope < high);
    for (const { deviance } of curve) assert.ok(deviance >= -1e-8);
    assert.equal(sandwich(model, points, found).parameters.length, found.covariance.parameters.length);
    const { replicates } = await bootstrap(model, points, found, { replicates: 3 });
    assert.ok(replicates.every(({ status }) => status === "converged"));
  });

  it("is as sure of its maximum behind a gate that selects two of three", () => {
    const three = moe({ gating: topK({ k: 2 }), expert: gaussian(), k: 3 });
    const penalty = { gateRidge: 0.5, variance };
    const found = fit(three, points, { penalty });
    assert.ok(found.certificate.score <= 1e-8, `${found.certificate.score}`);
    const again = fit(three, points, { penalty, start: found.params });
    assert.ok((again.penalised as number) >= (found.penalised as number) - 1e-9);
    // A point of the same model without a penalty is no higher.
    const plain = fit(three, points, { penalty, start: fit(three, points).params });
    assert.ok((found.penalised as number) >= (plain.penalised as number) - 0.5);
  });

  const positive = { ...points, y: points.y.map((y) => Math.exp(0.5 * y)) } as Sample;
  const counts = { ...points, y: points.y.map((y) => Math.max(0, Math.round(2 + y))) } as Sample;
  const classes = { ...points, y: points.y.map((y) => (y > 0.5 ? 3 : y > -0.5 ? 2 : 1)) } as Sample;
  for (const [name, of, on, penalty] of [
    ["t", moe({ gating: softmax(), expert: studentT({ nu: 5 }), k: 2 }), points, { gateRidge: 1, variance }],
    [
      "gamma",
      moe({ gating: modifiedSoftmax({ transform: "tanh" }), expert: gamma(), k: 2 }),
      positive,
      { gateRidge: 1, variance },
    ],
    ["Poisson", moe({ gating: softmax(), expert: poisson(), k: 2 }), counts, { gateRidge: 1 }],
    [
      "classes",
      moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 2 }),
      classes,
      { gateRidge: 1 },
    ],
    [
      "Gaussian, activated",
      moe({ gating: activationDenseToSparse({ activation: "tanh" }), expert: gaussian(), k: 2 }),
      points,
      { gateRidge: 1, variance },
    ],
  ] as const)
    it(`is certified for other families: ${name}`, () => {
      const found = fit(of as AnyModel as typeof model, on, { penalty: penalty as Penalty });
      assert.ok(found.certificate.score <= 1e-8, `${found.status} ${found.certificate.score}`);
      const less = fit(of as AnyModel as typeof model, on, { start: found.params });
      assert.ok(less.logLik >= found.logLik - 1e-9);
    });

  it("promises no nesting where models of several sizes are compared", async () => {
    const penalty = { gateRidge: 1 };
    const one = grow(moe({ gating: softmax(), expert: gaussian(), k: 1 }), points, { penalty });
    assert.equal(grow(model, points, { penalty }, one).nested, false);
    const { rows } = await select({ gating: softmax(), expert: gaussian() }, points, {
      k: [1, 2],
      penalty,
    });
    assert.deepEqual(
      rows.map(({ nested }) => nested),
      [true, false],
    );
  });

  const refused: readonly [of: object, penalty: unknown, says: RegExp][] = [
    [model, { ridge: 1 }, /^(Moestat)?Error: unknown option "ridge" of penalty/],
    [model, { gateRidge: -1 }, /^(Moestat)?Error: invalid penalty\.gateRidge; not a number from 0 on: -1$/],
    [
      model,
      { variance: { shape: 0, scale: 1 } },
      /^(Moestat)?Error: invalid penalty\.variance\.shape; not positive: 0$/,
    ],
    [
      model,
      { variance: { shape: 1 } },
      /^(Moestat)?Error: invalid penalty\.variance\.scale; not positive: undefined$/,
    ],
    [
      moe({ gating: softmax(), expert: poisson(), k: 2 }),
      { variance },
      /^(Moestat)?Error: invalid penalty\.variance; no expert has a variance: /,
    ],
    [
      moe({
        gating: softmax(),
        expert: gaussian(),
        k: 2,
        inputs: { gating: [], experts: [0], columns: 1 },
      }),
      { gateRidge: 1 },
      /^(Moestat)?Error: invalid penalty\.gateRidge; the gate softmax has no slopes: 1$/,
    ],
    [
      moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 }),
      { gateRidge: 1 },
      /^(Moestat)?Error: invalid penalty\.gateRidge; where one expert is selected the likelihood does not depend on how large slopes are, so that it has no maximum: 1$/,
    ],
  ];
  for (const [of, penalty, says] of refused)
    it(`refuses ${JSON.stringify(penalty)}: ${says.source.replaceAll("\\", "").slice(8, 70)}`, () => {
      assert.throws(() => fit(of as typeof model, points, { penalty: penalty as Penalty }), says);
    });
});
