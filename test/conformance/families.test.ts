import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Family, type Predictor, unbounded } from "../../src/family.js";
import { defaultBounds } from "../../src/fit/problem/problem.js";
import { stream } from "../../src/index.js";
import { step } from "./differences.js";
import { type Tried, triedGatings, triedLaws } from "./families.js";
import { evaluated, movedBy, only, randomPredictors, randomResponses } from "./terms.js";

const m = 40;

for (const tried of [...triedGatings, ...triedLaws] as readonly Tried<Family>[]) {
  const { label } = tried;
  describe(label, () => {
    const family = tried.make();
    const { predictors, fields } = family;
    const eta = randomPredictors(family, m, label);
    const y = randomResponses(family, eta, `${label}/y`);

    it("has the name that the list knows it by", () => {
      assert.equal(family.name, tried.name);
    });

    it("says what it was made with, in plain data: each option that it takes but those that it estimates", () => {
      const { options = {}, spellings = {} } = family;
      const given = Object.entries(tried.options).map(([name, value]) => [
        name,
        spellings[name]?.(value as string) ?? value,
      ]);
      const said = Object.fromEntries(given.map(([name]) => [name, options[name as string]]));
      assert.deepEqual(said, Object.fromEntries(given));
      assert.deepEqual(JSON.parse(JSON.stringify(options)), options);
      for (const name of Object.keys(options)) {
        assert.ok(name in tried.declared, `not declared: ${name}`);
        assert.ok(!(name in fields), `an option and a field: ${name}`);
      }
      for (const [name, { estimated, needs }] of Object.entries(tried.declared))
        assert.ok(name in options || estimated || needs, `not said: ${name}`);
    });

    it("reads each kind of coefficient off one field: an intercept or slopes where the basis has them", () => {
      const read = Object.values(fields).flatMap(({ predictor, part }) =>
        [predictor].flat().map((u) => `${part} of predictor ${u}`),
      );
      const parts = { affine: ["intercept", "slopes"], linear: ["slopes"], constant: ["intercept"] };
      const there = predictors.flatMap(({ basis }, u) =>
        parts[basis].map((part) => `${part} of predictor ${u}`),
      );
      assert.deepEqual(read.sort(), there.sort());
    });

    it("tells its predictors apart by name, and writes a field for predictors of one kind", () => {
      assert.equal(new Set(predictors.map(({ name }) => name)).size, predictors.length);
      const kind = ({ basis, shared, pinned, transform }: Predictor) => ({
        basis,
        shared,
        pinned,
        transform,
      });
      for (const { predictor } of Object.values(fields)) {
        const kinds = [predictor].flat().map((u) => kind(predictors[u]));
        for (const other of kinds) assert.deepEqual(other, kinds[0]);
      }
    });

    it("bounds its coefficients by bounds that there are, which hold 0", () => {
      for (const { bound } of predictors) {
        assert.ok(bound in defaultBounds && bound in unbounded, `no bound: ${bound}`);
        const [low, high] = defaultBounds[bound];
        assert.ok(low < 0 && 0 < high);
      }
    });

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
      // The differences carry h^2 times the third derivative and 1e-16 / h, both relative to the numbers that go in: 1e-8 of them
      // for the predictors of size 1, for larger ones, where those numbers grow like exp(3), 1e-6 of them.
      for (const [size, tolerance] of [
        [1, 1e-8],
        [3, 1e-6],
      ]) {
        const at = size === 1 ? eta : randomPredictors(family, m, `${label}/${size}`, size);
        const own = size === 1 ? y : randomResponses(family, at, `${label}/${size}/y`);
        const { value, first, second } = evaluated(family, at, own, 2);
        const close = (slope: number, exact: number, t: number, what: string) => {
          const unit = size === 1 ? 1 + Math.abs(slope) : largest[t];
          assert.ok(Math.abs(slope - exact) <= tolerance * unit, `${what}[${t}]: ${exact}, not ${slope}`);
        };
        const largest = value.map((v, t) =>
          [...first, ...second.flat()].reduce(
            (most, { [t]: d }) => Math.max(most, Math.abs(d)),
            1 + Math.abs(v),
          ),
        );
        predictors.forEach((_, u) => {
          const up = evaluated(family, movedBy(at, u, step), own, 1);
          const down = evaluated(family, movedBy(at, u, -step), own, 1);
          for (let t = 0; t < m; t++) {
            close((up.value[t] - down.value[t]) / (2 * step), first[u][t], t, `first[${u}]`);
            for (let v = u; v < predictors.length; v++)
              close(
                (up.first[v][t] - down.first[v][t]) / (2 * step),
                second[u][v][t],
                t,
                `second[${u}][${v}]`,
              );
          }
        });
      }
    });

    it("is finite with its derivatives at any response, as far as predictors may go, and a number beyond", () => {
      const uniform = stream(`${label}/far`);
      const anyOf = (values: readonly number[]) => values[Math.floor(values.length * uniform())];
      for (const [size, right] of [
        [40, Number.isFinite],
        [1000, (value: number) => !Number.isNaN(value)],
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
            assert.equal(t, -1, `${numbers[t]} at ${only(far, t)}, response ${any[t]}`);
          }
        }
    });
  });
}
