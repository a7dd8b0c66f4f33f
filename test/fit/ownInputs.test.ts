import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  dataset,
  expertGain,
  fit,
  type Gating,
  gaussian,
  type Inputs,
  type Intercept,
  type Model,
  modifiedSoftmax,
  moe,
  multinomialLogistic,
  normal,
  type Params,
  poisson,
  remarksOf,
  type Sample,
  softmax,
  stream,
  topK,
} from "../../src/index.js";
import { drawFrom, randomParams } from "../conformance/models.js";

type Fixture = { readonly x: number[]; readonly z: number[]; readonly y: number[] } & Readonly<
  Record<string, { readonly flexmix: number; readonly logLik: number }>
>;
const fixture = JSON.parse(
  readFileSync(new URL("../../../test/r/concomitant.json", import.meta.url), "utf8"),
) as Fixture;

/** The log-likelihood of a certified fit with two Gaussian experts. */
function fitted(sample: Sample, inputs: Inputs, intercept: Intercept = {}) {
  const model = moe({ gating: softmax(), expert: gaussian(), k: 2, inputs, intercept });
  const found = fit(model, sample);
  assert.equal(found.status, "converged");
  return found;
}

describe("a gate and experts with inputs of their own are fitted to the maximum that R finds:", () => {
  const { x, z, y } = fixture;
  const both = dataset(
    x.map((value, t) => [value, z[t]]),
    y,
  );
  const cases: readonly (readonly [string, Sample, Inputs, Intercept?])[] = [
    ["gateOnZ", both, { gating: [1], experts: [0] }],
    ["constantGate", both, { gating: [], experts: [0], columns: 2 }],
    ["noInputs", dataset(null, y), { gating: [], experts: [] }],
    ["throughOrigin", both, { gating: [1], experts: [0] }, { experts: false }],
  ];
  for (const [name, sample, inputs, intercept] of cases)
    it(name, () => {
      const { logLik } = fitted(sample, inputs, intercept);
      const { logLik: expected, flexmix } = fixture[name];
      // BFGS with numerical derivatives leaves a score of 1e-3 or so, of which the log-likelihood misses its square.
      assert.ok(Math.abs(logLik - expected) <= 1e-5, `${logLik}, not ${expected}`);
      assert.ok(logLik >= flexmix - 1e-8);
    });
});

/** Parameters of a model whose parts see some columns as those of one whose parts see all: the other slopes are 0. */
function embedded({ gating, families: [expert], columns, inputs: d }: Model, params: Params): Params {
  const wide = (slopes: unknown, seen: readonly number[]): unknown =>
    Array.isArray(slopes) && Array.isArray(slopes[0])
      ? slopes.map((one) => wide(one, seen))
      : Array.from({ length: d }, (_, j) => (seen.includes(j) ? (slopes as number[])[seen.indexOf(j)] : 0));
  const part = (fields: typeof gating.fields, record: Params["gating"], seen: readonly number[]) =>
    Object.fromEntries(
      Object.entries(record)
        .filter(([name]) => name !== "intercept")
        .map(([name, value]) => [
          name,
          fields[name]?.part === "slopes" ? (value as unknown[]).map((one) => wide(one, seen)) : value,
        ]),
    );
  return {
    gating: part(gating.fields, params.gating, columns.gating),
    experts: part(expert.fields, params.experts, columns.experts),
  } as Params;
}

describe("a model whose parts see some columns, or have no intercepts, is the one that sees all with the other coefficients 0:", () => {
  const gatings: readonly Gating[] = [
    softmax(),
    activationDenseToSparse({ activation: "tanh" }),
    modifiedSoftmax({ transform: "tanh" }),
    topK({ k: 2, rank: "score" }),
  ];
  for (const [g, gating] of gatings.entries())
    for (const expert of [gaussian(), multinomialLogistic({ classes: 3 }), poisson()])
      it(`${gating.name} ${g} x ${expert.name}`, () => {
        const options = { gating, expert, experts: 3 };
        for (const [inputs, intercept] of [
          [{ gating: [2], experts: [1, 0], columns: 3 }, {}],
          [{ gating: [1], experts: [], columns: 2 }, {}],
          [
            { gating: [0, 1], experts: [1] },
            { experts: false, gating: false },
          ],
        ] as readonly [Inputs, Intercept][]) {
          const own = moe({ ...options, inputs, intercept });
          const all = moe({ ...options, inputs: own.inputs });
          const params = randomParams(own, stream(`embedded/${g}/${expert.name}`));
          const data = drawFrom(own, params, 200, `embedded/${g}/${expert.name}`);
          const wide = embedded(own, params);
          const gap = own.logLik(params, data) - all.logLik(wide, data);
          assert.ok(Math.abs(gap) <= 1e-9 * data.n, `${gap}`);
          const row = data.x.map((column) => column[7]);
          own.gateWeights(params, row).forEach((weight, i) => {
            assert.ok(Math.abs(weight - all.gateWeights(wide, row)[i]) <= 1e-12);
          });
        }
      });
});

