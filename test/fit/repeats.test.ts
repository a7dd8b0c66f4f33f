import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fittedModel } from "../../experiments/parts/models.js";
import { experimentByName, protocolByName } from "../../experiments/specs/index.js";
import { fit, modelOf, type Sample, sample, stream } from "../../src/index.js";
import type { Params } from "../../src/types.js";
import { numbers } from "./data.js";

const repeated = ({ n, d, x, y }: Sample, times: number): Sample => {
  const copies = (column: Float64Array) => Float64Array.from({ length: n * times }, (_, t) => column[t % n]);
  return { n: n * times, d, x: x.map(copies), y: copies(y) };
};

// All different by themselves, and so many copies.
const copies = 6;
const n = 400;
const levels = 25;

for (const name of [
  "demystifying-exact",
  "temperature-exact-tanh",
  "topk-exact",
  "multinomial-regime2-exact-sigmoid",
])
  describe(`where samples repeat, on data of ${name}`, () => {
    const experiment = experimentByName(name);
    const model = fittedModel(experiment);
    const truth = modelOf(experiment.truth);
    const { design } = protocolByName(experiment);
    const drawn = sample(truth, experiment.truth, { n, design, uniform: stream(`fit/repeats/${name}`) });

    it("a fit is that of the different ones, with so many times their log-likelihood", () => {
      const once = fit(model, drawn, { start: [experiment.truth] });
      const often = fit(model, repeated(drawn, copies), { start: [experiment.truth] });
      assert.equal(often.status, once.status);
      assert.ok(Math.abs(often.logLik - copies * once.logLik) <= 1e-9 * Math.abs(often.logLik));
      // Many gates of a selection rank alike.
      if (model.gating.selection) return;
      numbers(often.params as Params).forEach((value, i) => {
        const expected = numbers(once.params as Params)[i];
        assert.ok(Math.abs(value - expected) <= 1e-5 * (1 + Math.abs(expected)), `${value}, not ${expected}`);
      });
    });

    it("a fit to few inputs is certified, and its logLik the sum of the log densities at the returned parameters", () => {
      const x = drawn.x.map((column) => column.map((value) => Math.round(value * levels) / levels));
      const { y } = truth.sampler(experiment.truth)(repeated({ ...drawn, x }, copies).x, stream(`y/${name}`));
      const data = { ...repeated({ ...drawn, x }, copies), y };
      const { params, logLik, status } = fit(model, data, { starts: 4 });
      assert.ok(["converged", "singular", "boundary"].includes(status), status);
      const conditional = model.conditional(params);
      let sum = 0;
      for (let t = 0; t < data.n; t++)
        sum += conditional(data.x.map((column) => column[t])).logDensity(data.y[t]);
      assert.ok(Math.abs(sum - logLik) <= 1e-10 * Math.abs(logLik));
    });
  });
