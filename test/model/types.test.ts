import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  type Expert,
  type Fit,
  fit,
  type Gating,
  gaussian,
  type Model,
  moe,
  multinomialLogistic,
  type Params,
  type Prediction,
  poisson,
  predict,
  type Sample,
  sample,
  softmax,
  stream,
  studentT,
  topK,
  uniform,
} from "../../src/index.js";

// That this file compiles is most of what it tests: an estimate and a prediction have the types of their families.

const gaussians = moe({ gating: softmax(), expert: gaussian(), k: 2 });
const drawn = (model: Model, params: Params): Sample =>
  sample(model, params, { n: 120, design: uniform(), uniform: stream("types") });
const gate = { beta0: [0.5, 0], beta1: [[3], [0]] };
const lines = { a: [[2], [-1]], b: [1, -1], sigma2: [0.25, 0.16] };
const once = { starts: 1 } as const;

describe("the types of an estimate", () => {
  it("are those of Gaussian experts and a softmax gate", () => {
    const { params, alternatives } = fit(gaussians, drawn(gaussians, { gating: gate, experts: lines }), once);
    const sigma2: number[] = params.experts.sigma2;
    const a: number[][] = params.experts.a;
    const beta1: number[][] = params.gating.beta1;
    const others: number[][] = alternatives.map((other) => other.params.experts.sigma2);
    assert.deepEqual([sigma2.length, a.length, beta1.length], [2, 2, 2]);
    assert.ok(others.every(({ length }) => length === 2));
    const name: "gaussian" = params.experts.name;
    assert.equal(name, "gaussian");
    // @ts-expect-error there is no such field
    assert.equal(params.experts.sigma, undefined);
    // @ts-expect-error a softmax gate has no temperature
    assert.equal(params.gating.tau, undefined);
  });

  it("are those of classes, of a temperature, and of a selection", () => {
    const model = moe({
      gating: activationDenseToSparse({ activation: "tanh" }),
      expert: multinomialLogistic({ classes: 2 }),
      k: 2,
    });
    const { gating, experts } = model.canonical({
      gating: { ...gate, activation: "tanh", tau: 1 },
      experts: {
        a: [
          [1, 0],
          [0, 0],
        ],
        b: [
          [[2], [0]],
          [[-1], [0]],
        ],
      },
    });
    const a: number[][] = experts.a;
    const b: number[][][] = experts.b;
    const tau: number = gating.tau;
    assert.deepEqual([a[0][0], b[1][0][0], tau], [1, -1, 1]);
    const selecting = moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 });
    const { gating: selected } = selecting.canonical({ gating: gate, experts: lines });
    const [k, slopes]: [number, number[][]] = [selected.topK, selected.beta1];
    assert.deepEqual([k, slopes[0][0]], [1, 3]);
  });

  it("tell degrees of freedom that are estimated from those that are given", () => {
    const model = <E extends Expert>(expert: E) => moe({ gating: softmax(), expert, k: 2 });
    const estimated: number[] = model(studentT()).canonical({
      gating: gate,
      experts: { ...lines, nu: [4, 5] },
    }).experts.nu;
    const given: number = model(studentT({ nu: 3 })).canonical({ gating: gate, experts: lines }).experts.nu;
    assert.deepEqual([estimated.length, given], [2, 3]);
  });
});

describe("the types of a prediction", () => {
  it("are means for numbers and counts, probabilities for classes", () => {
    const mean: number[] = predict(gaussians, { gating: gate, experts: lines }, [[0], [1]]).mean;
    assert.equal(mean.length, 2);
    const counts = moe({ gating: softmax(), expert: poisson(), k: 2 });
    const rates: number[] = predict(counts, { gating: gate, experts: { a: [[1], [0]], b: [0, 1] } }, [
      [0],
    ]).mean;
    assert.equal(rates.length, 1);
    const classes = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 2 }), k: 1 });
    const one = { gating: { beta0: [0], beta1: [[0]] }, experts: { a: [[0, 0]], b: [[[1], [0]]] } };
    const prediction = predict(classes, one, [[0]]);
    const probabilities: number[][] = prediction.probabilities;
    assert.deepEqual(probabilities, [[0.5, 0.5]]);
    // @ts-expect-error classes have no mean
    assert.equal(prediction.mean, undefined);
  });
});

describe("a model whose families are not known to the compiler", () => {
  it("is any model, and takes any of them", () => {
    const models: readonly Model[] = [
      gaussians,
      moe({ gating: topK({ k: 1 }), expert: poisson(), k: 2 }),
      moe({ gating: softmax() as Gating, expert: gaussian() as Expert, k: 2 }),
    ];
    const parts = (bent: boolean) => ({
      gating: bent ? activationDenseToSparse({ activation: "tanh" }) : softmax(),
      expert: bent ? poisson() : gaussian(),
    });
    const either = moe({ ...parts(false), k: 2 });
    const found: Fit = fit(either, drawn(either, { gating: gate, experts: lines }), once);
    const sigma2 = found.params.experts.sigma2 as readonly number[];
    assert.equal(sigma2.length, 2);
    const prediction: Prediction = predict(models[2], { gating: gate, experts: lines }, [[0]]);
    assert.equal(prediction.kind, "mean");
  });
});
