import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  dataset,
  type Expert,
  fit,
  gamma,
  gaussian,
  modelOf,
  moe,
  pointMass,
  profile,
  type Sample,
  softmax,
  studentT,
  topK,
} from "../../src/index.js";

/** Fits of two experts with one variance by other programs: see the script. */
const { data, equal, constant } = JSON.parse(
  readFileSync(new URL("../../../test/r/restrictions.json", import.meta.url), "utf8"),
);
const sample = dataset(
  data.x.map((x: number) => [x]),
  data.y,
);
const two = (expert: Expert) => moe({ gating: softmax(), expert, k: 2 });

const near = (actual: number, expected: number, within: number, what: string): void =>
  assert.ok(
    Math.abs(actual - expected) <= within * (1 + Math.abs(expected)),
    `${what}: ${actual}, ${expected}`,
  );

describe("two Gaussian experts with one variance", () => {
  const model = moe({ gating: softmax(), expert: gaussian({ equalVariances: true }), k: 2 });
  const found = fit(model, sample);

  it("are those that R's optimisers find, with their standard errors", () => {
    const [beta0, beta1, b1, b2, a1, a2, v] = equal.p as number[];
    // The first expert of R is the one that the gate leads to on the right: here it comes last, as the reference.
    const { gating, experts } = found.params;
    // R stops where differences of the log-likelihood no longer tell: the square root of 1e-14.
    near(found.logLik, equal.value[0], 1e-10, "logLik");
    assert.ok(found.logLik >= equal.value[0] - 1e-10);
    const pairs = { beta0: [gating.beta0, [-beta0, 0]], b: [experts.b, [b2, b1]] } as const;
    for (const [name, [own, other]] of Object.entries(pairs))
      (own as number[]).forEach((value, i) => {
        near(value, other[i], 1e-5, name);
      });
    near((gating.beta1 as number[][])[0][0], -beta1, 1e-5, "beta1");
    near(experts.a[0][0], a2, 1e-5, "a");
    near(experts.a[1][0], a1, 1e-5, "a");
    near(experts.sigma2, Math.exp(v), 1e-5, "sigma2");
    const { sigma2, b } = found.standardErrors.experts;
    // Its Hessian is one of differences, right to some 1e-4.
    near(sigma2 as number, Math.exp(v) * equal.standardErrors[6], 1e-3, "error of sigma2");
    near((b as number[])[1], equal.standardErrors[2], 1e-3, "error of b");
  });

  it("are those of mixtools where the weights are constant", () => {
    const weighed = moe({
      gating: softmax(),
      expert: gaussian({ equalVariances: true }),
      k: 2,
      inputs: { gating: [], experts: [0], columns: 1 },
    });
    const { params, logLik } = fit(weighed, sample);
    // EM of mixtools stops where a step gains 1e-12.
    near(logLik, constant.value[0], 1e-9, "logLik");
    near(Math.sqrt(params.experts.sigma2), constant.sigma[0], 1e-4, "sigma");
    const order = params.experts.b[0] < params.experts.b[1] ? [0, 1] : [1, 0];
    order.forEach((i, at) => {
      near(params.experts.b[i], constant.b[at], 1e-4, "b");
      near(params.experts.a[i][0], constant.a[at], 1e-4, "a");
    });
  });

  it("have one number in the record, in the measure's every atom, and among the parameters", () => {
    assert.equal(typeof found.params.experts.sigma2, "number");
    assert.deepEqual(found.measure.atoms.sigma2, [
      [found.params.experts.sigma2],
      [found.params.experts.sigma2],
    ]);
    assert.equal(found.criteria.identified, 7);
    assert.equal(found.covariance.parameters.filter(({ name }) => name.includes("sigma2")).length, 1);
    const again = modelOf(JSON.parse(JSON.stringify(found.params)));
    assert.equal(again.logLik(found.params, sample), model.logLik(found.params, sample));
  });

  it("are the maximum of the profile of their variance", () => {
    const { low, high, ends, curve } = profile(model, sample, found, { parameter: "experts.sigma2" });
    assert.ok(low < found.params.experts.sigma2 && found.params.experts.sigma2 < high);
    assert.deepEqual(ends, { low: "level", high: "level" });
    for (const { logLik } of curve) assert.ok(logLik <= found.logLik + 1e-9);
  });

  it("are found by EM, whose step for the variance is pooled", () => {
    const byEm = fit(model, sample, { method: "em", tolerance: 1e-14 });
    near(byEm.logLik, found.logLik, 1e-10, "logLik");
    // With a closed form for all experts it takes some dozens of steps, without one as many but each of many passes.
    assert.ok(
      model.bind(sample, { columns: new Map(), response: { centre: 0, scale: 1 } }).likelihood
        .maximiseExperts,
    );
  });

  it("stand beside a point mass, each record with the same variance", () => {
    const expert = gaussian({ equalVariances: true });
    const zeros = { ...sample, y: sample.y.map((y, t) => (t % 10 === 0 ? 0 : y)) } as Sample;
    const mixed = moe({ gating: softmax(), experts: [expert, pointMass({ at: 0 }), expert], inputs: 1 });
    const inflated = fit(mixed, zeros);
    const records = inflated.params.experts as readonly { readonly sigma2?: number }[];
    assert.ok(records[0].sigma2 !== undefined && records[0].sigma2 === records[2].sigma2);
    assert.ok(
      ["experts[0].sigma2", "experts[2].sigma2"].every((parameter) => {
        const { low, high } = profile(mixed, zeros, inflated, { parameter });
        return low < (records[0].sigma2 as number) && (records[0].sigma2 as number) < high;
      }),
    );
    const unlike = {
      ...inflated.params,
      experts: records.map((one, i) => (i === 2 ? { ...one, sigma2: 9 } : one)),
    };
    assert.throws(
      () => mixed.logLik(unlike as typeof inflated.params, zeros),
      /^(Moestat)?Error: invalid experts\[2\]\.sigma2; shared with experts\[0\], and must be [\d.]+: 9$/,
    );
  });
});

