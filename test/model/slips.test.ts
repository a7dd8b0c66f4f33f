import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as library from "../../src/index.js";

/** The library as JavaScript sees it: nothing stops a caller from any argument. */
type Untyped = (...given: readonly unknown[]) => unknown;
const {
  dataset,
  fit,
  gaussian,
  moe,
  normalDesign,
  predict,
  predictive,
  sample,
  select,
  softmax,
  stream,
  topK,
  uniform,
} = library as unknown as Readonly<Record<string, Untyped>>;
const { experts, gatings } = library;

const model = library.moe({ gating: library.softmax(), expert: library.gaussian(), k: 2 });
const truth = {
  gating: { beta0: [0, 0], beta1: [[2], [0]] },
  experts: { a: [[1], [-1]], b: [0, 1], sigma2: [0.1, 0.2] },
};
const data = library.sample(model, truth, {
  n: 60,
  design: library.uniform(),
  uniform: library.stream("slips"),
});
const { x, y } = { x: Array.from(data.x[0]), y: Array.from(data.y) };

/** What is called, and the message. */
type Slip = readonly [call: () => unknown, message: string];
const refuses = (slips: readonly Slip[]) => {
  for (const [call, message] of slips) assert.throws(call, { message });
};

describe("a slip is answered by what it is", () => {
  it("where a model is made of factories that were not called, or of what is no family", () => {
    const expert = gaussian();
    refuses([
      [
        () => moe({ gating: softmax, expert, k: 2 }),
        "invalid gating; a factory, not what it makes: call softmax()",
      ],
      [
        () => moe({ gating: softmax(), expert: gaussian, k: 2 }),
        "invalid expert; a factory, not what it makes: call gaussian()",
      ],
      [() => moe({ gating: "softmax", expert, k: 2 }), 'invalid gating; none, as softmax() makes: "softmax"'],
      [
        () => moe({ gating: expert, expert, k: 2 }),
        'invalid gating; none, as softmax() makes, since it has no logWeight: "gaussian"',
      ],
      [() => moe({ gating: softmax(), k: 2 }), "missing expert; one is needed, as gaussian()"],
      [() => moe({ gating: null, expert, k: 2 }), "invalid gating; none, as softmax() makes: null"],
      [
        () => moe({ gating: softmax(), expert, k: 2, input: 3 }),
        'unknown option "input" of moe; known: gating, expert, k, experts, inputs, intercept; did you mean "inputs"?',
      ],
      [() => moe(), "invalid options of moe; not an object: undefined"],
    ]);
  });

  it("where a fit is given what is no model, no data set or no options", () => {
    refuses([
      [() => fit(model, { x, y }), "invalid sample; not a data set, as dataset(x, y) makes: it has no n"],
      [
        () => fit(model, x.slice(0, 2), y),
        `invalid sample; not a data set, as dataset(x, y) makes: [${x[0]},${x[1]}]`,
      ],
      [() => fit(model, null), "invalid sample; not a data set, as dataset(x, y) makes: null"],
      [() => fit(model, "data.csv"), 'invalid sample; not a data set, as dataset(x, y) makes: "data.csv"'],
      [() => fit(model, data, 3), "invalid options of fit; not an object: 3"],
      [() => fit(data, model), "invalid model; not a model, as moe({ ... }) makes: an object"],
      [() => fit(moe, data), "invalid model; not a model, as moe({ ... }) makes: a function"],
      [() => predict(truth, [[0]]), "invalid model; not a model, as moe({ ... }) makes: an object"],
      [() => predict(model, truth, 0.5), "invalid rows; not a list of rows of inputs: 0.5"],
      [() => predict(model, truth, [0.5]), "invalid rows[0]; not a row of 1 inputs: 0.5"],
    ]);
  });

  it("where an option is unknown", async () => {
    refuses([
      [
        () => fit(model, data, { nstarts: 2 }),
        'unknown option "nstarts" of fit; known: method, seed, starts, start, alsoFrom, parameterSet, choice, fixed, penalty, tolerance, maxSteps, onProgress; did you mean "starts"?',
      ],
      [
        () => fit(model, data, { method: "Newton" }),
        'unknown method "Newton"; known: newton, em; did you mean "newton"?',
      ],
      [
        () => sample(model, truth, { n: 5, desing: uniform(), uniform: stream("s") }),
        'unknown option "desing" of sample; known: n, design, offset, trials, uniform; did you mean "design"?',
      ],
      [
        () => predict(model, truth, [[0]], { ofset: [1] }),
        'unknown option "ofset" of predict; known: offset, trials; did you mean "offset"?',
      ],
      [
        () => predictive(model, truth, { rows: [[0]], level: [0.5] }),
        'unknown option "level" of predictive; known: rows, offset, trials, levels, intervals, y, seed; did you mean "levels"?',
      ],
      [
        () => dataset(x, y, { wieghts: y }),
        'unknown option "wieghts" of dataset; known: weights, offset, trials; did you mean "weights"?',
      ],
      [() => uniform([0], [1]), "invalid options of uniformDesign; not an object: [0]"],
      [() => normalDesign({ mu: 1 }), 'unknown option "mu" of normalDesign; known: d, mean, sd'],
      [() => topK({ K: 2 }), 'unknown option "K" of topK; known: k, rank, score; did you mean "k"?'],
    ]);
    await assert.rejects(
      async () => select({ gating: softmax(), expert: gaussian() }, data, { expert: [1, 2] }),
      {
        message: /^unknown option "expert" of select; known: .*; did you mean "experts"\?$/,
      },
    );
  });

  it("where a family of the package is given an option that it has not", () => {
    for (const [name, factory] of Object.entries({ ...gatings, ...experts }))
      assert.throws(() => (factory as Untyped)({ nonesuch: 1 }), {
        message: new RegExp(`^unknown option "nonesuch" of ${name}; (it has none|known: )`),
      });
  });

  it("where texts, nothing, or booleans stand for numbers", () => {
    refuses([
      [() => dataset(["1", "2"], [1, 2]), 'invalid x[0]; not a number: "1"'],
      [() => dataset([1, 2], [1, null]), "invalid y[1]; not a number: null"],
      [() => dataset(undefined, [1]), "invalid x; not an array: undefined"],
    ]);
  });
});
