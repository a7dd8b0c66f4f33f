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

/** The weighted mean of an expert's term. */
function heightOf(
  expert: Expert,
  eta: readonly Float64Array[],
  y: Float64Array,
  weights: Float64Array,
): number {
  const { value } = evaluated(expert, eta, y);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return value.reduce((sum, own, t) => sum + weights[t] * own, 0) / total;
}

for (const { label, make } of triedExperts) {
  const expert = make();
  const { predictors, maximise, leastSquaresHeight } = expert;
  describe(`${label} and its closed form`, () => {
    const uniform = stream(`${label}/closed form`);
    const next = normal(uniform);
    const y = randomResponses(expert, randomPredictors(expert, m, `${label}/eta`), m, `${label}/y`);
    const weights = Float64Array.from({ length: m }, uniform);
    /** Bases on d inputs. */
    const basesOn = (d: number): Basis[] => {
      const columns = Array.from({ length: d }, () => Float64Array.from({ length: m }, next));
      return predictors.map(({ basis }) => {
        const own = basis === "constant" ? [] : columns;
        return { intercept: basis !== "linear", columns: own, origin: own.map(() => 0) };
      });
    };
    const height = (bases: readonly Basis[], coefficients: readonly Coefficients[]) =>
      heightOf(expert, predicted(bases, coefficients), y, weights);

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
          const aside = best.map((own) => own.map((c) => c + 1e-4 * next()));
          assert.ok(height(bases, aside) < height(bases, best) - 1e-10);
        }
      }
    });

    if (leastSquaresHeight === undefined) return;

    it("says how high the maximum is, within bounds of a variance too", () => {
      const bases = basesOn(2);
      const held = { ...unbounded, logVariance: [3, 4] } as const;
      for (const bounds of [unbounded, held]) {
        const best = maximise(weights, y, bases, bounds);
        predictors.forEach(({ bound }, u) => {
          const [low, high] = bounds[bound];
          assert.ok(best[u].every((c) => c >= low && c <= high));
        });
        const [fitted] = predicted(bases, best);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const meanSquare = y.reduce((sum, own, t) => sum + weights[t] * (own - fitted[t]) ** 2, 0) / total;
        const own = height(bases, best);
        assert.ok(Math.abs(leastSquaresHeight(meanSquare, bounds) - own) <= 1e-12 * (1 + Math.abs(own)));
      }
    });
  });
}
