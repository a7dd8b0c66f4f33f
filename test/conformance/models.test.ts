import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { unbounded } from "../../src/family.js";
import { emAscent } from "../../src/fit/em/em.js";
import { emGradientAscent } from "../../src/fit/em/emGradient.js";
import type { Ascent, AscentState } from "../../src/fit/problem/ascent.js";
import { type Problem, problemOf } from "../../src/fit/problem/problem.js";
import { randomStart } from "../../src/fit/starts/random.js";
import {
  type FamilyParams,
  type Field,
  type Model,
  modelOf,
  moe,
  normal,
  type Params,
  stream,
} from "../../src/index.js";
import { clamped } from "../../src/numeric/clamp.js";
import { blockLength } from "../../src/numeric/kernels.js";
import { rawUnits, standardUnits } from "../../src/params/units.js";
import { differences, relativeGap } from "./differences.js";
import { type Drawn, drawn, drawnAwayFromJumps } from "./jumps.js";
import { expectation, misfit, missing } from "./law.js";
import { models, separated } from "./models.js";

// More than a block, so that the last one is cut.
const n = blockLength + 33;

for (const { name, model, point, separated: apart } of [...models, ...separated]) {
  describe(name, () => {
    const k = model.experts;
    const params = point(stream(`${name}/params`));
    let made: Drawn | undefined;
    // Made by the first test that asks, so that a pattern of names prepares no other models.
    const prepared = (): Drawn => {
      made ??= (apart ? drawn : drawnAwayFromJumps)(model, params, n, name);
      return made;
    };
    /** The problem with this data; the start: near the truth where the experts are far apart, which is where their ties are. */
    const start = (): { problem: Problem; theta: Float64Array } => {
      const { data, theta } = prepared();
      const problem = problemOf(model, data);
      const { low, high } = problem;
      return {
        problem,
        theta: apart ? clamped(theta, low, high) : randomStart(problem, 0, stream(`${name}/start`)),
      };
    };

    it("writes parameters that describe the same model, in JSON too", () => {
      const { data } = prepared();
      const canonical = model.canonical(params);
      assert.ok(relativeGap(numbers(canonical), numbers(params)) <= 1e-14);
      const again = modelOf(JSON.parse(JSON.stringify(canonical)));
      for (const part of ["gating", "expert"] as const) {
        assert.deepEqual(again[part].options, model[part].options);
        assert.deepEqual(again[part].fields, model[part].fields);
      }
      assert.equal(again.size, model.size);
      assert.equal(again.logLik(canonical, data), model.logLik(canonical, data));
    });

    it("returns from theta what went in, in raw and in standard units", () => {
      const { data } = prepared();
      for (const units of [rawUnits, standardUnits(data, model.gating, model.expert)]) {
        const { coordinates } = model.bind(data, units, unbounded);
        const back = coordinates.toParams(coordinates.toTheta(params));
        assert.ok(relativeGap(numbers(back), numbers(params)) <= 1e-12);
      }
    });

    it("has a log-likelihood that is the sum of its conditional log densities", () => {
      const { data } = prepared();
      const conditional = model.conditional(params);
      let total = 0;
      for (let t = 0; t < data.n; t++)
        total += conditional(data.x.map((column) => column[t])).logDensity(data.y[t]);
      assert.ok(Math.abs(model.logLik(params, data) - total) <= 1e-11 * Math.abs(total));
    });

    it("gives in one pass what an EM step needs", () => {
      const { data, likelihood, theta } = prepared();
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
        assert.equal(likelihood.expectation(theta, own, part, score, hessian), logLik);
        assert.ok(own.every((column, i) => column.every((value, t) => value === r[i][t])));
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
    });

    it("lets EM only climb", () => {
      const { problem, theta } = start();
      onlyClimbs(problem, emAscent(problem, { tolerance: 0 }), theta, 20);
    });

    it("lets EM with damped Newton steps only climb", () => {
      const { problem, theta } = start();
      const { selection, ...gating } = model.gating;
      const dense = problemOf(moe({ ...model, gating }), problem.sample);
      onlyClimbs(dense, emGradientAscent(dense, 12), theta, 12);
    });

    // Where the experts are far apart derivatives are of any size, and the rest has been seen where they are not.
    if (apart) return;

    it("has a score and a Hessian that agree with central differences", () => {
      const { likelihood, theta } = prepared();
      const p = model.size;
      const score = new Float64Array(p);
      const hessian = new Float64Array(p * p);
      const value = likelihood.evaluate(theta, 2, score, hessian);
      assert.equal(likelihood.evaluate(theta, 0), value);
      const together = (at: Float64Array) => {
        const s = new Float64Array(p);
        const height = likelihood.evaluate(at, 1, s);
        return [height, ...s];
      };
      assert.deepEqual(together(theta), [value, ...score]);
      for (let j = 0; j < p; j++) {
        const [slope, ...bends] = differences(together, theta, j);
        agree(slope, bends, score, hessian, j);
      }
    });

    it("has EM criteria whose derivatives agree with central differences", () => {
      const { data, likelihood, theta } = prepared();
      const r = Array.from({ length: k }, () => new Float64Array(data.n));
      const selected = Array.from({ length: k }, () => new Uint8Array(data.n));
      likelihood.responsibilities(theta, r, selected);
      const moved = theta.map((value, j) => value + 0.1 * Math.sin(j + 1));
      const { gateCriterion, expertCriterion, gateSize, size } = likelihood;
      for (const { criterion, from, p } of [
        { criterion: gateCriterion, from: 0, p: gateSize },
        { criterion: expertCriterion, from: gateSize, p: size - gateSize },
      ]) {
        const score = new Float64Array(p);
        const hessian = new Float64Array(p * p);
        criterion(moved, { r, selected }, 2, score, hessian);
        const together = (at: Float64Array) => {
          const s = new Float64Array(p);
          const height = criterion(at, { r, selected }, 1, s);
          return [height, ...s];
        };
        for (let j = 0; j < p; j++) {
          const [slope, ...bends] = differences(together, moved, from + j);
          agree(slope, bends, score, hessian, j);
        }
      }
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

    it("keeps its likelihood when experts are relabelled", () => {
      const { data } = prepared();
      const order = Array.from({ length: k }, (_, i) => (i + 1) % k);
      const before = model.logLik(params, data);
      assert.ok(Math.abs(model.logLik(relabelled(params, order), data) - before) <= 1e-11 * Math.abs(before));
    });
  });
}

/** Differences along coordinate j against a score and a Hessian: sums over the samples of terms with derivatives of order ten, h^2 = 1e-10 of them. */
function agree(
  slope: number,
  bends: readonly number[],
  score: Float64Array,
  hessian: Float64Array,
  j: number,
): void {
  const p = score.length;
  assert.ok(Math.abs(slope - score[j]) <= 2e-6 * (1 + Math.abs(slope)), `score ${j}`);
  bends.forEach((bend, i) => {
    const gap = Math.abs(bend - hessian[i * p + j]);
    assert.ok(gap <= 2e-6 * (10 + Math.abs(bend)), `Hessian ${i}, ${j}`);
  });
}

/** Runs an ascent for so many steps and fails where the log-likelihood falls. */
function onlyClimbs<State extends AscentState & { readonly logLik: number }>(
  { likelihood, n }: Problem,
  ascent: Ascent<State>,
  theta: Float64Array,
  steps: number,
): void {
  let state = ascent.init(theta);
  for (let step = 1; step <= steps; step++) {
    const next = ascent.step(state);
    // Both sums carry rounding of about n eps.
    const rounding = 1e-12 * (n + Math.abs(state.logLik));
    assert.ok(next.logLik >= state.logLik - rounding, `step ${step}: ${state.logLik}, ${next.logLik}`);
    assert.ok(Math.abs(likelihood.evaluate(next.theta, 0) - next.logLik) <= rounding, `step ${step}`);
    state = next;
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
  const units = standardUnits(aside, model.gating, model.expert);
  const uniform = stream(`${name}/far/theta`);
  const theta = Float64Array.from({ length: model.size }, () => 2 * uniform() - 1);
  const params = model.bind(aside, units, unbounded).coordinates.toParams(theta);
  const drawn = model.sampler(params)(x, stream(`${name}/far/y`));
  return { params, data: { ...aside, y: drawn.y } };
}

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

function numbers({ gating, experts }: Params): number[] {
  return [gating, experts].flatMap((family) =>
    Object.values(family).flatMap((field) => (Array.isArray(field) ? (field.flat(2) as number[]) : [])),
  );
}
