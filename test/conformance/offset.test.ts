import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emAscent } from "../../src/fit/em/em.js";
import { emGradientAscent } from "../../src/fit/em/emGradient.js";
import { problemOf } from "../../src/fit/problem/problem.js";
import { randomStarts } from "../../src/fit/starts/random.js";
import {
  dataset,
  fit,
  gaussian,
  moe,
  multinomialLogistic,
  normal,
  poisson,
  predict,
  softmax,
  stream,
} from "../../src/index.js";
import { plainEngine } from "../../src/numeric/workspace.js";
import { rawUnits } from "../../src/params/units.js";
import type { Params, Sample } from "../../src/types.js";
import { relativeGap } from "./differences.js";
import { triedExperts, triedGatings } from "./families.js";
import { randomParams } from "./models.js";

const n = 300;

/** Data with an offset, drawn from a model at `params`. */
function drawn(model: ReturnType<typeof moe>, params: Params, key: string): Sample {
  const next = normal(stream(`${key}/x`));
  const x = Array.from({ length: model.inputs }, () => Float64Array.from({ length: n }, next));
  const offset = Float64Array.from({ length: n }, next);
  const { y } = model.sampler(params)(x, stream(`${key}/y`), { offset });
  return { n, d: model.inputs, x, y, offset };
}

describe("an offset is a column whose slope is 1 in every expert:", () => {
  for (const gating of triedGatings)
    for (const expert of triedExperts) {
      const [first] = expert.make().predictors;
      if (first === undefined || first.bound === "classScore") continue;
      for (const experts of [[0], []])
        it(`${gating.label} x ${expert.label}, experts on ${experts.length} inputs`, () => {
          const parts = { gating: gating.make(), expert: expert.make(), experts: 3 };
          const own = moe({ ...parts, inputs: { gating: [0], experts } });
          const wide = moe({ ...parts, inputs: { gating: [0], experts: [...experts, 1] } });
          const key = `offset/${gating.label}/${expert.label}`;
          const params = randomParams(own, stream(key));
          const data = drawn(own, params, key);
          const beside = { n, d: 2, x: [...data.x, data.offset as Float64Array], y: data.y };
          const slopes = params.experts.a as unknown as readonly (readonly number[])[];
          const withOne = {
            ...params,
            experts: { ...params.experts, a: slopes.map((slope) => [...slope, 1]) },
          };
          const gap = own.logLik(params, data) - wide.logLik(withOne, beside);
          assert.ok(Math.abs(gap) <= 1e-11 * n, `${gap}`);
          const conditional = own.conditional(params);
          const total = data.y.reduce(
            (sum, y, t) => sum + conditional([data.x[0][t]], data.offset?.[t]).logDensity(y),
            0,
          );
          assert.ok(Math.abs(own.logLik(params, data) - total) <= 1e-11 * Math.abs(total));
          for (const engine of [plainEngine, undefined]) {
            const [score, ofWide] = [
              [own, params, data],
              [wide, withOne, beside],
            ].map(([model, at, sample]) => {
              const { likelihood, coordinates } = (model as typeof own).bind(
                sample as Sample,
                rawUnits,
                engine,
              );
              const { size } = likelihood;
              const [slope, bend] = [new Float64Array(size), new Float64Array(size * size)];
              likelihood.evaluate(coordinates.toTheta(at as Params), 2, slope, bend);
              return { slope, bend, names: coordinates.names, size };
            });
            // Entries have the same names in both; the wide model has some more.
            const places = score.names.map((name) => ofWide.names.indexOf(name));
            assert.ok(places.every((place) => place >= 0));
            const slope = Float64Array.from(places, (a) => ofWide.slope[a]);
            const bend = Float64Array.from(
              places.flatMap((a) => places.map((b) => ofWide.bend[a * ofWide.size + b])),
            );
            assert.ok(relativeGap(score.slope, slope) <= 1e-10);
            assert.ok(relativeGap(score.bend, bend) <= 1e-10);
          }
          const problem = problemOf(own, data);
          const start = randomStarts(problem)(0, stream(`${key}/start`));
          for (const ascent of [emAscent(problem, { tolerance: 0 }), emGradientAscent(problem, 8)]) {
            let state: { value: number } = ascent.init(start);
            for (let step = 0; step < 8; step++) {
              const next = ascent.step(state as never);
              assert.ok(next.value >= state.value - 1e-12 * (1 + Math.abs(state.value)));
              state = next;
            }
          }
        });
    }
});

describe("an offset", () => {
  it("of Gaussian experts is taken from the response", () => {
    const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const params = randomParams(model, stream("gaussian offset"));
    const data = drawn(model, params, "gaussian offset");
    const { offset, ...plain } = data;
    const less = { ...plain, y: data.y.map((y, t) => y - (offset as Float64Array)[t]) };
    const [own, other] = [fit(model, data), fit(model, less)];
    assert.ok(Math.abs(own.logLik - other.logLik) <= 1e-8);
    assert.ok(
      relativeGap([own.params.experts.a].flat(3) as number[], [other.params.experts.a].flat(3) as number[]) <=
        1e-6,
    );
  });

  it("of counts is the logarithm of an exposure: the rate is the sum of counts over that of exposures", () => {
    const uniform = stream("exposures");
    const exposure = Array.from({ length: 50 }, () => 0.5 + 9 * uniform());
    const counts = exposure.map((e) => Math.floor(2 * e * uniform()));
    const data = dataset(null, counts, { offset: exposure.map(Math.log) });
    const model = moe({ gating: softmax(), expert: poisson(), k: 1, inputs: 0 });
    const { params } = fit(model, data);
    const sum = (values: readonly number[]) => values.reduce((p, q) => p + q, 0);
    const [b] = params.experts.b as unknown as number[];
    assert.ok(Math.abs(b - Math.log(sum(counts) / sum(exposure))) <= 1e-9);
    const prediction = predict(model, params, [[], []], { offset: [0, Math.log(3)] });
    assert.ok(prediction.kind === "mean");
    assert.ok(Math.abs(prediction.mean[1] - 3 * prediction.mean[0]) <= 1e-12);
  });

  it("is refused by classes, in other lengths, and where it is no number", () => {
    const model = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 2 }), k: 1 });
    const data = dataset([1, 2, 3, 4, 5], [1, 2, 1, 2, 1], { offset: [1, 2, 3, 4, 5] });
    const message =
      "invalid offset; the experts multinomialLogistic have a score for each class, to which none is added";
    assert.throws(() => fit(model, data), { message });
    assert.throws(() => predict(model, randomParams(model, stream("c")), [[1]], { offset: [0] }), {
      message,
    });
    assert.throws(() => dataset([1, 2], [1, 2], { offset: [1] }), {
      message: "invalid offset; 2 values expected, as many as y has: 1",
    });
    assert.throws(() => dataset([1, 2], [1, 2], { offset: [1, Number.NaN] }), {
      message: "invalid offset[1]; not a finite number: NaN",
    });
  });
});
