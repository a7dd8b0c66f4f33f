import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Basis, type Coefficients, type Expert, unbounded } from "../../src/family.js";
import { normal, stream } from "../../src/index.js";
import { triedExperts } from "./families.js";
import { evaluated, randomPredictors, randomResponses } from "./terms.js";

const m = 40;

/** The predictors of m samples that coefficients on bases give. */
const predicted = (bases: readonly Basis[], coefficients: readonly Coefficients[]): Float64Array[] =>
  bases.map(({ intercept, columns }, u) =>
    Float64Array.from({ length: m }, (_, t) => {
      const phi = [...(intercept ? [1] : []), ...columns.map((column) => column[t])];
      return phi.reduce((sum, value, j) => sum + value * coefficients[u][j], 0);
    }),
  );

/** The weighted sum of an expert's term. */
function sumOf(expert: Expert, eta: readonly Float64Array[], y: Float64Array, weights: Float64Array): number {
  const { value } = evaluated(expert, eta, y);
  return value.reduce((sum, own, t) => sum + weights[t] * own, 0);
}

for (const { label, make } of triedExperts) {
  const expert = make();
  const { predictors, maximise, leastSquaresHeight } = expert;
  describe(`${label} and its closed form`, () => {
    const uniform = stream(`${label}/closed form`);
    const next = normal(uniform);
    const y = randomResponses(expert, randomPredictors(expert, m, `${label}/eta`), m, `${label}/y`);
    // Three experts, whose regressions are on the same responses.
    const weights = Array.from({ length: 3 }, () => Float64Array.from({ length: m }, uniform));
    /** Bases on d inputs. */
    const basesOn = (d: number): Basis[] => {
      const columns = Array.from({ length: d }, () => Float64Array.from({ length: m }, next));
      return predictors.map(({ basis }) => {
        const own = basis === "constant" ? [] : columns;
        return { intercept: basis !== "linear", columns: own, origin: own.map(() => 0) };
      });
    };
    const total = weights.flatMap((own) => [...own]).reduce((sum, weight) => sum + weight, 0);
    /** The weighted mean of the term over all experts. */
    const height = (bases: readonly Basis[], coefficients: readonly (readonly Coefficients[])[]) =>
      coefficients.reduce((sum, own, i) => sum + sumOf(expert, predicted(bases, own), y, weights[i]), 0) /
      total;
    /** Coefficients a little aside; what experts share stays the same for all of them. */
    const moved = (coefficients: readonly (readonly Coefficients[])[]) => {
      const aside = coefficients.map((own) => own.map((c) => c.map((value) => value + 1e-4 * next())));
      return aside.map((own) => own.map((c, u) => (predictors[u].shared ? aside[0][u] : c)));
    };

    it("has the height of the maximum only with the maximum", () => {
      assert.ok(maximise !== undefined || leastSquaresHeight === undefined);
    });

    if (maximise === undefined) return;

    it("maximises the weighted sum of its term", () => {
      for (const d of [1, 2]) {
        const bases = basesOn(d);
        const best = maximise(weights, y, bases, unbounded);
        // 1e-4 away the mean is lower by 1e-8 of its curvature, which is of size 1: less than 1e-10 would be a matter of rounding.
        for (let trial = 0; trial < 20; trial++) {
          assert.ok(height(bases, moved(best)) < height(bases, best) - 1e-10);
        }
      }
    });

    if (leastSquaresHeight === undefined) return;

    it("says how high the maximum is, within bounds of a variance too", () => {
      const bases = basesOn(2);
      const held = { ...unbounded, logVariance: [3, 4] } as const;
      for (const bounds of [unbounded, held]) {
        const best = maximise(weights, y, bases, bounds);
        predictors.forEach(({ bound, shared }, u) => {
          const [low, high] = bounds[bound];
          assert.ok(best.every((own) => own[u].every((c) => c >= low && c <= high)));
          if (shared) for (const own of best) assert.deepEqual(own[u], best[0][u]);
        });
        const parts = best.map((own, i) => {
          const [fitted] = predicted(bases, own);
          const squares = y.reduce((sum, value, t) => sum + weights[i][t] * (value - fitted[t]) ** 2, 0);
          return { squares, weight: weights[i].reduce((sum, weight) => sum + weight, 0) };
        });
        // Where experts share a variance, the height is one of all of them.
        const squares = parts.reduce((sum, part) => sum + part.squares, 0);
        const claimed = predictors.some(({ shared }) => shared)
          ? leastSquaresHeight(squares / total, bounds)
          : parts.reduce(
              (sum, part) => sum + part.weight * leastSquaresHeight(part.squares / part.weight, bounds),
              0,
            ) / total;
        const own = height(bases, best);
        assert.ok(Math.abs(claimed - own) <= 1e-12 * (1 + Math.abs(own)));
      }
    });
  });
}
