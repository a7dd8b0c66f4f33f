import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Expert } from "../../src/family.js";
import { gaussian, type Model, moe, type Params, sample, softmax, stream, uniform } from "../../src/index.js";
import { blockLength } from "../../src/numeric/kernels.js";
import { fastestEngine, plainEngine, planWorkspace } from "../../src/numeric/workspace.js";
import { rawUnits } from "../../src/params/units.js";

/** The Gaussian expert with its predictors the other way round: a constant one before an affine one. */
function turned(): Expert {
  const { kernel: _, maximise: __, ...own } = gaussian();
  const { a, b, sigma2 } = own.fields;
  return {
    ...own,
    predictors: [own.predictors[1], own.predictors[0]],
    fields: { a: { ...a, predictor: 1 }, b: { ...b, predictor: 1 }, sigma2: { ...sigma2, predictor: 0 } },
    evaluate: (eta, y, m, order, { value, first, second }) =>
      own.evaluate([eta[1], eta[0]], y, m, order, {
        value,
        first: [first[1], first[0]],
        second: [
          [second[1][1], second[0][1]],
          [second[0][1], second[0][0]],
        ],
      }),
    predictorScale: (scale) => [...own.predictorScale(scale)].reverse(),
    draws: ([logVariance, mean], random) => own.draws([mean, logVariance], random),
    mean: ([, mean]) => mean,
    support: ([logVariance, mean]) => own.support([mean, logVariance]),
  };
}

const params: Params = {
  gating: { beta0: [0.3, -0.2, 0], beta1: [[1.5], [-1], [0]] },
  experts: { a: [[2], [-1], [0.5]], b: [1, -1, 0], sigma2: [0.3, 0.2, 0.5] },
};

describe("the order of a family's predictors", () => {
  const usual = moe({ gating: softmax(), expert: gaussian(), k: 3 });
  const data = sample(usual, params, {
    n: 2 * blockLength + 67,
    design: uniform(),
    uniform: stream("order"),
  });

  for (const [name, engine] of [
    ["plain", plainEngine],
    ["fastest", fastestEngine],
  ] as const)
    it(`changes neither value nor derivatives, ${name} kernels`, () => {
      const evaluated = (model: Model) => {
        // Whatever an earlier likelihood has left in the memory must not matter.
        planWorkspace().open(engine).M.fill(Number.NaN, 256);
        const { likelihood, coordinates } = model.bind(data, rawUnits, engine);
        const theta = coordinates.toTheta(params);
        const score = new Float64Array(model.size);
        const hessian = new Float64Array(model.size ** 2);
        const value = likelihood.evaluate(theta, 2, score, hessian);
        const r = Array.from({ length: 3 }, () => new Float64Array(data.n));
        likelihood.responsibilities(theta, r);
        const p = model.size - likelihood.gateSize;
        const em = new Float64Array(p * p);
        likelihood.expertCriterion(theta, { r }, 2, new Float64Array(p), em);
        return { value, score, hessian, em, names: coordinates.names };
      };
      const one = evaluated(usual);
      const other = evaluated(moe({ gating: softmax(), expert: turned(), k: 3 }));
      const place = one.names.map((own) => other.names.indexOf(own));
      assert.ok(place.every((to) => to >= 0) && place.some((to, from) => to !== from));
      const near = (a: number, b: number) =>
        assert.ok(Math.abs(a - b) <= 1e-10 * (1 + Math.abs(a)), `${a}, ${b}`);
      near(one.value, other.value);
      const gate = usual.size - Math.sqrt(one.em.length);
      place.forEach((i, a) => {
        near(one.score[a], other.score[i]);
        place.forEach((j, b) => {
          near(one.hessian[a * usual.size + b], other.hessian[i * usual.size + j]);
          if (a < gate || b < gate) return;
          const p = usual.size - gate;
          near(one.em[(a - gate) * p + b - gate], other.em[(i - gate) * p + j - gate]);
        });
      });
    });
});

it("a gating cannot call itself linear and have several predictors", () => {
  const { predictors, ...rest } = softmax();
  const gating = { ...rest, predictors: [...predictors, { ...predictors[0], name: "more" }] };
  assert.throws(() => moe({ gating, expert: gaussian(), k: 2 }), {
    message: 'invalid gating "softmax"; linear, but its predictors are not one: 2',
  });
});
