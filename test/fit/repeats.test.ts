import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { experimentByName, protocolByName } from "../../experiments/specs/index.js";
import { fittedModel } from "../../experiments/trial.js";
import { fit, modelOf, type Sample, sample, stream } from "../../src/index.js";
import { numbers } from "./data.js";

const repeated = ({ n, d, x, y }: Sample, times: number): Sample => {
  const copies = (column: Float64Array) => Float64Array.from({ length: n * times }, (_, t) => column[t % n]);
  return { n: n * times, d, x: x.map(copies), y: copies(y) };
};

// Too few samples for runs of them to pay, and with all copies enough.
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
      const often = fit(model, repeated(drawn, 6), { start: [once.params] });
      assert.equal(often.status, once.status);
      assert.ok(Math.abs(often.logLik - 6 * once.logLik) <= 1e-9 * Math.abs(often.logLik));
      numbers(often.params).forEach((value, i) => {
        const expected = numbers(once.params)[i];
        assert.ok(Math.abs(value - expected) <= 1e-5 * (1 + Math.abs(expected)), `${value}, not ${expected}`);
      });
    });

    it("a fit to few inputs is certified, and its logLik that of the returned parameters", () => {
      const x = drawn.x.map((column) => column.map((value) => Math.round(value * levels) / levels));
      const { y } = truth.sampler(experiment.truth)(repeated({ ...drawn, x }, 6).x, stream(`y/${name}`));
      const data = { ...repeated({ ...drawn, x }, 6), y };
      const { params, logLik, status } = fit(model, data, { starts: 4 });
      assert.ok(["converged", "singular", "boundary"].includes(status), status);
      assert.ok(Math.abs(model.logLik(params, data) - logLik) <= 1e-10 * Math.abs(logLik));
    });
  });
