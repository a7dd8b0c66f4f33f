import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { triedLaws } from "./families.js";
import { lawAt } from "./law.js";
import { evaluated, movedBy, only, randomPredictors, randomResponses } from "./terms.js";

const m = 40;
/** Units of a response, far from its own. */
const tried = [
  { centre: 0, scale: 1 },
  { centre: 40, scale: 10 },
  { centre: -3, scale: 0.02 },
];

for (const { label, make } of triedLaws) {
  describe(`${label} in other units`, () => {
    const expert = make();
    const { predictors, predictorScale } = expert;
    const eta = randomPredictors(expert, m, `${label}/units`);
    const y = randomResponses(expert, eta, m, `${label}/units/y`);

    it("states its predictors as they are where the response is", () => {
      const asTheyAre = predictors.map(() => ({ shift: 0, scale: 1 }));
      const unchanged = {
        shiftAndScale: [{ centre: 0, scale: 1 }],
        scale: [{ centre: 0, scale: 1 }],
        none: tried,
      };
      for (const units of unchanged[expert.equivariance]) assert.deepEqual(predictorScale(units), asTheyAre);
    });

    const followed = {
      shiftAndScale: tried,
      scale: tried.map(({ scale }) => ({ centre: 0, scale })),
      none: [],
    }[expert.equivariance];
    if (followed.length > 0)
      it("keeps its law under the changes of the response's unit that it follows, as `predictorScale` says", () => {
        for (const units of followed) {
          const { centre, scale } = units;
          const back = predictorScale(units);
          const moved = eta.map((values, u) => values.map((value) => back[u].shift + back[u].scale * value));
          const drawn = randomResponses(expert, moved, m, `${label}/units/y`);
          const expected = y.map((value) => centre + scale * value);
          const before = evaluated(expert, eta, y).value;
          const after = evaluated(expert, moved, expected).value;
          for (let t = 0; t < m; t++) {
            // Rounding of a response beside its centre, in units of its scale.
            const size = 1 + (Math.abs(expected[t]) + Math.abs(centre)) / scale;
            assert.ok(Math.abs(drawn[t] - expected[t]) <= 1e-13 * size * scale, `drawn[${t}]: ${drawn[t]}`);
            const gap = after[t] - (before[t] - Math.log(scale));
            assert.ok(Math.abs(gap) <= 1e-12 * (size + Math.abs(before[t])), `log density[${t}]: ${gap}`);
          }
        }
      });

    it("bounds by `logVariance` just the predictors whose fall lets the density grow without limit", () => {
      const centre = only(eta, 0);
      const own = centre.map(([at]) => at);
      const { on, points } = expert.support(own);
      // A response in the middle of the law: where all of the mass gathers there, its likelihood has no bound.
      const stated = expert.mean?.(own) ?? Number.NaN;
      const middle = Number.isNaN(stated) ? points[Math.floor(points.length / 2)] : stated;
      const response = on === "integers" ? Math.round(middle) : middle;
      predictors.forEach(({ name, bound, pinned }, u) => {
        assert.equal(pinned, undefined);
        const at = (value: number) =>
          lawAt(
            expert,
            movedBy(centre, u, value - centre[u][0]).map(([moved]) => moved),
          ).logDensity(response);
        const [lowest, low, usual] = [-30, -15, 0].map(at);
        // A bounded density has log densities of a few; one that is inverse to the scale grows by 7.5 for each 15 of a log variance.
        const grows = lowest > low + 1 && low > usual + 1;
        const says = grows ? "grows without limit as it falls" : "does not grow as it falls";
        assert.equal(
          bound === "logVariance",
          grows,
          `${name}: the density ${says}, but its bound is ${bound}`,
        );
      });
    });
  });
}
