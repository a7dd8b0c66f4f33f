import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emAscent } from "../../src/fit/em/em.js";
import { emGradientAscent } from "../../src/fit/em/emGradient.js";
import { problemOf } from "../../src/fit/problem/problem.js";
import { randomStarts } from "../../src/fit/starts/random.js";
import { type Sample, stream } from "../../src/index.js";
import type { EStep } from "../../src/likelihood/emCriterion.js";
import type { Engine } from "../../src/numeric/kernels.js";
import { blockLength } from "../../src/numeric/kernels.js";
import { fastestEngine, plainEngine } from "../../src/numeric/workspace.js";
import { rawUnits } from "../../src/params/units.js";
import { relativeGap } from "./differences.js";
import { drawFrom, models, separated, someModels, type TriedModel } from "./models.js";

// More than a block, so that the last one is cut.
const n = blockLength + 33;
/** Some thousand roundings, relative to the largest number of the same kind. */
const tolerance = 1e-11;

/** Weights 0 to 3, which occur in whatever order. */
const wholeWeights = (key: string) => {
  const uniform = stream(key);
  return Float64Array.from({ length: n }, () => Math.floor(4 * uniform()));
};

/** The sample with each row as often as its weight says, and the rows that these are. */
function expanded({ d, x, y }: Sample, weights: Float64Array) {
  const rows = Array.from(weights).flatMap((weight, t) => new Array<number>(weight).fill(t));
  const take = (column: Float64Array) => Float64Array.from(rows, (t) => column[t]);
  return { rows, sample: { n: rows.length, d, x: x.map(take), y: take(y) } };
}

/** The Hessian beside a score, whose terms may cancel: they are as large as the root of n times the sum of their squares, of which it tells. */
const hessianOf = (what: string): string =>
  what === "first score" ? "second hessian" : what.endsWith(" score") ? what.replace("score", "hessian") : "";

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 1);

/** What a likelihood computes of a sample. */
function everything(
  { model, point, name }: TriedModel,
  sample: Sample,
  engine: Engine,
  rows?: readonly number[],
) {
  const { likelihood, coordinates } = model.bind(sample, rawUnits, engine);
  const theta = coordinates.toTheta(point(stream(`weights/${name}`)));
  const { size, gateSize } = likelihood;
  const k = model.k;
  const values = [likelihood.n, likelihood.evaluate(theta, 0)];
  const groups: Record<string, ArrayLike<number>> = {};
  const derivatives = (
    what: string,
    p: number,
    f: (score: Float64Array, hessian: Float64Array) => number,
  ) => {
    const [score, hessian] = [new Float64Array(p), new Float64Array(p * p)];
    values.push(f(score, hessian));
    groups[`${what} score`] = score;
    groups[`${what} hessian`] = hessian;
  };
  derivatives("first", size, (score) => likelihood.evaluate(theta, 1, score));
  derivatives("second", size, (score, hessian) => likelihood.evaluate(theta, 2, score, hessian));
  const r = Array.from({ length: k }, () => new Float64Array(sample.n));
  const selected = r.map(() => new Uint8Array(sample.n));
  values.push(likelihood.responsibilities(theta, r, selected));
  for (const part of ["gating", "all"] as const) {
    const p = part === "all" ? size : gateSize;
    derivatives(part, p, (score, hessian) => likelihood.expectation(theta, undefined, part, score, hessian));
    derivatives(`${part}, r`, p, (score, hessian) => likelihood.expectation(theta, r, part, score, hessian));
  }
  const given: EStep = { r, selected };
  derivatives("gate", gateSize, (...into) => likelihood.gateCriterion(theta, given, 2, ...into));
  derivatives("experts", size - gateSize, (...into) => likelihood.expertCriterion(theta, given, 2, ...into));
  const occupancy = likelihood.occupancy(theta);
  groups.observations = occupancy.map(({ observations }) => observations);
  groups.explained = occupancy.map(({ observations, logDensity }) =>
    observations > 0 ? observations * logDensity : 0,
  );
  if (likelihood.maximiseExperts) {
    const best = Float64Array.from(theta);
    likelihood.maximiseExperts(best, r, problemOf(model, sample).bounds);
    groups.maximum = best;
  }
  groups.values = values;
  groups.r = (rows ? r.map((own) => Float64Array.from(rows, (t) => own[t])) : r).flatMap((own) => [...own]);
  return groups;
}

describe("a sample with weights is the sample with each row as often, for", () => {
  for (const tried of someModels)
    it(tried.name, () => {
      const { name, model, point } = tried;
      const data = drawFrom(model, point(stream(`weights/${name}`)), n, `weights/data/${name}`);
      const weights = wholeWeights(`weights/${name}/w`);
      const { rows, sample } = expanded(data, weights);
      const expected = everything(tried, sample, plainEngine);
      for (const engine of [plainEngine, fastestEngine]) {
        const own = everything(tried, { ...data, weights }, engine, rows);
        for (const [what, group] of Object.entries(expected)) {
          const { [hessianOf(what)]: beside } = expected;
          const size = Math.max(largest(group), beside === undefined ? 0 : Math.sqrt(n * largest(beside)));
          Array.from(group).forEach((value, i) => {
            assert.ok(
              Math.abs(own[what][i] - value) <= tolerance * size,
              `${what}[${i}]: ${own[what][i]}, not ${value}`,
            );
          });
        }
      }
    });
});

describe("weights need not be whole: derivatives of sums with any weights are linear in them, for", () => {
  for (const tried of [...models, ...separated])
    it(tried.name, () => {
      const { name, model, point } = tried;
      const params = point(stream(`weights/${name}`));
      const data = drawFrom(model, params, n, `weights/data/${name}`);
      const uniform = stream(`weights/${name}/any`);
      const first = Float64Array.from({ length: n }, () => uniform());
      const second = first.map((weight) => 1 - weight);
      const of = (weights?: Float64Array) => {
        const { likelihood, coordinates } = model.bind({ ...data, ...(weights && { weights }) }, rawUnits);
        const score = new Float64Array(model.size);
        const hessian = new Float64Array(model.size ** 2);
        const value = likelihood.evaluate(coordinates.toTheta(params), 2, score, hessian);
        return [Float64Array.of(value), score, hessian];
      };
      const [p, q, both] = [of(first), of(second), of()];
      both.forEach((group, g) => {
        assert.ok(
          relativeGap(
            group,
            p[g].map((value, i) => value + q[g][i]),
          ) <= 1e-10,
          `${g}`,
        );
      });
    });
});

describe("EM only climbs with weights, for", () => {
  for (const { name, model, point } of someModels)
    it(name, () => {
      const data = drawFrom(model, point(stream(`weights/${name}`)), 200, `weights/em/${name}`);
      const uniform = stream(`weights/${name}/em`);
      const problem = problemOf(model, { ...data, weights: data.y.map(() => 3 * uniform()) });
      const theta = randomStarts(problem)(0, stream(`weights/${name}/start`));
      const ascents = [emAscent(problem, { tolerance: 0 })];
      const climbs = model.selected === undefined ? [...ascents, emGradientAscent(problem, 6)] : ascents;
      for (const ascent of climbs) {
        let state: { readonly value: number } = ascent.init(theta);
        for (let step = 0; step < 6; step++) {
          const next: { readonly value: number } = ascent.step(state as never);
          assert.ok(next.value >= state.value - 1e-12 * (1 + Math.abs(state.value)));
          state = next;
        }
      }
    });
});
