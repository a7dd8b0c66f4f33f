import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { unbounded } from "../../src/family.js";
import { emAscent } from "../../src/fit/em/em.js";
import { emGradient } from "../../src/fit/em/emGradient.js";
import { problemOf } from "../../src/fit/problem/problem.js";
import { randomStart } from "../../src/fit/starts/random.js";
import { type FamilyParams, type Field, modelOf, moe, type Params, stream } from "../../src/index.js";
import type { Likelihood } from "../../src/likelihood/likelihood.js";
import { blockLength } from "../../src/numeric/kernels.js";
import type { Coordinates } from "../../src/params/coordinates.js";
import { rawUnits, standardUnits } from "../../src/params/units.js";
import { difference, relativeGap } from "./differences.js";
import { expectation, misfit, missing } from "./law.js";
import { drawAwayFromJumps, models, randomParams } from "./models.js";

/** Fields with their entries in another order, for gating and experts alike. */
function relabelled(params: Params, order: readonly number[]): Params {
  const part = (family: FamilyParams) =>
    Object.fromEntries(
      Object.entries(family).map(([name, field]) => [
        name,
        Array.isArray(field) ? order.map((i) => (field as Field)[i]) : field,
      ]),
    ) as FamilyParams;
  return { gating: part(params.gating), experts: part(params.experts) };
}

