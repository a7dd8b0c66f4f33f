import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Order } from "../../src/family.js";
import { problemOf } from "../../src/fit/problem/problem.js";
import { type FamilyParams, type Field, type Model, normal, type Params, stream } from "../../src/index.js";
import type { Criterion } from "../../src/likelihood/emCriterion.js";
import { blockLength } from "../../src/numeric/kernels.js";
import { standardUnits } from "../../src/params/units.js";
import { differences, relativeGap } from "./differences.js";
import { type Drawn, drawn, drawnAwayFromJumps } from "./jumps.js";
import { models, separated } from "./models.js";

// More than a block, so that the last one is cut.
const n = blockLength + 33;

for (const { name, model, point, separated: apart } of [...models, ...separated]) {
  describe(name, () => {
    const params = point(stream(`${name}/params`));
    let made: Drawn | undefined;
    // Made by the first test that asks, so that a pattern of names prepares no other models.
    const prepared = (): Drawn => {
      made ??= (apart ? drawn : drawnAwayFromJumps)(model, params, n, name);
      return made;
    };

    it("has a log-likelihood that is the sum of its conditional log densities", () => {
      const { data } = prepared();
      const conditional = model.conditional(params);
      let total = 0;
      for (let t = 0; t < data.n; t++)
        total += conditional(data.x.map((column) => column[t])).logDensity(data.y[t]);
      assert.ok(Math.abs(model.logLik(params, data) - total) <= 1e-11 * (1 + Math.abs(total)));
    });

    it("gives in one pass what an EM step needs", () => {
      givesInOnePass(model, prepared());
    });

    // Where the experts are far apart derivatives are of any size, and the rest has been seen where they are not.
    if (apart) return;

    it("has a score and a Hessian that agree with central differences", () => {
      const { likelihood, theta } = prepared();
      agreesWithDifferences(likelihood.evaluate, theta, 0, model.size);
    });

    it("has EM criteria whose derivatives agree with central differences", () => {
      const { data, likelihood, theta } = prepared();
      const r = Array.from({ length: model.k }, () => new Float64Array(data.n));
      const selected = r.map(() => new Uint8Array(data.n));
      likelihood.responsibilities(theta, r, selected);
      const moved = theta.map((value, j) => value + 0.1 * Math.sin(j + 1));
      const { gateCriterion, expertCriterion, gateSize, size } = likelihood;
      const given =
        (criterion: Criterion): Derivatives =>
        (at, ...rest) =>
          criterion(at, { r, selected }, ...rest);
      agreesWithDifferences(given(gateCriterion), moved, 0, gateSize);
      agreesWithDifferences(given(expertCriterion), moved, gateSize, size - gateSize);
    });

    it("has in standard units the log-likelihood that it has in the data's own, far from 0 and 1", () => {
      const { params, data } = farFromStandard(model, name);
      const problem = problemOf(model, data);
      const theta = problem.coordinates.toTheta(params);
      const inner = problem.logLikOf(problem.likelihood.evaluate(theta, 0) / data.n);
      const own = model.logLik(params, data);
      // Some hundred roundings of numbers of size (response / its scale)^2, 20 here, for each observation.
      assert.ok(Math.abs(inner - own) <= 1e-12 * (20 * data.n + Math.abs(own)), `${inner}, not ${own}`);
    });

    it("keeps its likelihood when experts are relabelled", () => {
      const { data } = prepared();
      const order = turned(model);
      const before = model.logLik(params, data);
      assert.ok(Math.abs(model.logLik(relabelled(params, order), data) - before) <= 1e-11 * Math.abs(before));
    });
  });
}

