import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { unbounded } from "../../src/family.js";
import { type Sample, stream } from "../../src/index.js";
import { type Engine, fastestEngine, plainEngine } from "../../src/numeric/arena.js";
import { rawUnits } from "../../src/units.js";
import { drawFrom, models, randomParams } from "./models.js";

// So many different inputs occur so often.
const different = 60;
const times = (row: number) => (row < 40 ? 12 : 8);
const n = 40 * 12 + 20 * 8;

/** Copies of some rows, each with the rows that occur so often: within a copy all are different. */
const copies = Array.from({ length: 12 }, (_, copy) =>
  Array.from({ length: different }, (_, row) => row).filter((row) => copy < times(row)),
);
const take = (column: Float64Array, rows: readonly number[]) => Float64Array.from(rows, (row) => column[row]);
const part = ({ d, x, y }: Sample, rows: readonly number[]): Sample => ({
  n: rows.length,
  d,
  x: x.map((column) => take(column, rows)),
  y: take(y, rows),
});
const together = (parts: readonly Sample[]): Sample => ({
  n,
  d: parts[0].d,
  x: parts[0].x.map((_, j) => Float64Array.from(parts.flatMap(({ x }) => [...x[j]]))),
  y: Float64Array.from(parts.flatMap(({ y }) => [...y])),
});

/** The plain engine, which counts the rows of blocks for which gate weights were computed alone, and with responsibilities. */
function countingEngine() {
  const rows = { prior: 0, posterior: 0 };
  const engine: Engine = (doubles) => {
    const { M, kernels } = plainEngine(doubles);
    const prior: typeof kernels.prior = (h, k, m, ...rest) => {
      rows.prior += m;
      return kernels.prior(h, k, m, ...rest);
    };
    const posterior: typeof kernels.posterior = (h, e, k, m, ...rest) => {
      rows.posterior += m;
      return kernels.posterior(h, e, k, m, ...rest);
    };
    return { M, kernels: { ...kernels, prior, posterior } };
  };
  return { rows, engine };
}

describe("where samples or inputs repeat, value and derivatives are the sums over copies without repetition for", () => {
  for (const { name, model } of models)
    it(name, () => {
      const params = randomParams(model, stream(`repeats/${name}`));
      const bind = (data: Sample, engine: Engine) => {
        const { likelihood, coordinates } = model.bind(data, rawUnits, unbounded, engine);
        return { likelihood, theta: coordinates.toTheta(params) };
      };
      const all = (data: Sample, engine: Engine): Float64Array => {
        const { likelihood, theta } = bind(data, engine);
        const { size, gateSize } = likelihood;
        const [score, hessian] = [new Float64Array(size), new Float64Array(size * size)];
        const [slope, ofGate, both] = [gateSize, gateSize * gateSize, size * size].map(
          (length) => new Float64Array(length),
        );
        const r = Array.from({ length: model.experts }, () => new Float64Array(data.n));
        return Float64Array.of(
          likelihood.evaluate(theta, 0),
          likelihood.evaluate(theta, 2, score, hessian),
          ...score,
          ...hessian,
          likelihood.expectation(theta, r, "gating", slope, ofGate),
          ...slope,
          ...ofGate,
          likelihood.expectation(theta, undefined, "all", score, both),
          ...both,
          ...r.map((own) => own.reduce((sum, value) => sum + value, 0)),
        );
      };
      const samples = drawFrom(model, params, different, `repeats/data/${name}`);
      const sameSamples = copies.map((rows) => part(samples, rows));
      const sameInputs = sameSamples.map((copy, c) => {
        const { y } = model.sampler(params)(copy.x, stream(`repeats/y/${name}/${c}`));
        return { ...copy, y };
      });
      for (const parts of [sameSamples, sameInputs]) {
        const expected = parts
          .map((copy) => all(copy, plainEngine))
          .reduce((sum, next) => sum.map((value, i) => value + next[i]));
        const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
        for (const engine of [plainEngine, fastestEngine])
          all(together(parts), engine).forEach((value, i) => {
            assert.ok(Math.abs(value - expected[i]) <= 1e-11 * size, `[${i}]: ${value}, not ${expected[i]}`);
          });
      }
      // And they are computed once.
      const once = countingEngine();
      const repeated = bind(together(sameSamples), once.engine);
      repeated.likelihood.evaluate(repeated.theta, 0);
      assert.deepEqual(once.rows, { prior: 0, posterior: different });
      const apart = countingEngine();
      const inputs = bind(together(sameInputs), apart.engine);
      inputs.likelihood.evaluate(inputs.theta, 0);
      const { prior, posterior } = apart.rows;
      // Responses of classes repeat with the inputs.
      assert.ok(posterior === 0 ? prior <= n + different : prior === 0 && posterior <= 0.75 * n);
    });
});
