import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  type AnyParams,
  binomial,
  dataset,
  type Expert,
  expertGain,
  fit,
  gaussian,
  hellinger,
  modelOf,
  moe,
  multinomialLogistic,
  normal,
  pointMass,
  poisson,
  predict,
  remarksOf,
  type Sample,
  sample,
  softmax,
  stream,
  studentT,
  topK,
  uniform,
} from "../../src/index.js";
import { inAnotherOrder } from "../fit/data.js";

interface Maximum {
  readonly theta: readonly number[];
  readonly logLik: number;
}
interface Fixture extends Readonly<Record<"x" | "counts" | "trials" | "successes" | "scores", number[]>> {
  readonly poisson: Maximum;
  readonly binomial: Maximum;
  readonly ceiling: Maximum;
}
const fixture = JSON.parse(
  readFileSync(new URL("../../../test/r/inflated.json", import.meta.url), "utf8"),
) as Fixture;
const { x } = fixture;

const near = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance * (1 + Math.abs(expected)), `${value}, not ${expected}`);

/** The numbers of a fit of one law and a point mass: those of the gate, then those of the law. */
const numbersOf = ({ gating, experts }: AnyParams): number[] => {
  const [law] = experts as unknown as readonly { a: number[]; b: number; sigma2?: number }[];
  const gate = gating as unknown as { beta0: number[]; beta1: number[][] };
  return [
    gate.beta0[0],
    gate.beta1[0][0],
    law.b,
    law.a[0],
    ...(law.sigma2 === undefined ? [] : [law.sigma2]),
  ];
};

describe("a law and a point mass are fitted to the maximum that R finds:", () => {
  const cases: readonly (readonly [string, Expert, number, Sample, Maximum])[] = [
    ["a zero-inflated Poisson regression", poisson(), 0, dataset(x, fixture.counts), fixture.poisson],
    [
      "a zero-inflated binomial regression",
      binomial(),
      0,
      dataset(x, fixture.successes, { trials: fixture.trials }),
      fixture.binomial,
    ],
    ["normal scores with a ceiling", gaussian(), 100, dataset(x, fixture.scores), fixture.ceiling],
  ];
  for (const [name, law, at, data, { theta, logLik }] of cases)
    for (const experts of [
      [law, pointMass({ at })],
      [pointMass({ at }), law],
    ])
      it(`${name}, ${experts.map((one) => one.name).join(" before ")}`, () => {
        const model = moe({ gating: softmax(), experts });
        const found = fit(model, data);
        assert.equal(found.status, "converged");
        // BFGS with numerical derivatives leaves a score of 1e-3 or so, of which the log-likelihood misses its square.
        near(found.logLik, logLik, 1e-8);
        near(model.logLik(found.params, data), found.logLik, 1e-12);
        if (experts[0] === law)
          numbersOf(found.params).forEach((value, i) => {
            near(value, theta[i], 1e-4);
          });
      });
});

/** Three of ten scores are at the ceiling, the others on two lines. */
function ceiling(n: number): Sample {
  const next = normal(stream("ceiling"));
  const u = stream("ceiling/u");
  const inputs = Array.from({ length: n }, () => 4 * u() - 2);
  const y = inputs.map((at) => {
    const line = u() < 0.5 ? 60 + 10 * at : 30 - 5 * at;
    return u() < 0.3 ? 100 : line + 4 * next();
  });
  return dataset(inputs, y);
}