describe("experts that share a scale", () => {
  const positive = { ...sample, y: sample.y.map((y) => Math.exp(0.5 * y)) } as Sample;
  const one = (expert: Expert) => moe({ gating: softmax(), expert, k: 1 });
  for (const [name, shared, free, on] of [
    ["variance", gaussian({ equalVariances: true }), gaussian(), sample],
    ["squared scale of t laws", studentT({ nu: 5, equalScales: true }), studentT({ nu: 5 }), sample],
    ["shape", gamma({ equalShapes: true }), gamma(), positive],
  ] as const)
    it(`are nested between one expert and experts that do not: ${name}`, () => {
      const start = fit(two(shared), on).params;
      const asFree = (value: unknown) => (typeof value === "number" ? [value, value] : value);
      const {
        name: family,
        equalVariances: _,
        equalScales: __,
        equalShapes: ___,
        nu,
        ...fields
      } = start.experts;
      const apart = Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [field, asFree(value)]),
      );
      const given = {
        gating: start.gating,
        experts: { name: family, ...apart, ...(nu === undefined ? {} : { nu }) },
      };
      const logLiks = [
        fit(one(free), on).logLik,
        fit(two(shared), on).logLik,
        fit(two(free), on, { start: given as never }).logLik,
      ];
      assert.ok(logLiks[0] < logLiks[1] && logLiks[1] <= logLiks[2] + 1e-9, `${logLiks}`);
      assert.equal(one(shared).size, one(free).size);
      assert.equal(two(shared).size, two(free).size - 1);
      // No gain can be owed to narrowness where all are as wide.
      assert.equal(fit(two(shared), on).allowance, 0);
    });

  it("share degrees of freedom, a number that a record gives as an estimate", () => {
    const model = two(studentT({ equalScales: true, equalFreedom: true }));
    const { params, criteria } = fit(model, sample);
    assert.ok(typeof params.experts.nu === "number" && criteria.identified === 8);
    const again = modelOf(JSON.parse(JSON.stringify(params)));
    assert.equal(again.size, model.size);
    assert.equal(again.logLik(params, sample), model.logLik(params, sample));
  });

  it("are fitted behind a gate that selects one of them", () => {
    const select = (expert: Expert) => moe({ gating: topK({ k: 1 }), expert, k: 2 });
    const shared = fit(select(gaussian({ equalVariances: true })), sample);
    assert.ok(shared.certificate.score <= 1e-8);
    // Least squares on either side of the border, which is at 0, and the mean of all squared residuals.
    const sides = [0, 1].map((side) =>
      Array.from(sample.y.keys()).filter((t) => sample.x[0][t] > 0 === (side === 1)),
    );
    const squares = sides.map((rows) => {
      const alone = dataset(
        rows.map((t) => [sample.x[0][t]]),
        rows.map((t) => sample.y[t]),
      );
      const { params } = fit(one(gaussian()), alone);
      return rows.length * (params.experts.sigma2 as number[])[0];
    });
    near(shared.params.experts.sigma2 as number, (squares[0] + squares[1]) / sample.n, 1e-9, "sigma2");
  });

  it("need a flag that is true or false", () => {
    assert.throws(
      () => gaussian({ equalVariances: 1 as never }),
      /^(Moestat)?Error: invalid equalVariances; not true or false: 1$/,
    );
  });
});
