import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, moe, normal, type Params, stream } from "../../src/index.js";
import { rawUnits } from "../../src/params/units.js";
import { triedGatings } from "./families.js";
import { drawFrom, randomParams } from "./models.js";
import { evaluated, movedBy, randomPredictors } from "./terms.js";

/** Samples at each of which the predictors of another expert stand. */
const experts = 12;

/** Largest relative difference of two lists of values: rounding, or far more than that. */
function gap(a: readonly number[], b: readonly number[]): number {
  const size = Math.max(1, ...a.map(Math.abs), ...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / size;
}
const same = (a: readonly number[], b: readonly number[]) => gap(a, b) <= 1e-12;

/** Every number of a field changed. */
const mapped = (field: unknown, change: (value: number) => number): unknown =>
  Array.isArray(field) ? field.map((entry) => mapped(entry, change)) : change(field as number);

for (const { label, make } of triedGatings) {
  describe(`${label} as a gating`, () => {
    const gating = make();
    const { predictors, fields, logWeight, temperature } = gating;
    const shared = randomPredictors(gating, 1, `${label}/shared`);
    /** One set of predictors for each expert; what they share is the same. */
    const eta = Array.from({ length: experts }, (_, i) =>
      randomPredictors(gating, 1, `${label}/${i}`).map((own, u) => (predictors[u].shared ? shared[u] : own)),
    );
    const score = (own: readonly Float64Array[]) => evaluated(gating, own, new Float64Array(1)).value[0];
    const scores = eta.map(score);
    const increments = (u: number, by: number, at = eta) =>
      at.map((own) => score(movedBy(own, u, by)) - score(own));
    /** Index of a field's only predictor. */
    const predictorOf = (name: string) => fields[name].predictor as number;
    const natural = inNaturalParameters(label, make);

    it("weighs its atoms by one intercept of each expert's own, which is no logarithm", () => {
      const { predictor, part, link } = fields[logWeight];
      assert.deepEqual({ part, link }, { part: "intercept", link: "identity" });
      assert.equal(typeof predictor, "number");
      const { shared, fixed } = predictors[predictor as number];
      assert.deepEqual({ shared: shared ?? false, fixed }, { shared: false, fixed: undefined });
    });

    it("has a temperature that all experts share, a logarithm, by which the log weight is divided, or none", () => {
      const logs = Object.keys(fields).filter(
        (name) => fields[name].link === "log" && predictors[predictorOf(name)].shared,
      );
      assert.deepEqual(logs, temperature === undefined ? [] : [temperature]);
      if (temperature === undefined) return;
      const { predictor, part } = fields[temperature];
      assert.equal(part, "intercept");
      assert.equal(predictors[predictor as number].basis, "constant");
      const params = natural.params();
      const { [temperature]: tau, [logWeight]: weights } = params.gating as unknown as {
        [field: string]: number & number[];
      };
      for (const factor of natural.isGiven ? [1] : [1, 2, 0.3]) {
        const at = natural.with({ [temperature]: factor * tau });
        const [first, ...others] = weights;
        const moved = natural.with({ [temperature]: factor * tau, [logWeight]: [first + 0.7, ...others] });
        const increments = natural.logOdds(moved).map((odds, i) => odds - natural.logOdds(at)[i]);
        const expected = increments.map((_, i) => (i % 3 === 0 ? 0.7 / (factor * tau) : 0));
        assert.ok(same(increments, expected), `${increments}, not ${expected}`);
      }
    });

    it("pins just the predictors whose common shift leaves the differences of scores as they are", () => {
      predictors.forEach(({ name, shared, fixed, pinned = false }, u) => {
        if (shared || fixed !== undefined) {
          assert.equal(pinned, false);
          return;
        }
        const [first, ...others] = increments(u, 0.7);
        assert.equal(
          others.every((increment) => same([increment], [first])),
          pinned,
          name,
        );
      });
    });

    it("is homogeneous just where the predictor of its temperature changes no score, since the others are ratios to it", () => {
      if (temperature === undefined) return assert.equal(gating.homogeneous, undefined);
      const u = predictorOf(temperature);
      const warmer = eta.map((own) => movedBy(own, u, Math.log(1.9)));
      assert.equal(same(warmer.map(score), scores), gating.homogeneous ?? false);
    });

    it("is homogeneous just where all its parameters over the temperature are all that matters", () => {
      if (temperature === undefined || natural.isGiven) return;
      const params = natural.params();
      const ratio = 1.9;
      const scaled = natural.with(
        Object.fromEntries(
          Object.keys(fields).map((name) => [name, mapped(params.gating[name], (value) => value / ratio)]),
        ),
      );
      assert.equal(same(natural.logOdds(scaled), natural.logOdds(params)), gating.homogeneous ?? false);
      if (!gating.homogeneous) return;
      const data = drawFrom(natural.model, params, 40, `${label}/ratios`);
      const density = (at: Params) => natural.model.logLik(at, data);
      assert.ok(same([density(scaled)], [density(params)]));
      const { coordinates } = natural.model.bind(data, rawUnits);
      const [own, other] = [params, scaled].map((at) => [...coordinates.toTheta(at)]);
      const apart = own.flatMap((value, j) => (same([value], [other[j]]) ? [] : [coordinates.names[j]]));
      assert.deepEqual(apart, [`gating.log ${temperature}`]);
    });

    it("is its own predictor where it says so by `linear`", () => {
      if (gating.linear === undefined) return;
      assert.equal(predictors.length, 1);
      for (const own of eta) {
        const { value, first, second } = evaluated(gating, own, new Float64Array(1), 2);
        assert.deepEqual([value, first[0][0], second[0][0][0]], [own[0], 1, 0]);
      }
    });
  });
}

/** A model of three experts on two inputs with the gate, in its natural parameters. */
function inNaturalParameters(label: string, make: (typeof triedGatings)[number]["make"]) {
  const gating = make();
  const model = moe({ gating, expert: gaussian(), k: 3, inputs: 2 });
  const params = () => randomParams(model, stream(`${label}/natural`));
  const next = normal(stream(`${label}/inputs`));
  const inputs = Array.from({ length: 4 }, () => [next(), next()]);
  return {
    model,
    params,
    /** Whether the temperature is given, not estimated. */
    isGiven: gating.options?.temperature !== undefined,
    /** The parameters with some fields of the gate replaced. */
    with: (fields: Readonly<Record<string, unknown>>): Params => {
      const at = params();
      return { ...at, gating: { ...at.gating, ...fields } as Params["gating"] };
    },
    /** log(w_i / w_3) at some inputs, one after the other. */
    logOdds: (at: Params) =>
      inputs.flatMap((x) => {
        const weights = model.gateWeights(at, x).map(Math.log);
        return weights.map((weight) => weight - weights[2]);
      }),
  };
}
