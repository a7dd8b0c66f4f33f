import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  gaussHermiteSolution,
  type PolynomialPoint,
  polynomialResidual,
  polynomialSystem,
  rbar,
} from "../../src/algebra/index.js";

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
  [4, 7],
  [8, 15],
])
  test(`${m} atoms have a non-trivial solution of order ${r}`, () => {
    const { residual, growing, point } = polynomialResidual(m, r);
    assert.ok(residual < (m < 5 ? 1e-30 : 1e-25), `${residual}`);
    assert.equal(growing, 0);
    assert.equal(point.p5.length, m);
    assert.ok(point.p5.every((value) => value >= 1));
    assert.equal(Math.max(...point.p3.map(Math.abs)), 1);
    assert.ok(Math.abs(residualAt(point, r) - residual) < 1e-25);
  });

for (const [m, r, least] of [
  [1, 1, 1],
  // The others from another search, Levenberg-Marquardt with 20,000 steps from each of 20 starts.
  [3, 6, 0.007361841],
  [3, 7, 0.03150881],
  [4, 8, 0.0002966884],
])
  test(`there is none of order ${r} with ${m} atoms: the least residual is ${least}`, () => {
    const { residual } = polynomialResidual(m, r);
    assert.ok(Math.abs(residual / least - 1) < 1e-5, `${residual}`);
  });

test("rbar is the first order without a solution, up to m = 4", () => {
  for (const m of [1, 2, 3, 4])
    for (let r = 1; r <= 2 * m; r++)
      assert.equal(polynomialResidual(m, r, { starts: 5 }).residual < 1e-25, r < rbar(m).value, `${m}, ${r}`);
});