describe("two Gaussian experts and a point mass", () => {
  const data = ceiling(400);
  const model = moe({ gating: softmax(), experts: [gaussian(), pointMass({ at: 100 }), gaussian()] });
  const found = fit(model, data);

  it("have one converged maximum whatever the order of the rows, with every row at the point in the point mass", () => {
    assert.equal(found.status, "converged");
    const times = data.y.filter((value) => value === 100).length;
    assert.equal(found.certificate.observations[1], times);
    for (const order of [1, 2, 3]) near(fit(model, inAnotherOrder(data, order)).logLik, found.logLik, 1e-9);
    assert.deepEqual(remarksOf(model, data, found).repeatedValues, []);
  });

  it("have the law that two Gaussian experts have on the other rows, with a gate that tells these from them", () => {
    const rows = Array.from(data.y.keys()).filter((t) => data.y[t] !== 100);
    const beside = dataset(
      rows.map((t) => data.x[0][t]),
      rows.map((t) => data.y[t]),
    );
    const two = fit(moe({ gating: softmax(), expert: gaussian(), k: 2 }), beside);
    // With three experts the gate has the slopes of two and of the point mass against the rest: the maximum is at least that of both parts.
    const share = rows.length / data.n;
    const parts = rows.length * Math.log(share) + (data.n - rows.length) * Math.log(1 - share);
    assert.ok(found.logLik >= two.logLik + parts - 1e-6, `${found.logLik}, ${two.logLik + parts}`);
    assert.ok(found.logLik <= two.logLik + parts + 10);
  });

  it("are fitted alike in other units, with the point moved along, and by EM", () => {
    const moved = { ...data, y: data.y.map((value) => 2 * value - 300) };
    const other = moe({ gating: softmax(), experts: [gaussian(), pointMass({ at: -100 }), gaussian()] });
    const beside = data.y.filter((value) => value !== 100).length;
    near(fit(other, moved).logLik, found.logLik - beside * Math.log(2), 1e-9);
    const em = fit(model, data, { method: "em", start: found.params });
    near(em.logLik, found.logLik, 1e-9);
  });

  it("count weights, and rows of weight 0 not at all", () => {
    const weights = Float64Array.from(data.y, (_, t) => t % 3);
    const rows = Array.from(weights).flatMap((weight, t) => new Array<number>(weight).fill(t));
    const expanded = dataset(
      rows.map((t) => data.x[0][t]),
      rows.map((t) => data.y[t]),
    );
    near(fit(model, { ...data, weights }).logLik, fit(model, expanded).logLik, 1e-9);
  });

  it("have records of their own, which describe the model in JSON", () => {
    const { params } = found;
    assert.deepEqual(
      (params.experts as { name?: string }[]).map(({ name }) => name),
      ["gaussian", "pointMass", "gaussian"],
    );
    assert.deepEqual(Object.keys(params.experts[0 as never]), ["name", "a", "b", "sigma2"]);
    assert.deepEqual(params.experts[1 as never], { name: "pointMass", at: 100 });
    const again = modelOf(JSON.parse(JSON.stringify(params)) as AnyParams);
    assert.equal(again.logLik(params, data), model.logLik(params, data));
    const errors = found.standardErrors.experts as readonly Record<string, unknown>[];
    assert.ok((errors[0].sigma2 as number) > 0);
    assert.deepEqual(errors[1], {});
  });

  it("predict the mean of the mixture", () => {
    const [w] = [model.gateWeights(found.params, [0.5])];
    const means = model.means(found.params)([0.5]);
    assert.equal(means[1], 100);
    const mean = w.reduce((sum, weight, i) => sum + weight * means[i], 0);
    assert.deepEqual(predict(model, found.params, [[0.5]]), { kind: "mean", mean: [mean] });
  });

  it("have no mixing measure, and say so", () => {
    const message =
      "no mixing measure; it is defined for experts of one family, whose atoms have the same blocks: gaussian, pointMass";
    assert.throws(() => found.measure, { message });
    assert.throws(() => model.measure(found.params), { message });
    assert.doesNotThrow(() => JSON.stringify({ ...found }));
  });

  it("gain over one Gaussian expert, not over no point mass", () => {
    const gain = expertGain(model, data, found);
    const smaller = moe({ gating: softmax(), experts: [gaussian(), pointMass({ at: 100 })] });
    near(gain?.smaller ?? 0, fit(smaller, data).logLik, 1e-9);
    assert.equal(gain?.chance.share, null);
    assert.equal(expertGain(smaller, data, fit(smaller, data)), undefined);
  });
});

describe("a law with a point mass", () => {
  const params: AnyParams = {
    gating: { name: "softmax", beta0: [0.5, 0], beta1: [[1], [0]] },
    experts: [
      { name: "gaussian", a: [2], b: 1, sigma2: 0.5 },
      { name: "pointMass", at: 0 },
    ],
  };
  const model = modelOf(params);

  it("has the probability of the point there, and the density elsewhere", () => {
    const { logDensity } = model.conditional(params)([0.3]);
    const [w, v] = model.gateWeights(params, [0.3]);
    near(Math.exp(logDensity(0)), v, 1e-14);
    const z = (2 - 1.6) ** 2 / 0.5;
    near(Math.exp(logDensity(2)), (w * Math.exp(-z / 2)) / Math.sqrt(Math.PI), 1e-14);
  });

  it("is as far from another as its parts are: h^2 is the sum over the point and the line", () => {
    const other = { ...params, gating: { ...params.gating, beta0: [-0.5, 0] } } as AnyParams;
    const distance = hellinger(model.conditional(params), model.conditional(other), [[0]]);
    const p = 1 / (1 + Math.exp(-0.5));
    const q = 1 - p;
    near(distance ** 2, ((Math.sqrt(p) - Math.sqrt(q)) ** 2 + (Math.sqrt(q) - Math.sqrt(p)) ** 2) / 2, 1e-8);
    const without = modelOf({
      gating: { name: "softmax", beta0: [0], beta1: [[0]] },
      experts: { name: "gaussian", a: [[2]], b: [1], sigma2: [0.5] },
    });
    const law = without.conditional({
      gating: { name: "softmax", beta0: [0], beta1: [[0]] },
      experts: { name: "gaussian", a: [[2]], b: [1], sigma2: [0.5] },
    });
    assert.throws(() => hellinger(model.conditional(params), law, [[0]]), {
      message: "cannot compare densities; one is on the line and the points 0, the other on the line",
    });
  });

  it("is minus infinity where no expert that is selected can give the response", () => {
    const top = moe({
      gating: topK({ k: 1, rank: "score" }),
      experts: [gaussian(), pointMass({ at: 0 })],
    });
    const [left, right] = [-2, 2].map((at) => dataset([at], [1]));
    assert.equal(top.logLik(params, left), Number.NEGATIVE_INFINITY);
    assert.ok(Number.isFinite(top.logLik(params, right)));
    // The point lies between other responses all along x, where a gate would have to select both experts.
    const u = stream("nowhere");
    const inputs = Array.from({ length: 60 }, () => u());
    const y = inputs.map((at, t) => (t % 2 === 0 ? 0 : at + u()));
    const found = fit(top, dataset(inputs, y));
    assert.deepEqual([found.status, found.logLik], ["maxSteps", Number.NEGATIVE_INFINITY]);
  });

  it("draws the point exactly, as often as its weight says", () => {
    const data = sample(model, params, { n: 4000, design: uniform(), uniform: stream("points") });
    const mass = data.x[0].reduce((sum, at) => sum + model.gateWeights(params, [at])[1], 0);
    const times = data.y.filter((value) => value === 0).length;
    // The variance of a sum of 4000 indicators is at most 1000.
    assert.ok(Math.abs(times - mass) < 4.5 * Math.sqrt(1000), `${times}, ${mass}`);
    data.labels?.forEach((label, t) => {
      assert.equal(label === 1, data.y[t] === 0);
    });
  });
});

