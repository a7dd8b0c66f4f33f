import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type PolynomialPoint, polynomialResidual, polynomialSystem, rbar } from "../../src/algebra/index.js";

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const product = (values: readonly number[]) => values.reduce((all, value) => all * value, 1);
const total = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const monomial = (base: readonly number[], powers: readonly number[]) =>
  product(base.map((value, u) => value ** powers[u] / factorial(powers[u])));

/** All vectors of integers between 0 and the given ones. */
const upTo = ([first, ...rest]: readonly number[]): number[][] =>
  first === undefined
    ? [[]]
    : Array.from({ length: first + 1 }, (_, value) => upTo(rest).map((tail) => [value, ...tail])).flat();

/** The left side of equation (6) summed over all alpha as it is printed. */
function printed({ p1, p2, p3, p4, p5 }: PolynomialPoint, l1: readonly number[], l2: number): number {
  let sum = 0;
  p5.forEach((root, l) => {
    for (const alpha2 of upTo(l1))
      for (let alpha4 = 0; alpha4 <= l2; alpha4++) {
        const alpha1 = l1.map((value, u) => value - alpha2[u]);
        const alpha3 = l2 - total(alpha2) - 2 * alpha4;
        if (alpha3 < 0) continue;
        sum +=
          root ** 2 *
          monomial(p1[l], alpha1) *
          monomial(p2[l], alpha2) *
          monomial([p3[l], p4[l]], [alpha3, alpha4]);
      }
  });
  return sum;
}

const numbers = (length: number) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length });
const points = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).chain(([m, d]) => {
  const vectors = fc.array(numbers(d), { minLength: m, maxLength: m });
  return fc.record({ p1: vectors, p2: vectors, p3: numbers(m), p4: numbers(m), p5: numbers(m) });
});
/** The sum of squares that `polynomialResidual` minimises. */
const residualAt = (point: PolynomialPoint, r: number) =>
  total(
    polynomialSystem(point, r).map(({ l1, l2, value }) => (product([...l1, l2].map(factorial)) * value) ** 2),
  );

test("the system is equation (6) as printed, in one to three dimensions", () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 5 }), (point, r) => {
      const system = polynomialSystem(point, r);
      const d = point.p1[0].length;
      // All (l1, l2) in N^(d+1) of total 1..r.
      assert.equal(system.length, factorial(r + d + 1) / factorial(r) / factorial(d + 1) - 1);
      for (const { l1, l2, value } of system) {
        const expected = printed(point, l1, l2);
        assert.ok(Math.abs(value - expected) <= 1e-11 * (1 + Math.abs(expected)), `${value} for ${expected}`);
      }
    }),
    { seed: 31, numRuns: 200 },
  );
});

test("the printed solution for two atoms solves the system of order 3 and not that of order 4", () => {
  const zeros = [[0], [0]];
  const point = {
    p1: zeros,
    p2: zeros,
    p3: [Math.sqrt(3) / 3, -Math.sqrt(3) / 3],
    p4: [-1 / 6, -1 / 6],
    p5: [1, 1],
  };
  assert.ok(residualAt(point, 3) < 1e-30);
  assert.ok(residualAt(point, 4) > 0.1);
});

test("setting p1 and p2 to 0 never raises the residual", () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 6 }), (point, r) => {
      const zeros = point.p1.map((vector) => vector.map(() => 0));
      assert.ok(residualAt({ ...point, p1: zeros, p2: zeros }, r) <= residualAt(point, r) * (1 + 1e-12));
    }),
    { seed: 32, numRuns: 200 },
  );
});

for (const [m, r] of [
  [2, 3],
  [3, 3],
  [3, 4],
  [3, 5],
])
  test(`${m} atoms have a non-trivial solution of order ${r}`, () => {
    const { residual, point } = polynomialResidual(m, r);
    assert.ok(residual < 1e-25, `${residual}`);
    assert.ok(point.p5.every((value) => value >= 1));
    assert.equal(Math.max(...point.p3.map(Math.abs)), 1);
    assert.ok(Math.abs(residualAt(point, r) - residual) < 1e-28);
  });

for (const [m, r, floor] of [
  [1, 1, 0.9],
  [2, 4, 0.1],
  [3, 6, 0.005],
])
  test(`there is none of order ${r} with ${m} atoms, and ${r} is rbar(${m})`, () => {
    assert.ok(polynomialResidual(m, r).residual > floor);
    assert.equal(rbar(m).value, r);
  });

test("the conjecture rbar(4) = 8 has the same evidence", () => {
  assert.ok(polynomialResidual(4, 7).residual < 1e-25);
  assert.ok(polynomialResidual(4, 8).residual > 1e-4);
});

test("the search repeats itself, takes another source, and gives p1 and p2 the dimension asked for", () => {
  assert.deepEqual(polynomialResidual(2, 3), polynomialResidual(2, 3));
  let state = 1;
  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const { residual, point, starts } = polynomialResidual(2, 4, { uniform, starts: 40, d: 3 });
  assert.ok(residual > 0.1);
  assert.equal(starts, 40);
  assert.deepEqual(point.p1, [
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("rbar says where its value comes from", () => {
  assert.deepEqual(rbar(1), { value: 1, provenance: "elementary" });
  assert.deepEqual(rbar(2), { value: 4, provenance: "lemma 1" });
  assert.deepEqual(rbar(3), { value: 6, provenance: "lemma 1" });
  assert.deepEqual(rbar(5), { value: 10, provenance: "conjecture" });
  assert.throws(() => rbar(0), { message: "invalid cell size; not a positive integer: 0" });
  assert.throws(() => polynomialResidual(2, 1.5), { message: "invalid r; not a positive integer: 1.5" });
});
