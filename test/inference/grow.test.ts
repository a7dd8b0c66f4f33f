import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  denseToSparse,
  type Expert,
  fit,
  type Gating,
  gaussian,
  modifiedSoftmax,
  moe,
  multinomialLogistic,
  type Params,
  poisson,
  softmax,
  studentT,
  topK,
} from "../../src/index.js";
import { grow } from "../../src/inference/grow.js";
import { split } from "../../src/inference/split.js";
import { draw, lines, model } from "./data.js";

const classes = {
  gating: { beta0: [0.3, 0], beta1: [[1], [0]] },
  experts: {
    name: "multinomialLogistic",
    classes: 3,
    a: [
      [1, 0, 0],
      [0, 2, 0],
    ],
    b: [
      [[1], [0], [0]],
      [[0], [-1], [0]],
    ],
  },
} as Params;
const counts = {
  gating: { beta0: [0.3, 0], beta1: [[1], [0]] },
  experts: { name: "poisson", a: [[0.5], [-0.2]], b: [2, 0] },
} as Params;
const cases: readonly (readonly [string, Gating, Expert, Params])[] = [
  ["softmax, gaussian", softmax(), gaussian(), lines[2]],
  ["softmax, t", softmax(), studentT({ nu: 4 }), lines[2]],
  ["softmax, classes", softmax(), multinomialLogistic({ classes: 3 }), classes],
  ["softmax, counts", softmax(), poisson(), counts],
  ["temperature, gaussian", denseToSparse(), gaussian(), lines[2]],
  ["given temperature, gaussian", denseToSparse({ temperature: 0.6 }), gaussian(), lines[2]],
  ["activation, gaussian", activationDenseToSparse({ activation: "sigmoid" }), gaussian(), lines[2]],
  ["transformed, gaussian", modifiedSoftmax({ transform: "tanh" }), gaussian(), lines[2]],
  ["the highest of two, gaussian", topK({ k: 1 }), gaussian(), lines[2]],
];

describe("a fit of more experts", () => {
  for (const [name, gating, expert, truth] of cases)
    it(`is never below that of fewer: ${name}`, () => {
      const data = draw(truth, 120, `grow/${name}`);
      const of = (k: number) => moe({ gating, expert, k });
      const options = { starts: 2, seed: 1 };
      const alone = gating.selection === undefined ? gating : softmax();
      let last = grow(moe({ gating: alone, expert, k: 1 }), data, options);
      for (const k of [2, 3]) {
        const next = grow(of(k), data, options, last);
        // The split density is the same up to the rounding of its sum.
        if (next.nested) assert.ok(next.fit.logLik >= last.fit.logLik - 1e-9, `${k} experts`);
        assert.ok(next.nested || gating.selection !== undefined);
        last = next;
      }
    });

  it("is not below where the rule of choice prefers less", () => {
    // An eighth of few observations on a line of its own, so that the fit of two has a narrow expert to which chance may have
    // given much; of three experts the rule then prefers lower maxima without it.
    const truth: Params = {
      gating: { beta0: [-2, 0], beta1: [[0], [0]] },
      experts: { a: [[1], [-1]], b: [2, -1], sigma2: [0.0004, 0.5] },
    };
    let lower = 0;
    for (const seed of [2, 9, 10, 16]) {
      const data = draw(truth, 40, `grow/narrow/${seed}`);
      let last = grow(model(1), data, { starts: 1, seed });
      for (const k of [2, 3, 4]) {
        const options = { starts: 2, seed };
        if (fit(model(k), data, options).logLik < last.fit.logLik) lower++;
        const next = grow(model(k), data, options, last);
        assert.ok(next.fit.logLik >= last.fit.logLik - 1e-9, `seed ${seed}, ${k} experts`);
        last = next;
      }
    }
    assert.ok(lower > 0);
  });

  it("is not below either where experts are skipped, or EM alone is used", () => {
    const data = draw(lines[2], 150, "grow/skipped");
    for (const method of ["newton", "em"] as const) {
      const one = grow(model(1), data, { method, starts: 2 });
      assert.ok(grow(model(4), data, { method, starts: 2 }, one).fit.logLik >= one.fit.logLik - 1e-9);
    }
  });

  it("is not below where gate and experts see inputs of their own", () => {
    const data = draw(lines[2], 150, "grow/own");
    for (const inputs of [
      { gating: [], experts: [0] },
      { gating: [0], experts: [] },
    ]) {
      const of = (k: number) => moe({ gating: softmax(), expert: gaussian(), k, inputs });
      const two = grow(of(2), data, { starts: 1 });
      const three = grow(of(3), data, { starts: 1 }, two);
      assert.ok(three.nested && three.fit.logLik >= two.fit.logLik - 1e-9);
    }
    const without = (experts: number) =>
      moe({ gating: softmax(), expert: gaussian(), k: experts, intercept: { gating: false } });
    const two = grow(without(2), data, { starts: 1 });
    assert.equal(grow(without(3), data, { starts: 1 }, two).nested, false);
  });

  it("promises nothing where the smaller density is no point of the model", () => {
    const data = draw(lines[2], 150, "grow/other");
    const one = grow(model(1), data, { starts: 1 });
    const other = moe({ gating: softmax(), expert: studentT({ nu: 3 }), k: 2 });
    assert.equal(grow(other, data, { starts: 1 }, one).nested, false);
  });
});

describe("a split expert", () => {
  it("leaves the density as it is, whichever is split into however many parts", () => {
    const data = draw(lines[3], 50, "split");
    for (const i of [0, 1, 2])
      for (const parts of [2, 3]) {
        const larger = model(2 + parts);
        const point = split(model(3), lines[3], i, parts);
        assert.ok(Math.abs(larger.logLik(point, data) - model(3).logLik(lines[3], data)) < 1e-10);
      }
  });
});

describe("points to climb from beside the random ones", () => {
  it("are climbed from, and leave the random ones", () => {
    const data = draw(lines[2], 200, "also");
    const alone = fit(model(2), data, { starts: 2, seed: 3 });
    const beside = fit(model(2), data, { starts: 2, seed: 3, alsoFrom: [lines[2]] });
    assert.equal(beside.search.starts, alone.search.starts + 1);
    assert.ok(beside.logLik >= alone.logLik - 1e-4);
  });

  it("must be points of the model", () => {
    const data = draw(lines[2], 200, "also");
    assert.throws(() => fit(model(3), data, { alsoFrom: [lines[2]] }), /invalid gating.beta0; 3 entries/);
  });
});
