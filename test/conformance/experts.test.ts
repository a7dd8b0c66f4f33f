import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Expert } from "../../src/family.js";
import { normal, stream } from "../../src/index.js";
import { clamp } from "../../src/numeric/clamp.js";
import { triedLaws } from "./families.js";
import { between, expectation, heaviness, lawAt, massesOn, misfit, missing } from "./law.js";
import { only, randomPredictors, randomResponses } from "./terms.js";

const sizes = [
  ["predictors of size 1", 1, undefined],
  ["large predictors", 4, undefined],
] as const;
const m = 40;

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
    const eta = randomPredictors(expert, m, `${label}/block`);

    const beside = expert.companion === undefined ? [] : [["a companion, 7", 1, 7] as const];
    for (const [what, size, companion] of [...sizes, ...beside]) {
      // A scale, shape or number of degrees of freedom within e^-3 and e^3: beyond, some laws have mass where doubles end.
      const at = randomPredictors(expert, 1, `${label}/law`, size).map((values, u) =>
        expert.predictors[u].basis === "constant" ? values.map((own) => clamp(own, -3, 3)) : values,
      );
      const own = at.map(([value]) => value);
      const law = lawAt(expert, own, companion);
      const column = companion === undefined ? undefined : Float64Array.of(companion);

      it(`has all its mass where its support says: ${what}`, () => {
        // A support may miss 1e-13; the rest is rounding of a sum of some hundred terms.
        assert.ok(missing(law) <= 1e-12, `${missing(law)}`);
        const { points, on } = law.supports[0];
        assert.ok(points.every((point, i) => i === 0 || point > points[i - 1]));
        assert.ok(on !== "integers" || points.every(Number.isInteger));
      });

      it(`draws from its density: ${what}`, () => {
        const uniform = stream(`${label}/draws`);
        const draw = expert.draws(at, { uniform, normal: normal(uniform) }, column);
        const score = misfit(
          law,
          Float64Array.from({ length: 20000 }, () => draw(0)),
        );
        assert.ok(score < 4.5, `chi-square score ${score}`);
      });

      const { mean, variance } = expert;
      if (mean)
        it(`states its mean, or that there is none: ${what}`, () => {
          const exact = mean(own, companion);
          assert.equal(Number.isNaN(exact), !(heaviness(law) < -2), `tails as the power ${heaviness(law)}`);
          if (Number.isNaN(exact)) return;
          const spread = expectation(law, (y) => Math.abs(y - exact));
          assert.ok(Math.abs(expectation(law, (y) => y - exact)) <= 1e-9 * spread, `${exact}`);
        });

      if (variance)
        it(`states its variance, or that it is not finite: ${what}`, () => {
          const exact = variance(own, companion);
          assert.equal(Number.isFinite(exact), heaviness(law) < -3, `tails as the power ${heaviness(law)}`);
          if (!Number.isFinite(exact)) return;
          const centre = mean?.(own, companion) as number;
          const square = expectation(law, (y) => (y - centre) ** 2);
          // What is beyond the last point of a support counts by the square of its distance: with a tail of power -5 that is 1e-8 of it.
          assert.ok(Math.abs(square - exact) <= 1e-7 * exact, `${square}, not ${exact}`);
        });

      it(`states its distribution function, both tails: ${what}`, () => {
        const [{ points }] = law.supports;
        for (const tail of ["lower", "upper"] as const) {
          // At an end of the law the density may be infinite, and is not integrated up to there.
          const first = points[0] === 0 ? points[1] : points[0];
          const beyond = expert.cumulative(
            own,
            tail === "lower" ? first : points[points.length - 1],
            tail,
            companion,
          );
          if (law.supports[0].on === "line") assert.ok(beyond <= 1e-13, `${tail} tail: ${beyond}`);
          const asked = between(law.supports[0]);
          const masses = massesOn(law, asked, tail);
          for (const [i, y] of asked.entries()) {
            const expected = masses[i];
            const stated = expert.cumulative(own, y, tail, companion);
            // A tail far out is right relative to itself, up to what the support leaves out.
            const allowed = 1e-9 * expected + (law.supports[0].on === "line" ? 1.01 * beyond : 1e-16);
            assert.ok(
              Math.abs(stated - expected) <= allowed,
              `${tail} tail at ${y}: ${stated}, not ${expected}`,
            );
          }
        }
        const [lowest, highest] = [-Number.MAX_VALUE, Number.MAX_VALUE];
        assert.ok(expert.cumulative(own, lowest, "lower", companion) <= 1e-16);
        assert.ok(expert.cumulative(own, highest, "upper", companion) <= 1e-16);
        assert.ok(expert.cumulative(own, lowest, "upper", companion) >= 1 - 1e-15);
        assert.ok(expert.cumulative(own, highest, "lower", companion) >= 1 - 1e-15);
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
        assert.doesNotThrow(() =>
          expert.checkResponse(randomResponses(expert, at, 2000, `${label}/accepted/y`)),
        );
        const { on, points } = expert.support(at.map(([value]) => value));
        if (on !== "line") assert.doesNotThrow(() => expert.checkResponse(Float64Array.from(points)));
      }
    });

    if (beside.length > 0)
      it("accepts and refuses a response by the companion of its row", () => {
        const { points } = expert.support(
          only(eta, 0).map(([value]) => value),
          7,
        );
        const last = points[points.length - 1];
        assert.doesNotThrow(() => expert.checkResponse(Float64Array.of(last), Float64Array.of(7)));
        assert.throws(() => expert.checkResponse(Float64Array.of(last + 1), Float64Array.of(7)));
      });

    it("refuses a response outside its support, and says where it is, what rule it breaks and what it is", () => {
      const { on, points } = expert.support(only(eta, 0).map(([value]) => value));
      const { low, high } = endsOf(expert, `${label}/ends`);
      const beyond = [
        ...(low === undefined ? [] : [low - 1]),
        ...(high === undefined ? [] : [high + 1]),
        ...(on === "line" ? [] : [points[0] + 0.5]),
      ];
      const [good] = randomResponses(expert, eta, m, `${label}/good`);
      for (const bad of beyond) {
        const text = `^invalid y\\[1\\]; [^:]+: ${String(bad).replace(".", "\\.")}$`;
        assert.throws(() => expert.checkResponse(Float64Array.of(good, bad)), { message: new RegExp(text) });
      }
    });
  });
}
