import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { triedGatings } from "./families.js";
import { evaluated, movedBy, randomPredictors } from "./terms.js";

/** Samples at each of which the predictors of another expert stand. */
const experts = 12;

/** Largest relative difference of two lists of values: rounding, or far more than that. */
function gap(a: readonly number[], b: readonly number[]): number {
  const size = Math.max(1, ...a.map(Math.abs), ...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / size;
}
const same = (a: readonly number[], b: readonly number[]) => gap(a, b) <= 1e-12;

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
      const u = predictorOf(logWeight);
      const warmer = eta.map((own) => movedBy(own, predictor as number, Math.LN2));
      assert.ok(
        same(
          increments(u, 0.7, warmer).map((increment) => 2 * increment),
          increments(u, 0.7),
        ),
      );
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

    it("is homogeneous just where the temperature can do nothing that the other coefficients cannot", () => {
      if (temperature === undefined) return assert.equal(gating.homogeneous, undefined);
      const u = predictorOf(temperature);
      const scaled = eta.map((own) =>
        own.map((value, v) =>
          u === v ? value.map((log) => log + Math.log(1.9)) : value.map((c) => 1.9 * c),
        ),
      );
      assert.equal(same(scaled.map(score), scores), gating.homogeneous ?? false);
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