for (const { name, model } of models) {
  describe(name, () => {
    const k = model.experts;
    const params = randomParams(model, stream(`${name}/params`));
    let data: ReturnType<typeof drawAwayFromJumps>;
    let likelihood: Likelihood;
    let coordinates: Coordinates;
    // Before a test and not before all, so that a pattern of names prepares no other models.
    beforeEach(() => {
      if (data !== undefined) return;
      // More than a block, so that the last one is cut.
      data = drawAwayFromJumps(model, params, blockLength + 33, name);
      const units = standardUnits(data, model.gating, model.expert);
      ({ likelihood, coordinates } = model.bind(data, units, unbounded));
    });

    it("writes parameters that describe the same model", () => {
      assert.deepEqual(modelOf(params).size, model.size);
      assert.ok(relativeGap(numbers(model.canonical(params)), numbers(params)) <= 1e-14);
    });

    it("returns from theta what went in, in raw and in standard units", () => {
      for (const units of [rawUnits, standardUnits(data, model.gating, model.expert)]) {
        const { coordinates } = model.bind(data, units, unbounded);
        const back = coordinates.toParams(coordinates.toTheta(params));
        assert.ok(relativeGap(numbers(back), numbers(params)) <= 1e-12);
      }
    });

    it("has gate weights that sum to 1", () => {
      for (const x of [0, 1, -40, 800].map((value) => new Array<number>(model.inputs).fill(value))) {
        const weights = model.gateWeights(params, x);
        assert.equal(weights.length, k);
        assert.ok(Math.abs(weights.reduce((p, q) => p + q, 0) - 1) <= 1e-12);
        assert.ok(weights.every((w) => w >= 0));
      }
    });

    it("has conditional densities that integrate to 1", () => {
      const law = model.conditional(params)(new Array<number>(model.inputs).fill(0.3));
      // A support may miss 1e-13; the rest is rounding of a sum of some hundred terms.
      assert.ok(missing(law) <= 1e-12, `${missing(law)}`);
    });

    it("draws responses from its conditional density", () => {
      const x = new Array<number>(model.inputs).fill(0.3);
      const columns = x.map((value) => new Float64Array(4000).fill(value));
      const { y } = model.sampler(params)(columns, stream(`${name}/draws`));
      const score = misfit(model.conditional(params)(x), y);
      assert.ok(score < 4.5, `chi-square score ${score}`);
    });

    if (model.expert.mean)
      it("states the means of its experts, whose mixture is the mean of its density", () => {
        const x = new Array<number>(model.inputs).fill(0.3);
        const weights = model.gateWeights(params, x);
        const means = model.means(params)(x);
        assert.equal(means.length, k);
        const mean = weights.reduce((sum, weight, i) => sum + weight * means[i], 0);
        const law = model.conditional(params)(x);
        const spread = expectation(law, (y) => Math.abs(y - mean));
        assert.ok(Math.abs(expectation(law, (y) => y - mean)) <= 1e-9 * (1 + spread));
      });

    it("has a log-likelihood that is the sum of its conditional log densities", () => {
      const conditional = model.conditional(params);
      let total = 0;
      for (let t = 0; t < data.n; t++)
        total += conditional(data.x.map((column) => column[t])).logDensity(data.y[t]);
      assert.ok(Math.abs(model.logLik(params, data) - total) <= 1e-11 * Math.abs(total));
    });

    it("has a score and a Hessian that agree with central differences", () => {
      const theta = coordinates.toTheta(params);
      const p = model.size;
      const score = new Float64Array(p);
      const hessian = new Float64Array(p * p);
      const value = likelihood.evaluate(theta, 2, score, hessian);
      assert.equal(likelihood.evaluate(theta, 0), value);
      const scoreAt = (at: Float64Array) => {
        const s = new Float64Array(p);
        likelihood.evaluate(at, 1, s);
        return s;
      };
      assert.deepEqual(scoreAt(theta), score);
      for (let j = 0; j < p; j++) {
        // Sums over the samples of terms with derivatives of order ten: h^2 = 1e-10 of them.
        const slope = difference((at) => likelihood.evaluate(at, 0), theta, j);
        assert.ok(Math.abs(slope - score[j]) <= 2e-6 * (1 + Math.abs(slope)), `score ${j}`);
        for (let i = 0; i < p; i++) {
          const bend = difference((at) => scoreAt(at)[i], theta, j);
          assert.ok(
            Math.abs(bend - hessian[i * p + j]) <= 2e-6 * (10 + Math.abs(bend)),
            `Hessian ${i}, ${j}`,
          );
        }
      }
    });

    it("has a gate criterion whose derivatives agree with central differences", () => {
      const theta = coordinates.toTheta(params);
      const r = Array.from({ length: k }, () => new Float64Array(data.n));
      const selected = Array.from({ length: k }, () => new Uint8Array(data.n));
      likelihood.responsibilities(theta, r, selected);
      const given = { r, selected };
      for (let t = 0; t < data.n; t++) {
        const total = r.reduce((sum, own) => sum + own[t], 0);
        assert.ok(Math.abs(total - 1) <= 1e-12);
      }
      const p = likelihood.gateSize;
      const moved = theta.map((value, j) => value + 0.1 * Math.sin(j + 1));
      const score = new Float64Array(p);
      const hessian = new Float64Array(p * p);
      likelihood.gateCriterion(moved, given, 2, score, hessian);
      for (let j = 0; j < p; j++) {
        const slope = difference((at) => likelihood.gateCriterion(at, given, 0), moved, j);
        assert.ok(Math.abs(slope - score[j]) <= 2e-6 * (1 + Math.abs(slope)));
        for (let i = 0; i < p; i++) {
          const bend = difference(
            (at) => {
              const s = new Float64Array(p);
              likelihood.gateCriterion(at, given, 1, s);
              return s[i];
            },
            moved,
            j,
          );
          assert.ok(Math.abs(bend - hessian[i * p + j]) <= 2e-6 * (10 + Math.abs(bend)));
        }
      }
    });

    it("gives in one pass what an EM step needs", () => {
      const theta = coordinates.toTheta(params);
      const { size, gateSize } = likelihood;
      const table = () => Array.from({ length: k }, () => new Float64Array(data.n));
      const [r, own] = [table(), table()];
      const selected = Array.from({ length: k }, () => new Uint8Array(data.n));
      const logLik = likelihood.responsibilities(theta, r, selected);
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
        assert.equal(likelihood.expectation(theta, own, part, score, hessian), logLik);
        assert.deepEqual(own, r);
        assert.ok(relativeGap(score, whole.subarray(0, p)) <= 1e-9);
        const expected = new Float64Array(p * p);
        for (const { criterion, from, length } of part === "all" ? blocks : blocks.slice(0, 1)) {
          const inner = new Float64Array(length * length);
          criterion(theta, { r, selected }, 2, new Float64Array(length), inner);
          for (let i = 0; i < length; i++)
            expected.set(inner.subarray(i * length, (i + 1) * length), (from + i) * p + from);
        }
        assert.ok(relativeGap(hessian, expected) <= 1e-9);
      }
    });

    it("keeps its likelihood when experts are relabelled", () => {
      const order = Array.from({ length: k }, (_, i) => (i + 1) % k);
      const before = model.logLik(params, data);
      assert.ok(Math.abs(model.logLik(relabelled(params, order), data) - before) <= 1e-11 * Math.abs(before));
    });

    it("lets EM only climb", () => {
      const problem = problemOf(model, data);
      const theta = randomStart(problem, 0, stream(`${name}/start`));
      const em = emAscent(problem, { tolerance: 0 });
      let state = em.init(theta);
      for (let step = 0; step < 60; step++) {
        const next = em.step(state);
        // Both sums carry rounding of about n eps.
        assert.ok(next.logLik >= state.logLik - 1e-12 * (data.n + Math.abs(state.logLik)), `step ${step}`);
        state = next;
      }
    });

    it("lets EM with damped Newton steps only climb", () => {
      const { selection, ...gating } = model.gating;
      const problem = problemOf(moe({ ...model, gating }), data);
      const theta = randomStart(problem, 0, stream(`${name}/start`));
      let before = Number.NEGATIVE_INFINITY;
      for (let steps = 0; steps <= 12; steps++) {
        const after = problem.likelihood.evaluate(emGradient(problem, theta, steps), 0);
        assert.ok(after >= before - 1e-12 * (data.n + Math.abs(before)), `${steps} steps`);
        before = after;
      }
    });
  });
}

function numbers({ gating, experts }: Params): number[] {
  return [gating, experts].flatMap((family) =>
    Object.values(family).flatMap((field) => (Array.isArray(field) ? (field.flat(2) as number[]) : [])),
  );
}
