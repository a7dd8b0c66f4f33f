import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { moe, multinomialLogistic, type Sample, softmax, stream } from "../../src/index.js";
import type { Engine } from "../../src/numeric/kernels.js";
import { fastestEngine, plainEngine } from "../../src/numeric/workspace.js";
import { rawUnits } from "../../src/params/units.js";
import { drawFrom, randomParams, someModels } from "./models.js";

// So many different inputs occur so often.
const different = 60;
const times = (row: number) => (row < 40 ? 12 : 8);
const n = 40 * 12 + 20 * 8;

/** Copies of some rows, each with the rows that occur so often: within a copy all are different. */
const copies = Array.from({ length: 12 }, (_, copy) =>
  Array.from({ length: different }, (_, row) => row).filter((row) => copy < times(row)),
);
/** Some thousand roundings, relative to the largest number of the same kind. */
const tolerance = 1e-12;

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

/**
 * The largest number of a kind. Scores, the second kind, are sums whose terms may cancel: these are as large as the root of n times the sum of
 * their squares, of which the Hessians, the third kind, tell.
 */
function sizeOf(kinds: readonly (readonly number[])[], kind: number): number {
  const largest = (values: readonly number[]) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const own = largest(kinds[kind]);
  return kind === 1 ? Math.max(own, Math.sqrt(n * largest(kinds[2]))) : own;
}

/** The plain engine, which counts the rows of softmaxes over one set of scores (`prior`) and over two (`posterior`). */
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

/** How many different samples there are, and how often they occur in how many ways. */
function differentOf({ n, x, y }: Sample) {
  const counts = new Map<string, number>();
  for (let t = 0; t < n; t++) {
    const key = [...x, y].map((column) => column[t]).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { samples: counts.size, runs: new Set(counts.values()).size };
}

describe("where samples or inputs repeat, value and derivatives are the sums over copies without repetition for", () => {
  for (const { name, model, point } of someModels)
    it(name, () => {
      const params = point(stream(`repeats/${name}`));
      const bind = (data: Sample, engine: Engine) => {
        const { likelihood, coordinates } = model.bind(data, rawUnits, engine);
        return { likelihood, theta: coordinates.toTheta(params) };
      };
      /** Values, scores, Hessians and sums of responsibilities. */
      const all = (data: Sample, engine: Engine): readonly (readonly number[])[] => {
        const { likelihood, theta } = bind(data, engine);
        const { size, gateSize } = likelihood;
        const [score, hessian] = [new Float64Array(size), new Float64Array(size * size)];
        const [slope, ofGate, both] = [gateSize, gateSize * gateSize, size * size].map(
          (length) => new Float64Array(length),
        );
        const r = Array.from({ length: model.k }, () => new Float64Array(data.n));
        const values = [likelihood.evaluate(theta, 0), likelihood.evaluate(theta, 2, score, hessian)];
        const alone = new Float64Array(size * size);
        likelihood.evaluate(theta, 2, undefined, alone);
        values.push(likelihood.expectation(theta, r, "gating", slope, ofGate));
        const slopes = [...score, ...slope];
        values.push(likelihood.expectation(theta, undefined, "all", score, both));
        const supports = r.map((own) => own.reduce((sum, value) => sum + value, 0));
        return [values, [...slopes, ...score], [...hessian, ...alone, ...ofGate, ...both], supports];
      };
      const samples = drawFrom(model, params, different, `repeats/data/${name}`);
      const sameSamples = copies.map((rows) => part(samples, rows));
      const sameInputs = sameSamples.map((copy, c) => {
        const { y } = model.sampler(params)(copy.x, stream(`repeats/y/${name}/${c}`), { n: copy.n });
        return { ...copy, y };
      });
      for (const parts of [sameSamples, sameInputs]) {
        // Copies that are the same, as those of one length are where samples repeat, are evaluated once.
        const known = new Map<string, ReturnType<typeof all>>();
        const expected = parts
          .map((copy) => {
            const key = copy.y.join();
            const sums = known.get(key) ?? all(copy, plainEngine);
            known.set(key, sums);
            return sums;
          })
          .reduce((sums, next) => sums.map((group, g) => group.map((value, i) => value + next[g][i])));
        for (const engine of [plainEngine, fastestEngine])
          all(together(parts), engine).forEach((group, g) => {
            const size = sizeOf(expected, g);
            group.forEach((value, i) => {
              const gap = Math.abs(value - expected[g][i]);
              // Without inputs all rows of a value are the same, and so are their roundings, which add up.
              const allowed = model.inputs === 0 ? 10 * tolerance : tolerance;
              assert.ok(gap <= allowed * size, `${g}[${i}]: ${value}, not ${expected[g][i]}`);
            });
          });
      }
      // And they are computed once.
      const once = countingEngine();
      const repeated = bind(together(sameSamples), once.engine);
      repeated.likelihood.evaluate(repeated.theta, 0);
      // A gate without inputs is computed once, in a pass of its own.
      const ofGate = model.columns.gating.length === 0 ? 1 : different;
      const { prior, posterior } = once.rows;
      // Without inputs the rows are the different responses; some that occur in too many ways are not worth it.
      const worth = ({ samples, runs }: ReturnType<typeof differentOf>) => samples + 64 * runs <= 0.75 * n;
      if (ofGate === 1)
        assert.ok(!worth(differentOf(together(sameSamples))) || prior + posterior <= different + 1);
      else assert.deepEqual(once.rows, { prior: 0, posterior: different });
      const apart = countingEngine();
      const data = together(sameInputs);
      const inputs = bind(data, apart.engine);
      inputs.likelihood.evaluate(inputs.theta, 0);
      // Responses of classes repeat with the inputs, which then need no pass of their own.
      const found = differentOf(data);
      const { samples: rows } = found;
      if (rows === n) assert.deepEqual(apart.rows, { prior: n + ofGate, posterior: 0 });
      else if (!worth(found)) assert.ok(apart.rows.prior + apart.rows.posterior >= n);
      else assert.ok(apart.rows.prior + apart.rows.posterior <= rows + different);
    });

  it("classes at few inputs, where both repeat", () => {
    const model = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 2 });
    const params = randomParams(model, stream("repeats/classes"));
    const x = [Float64Array.from({ length: 6000 }, (_, t) => (t % 500) / 500)];
    const { y } = model.sampler(params)(x, stream("repeats/classes/y"));
    const data = { n: 6000, d: 1, x, y };
    const { rows, engine } = countingEngine();
    const { likelihood, coordinates } = model.bind(data, rawUnits, engine);
    const value = likelihood.evaluate(coordinates.toTheta(params), 0);
    const { samples, runs } = differentOf(data);
    assert.ok(samples > 1000 && samples < 1500 && runs > 4);
    // 500 inputs, 12 times each.
    assert.deepEqual(rows, { prior: samples + 500, posterior: 0 });
    const conditional = model.conditional(params);
    const expected = x[0].reduce((sum, at, t) => sum + conditional([at]).logDensity(y[t]), 0);
    assert.ok(Math.abs(value - expected) <= tolerance * Math.abs(expected));
  });
});
