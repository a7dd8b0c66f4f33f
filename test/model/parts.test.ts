import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  dataset,
  gaussian,
  type Inputs,
  modelOf,
  moe,
  predict,
  sample,
  softmax,
  stream,
  topK,
  uniform,
} from "../../src/index.js";

const options = { gating: softmax(), expert: gaussian(), experts: 2 };

describe("the inputs of a model", () => {
  it("are columns of a sample, as many as are needed or said", () => {
    const own = moe({ ...options, inputs: { gating: [2], experts: [0, 1] } });
    assert.equal(own.inputs, 3);
    assert.deepEqual(own.columns, { gating: [2], experts: [0, 1] });
    assert.deepEqual(own.intercept, { gating: true, experts: true });
    // One gate score of two coefficients, and twice two slopes, an intercept and a variance.
    assert.equal(own.size, 2 + 2 * 4);
    assert.equal(moe({ ...options, inputs: { gating: [], experts: [1], columns: 5 } }).inputs, 5);
    assert.deepEqual(moe({ ...options, inputs: 2 }).columns, { gating: [0, 1], experts: [0, 1] });
    assert.equal(moe({ ...options, inputs: 0 }).size, 1 + 2 * 2);
  });

  it("stay as the model has them where its parts make another model", () => {
    const own = moe({ ...options, inputs: { gating: [], experts: [1] }, intercept: { experts: false } });
    const three = moe({ ...own, expert: own.families[0], k: 3 });
    assert.deepEqual(three.columns, own.columns);
    assert.deepEqual(three.intercept, own.intercept);
    assert.equal(three.size, 2 + 3 * 2);
  });

  const refused: readonly (readonly [what: string, inputs: unknown, message: string])[] = [
    ["a text", "x", 'invalid inputs; neither a number nor lists of columns: "x"'],
    ["a list that is none", { gating: 1, experts: [] }, "invalid inputs.gating; not a list of columns: 1"],
    [
      "a negative column",
      { gating: [0], experts: [-1] },
      "invalid inputs.experts[0]; not a column, 0, 1, 2, ...: -1",
    ],
    ["a column twice", { gating: [1, 1], experts: [0] }, "invalid inputs.gating; a column is given twice: 1"],
    [
      "too few columns",
      { gating: [1], experts: [0], columns: 1 },
      "invalid inputs.columns; not a whole number from 2 on, which the lists need: 1",
    ],
    [
      "another name",
      { gating: [1], experts: [0], gate: 1 },
      "unknown inputs.gate; known: gating, experts, columns",
    ],
  ];
  for (const [what, inputs, message] of refused)
    it(`are refused where they are ${what}`, () =>
      assert.throws(() => moe({ ...options, inputs: inputs as Inputs }), { message }));

  it("are needed by a gate that leaves experts out", () => {
    assert.throws(() => moe({ ...options, gating: topK({ k: 1 }), inputs: { gating: [], experts: [0] } }), {
      message: "invalid topK; the gate sees no inputs by which experts could rank: 1",
    });
  });
});

describe("a model without inputs", () => {
  const model = moe({ ...options, inputs: { gating: [], experts: [] } });
  const params = {
    gating: { beta0: [0.5, 0], beta1: [[], []] },
    experts: { a: [[], []], b: [-2, 2], sigma2: [1, 0.5] },
  };

  it("is read off a record without slopes", () => {
    assert.deepEqual(modelOf(params).columns, { gating: [], experts: [] });
  });

  it("is simulated without a design, and predicted at rows without entries", () => {
    const data = sample(model, params, { n: 5000, uniform: stream("no inputs") });
    assert.deepEqual([data.d, data.x.length, data.y.length], [0, 0, 5000]);
    const prediction = predict(model, params, [[]]);
    assert.ok(prediction.kind === "mean");
    const weight = 1 / (1 + Math.exp(-0.5));
    assert.ok(Math.abs(prediction.mean[0] - (2 - 4 * weight)) <= 1e-12);
    const average = data.y.reduce((sum, value) => sum + value, 0) / 5000;
    // Four standard errors: the variance is below 5.
    assert.ok(Math.abs(average - prediction.mean[0]) <= 4 * Math.sqrt(5 / 5000));
  });

  it("has data of responses alone", () => {
    assert.ok(model.logLik(params, dataset(null, [1, 2, 3])) < 0);
  });

  it("needs a number of rows, and a design where there are inputs", () => {
    assert.throws(() => model.sampler(params)([], stream("none")), {
      message: "missing n; without inputs the number of rows must be given",
    });
    const one = moe(options);
    const own = {
      gating: { beta0: [0, 0], beta1: [[1], [0]] },
      experts: { ...params.experts, a: [[1], [2]] },
    };
    assert.throws(() => sample(one, own, { n: 3, uniform: stream("none") }), {
      message: "missing design; the model has d = 1",
    });
    assert.throws(() => sample(model, params, { n: 3, design: uniform(), uniform: stream("none") }), {
      message: /^invalid design "uniform.*"; the model has d = 0, the design: 1$/,
    });
  });
});

describe("a model without intercepts", () => {
  it("says so in its records, by which it is known again", () => {
    const gating = activationDenseToSparse({ activation: "tanh" });
    const model = moe({ ...options, gating, intercept: { gating: false } });
    const params = model.canonical({
      gating: { beta0: [0, 0], beta1: [[1], [2]], tau: 1 as never },
      experts: { a: [[1], [2]], b: [0, 1], sigma2: [1, 1] },
    });
    assert.equal(params.gating.intercept, false);
    assert.deepEqual(modelOf(params).intercept, { gating: false, experts: true });
    // Two slopes and a temperature, and two experts of three.
    assert.equal(model.size, 3 + 6);
    assert.throws(() => moe({ ...options, intercept: { gating: 0 as never } }), {
      message: "invalid intercept.gating; not true or false: 0",
    });
  });
});
