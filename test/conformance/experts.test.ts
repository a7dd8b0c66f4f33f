import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Expert, unbounded } from "../../src/family.js";
import { normal, stream } from "../../src/index.js";
import { triedLaws } from "./families.js";
import { expectation, misfit, missing } from "./law.js";
import { evaluated, movedBy, only, randomPredictors, randomResponses } from "./terms.js";

const sizes = [
  ["predictors of size 1", 1],
  ["large predictors", 4],
] as const;
const m = 40;

/** The law of y at one set of predictors. */
const lawAt = (expert: Expert, own: readonly number[]) => {
  const blocks = own.map((value) => Float64Array.of(value));
  const logDensity = (y: number) => evaluated(expert, blocks, Float64Array.of(y)).value[0];
  return { logDensity, supports: [expert.support(own)] };
};

/** The ends of an expert's support, which stay where they are whatever the predictors; none on a side without an end. */
function endsOf(expert: Expert, key: string): { readonly low?: number; readonly high?: number } {
  const supports = Array.from({ length: 20 }, (_, i) =>
    expert.support(randomPredictors(expert, 1, `${key}/${i}`, i < 10 ? 1 : 4).map(([value]) => value)),
  );
  // Where the mean of counts is large their points begin further up, so not all of them begin at the end.
  const least = supports[0].on === "integers" ? supports.length / 4 : supports.length;
  const common = (ends: readonly number[], end: number) =>
    ends.filter((own) => own === end).length >= least ? end : undefined;
  const firsts = supports.map(({ points }) => points[0]);
  const lasts = supports.map(({ points }) => points[points.length - 1]);
  const [low, high] = [common(firsts, Math.min(...firsts)), common(lasts, Math.max(...lasts))];
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

for (const { label, make } of triedLaws) {
  describe(`${label} as a law`, () => {
    const expert = make();
    const { predictors, predictorScale } = expert;
    const eta = randomPredictors(expert, m, `${label}/units`);
    const y = randomResponses(expert, eta, `${label}/units/y`);

    for (const [what, size] of sizes) {
      const at = randomPredictors(expert, 1, `${label}/law`, size);
      const own = at.map(([value]) => value);
      const law = lawAt(expert, own);

      it(`has all its mass where its support says: ${what}`, () => {
        // A support may miss 1e-13; the rest is rounding of a sum of some hundred terms.
        assert.ok(missing(law) <= 1e-12, `${missing(law)}`);
        const { points, on } = law.supports[0];
        assert.ok(points.every((point, i) => i === 0 || point > points[i - 1]));
        assert.ok(on !== "integers" || points.every(Number.isInteger));
      });

      it(`draws from its density: ${what}`, () => {
        const uniform = stream(`${label}/draws`);
        const draw = expert.draws(at, { uniform, normal: normal(uniform) });
        const score = misfit(
          law,
          Float64Array.from({ length: 20000 }, () => draw(0)),
        );
        assert.ok(score < 4.5, `chi-square score ${score}`);
      });

      const { mean } = expert;
      if (mean)
        it(`states its mean: ${what}`, () => {
          const exact = mean(own);
          const spread = expectation(law, (y) => Math.abs(y - exact));
          assert.ok(Math.abs(expectation(law, (y) => y - exact)) <= 1e-9 * spread, `${exact}`);
        });
    }

    it("draws for a sample of a block what it draws for it in a block of its own", () => {
      for (let t = 0; t < m; t += 7) {
        const sources = [0, 1].map(() => stream(`${label}/alone`));
        const [block, alone] = sources.map((uniform, i) =>
          expert.draws(i === 0 ? eta : only(eta, t), { uniform, normal: normal(uniform) }),
        );
        for (let draw = 0; draw < 5; draw++) assert.equal(block(t), alone(0));
      }
    });

    it("accepts what it draws, and the points of its support where these are its values", () => {
      for (const [, size] of sizes) {
        const at = randomPredictors(expert, 2000, `${label}/accepted`, size);
        assert.doesNotThrow(() => expert.checkResponse(randomResponses(expert, at, `${label}/accepted/y`)));
        const { on, points } = expert.support(at.map(([value]) => value));
        if (on !== "line") assert.doesNotThrow(() => expert.checkResponse(Float64Array.from(points)));
      }
    });

    it("refuses a response outside its support, and says where it is, what rule it breaks and what it is", () => {
      const { on, points } = expert.support(only(eta, 0).map(([value]) => value));
      const { low, high } = endsOf(expert, `${label}/ends`);
      const beyond = [
        ...(low === undefined ? [] : [low - 1]),
        ...(high === undefined ? [] : [high + 1]),
        ...(on === "line" ? [] : [points[0] + 0.5]),
      ];
      for (const bad of beyond) {
        const text = `^invalid y\\[1\\]; [^:]+: ${String(bad).replace(".", "\\.")}$`;
        assert.throws(() => expert.checkResponse(Float64Array.of(y[0], bad)), { message: new RegExp(text) });
      }
    });

    it("keeps its law under a shift and a scale of the response, as `predictorScale` says, or has no scale", () => {
      assert.deepEqual(
        predictorScale({ centre: 0, scale: 1 }),
        predictors.map(() => ({ shift: 0, scale: 1 })),
      );
      for (const units of [
        { centre: 40, scale: 10 },
        { centre: -3, scale: 0.02 },
      ]) {
        const back = predictorScale(units);
        if (!expert.scalesResponse) {
          assert.deepEqual(back, predictorScale({ centre: 0, scale: 1 }));
          continue;
        }
        const { centre, scale } = units;
        const moved = eta.map((values, u) => values.map((value) => back[u].shift + back[u].scale * value));
        const drawn = randomResponses(expert, moved, `${label}/units/y`);
        const expected = y.map((value) => centre + scale * value);
        const before = evaluated(expert, eta, y).value;
        const after = evaluated(expert, moved, expected).value;
        for (let t = 0; t < m; t++) {
          // Rounding of a response beside its centre, in units of its scale.
          const size = 1 + Math.abs(expected[t] / scale) + Math.abs(centre / scale);
          assert.ok(Math.abs(drawn[t] - expected[t]) <= 1e-13 * size * scale, `drawn[${t}]: ${drawn[t]}`);
          const gap = after[t] - (before[t] - Math.log(scale));
          assert.ok(Math.abs(gap) <= 1e-12 * (size + Math.abs(before[t])), `log density[${t}]: ${gap}`);
        }
      }
    });

    it("bounds by `logVariance` just the predictors whose fall lets the density grow without limit", () => {
      const centre = only(eta, 0);
      predictors.forEach(({ name, bound, pinned }, u) => {
        assert.equal(pinned, undefined);
        /** The largest log density on the points of the support, with predictor u at a value. */
        const peak = (value: number) => {
          const own = movedBy(centre, u, value - centre[u][0]).map(([at]) => at);
          const law = lawAt(expert, own);
          // Where the density is infinite at an end it is so for all predictors.
          return Math.max(...law.supports[0].points.map(law.logDensity).filter(Number.isFinite));
        };
        const [low, usual, high] = [-15, 0, 15].map(peak);
        // A bounded density has log densities of a few; one that is inverse to the scale grows by 7.5 for each 15 of a log variance.
        const grows = peak(-30) > low + 1 && low > usual + 1 && usual > high + 1;
        assert.equal(bound === "logVariance", grows, `${name}: ${peak(-30)}, ${low}, ${usual}, ${high}`);
      });
    });

    it("maximises in closed form, where it has one, what Newton's method would", () => {
      const { maximise, leastSquaresHeight } = expert;
      if (maximise === undefined) return assert.equal(leastSquaresHeight, undefined);
      const uniform = stream(`${label}/maximise`);
      const next = normal(uniform);
      for (const slopes of [1, 2]) {
        const columns = Array.from({ length: slopes }, () => Float64Array.from({ length: m }, next));
        const bases = predictors.map(({ basis }) => ({
          intercept: basis !== "linear",
          columns: basis === "constant" ? [] : columns,
          origin: basis === "constant" ? [] : columns.map(() => 0),
        }));
        const weights = Float64Array.from({ length: m }, uniform);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const at = (coefficients: readonly Float64Array[]) =>
          predictors.map((_, u) =>
            Float64Array.from({ length: m }, (_, t) =>
              [...(bases[u].intercept ? [1] : []), ...bases[u].columns.map((column) => column[t])].reduce(
                (sum, phi, j) => sum + phi * coefficients[u][j],
                0,
              ),
            ),
          );
        const height = (coefficients: readonly Float64Array[]) =>
          evaluated(expert, at(coefficients), y).value.reduce(
            (sum, value, t) => sum + weights[t] * value,
            0,
          ) / total;
        const best = maximise(weights, y, bases, unbounded);
        // 1e-4 away the criterion is lower by about 1e-8 of its curvature, which is of size 1 here: 1e-10 is beyond any chance.
        for (let trial = 0; trial < 20; trial++) {
          const aside = best.map((own) => own.map((c) => c + 1e-4 * next()));
          assert.ok(height(aside) < height(best) - 1e-10);
        }
        if (leastSquaresHeight === undefined) continue;
        const [fitted] = at(best);
        const meanSquare = y.reduce(
          (sum, value, t) => sum + (weights[t] * (value - fitted[t]) ** 2) / total,
          0,
        );
        const held = { ...unbounded, logVariance: [3, 4], logMean: [3, 4] } as const;
        for (const bounds of [unbounded, held]) {
          const own = height(maximise(weights, y, bases, bounds));
          assert.ok(Math.abs(leastSquaresHeight(meanSquare, bounds) - own) <= 1e-12 * (1 + Math.abs(own)));
        }
      }
    });
  });
}