/** The least value of a function of one variable with one minimum there: by golden sections. */
function leastOf(f: (p: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  while (high - low > 1e-9) {
    const step = ratio * (high - low);
    if (f(high - step) < f(low + step)) high = low + step;
    else low = high - step;
  }
  return f((low + high) / 2);
}

test("the least residual at (2, 4) is that of one atom in equations 3 and 4, and not attained", () => {
  const tail = (p: number) => (1 + 6 * p) ** 2 + (1 + 12 * p + 12 * p * p) ** 2;
  const least = leastOf(tail, -0.2, 0);
  assert.ok(Math.abs(least - 0.1447803) < 5e-8);
  for (let p = -3; p < 3; p += 0.001) assert.ok(tail(p) >= least);
  const { residual, growing } = polynomialResidual(2, 4);
  assert.ok(Math.abs(residual - least) < 1e-12, `${residual}`);
  assert.equal(growing, 1);
});

/** The point with one more atom, of weight w, that cancels equations 1 and 2. */
function withGrowing({ p3, p4, p5 }: PolynomialPoint, w: number): PolynomialPoint {
  const moments = (f: (l: number) => number) => total(p5.map((root, l) => root ** 2 * f(l)));
  const first = -moments((l) => p3[l]) / w;
  const second = -moments((l) => p3[l] ** 2 / 2 + p4[l]) / w - first ** 2 / 2;
  const zeros = [...p5, 0].map(() => [0]);
  return { p1: zeros, p2: zeros, p3: [...p3, first], p4: [...p4, second], p5: [...p5, Math.sqrt(w)] };
}

for (const [m, r] of [
  [2, 4],
  [2, 6],
  [3, 6],
  [4, 8],
])
  test(`the least residual at (${m}, ${r}) is approached from above as one weight grows`, () => {
    const { residual, growing, point } = polynomialResidual(m, r, { starts: 20 });
    assert.deepEqual([growing, point.p5.length], [1, m - 1]);
    // What the growing atom gives equations 3 and 4 is of order 1 / w.
    const excess = [1e8, 1e9, 1e10].map((w) => residualAt(withGrowing(point, w), r) / residual - 1);
    assert.ok(excess[0] > 0 && excess[0] < 1e-4, `${excess}`);
    for (const [i, value] of excess.entries())
      assert.ok(Math.abs(value / excess[0] / 10 ** -i - 1) < 0.05, `${excess}`);
  });

test("no point found by chance is below the least residual", () => {
  const least = [2, 3].map((m) => polynomialResidual(m, 2 * m, { starts: 20 }).residual);
  fc.assert(
    fc.property(points, ({ p1, p3, p4, p5 }) => {
      const m = p5.length;
      const scale = Math.max(...p3.map(Math.abs));
      if (m === 1 || scale < 1e-3) return;
      const zeros = p1.map(() => [0]);
      const point = {
        p1: zeros,
        p2: zeros,
        p3: p3.map((value) => value / scale),
        p4: p4.map((value) => value / scale ** 2),
        p5: p5.map((value) => Math.sqrt(1 + 100 * value ** 2)),
      };
      assert.ok(residualAt(point, 2 * m) >= least[m - 2]);
    }),
    { seed: 33, numRuns: 500 },
  );
});

test("the search repeats itself, takes another source, and gives p1 and p2 the dimension asked for", () => {
  assert.deepEqual(polynomialResidual(2, 4), polynomialResidual(2, 4));
  let state = 1;
  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const { residual, starts } = polynomialResidual(2, 4, { uniform, starts: 40 });
  assert.ok(Math.abs(residual - 0.1447803) < 5e-8);
  // The Gauss-Hermite solution, and 40 for either number of growing weights.
  assert.equal(starts, 81);
  const { p1, p2 } = polynomialResidual(2, 3, { d: 3 }).point;
  for (const vectors of [p1, p2])
    assert.deepEqual(vectors, [
      [0, 0, 0],
      [0, 0, 0],
    ]);
});

test("what makes no sense is refused", () => {
  for (const [m, r, options, message] of [
    [2, 1.5, {}, "invalid r; not an integer from 1 to 20: 1.5"],
    [1e6, 2, {}, "invalid m; not an integer from 1 to 8: 1000000"],
    [2, 4, { starts: 0 }, "invalid starts; not a positive integer: 0"],
    [2, 4, { d: -1 }, "invalid d; not an integer from 1 to 1000: -1"],
  ] as const)
    assert.throws(() => polynomialResidual(m, r, options), { message });
});

test("the Gauss-Hermite solution solves order 2m - 1, and l2 = 2m is the first equation that fails", () => {
  for (let m = 1; m <= 8; m++) {
    const point = gaussHermiteSolution(m);
    const values = polynomialSystem(point, 2 * m)
      .filter(({ l1 }) => l1[0] === 0)
      .map(({ l2, value }) => value * factorial(l2));
    assert.equal(values.length, 2 * m);
    // Each equation is a sum of He_n at the nodes, whose mean square is n!: rounding is of the size of its root.
    for (let n = 1; n < 2 * m; n++)
      assert.ok(Math.abs(values[n - 1]) < 1e-14 * Math.sqrt(factorial(n)), `${m}, ${n}: ${values[n - 1]}`);
    assert.ok(Math.abs(values[2 * m - 1] / -factorial(m) - 1) < 1e-9, `${values}`);
    for (const { l1, value } of polynomialSystem(point, 2 * m)) if (l1[0] > 0) assert.equal(value, 0);
    assert.ok(point.p5.every((root) => root > 0));
    assert.equal(
      point.p3.some((node) => node !== 0),
      m > 1,
    );
  }
});

test("its nodes and weights are those of the quadrature rule", () => {
  // Exact: m = 2 and 3; m = 300 has moments 1, 0, 1, 0, 3, 0, 15.
  assert.deepEqual(gaussHermiteSolution(1).p3, [0]);
  for (const [m, nodes, weights] of [
    [2, [-1, 1], [1 / 2, 1 / 2]],
    [3, [-Math.sqrt(3), 0, Math.sqrt(3)], [1 / 6, 2 / 3, 1 / 6]],
  ] as const) {
    const { p3, p4, p5 } = gaussHermiteSolution(m);
    for (let l = 0; l < m; l++) {
      assert.ok(Math.abs(p3[l] - nodes[l]) < 1e-15 && Math.abs(p5[l] ** 2 - weights[l]) < 1e-15);
      assert.equal(p4[l], -1 / 2);
    }
  }
  const { p3, p5 } = gaussHermiteSolution(300);
  for (const [power, moment] of [1, 0, 1, 0, 3, 0, 15].entries())
    assert.ok(Math.abs(total(p3.map((x, l) => p5[l] ** 2 * x ** power)) - moment) < 1e-11, `${power}`);
  assert.ok(p5.every((root) => root ** 2 > 0));
  assert.throws(() => gaussHermiteSolution(301), { message: "invalid m; not an integer from 1 to 300: 301" });
});

test("the solution by which the printed proof of rbar(3) argues fails at l2 = 4 by -1/54", () => {
  const zeros = [[0], [0]];
  const p3 = [Math.sqrt(3) / 3, -Math.sqrt(3) / 3];
  const system = polynomialSystem({ p1: zeros, p2: zeros, p3, p4: [-1 / 6, -1 / 6], p5: [1, 1] }, 5);
  const failing = system.filter(({ value }) => Math.abs(value) > 1e-15);
  assert.deepEqual(
    failing.map(({ l1, l2 }) => [l1, l2]),
    [[[0], 4]],
  );
  assert.ok(Math.abs(failing[0].value + 1 / 54) < 1e-15);
});

test("rbar says what is proved and where its value comes from", () => {
  assert.deepEqual(rbar(1), { value: 1, lowerBound: 1, provenance: "elementary" });
  assert.deepEqual(rbar(2), { value: 4, lowerBound: 4, provenance: "lemma 1" });
  assert.deepEqual(rbar(3), { value: 6, lowerBound: 6, provenance: "lemma 1" });
  assert.deepEqual(rbar(5), { value: 10, lowerBound: 10, provenance: "conjecture" });
  assert.throws(() => rbar(0), { message: "invalid cell size; not a positive integer: 0" });
});
