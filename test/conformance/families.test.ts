import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Expert, type Family, termOf } from "../../src/family.js";
import { normal, stream } from "../../src/index.js";
import { triedGatings, triedLaws } from "./families.js";
import { expectation, misfit, missing } from "./law.js";

const m = 40;

/** Random predictors of a block; those on the basis `constant` have one value. */
function predictors(family: Family, key: string): Float64Array[] {
  const next = normal(stream(key));
  return family.predictors.map(({ basis }) => {
    const value = next();
    return Float64Array.from({ length: m }, () => (basis === "constant" ? value : next()));
  });
}

/** Responses that the family may have: draws of an expert; for a gating, which does not look at them, any. */
function responses(family: Family, eta: readonly Float64Array[], key: string): Float64Array {
  const uniform = stream(`${key}/y`);
  const random = { uniform, normal: normal(uniform) };
  const law = "draws" in family ? (family as Expert).draws(eta, random) : random.normal;
  return Float64Array.from({ length: m }, (_, t) => law(t));
}

const cases: [label: string, name: string, Family][] = [...triedGatings, ...triedLaws].map(
  ({ label, name, make }) => [label, name, make()],
);

for (const [label, name, family] of cases) {
  describe(label, () => {
    const eta = predictors(family, label);
    const y = responses(family, eta, label);
    const evaluate = (at: readonly Float64Array[], order: 0 | 1 | 2) => {
      const term = termOf(family, m);
      family.evaluate(at, y, m, order, term);
      return term;
    };
    const shifted = (u: number, h: number) =>
      eta.map((values, v) => (u === v ? values.map((e) => e + h) : values));

    it("states every field through an existing predictor and each predictor through some field", () => {
      const used = new Set(Object.values(family.fields).flatMap(({ predictor }) => predictor));
      assert.deepEqual(
        [...used].sort((a, b) => a - b),
        family.predictors.map((_, u) => u),
      );
    });

    it("has the name that the list knows it by", () => {
      assert.equal(family.name, name);
    });

    it("gives the same value whatever order is asked for", () => {
      assert.deepEqual(evaluate(eta, 1).value, evaluate(eta, 0).value);
      assert.deepEqual(evaluate(eta, 2).value, evaluate(eta, 0).value);
      assert.deepEqual(evaluate(eta, 2).first, evaluate(eta, 1).first);
    });

    if ("linear" in family)
      it("is its own predictor, as it says by `linear`", () => {
        const { value, first, second } = evaluate(eta, 2);
        assert.equal(family.predictors.length, 1);
        assert.deepEqual(value, eta[0]);
        assert.ok(first[0].every((slope) => slope === 1) && second[0][0].every((bend) => bend === 0));
      });

    it("has first and second derivatives that agree with central differences", () => {
      const { first, second } = evaluate(eta, 2);
      // Error of the difference: h^2 times the third derivative (of order ten here) plus 1e-16 / h.
      const h = 1e-5;
      const tolerance = 1e-8;
      family.predictors.forEach((_, u) => {
        const up = evaluate(shifted(u, h), 1);
        const down = evaluate(shifted(u, -h), 1);
        for (let t = 0; t < m; t++) {
          const slope = (up.value[t] - down.value[t]) / (2 * h);
          assert.ok(Math.abs(slope - first[u][t]) <= tolerance * (1 + Math.abs(slope)), `first[${u}][${t}]`);
          for (let v = u; v < family.predictors.length; v++) {
            const bend = (up.first[v][t] - down.first[v][t]) / (2 * h);
            const gap = Math.abs(bend - second[u][v][t]);
            assert.ok(gap <= tolerance * (1 + Math.abs(bend)), `second[${u}][${v}][${t}]`);
          }
        }
      });
    });
  });
}

for (const { label: name, make } of triedLaws) {
  describe(`${name} as a law`, () => {
    const expert = make();
    for (const [what, scale] of [
      ["predictors of size 1", 1],
      ["large predictors", 4],
    ] as const) {
      const eta = predictors(expert, `${name}/law`).map((values) => values.map((value) => scale * value));
      const own = eta.map((values) => values[0]);
      const term = termOf(expert, 1);
      const blocks = own.map((value) => Float64Array.of(value));
      const logDensity = (y: number) => {
        expert.evaluate(blocks, Float64Array.of(y), 1, 0, term);
        return term.value[0];
      };
      const law = { logDensity, supports: [expert.support(own)] };
      const uniform = stream(`${name}/draws`);
      const draw = expert.draws(eta, { uniform, normal: normal(uniform) });
      const draws = Float64Array.from({ length: 20000 }, () => draw(0));

      it(`has all its mass where its support says: ${what}`, () => {
        // A support may miss 1e-13; the rest is rounding of a sum of some hundred terms.
        assert.ok(missing(law) <= 1e-12, `${missing(law)}`);
      });

      it(`draws from its density: ${what}`, () => {
        assert.doesNotThrow(() => expert.checkResponse(draws));
        assert.ok(misfit(law, draws) < 4.5, `chi-square score ${misfit(law, draws)}`);
      });

      if (expert.mean) {
        const { mean } = expert;
        it(`states its mean: ${what}`, () => {
          const exact = mean(own);
          const spread = expectation(law, (y) => Math.abs(y - exact));
          assert.ok(Math.abs(expectation(law, (y) => y - exact)) <= 1e-9 * spread, `${exact}`);
        });
      }
    }
  });
}
