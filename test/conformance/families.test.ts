import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Family } from "../../src/family.js";
import { stream } from "../../src/index.js";
import { defaultBounds } from "../../src/params/parameterSet.js";
import { step } from "./differences.js";
import { type Tried, triedGatings, triedLaws } from "./families.js";
import { evaluated, movedBy, only, randomPredictors, randomResponses } from "./terms.js";

const m = 40;

for (const tried of [...triedGatings, ...triedLaws] as readonly Tried<Family>[]) {
  const { label } = tried;
  describe(label, () => {
    const family = tried.make();
    const { predictors } = family;
    const eta = randomPredictors(family, m, label);
    const y = randomResponses(family, eta, m, `${label}/y`);

    it("gives the same value whatever order is asked for", () => {
      const [values, first, second] = [0, 1, 2].map((order) => evaluated(family, eta, y, order as 0 | 1 | 2));
      assert.deepEqual(first.value, values.value);
      assert.deepEqual(second.value, values.value);
      assert.deepEqual(second.first, first.first);
    });

    it("gives a sample what it gives it in a block of its own", () => {
      const block = evaluated(family, eta, y, 2);
      for (let t = 0; t < m; t++) {
        const alone = evaluated(family, only(eta, t), y.slice(t, t + 1), 2);
        assert.equal(block.value[t], alone.value[0]);
        predictors.forEach((_, u) => {
          assert.equal(block.first[u][t], alone.first[u][0]);
          for (let v = u; v < predictors.length; v++)
            assert.equal(block.second[u][v][t], alone.second[u][v][0]);
        });
      }
    });

    it("has first and second derivatives that agree with central differences", () => {
      // The differences miss h^2 = 1e-10 of third derivatives, of order ten here, and 1e-16 / h.
      agreesWithDifferences(family, eta, y, (_, slope) => 1e-8 * (1 + Math.abs(slope)));
      // At larger predictors derivatives of all orders grow, like exp(3 z) say, but not much faster than one another.
      const large = randomPredictors(family, m, `${label}/large`, 3);
      const responses = randomResponses(family, large, m, `${label}/large/y`);
      agreesWithDifferences(family, large, responses, (largest) => 1e-6 * (1 + largest));
    });

    if ("companion" in family)
      it("has such derivatives beside companions, too", () => {
        const companion = Float64Array.from({ length: m }, (_, t) => 1 + (t % 9));
        const responses = randomResponses(family, eta, m, `${label}/beside/y`, companion);
        agreesWithDifferences(family, eta, responses, (_, slope) => 1e-8 * (1 + Math.abs(slope)), companion);
      });

    it("is finite with its derivatives at any response, as far as predictors may go, and a number beyond", () => {
      const uniform = stream(`${label}/far`);
      const anyOf = (values: readonly number[]) => values[Math.floor(values.length * uniform())];
      for (const [size, right] of [
        [40, Number.isFinite],
        // A gate must be able to compare scores at inputs far out, with coefficients up to 1e4; a density may be 0 there.
        [1e5, "draws" in family ? (value: number) => !Number.isNaN(value) : Number.isFinite],
      ] as const)
        for (let block = 0; block < 20; block++) {
          const far = predictors.map(({ basis, bound }) => {
            const [low, high] = defaultBounds[bound];
            const constant = anyOf([Math.max(low, -40), 0, Math.min(high, 40)]);
            return Float64Array.from({ length: m }, () =>
              basis === "constant" ? constant : anyOf([-size, -3, 0, 3, size]),
            );
          });
          const any = Float64Array.from({ length: m }, () => anyOf([-3, 0, 0.5, 1e6]));
          const { value, first, second } = evaluated(family, far, any, 2);
          const upper = second.flatMap((row, u) => row.slice(u));
          for (const numbers of [value, ...first, ...upper]) {
            const t = numbers.findIndex((number) => !right(number));
            assert.equal(
              t,
              -1,
              `not finite: ${numbers[t]} at predictors ${only(far, t)}, response ${any[t]}`,
            );
          }
        }
    });
  });
}

/**
 * Fails unless a family's derivatives agree with differences of its value and of its first derivatives. The tolerance is given the
 * largest number of the sample's term and the difference.
 */
function agreesWithDifferences(
  family: Family,
  eta: readonly Float64Array[],
  y: Float64Array,
  tolerance: (largest: number, slope: number) => number,
  companion?: Float64Array,
): void {
  const { value, first, second } = evaluated(family, eta, y, 2, companion);
  const all = [value, ...first, ...second.flatMap((row, u) => row.slice(u))];
  const largest = value.map((_, t) => Math.max(...all.map((own) => Math.abs(own[t]))));
  first.forEach((_, u) => {
    const [up, down] = [step, -step].map((h) => evaluated(family, movedBy(eta, u, h), y, 1, companion));
    const close = (above: Float64Array, below: Float64Array, exact: Float64Array, what: string) =>
      exact.forEach((own, t) => {
        const slope = (above[t] - below[t]) / (2 * step);
        assert.ok(
          Math.abs(slope - own) <= tolerance(largest[t], slope),
          `${what}[${t}]: ${own}, not ${slope}`,
        );
      });
    close(up.value, down.value, first[u], `first[${u}]`);
    for (let v = u; v < first.length; v++)
      close(up.first[v], down.first[v], second[u][v], `second[${u}][${v}]`);
  });
}