describe("experts of several families", () => {
  it("are refused where their responses are of different kinds", () => {
    const refused = (experts: readonly Expert[], message: string) =>
      assert.throws(() => moe({ gating: softmax(), experts }), { message });
    refused(
      [gaussian(), poisson()],
      'invalid experts[1] "poisson"; its response must be of the kind of experts[0] "gaussian", on the line, of any unit: on integers, without a unit',
    );
    refused(
      [pointMass({ at: 0.5 }), poisson()],
      'invalid experts[0]; its point must be a response of experts[1] "poisson", on integers, without a unit: 0.5',
    );
    refused(
      [multinomialLogistic({ classes: 3 }), multinomialLogistic({ classes: 2 })],
      'invalid experts[1] "multinomialLogistic"; its response must be of the kind of experts[0] "multinomialLogistic", on the values 1, 2, 3, without a unit: on the values 1, 2, without a unit',
    );
    refused([], "invalid experts; not a positive integer: 0");
  });

  it("are as a number of one family where all are the same", () => {
    const list = moe({ gating: softmax(), experts: [studentT({ nu: 4 }), studentT({ nu: 4 })] });
    const number = moe({ gating: softmax(), expert: studentT({ nu: 4 }), k: 2 });
    assert.deepEqual(
      list.layout.slots.map(({ offset }) => offset),
      number.layout.slots.map(({ offset }) => offset),
    );
    const zero = number.bind(dataset([0], [1]), { columns: new Map(), response: { centre: 0, scale: 1 } });
    const params = zero.coordinates.toParams(new Float64Array(number.size));
    assert.deepEqual(list.canonical(params), params);
  });

  it("of different tails are fitted, and found again when they are listed in another order", () => {
    const truth: AnyParams = {
      gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
      experts: [
        { name: "gaussian", a: [2], b: 1, sigma2: 0.1 },
        { name: "studentT", nu: 3, a: [-2], b: -1, sigma2: 0.1 },
      ],
    };
    const data = sample(modelOf(truth), truth, { n: 400, design: uniform(), uniform: stream("tails") });
    const [one, other] = [
      [gaussian(), studentT({ nu: 3 })],
      [studentT({ nu: 3 }), gaussian()],
    ].map((experts) => fit(moe({ gating: softmax(), experts }), data));
    assert.equal(one.status, "converged");
    near(one.logLik, other.logLik, 1e-9);
    assert.ok(one.logLik > modelOf(truth).logLik(truth, data));
  });

  it("refuse data that none of them can give, or that leave one without a row", () => {
    const model = moe({ gating: softmax(), experts: [pointMass({ at: 1 }), pointMass({ at: 2 })] });
    const y = Array.from({ length: 20 }, (_, t) => 1 + (t % 2));
    const inputs = y.map((_, t) => Math.sin(t));
    assert.doesNotThrow(() => fit(model, dataset(inputs, y)));
    assert.throws(() => fit(model, dataset(inputs, [...y.slice(1), 3])), {
      message: "invalid y[19]; no expert can give it: 3",
    });
    const other = moe({ gating: softmax(), experts: [gaussian(), pointMass({ at: 7 })] });
    assert.throws(() => fit(other, dataset(inputs, inputs)), {
      message: 'invalid experts[1] "pointMass"; no response is one that it can give, the first: 0',
    });
  });
});