/** Responsibilities, the score and the Hessian of the EM criterion from one pass against those from passes of their own. */
function givesInOnePass({ experts: k, columns }: Model, { data, likelihood, theta }: Drawn): void {
  const { size, gateSize } = likelihood;
  const table = () => Array.from({ length: k }, () => new Float64Array(data.n));
  const [r, own] = [table(), table()];
  const selected = Array.from({ length: k }, () => new Uint8Array(data.n));
  const logLik = likelihood.responsibilities(theta, r, selected);
  for (let t = 0; t < data.n; t++) {
    const total = r.reduce((sum, own) => sum + own[t], 0);
    assert.ok(Math.abs(total - 1) <= 1e-12);
  }
  const whole = new Float64Array(size);
  likelihood.evaluate(theta, 1, whole);
  const blocks = [
    { criterion: likelihood.gateCriterion, from: 0, length: gateSize },
    { criterion: likelihood.expertCriterion, from: gateSize, length: size - gateSize },
  ];
  for (const part of ["gating", "all"] as const) {
    const p = part === "all" ? size : gateSize;
    const score = new Float64Array(p);
    const hessian = new Float64Array(p * p);
    const value = likelihood.expectation(theta, own, part, score, hessian);
    // Where the gate has no inputs its terms are summed once, not row by row: these are other roundings.
    const rounding = columns.gating.length > 0 ? 0 : 1e-12;
    assert.ok(Math.abs(value - logLik) <= rounding * (data.n + Math.abs(logLik)));
    assert.ok(own.every((column, i) => column.every((value, t) => Math.abs(value - r[i][t]) <= rounding)));
    assert.ok(relativeGap(score, whole.subarray(0, p)) <= 1e-9);
    const expected = new Float64Array(p * p);
    for (const { criterion, from, length } of part === "all" ? blocks : blocks.slice(0, 1)) {
      const inner = new Float64Array(length * length);
      const slopes = new Float64Array(length);
      criterion(theta, { r, selected }, 2, slopes, inner);
      assert.ok(relativeGap(slopes, whole.subarray(from, from + length)) <= 1e-9);
      for (let i = 0; i < length; i++)
        expected.set(inner.subarray(i * length, (i + 1) * length), (from + i) * p + from);
    }
    assert.ok(relativeGap(hessian, expected) <= 1e-9);
  }
}

/** A function of theta with its score and Hessian in some of its entries. */
type Derivatives = (
  theta: Float64Array,
  order: Order,
  score?: Float64Array,
  hessian?: Float64Array,
) => number;

/**
 * Fails unless the derivatives in the p entries of theta from `from` on agree with differences: sums over the samples of terms with
 * derivatives of order ten, of which the differences miss h^2 = 1e-10. What is asked for does not change the value.
 */
function agreesWithDifferences(f: Derivatives, theta: Float64Array, from: number, p: number): void {
  const score = new Float64Array(p);
  const hessian = new Float64Array(p * p);
  const value = f(theta, 2, score, hessian);
  assert.equal(f(theta, 0), value);
  const together = (at: Float64Array) => {
    const own = new Float64Array(p);
    return [f(at, 1, own), ...own];
  };
  assert.deepEqual(together(theta), [value, ...score]);
  for (let j = 0; j < p; j++) {
    const [slope, ...bends] = differences(together, theta, from + j);
    assert.ok(Math.abs(slope - score[j]) <= 2e-6 * (1 + Math.abs(slope)), `score ${j}`);
    bends.forEach((bend, i) => {
      const gap = Math.abs(bend - hessian[i * p + j]);
      assert.ok(gap <= 2e-6 * (10 + Math.abs(bend)), `Hessian ${i}, ${j}`);
    });
  }
}

/**
 * Data whose inputs and responses are far from mean 0 and scale 1, and parameters that are usual ones in its standard units, so that
 * all experts have a share of it; the responses, where they have a unit, are about 40 with a scale of 10.
 */
function farFromStandard(
  model: Model,
  name: string,
): { readonly params: Params; readonly data: Drawn["data"] } {
  const n = 60;
  const next = normal(stream(`${name}/far`));
  const column = (centre: number, scale: number) =>
    Float64Array.from({ length: n }, () => centre + scale * next());
  const x = Array.from({ length: model.inputs }, (_, j) => column(j % 2 === 0 ? 4 : -4, 3));
  const aside = { n, d: model.inputs, x, y: column(40, 10) };
  const units = standardUnits(aside, model.gating, model.families);
  const uniform = stream(`${name}/far/theta`);
  const theta = Float64Array.from({ length: model.size }, () => 2 * uniform() - 1);
  const params = model.bind(aside, units).coordinates.toParams(theta);
  const drawn = model.sampler(params)(x, stream(`${name}/far/y`), { n });
  return { params, data: { ...aside, y: drawn.y } };
}

/** The order in which the experts of each family move up by one, the last of them to the place of the first. */
function turned({ families }: Model): number[] {
  return families.map((family, i) => {
    const next = families.indexOf(family, i + 1);
    return next < 0 ? families.indexOf(family) : next;
  });
}

/** Fields, or records, with their entries in another order, for gating and experts alike. */
function relabelled(params: Params, order: readonly number[]): Params {
  const part = (family: FamilyParams) =>
    Object.fromEntries(
      Object.entries(family).map(([name, field]) => [
        name,
        Array.isArray(field) ? order.map((i) => (field as Field)[i]) : field,
      ]),
    ) as FamilyParams;
  const { gating, experts } = params;
  return {
    gating: part(gating),
    experts: (Array.isArray(experts) ? order.map((i) => experts[i]) : part(experts)) as FamilyParams,
  };
}
