import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Expert, type Family, termOf } from "../../src/family.js";
import { normal, stream } from "../../src/index.js";
import { integrate } from "../../src/numeric/quadrature.js";
import { triedExperts, triedGatings } from "./families.js";

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

const cases: [label: string, name: string, Family][] = [...triedGatings, ...triedExperts].map(
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

for (const { label: name, make } of triedExperts) {
  describe(`${name} as a law`, () => {
    const expert = make();
    const eta = predictors(expert, `${name}/law`);
    const density = (y: number) => {
      const term = termOf(expert, 1);
      expert.evaluate(
        eta.map((values) => values.slice(0, 1)),
        Float64Array.of(y),
        1,
        0,
        term,
      );
      return Math.exp(term.value[0]);
    };

    it("integrates to 1", () => {
      const support = expert.support([eta.map((values) => values[0])]);
      if (support.kind === "classes") {
        const total = Array.from({ length: support.classes }, (_, s) => density(s + 1)).reduce(
          (p, q) => p + q,
          0,
        );
        assert.ok(Math.abs(total - 1) <= 1e-12);
        return;
      }
      const [centre] = support.centres;
      const [spread] = support.spreads;
      const ends = [-12, -4, -1, 0, 1, 4, 12].map((z) => centre + z * spread);
      assert.ok(Math.abs(integrate(density, ends, { absolute: 1e-12, relative: 0 }) - 1) <= 1e-10);
    });

    it("draws from its density: the mean of log f over draws is minus the entropy", () => {
      const uniform = stream(`${name}/draws`);
      const random = { uniform, normal: normal(uniform) };
      const draws = 20000;
      const law = expert.draws(eta, random);
      let total = 0;
      let squares = 0;
      for (let i = 0; i < draws; i++) {
        const value = Math.log(density(law(0)));
        total += value;
        squares += value * value;
      }
      const mean = total / draws;
      const error = Math.sqrt((squares / draws - mean * mean) / draws);
      const support = expert.support([eta.map((values) => values[0])]);
      const f = (y: number) => density(y) * Math.log(Math.max(density(y), 1e-300));
      const exact =
        support.kind === "classes"
          ? Array.from({ length: support.classes }, (_, s) => f(s + 1)).reduce((p, q) => p + q, 0)
          : integrate(
              f,
              [-12, -4, -1, 0, 1, 4, 12].map((z) => support.centres[0] + z * support.spreads[0]),
              { absolute: 1e-10, relative: 0 },
            );
      // Four standard errors: a right sampler fails once in 16,000 seeds.
      assert.ok(Math.abs(mean - exact) <= 4 * error, `${mean} against ${exact}, standard error ${error}`);
    });
  });
}