describe("without intercepts", () => {
  const next = normal(stream("through the origin"));
  const n = 80;
  const x = Array.from({ length: n }, () => [3 + next(), 100 + 5 * next()]);
  const y = x.map(([a, b]) => 2 * a - 0.3 * b + next());
  const sample = dataset(x, y);
  const model = moe({
    gating: softmax(),
    expert: gaussian(),
    k: 1,
    inputs: 2,
    intercept: { experts: false },
  });

  it("one expert is least squares through the origin, with its standard errors", () => {
    const { params, logLik, standardErrors, status } = fit(model, sample);
    const sum = (f: (a: number, b: number, y: number) => number) =>
      x.reduce((total, [a, b], t) => total + f(a, b, y[t]), 0);
    const [aa, ab, bb] = [sum((a) => a * a), sum((a, b) => a * b), sum((_, b) => b * b)];
    const [ay, by] = [sum((a, _, v) => a * v), sum((_, b, v) => b * v)];
    const determinant = aa * bb - ab * ab;
    const slopes = [(bb * ay - ab * by) / determinant, (aa * by - ab * ay) / determinant];
    const sigma2 = sum((a, b, v) => (v - slopes[0] * a - slopes[1] * b) ** 2) / n;
    assert.equal(status, "converged");
    const {
      a,
      b,
      sigma2: estimated,
    } = params.experts as unknown as {
      a: number[][];
      b: number[];
      sigma2: number[];
    };
    // The normal equations have a condition number of about 1e5.
    a[0].forEach((slope, j) => {
      assert.ok(Math.abs(slope - slopes[j]) <= 1e-9);
    });
    assert.deepEqual(b, [0]);
    assert.ok(Math.abs(estimated[0] - sigma2) <= 1e-9);
    assert.ok(Math.abs(logLik + (n / 2) * (Math.log(2 * Math.PI * sigma2) + 1)) <= 1e-8);
    const errors = standardErrors.experts as unknown as { a: number[][]; b: number[] };
    assert.deepEqual(errors.b, [0]);
    assert.ok(Math.abs(errors.a[0][0] - Math.sqrt((sigma2 * bb) / determinant)) <= 1e-7);
  });

  it("a constant column is an intercept of the user's own", () => {
    const ones = dataset(
      x.map(([a]) => [a, 1]),
      y,
    );
    const own = moe({
      gating: softmax(),
      expert: gaussian(),
      k: 2,
      inputs: { gating: [0], experts: [0, 1] },
      intercept: { experts: false },
    });
    const usual = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const alone = dataset(
      x.map(([a]) => a),
      y,
    );
    assert.ok(Math.abs(fit(own, ones).logLik - fit(usual, alone).logLik) <= 1e-6);
  });

  it("a field that is not estimated must be 0", () => {
    const { params } = fit(model, sample);
    assert.equal(params.experts.intercept, false);
    const moved = { ...params, experts: { ...params.experts, b: [1] } };
    assert.throws(() => model.check(moved), {
      message: "invalid experts.b[0]; given, not estimated, and must be 0: 1",
    });
  });
});

describe("what a report says of parts with inputs of their own", () => {
  const next = normal(stream("steps of own inputs"));
  const rows = Array.from({ length: 120 }, (_, t) => [next(), t < 60 ? -1 - (t % 7) / 7 : 1 + (t % 5) / 5]);
  const sample = dataset(
    rows,
    rows.map(([a, b]) => (b < 0 ? 3 + a : -3 - a) + 0.3 * next()),
  );
  const model = moe({
    gating: softmax(),
    expert: gaussian(),
    k: 2,
    inputs: { gating: [1], experts: [0] },
  });
  const found = fit(model, sample);

  it("a step is along the gate's only input", () => {
    const { steps } = remarksOf(model, sample, found);
    assert.equal(steps.length, 1);
    assert.deepEqual(steps[0].border?.normal, [1]);
    assert.deepEqual(steps[0].between, [-1, 1]);
  });

  it("the law of chance gains is not claimed, since it was simulated for parts that see the same", () => {
    assert.deepEqual(expertGain(model, sample, found)?.chance, {
      share: null,
      limits: "no law was simulated for a gate and experts that see different inputs",
    });
  });

  it("inputs are checked part by part", () => {
    const twice = dataset(
      rows.map(([a, b]) => [a, b, 2 * a]),
      sample.y,
    );
    const options = { gating: softmax(), expert: gaussian(), experts: 2 };
    const apart = moe({ ...options, inputs: { gating: [0, 1], experts: [1, 2] } });
    assert.equal(fit(apart, twice).experts, 2);
    assert.throws(() => fit(moe({ ...options, inputs: { gating: [2, 0], experts: [1] } }), twice), {
      message: /^invalid inputs 3, 1 of the gate; linearly dependent/,
    });
    const constant = dataset(
      rows.map(([a]) => [a, 4]),
      sample.y,
    );
    assert.throws(() => fit(moe({ ...options, inputs: { gating: [0], experts: [1] } }), constant), {
      message: "invalid input 2 of the experts; it does not vary: 4",
    });
    // A column that no part sees may be anything.
    assert.equal(
      fit(moe({ ...options, inputs: { gating: [0], experts: [0], columns: 2 } }), constant).experts,
      2,
    );
  });
});
