import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { normal, stream } from "../../src/index.js";
import { combination, dot, rejection, splitBy, times, unit } from "../../src/numeric/orthogonal.js";

const near = (actual: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`);

describe("splitBy", () => {
  // Some vectors of a space of up to 7 dimensions, of which some depend on those before them.
  const cases = fc.record({
    size: fc.integer({ min: 1, max: 7 }),
    dependent: fc.array(fc.boolean(), { maxLength: 5 }),
    key: fc.string(),
  });

  it("gives an orthonormal basis of what is orthogonal to the vectors, and what they make up of the rest", () => {
    fc.assert(
      fc.property(cases, ({ size, dependent, key }) => {
        const next = normal(stream(`split/${key}`));
        const random = () => Float64Array.from({ length: size }, () => next());
        const vectors: Float64Array[] = [];
        let rank = 0;
        const isDependent = dependent.map((wanted) => {
          const depends = (wanted && vectors.length > 0) || rank === size;
          if (!depends) rank++;
          vectors.push(depends ? combination(vectors, vectors.map(next), size) : random());
          return depends;
        });
        const g = random();
        const { basis, coefficients } = splitBy(vectors, g);
        assert.equal(basis.length, size - rank);
        // Rounding of sums of a few numbers, magnified where random vectors are nearly dependent.
        basis.forEach((u, a) => {
          for (const v of vectors) near(dot(u, v), 0, 1e-9 * (1 + Math.hypot(...v)), "not orthogonal");
          basis.forEach((v, b) => {
            near(dot(u, v), Number(a === b), 1e-12, `basis ${a}, ${b}`);
          });
        });
        const own = combination(vectors, coefficients, size);
        const rest = combination(
          basis,
          basis.map((u) => dot(u, g)),
          size,
        );
        const scale = Math.max(1, ...coefficients.map(Math.abs));
        g.forEach((value, j) => {
          near(own[j] + rest[j], value, 1e-9 * scale, `entry ${j}`);
        });
        isDependent.forEach((depends, i) => {
          if (depends) assert.equal(coefficients[i], 0);
        });
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("gives the coordinate directions where there is nothing to split by", () => {
    const { basis, coefficients } = splitBy([], Float64Array.of(1, 2, 3));
    assert.deepEqual(
      basis,
      [0, 1, 2].map((j) => unit(3, j)),
    );
    assert.deepEqual(coefficients, []);
  });
});

it("a rejection adds to the parts what it takes out", () => {
  const parts = [1, 0];
  const rest = rejection(Float64Array.of(3, 4, 5), [unit(3, 0), unit(3, 2)], parts);
  assert.deepEqual([...rest], [0, 4, 0]);
  assert.deepEqual(parts, [4, 5]);
});

it("a matrix is read row by row", () => {
  assert.deepEqual([...times(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 10))], [21, 43]);
});
