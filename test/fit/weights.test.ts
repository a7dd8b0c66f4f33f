import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  dataset,
  fit,
  gaussian,
  type Model,
  moe,
  multinomialLogistic,
  poisson,
  remarksOf,
  type Sample,
  softmax,
  stream,
  studentT,
  topK,
} from "../../src/index.js";
import { relativeGap } from "../conformance/differences.js";
import { drawFrom, randomParams } from "../conformance/models.js";

/** A sample with weights 0 to 3, and with each row as often. */
function both(
  model: Model,
  n: number,
  key: string,
): { readonly weighted: Sample; readonly expanded: Sample } {
  const { labels: _, ...data } = drawFrom(model, randomParams(model, stream(key)), n, key);
  const uniform = stream(`${key}/weights`);
  const weights = Float64Array.from({ length: n }, () => Math.floor(4 * uniform()));
  const rows = Array.from(weights).flatMap((weight, t) => new Array<number>(weight).fill(t));
  const take = (column: Float64Array) => Float64Array.from(rows, (t) => column[t]);
  return {
    weighted: { ...data, weights },
    expanded: { n: rows.length, d: data.d, x: data.x.map(take), y: take(data.y) },
  };
}

const numbers = (value: unknown): number[] =>
  typeof value === "number"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(numbers)
      : [];

describe("a fit with weights is that of the sample with each row as often:", () => {
  const cases: readonly (readonly [string, Model, number])[] = [
    ["two lines", moe({ gating: softmax(), expert: gaussian(), k: 2 }), 150],
    ["three planes", moe({ gating: softmax(), expert: gaussian(), k: 3, inputs: 2 }), 200],
    ["no inputs", moe({ gating: softmax(), expert: gaussian(), k: 2, inputs: 0 }), 120],
    ["a part of the data first", moe({ gating: softmax(), expert: gaussian(), k: 2 }), 8000],
    ["classes", moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 2 }), 200],
    ["counts", moe({ gating: softmax(), expert: poisson(), k: 2 }), 150],
    ["tails", moe({ gating: softmax(), expert: studentT({ nu: 4 }), k: 2 }), 150],
    [
      "an activation",
      moe({ gating: activationDenseToSparse({ activation: "tanh" }), expert: gaussian(), k: 2 }),
      150,
    ],
    ["top-1", moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2, inputs: 2 }), 120],
    ["top-2", moe({ gating: topK({ k: 2, rank: "score" }), expert: gaussian(), k: 3 }), 120],
  ];
  for (const [name, model, n] of cases)
    it(name, () => {
      const { weighted, expanded } = both(model, n, `weighted fit/${name}`);
      const [own, other] = [weighted, expanded].map((sample) => fit(model, sample, { starts: 3 }));
      assert.equal(own.n, other.n);
      // The search is the same: starts are the same observations, and parts of the data the same ones. Those of a top-K gate that end
      // alike go on as one if no rounding tells them apart.
      if (model.selected === undefined) assert.deepEqual(own.search, other.search);
      else assert.equal(own.search.starts, other.search.starts);
      assert.equal(own.status, other.status);
      assert.ok(
        Math.abs(own.logLik - other.logLik) <= 1e-8 * Math.abs(other.logLik),
        `${own.logLik}, ${other.logLik}`,
      );
      for (const name of ["aic", "bic", "icl"] as const)
        assert.ok(
          Math.abs(own.criteria[name] - other.criteria[name]) <= 1e-7 * Math.abs(other.criteria[name]),
        );
      if (own.status !== "converged") return;
      // Two ends of one climb, each within the score's tolerance: where the data say little of a coefficient, as of steep gates, farther.
      assert.ok(relativeGap(numbers(own.params), numbers(other.params)) <= 1e-4);
      assert.ok(relativeGap(numbers(own.standardErrors), numbers(other.standardErrors)) <= 1e-3);
      assert.ok(
        relativeGap(numbers(own.certificate.observations), numbers(other.certificate.observations)) <= 1e-5,
      );
      assert.deepEqual(
        remarksOf(model, weighted, own).repeatedValues,
        remarksOf(model, expanded, other).repeatedValues,
      );
    });
});

describe("weights", () => {
  const model = moe({ gating: softmax(), expert: gaussian(), k: 1 });
  const x = [1, 2, 3, 4, 5, 6, 7];
  const y = [2, 3, 5, 4, 6, 8, 7];

  it("that are not whole give weighted least squares", () => {
    const weights = [0.5, 1.5, 0.25, 2, 1, 0.75, 1];
    const { params, n } = fit(model, dataset(x, y, { weights }));
    const sum = (f: (t: number) => number) => weights.reduce((total, w, t) => total + w * f(t), 0);
    const [mx, my] = [sum((t) => x[t]) / sum(() => 1), sum((t) => y[t]) / sum(() => 1)];
    const slope = sum((t) => (x[t] - mx) * (y[t] - my)) / sum((t) => (x[t] - mx) ** 2);
    assert.equal(n, 7);
    const [[estimated]] = params.experts.a as unknown as number[][];
    assert.ok(Math.abs(estimated - slope) <= 1e-10);
  });

  it("of 0 leave rows out, whatever stands in them", () => {
    const wild = dataset([...x, 1e6], [...y, -1e9], { weights: [1, 1, 1, 1, 1, 1, 1, 0] });
    const [own, other] = [fit(model, wild), fit(model, dataset(x, y))];
    assert.ok(Math.abs(own.logLik - other.logLik) <= 1e-12);
    assert.equal(own.n, 7);
    assert.equal(model.logLik(own.params, wild), model.logLik(own.params, dataset(x, y)));
  });

  it("are counted where observations are asked for", () => {
    assert.throws(() => fit(model, dataset(x, y, { weights: x.map(() => 0.4) })), {
      message: /^too few observations; more than the 3 free parameters are needed: 2\.8/,
    });
  });

  it("are refused where they are negative, no numbers, all 0, or too few", () => {
    const cases: readonly (readonly [number[], string])[] = [
      [[1, -2, 1], "invalid weights[1]; negative: -2"],
      [[1, Number.POSITIVE_INFINITY, 1], "invalid weights[1]; not a finite number: Infinity"],
      [[0, 0, 0], "invalid weights; all are 0"],
      [
        [1, 1e308, 1],
        "invalid weights; their sum is above 2^53, where an observation more is not counted: 1e+308",
      ],
      [[1, 1], "invalid weights; 3 values expected, as many as y has: 2"],
    ];
    for (const [weights, message] of cases)
      assert.throws(() => dataset([1, 2, 3], [1, 2, 3], { weights }), { message });
    const sample = { ...dataset(x, y), weights: Float64Array.of(1, 2) };
    assert.throws(() => fit(model, sample), { message: "invalid weights; 7 values expected: 2" });
  });
});
