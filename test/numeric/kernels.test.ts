import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normal, stream } from "../../src/index.js";
import {
  addGram,
  curvature,
  curvatureMoments,
  dot,
  productMoments,
  subtractCurvature,
  sum,
} from "../../src/numeric/crossProducts.js";
import {
  addExp,
  addMaximum,
  arena,
  blockLength,
  blockStride,
  invert,
  linearPredictor,
  maximum,
  product,
  productAndScaled,
  quotient,
  scale,
  sumDifference,
  sumLog,
} from "../../src/numeric/kernels.js";

/** Whole blocks, odd and even cuts, and a single sample. */
const cuts = [1, 2, 31, 32, 33, 255, 256];
const ulp = (value: number) => 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);

/** An arena with `count` blocks, filled by `next`. */
function filled(count: number, next: () => number) {
  const { block, memory } = arena();
  const at = Array.from({ length: count }, block);
  const M = memory();
  for (const from of at) for (let t = 0; t < blockLength; t++) M[from + t] = next();
  return { M, at };
}

/** exp(x) by the kernel. */
function kernelExp(x: number): number {
  const { M, at } = filled(4, () => 0);
  M[at[0]] = x;
  addExp(M, at[0], at[1], 1, at[2], at[3]);
  return M[at[2]];
}

/** The sum of f(t) over t < m, and the largest error that adding it up in another order can make. */
function naive(m: number, f: (t: number) => number): { value: number; tolerance: number } {
  let value = 0;
  let size = 0;
  for (let t = 0; t < m; t++) {
    value += f(t);
    size += Math.abs(f(t));
  }
  return { value, tolerance: (m + 4) * Number.EPSILON * size };
}

function near(actual: number, { value, tolerance }: { value: number; tolerance: number }, what = "") {
  assert.ok(Math.abs(actual - value) <= tolerance, `${what} ${actual} against ${value}`);
}

describe("addExp", () => {
  it("is within 2 ulp of Math.exp where the result is a normal number", () => {
    // Against the exact value (a million points in 200-bit arithmetic) the kernel is off by up to 1.46 ulp, Math.exp by 0.86.
    const uniform = stream("exp");
    const points = [0, -0, 1, -1, Math.LN2, -707.999, 708.999, 1e-300, -1e-17];
    for (let i = 0; i < 20000; i++) points.push(-708 + 1417 * uniform());
    for (let i = 0; i < 5000; i++) points.push((2 * uniform() - 1) * 10 ** (-16 * uniform()));
    for (let k = -1021; k <= 1022; k++) points.push(k * Math.LN2);
    for (const x of points) {
      const expected = Math.exp(x);
      assert.ok(Math.abs(kernelExp(x) - expected) <= 2 * ulp(expected), `exp(${x})`);
    }
    assert.equal(kernelExp(0), 1);
  });

  it("grows from each step of its table to the next", () => {
    for (let j = -2000; j < 2000; j++) {
      const edge = ((j + 0.5) * Math.LN2) / 256;
      const below = kernelExp(edge - 1e-12);
      assert.ok(below <= kernelExp(edge) && kernelExp(edge) <= kernelExp(edge + 1e-12), `at ${edge}`);
    }
  });

  it("is Math.exp where the result is subnormal, zero, infinite or not a number", () => {
    const points = [-708, -708.4, -720, -745.1, -745.2, -746, -1e6, 709, 709.78, 709.79, 1e6];
    for (const x of [...points, -Infinity, Infinity, Number.NaN])
      assert.equal(kernelExp(x), Math.exp(x), `exp(${x})`);
  });

  it("subtracts the shift, adds to the total and leaves what is behind the cut", () => {
    for (const m of cuts) {
      const { M, at } = filled(4, normal(stream(`addExp ${m}`)));
      const before = Float64Array.from(M);
      const [values, shift, out, total] = at;
      addExp(M, values, shift, m, out, total);
      for (let t = 0; t < m; t++) {
        assert.equal(M[out + t], kernelExp(before[values + t] - before[shift + t]));
        assert.equal(M[total + t], before[total + t] + M[out + t]);
      }
      for (const from of [out, total])
        assert.deepEqual(
          M.subarray(from + m, from + blockStride),
          before.subarray(from + m, from + blockStride),
        );
    }
  });

  it("may write over its values", () => {
    const apart = filled(4, normal(stream("in place")));
    const inPlace = filled(4, normal(stream("in place")));
    addExp(apart.M, apart.at[0], apart.at[1], blockLength, apart.at[2], apart.at[3]);
    addExp(inPlace.M, inPlace.at[0], inPlace.at[1], blockLength, inPlace.at[0], inPlace.at[3]);
    for (let t = 0; t < blockLength; t++)
      assert.equal(inPlace.M[inPlace.at[0] + t], apart.M[apart.at[2] + t]);
  });
});

describe("sumLog", () => {
  it("is the sum of the logarithms over its whole range", () => {
    const uniform = stream("sumLog");
    for (const m of cuts) {
      const { M, at } = filled(1, () => 10 ** (18 * uniform() - 9));
      const expected = naive(m, (t) => Math.log(M[at[0] + t]));
      // A product of 32 factors is off by up to 32 eps, which is what its logarithm is off by.
      near(sumLog(M, at[0], m), { ...expected, tolerance: expected.tolerance + m * Number.EPSILON });
    }
  });

  it("neither overflows nor underflows at the ends of its range", () => {
    for (const value of [1e-9, 1e9]) {
      const { M, at } = filled(1, () => value);
      near(sumLog(M, at[0], blockLength), { value: blockLength * Math.log(value), tolerance: 1e-11 });
    }
  });
});

describe("addGram", () => {
  it("adds the products of all pairs of rows, for p = 1 to 10 and cut blocks", () => {
    for (let p = 1; p <= 10; p++) {
      for (const m of cuts) {
        const { M, at } = filled(p + 2, normal(stream(`gram ${p} ${m}`)));
        // Nothing behind the cut, nor in the two blocks behind the rows, may count.
        for (const from of at) M.fill(Number.NaN, from + m, from + blockLength);
        for (const from of at.slice(p)) M.fill(Number.NaN, from, from + blockLength);
        const out = new Float64Array(p * p).fill(0.5);
        addGram(M, at[0], p, m, out);
        for (let i = 0; i < p; i++) {
          for (let j = i; j < p; j++) {
            const { value, tolerance } = naive(m, (t) => M[at[i] + t] * M[at[j] + t]);
            near(
              out[i * p + j],
              { value: value + 0.5, tolerance: tolerance + 1e-15 },
              `p ${p}, m ${m}, ${i} ${j}`,
            );
          }
        }
      }
    }
  });

  it("does nothing for no rows", () => {
    const { M, at } = filled(2, () => 1);
    addGram(M, at[0], 0, blockLength, new Float64Array(0));
  });
});

describe("kernels that reduce a block to sums", () => {
  for (const m of cuts) {
    it(`agree with the sums written out, for m = ${m}`, () => {
      const { M, at } = filled(7, normal(stream(`sums ${m}`)));
      const [r, a, b, c, x, out, scaled] = at;
      const value = (from: number) => (t: number) => M[from + t];
      const [rt, at_, bt, ct, xt] = [r, a, b, c, x].map(value);
      const h = (t: number) => rt(t) * (at_(t) * bt(t) + ct(t));
      const sums = new Float64Array(3);

      near(sum(M, a, m), naive(m, at_), "sum");
      near(
        dot(M, a, b, m),
        naive(m, (t) => at_(t) * bt(t)),
        "dot",
      );
      const difference = naive(m, (t) => Math.abs(at_(t)) + Math.abs(bt(t)));
      const exact = naive(m, (t) => at_(t) - bt(t)).value;
      near(sumDifference(M, a, b, m), { value: exact, tolerance: difference.tolerance }, "sumDifference");

      curvatureMoments(M, r, a, b, c, x, m, sums);
      for (const power of [0, 1, 2])
        near(
          sums[power],
          naive(m, (t) => h(t) * xt(t) ** power),
          `curvatureMoments ${power}`,
        );
      productMoments(M, a, b, x, m, sums);
      for (const power of [0, 1, 2])
        near(
          sums[power],
          naive(m, (t) => at_(t) * bt(t) * xt(t) ** power),
          `productMoments ${power}`,
        );

      productAndScaled(M, a, b, x, m, out, scaled, sums);
      near(
        sums[0],
        naive(m, (t) => at_(t) * bt(t)),
        "productAndScaled",
      );
      near(
        sums[1],
        naive(m, (t) => at_(t) * bt(t) * xt(t)),
        "productAndScaled, scaled",
      );
      for (let t = 0; t < m; t++) {
        assert.equal(M[out + t], at_(t) * bt(t));
        assert.equal(M[scaled + t], at_(t) * bt(t) * xt(t));
      }

      near(
        product(M, r, x, m, out),
        naive(m, (t) => rt(t) * xt(t)),
        "product",
      );
      for (let t = 0; t < m; t++) assert.equal(M[out + t], rt(t) * xt(t));
      // In place, as the products of three factors are made.
      near(
        product(M, out, a, m, out),
        naive(m, (t) => rt(t) * xt(t) * at_(t)),
        "product in place",
      );
    });
  }
});

describe("kernels that map a block to a block", () => {
  for (const m of cuts) {
    it(`do so for the first m = ${m} elements and no others`, () => {
      const cases: [string, (M: Float64Array, at: number[]) => void, (v: number[]) => number][] = [
        ["maximum", (M, [a, , , , out]) => maximum(M, a, m, out), ([a, , , , out]) => Math.max(a, out)],
        ["quotient", (M, [a, b, , , out]) => quotient(M, a, b, m, out), ([a, b]) => a / b],
        ["invert", (M, [, , , , out]) => invert(M, out, m), ([, , , , out]) => 1 / out],
        ["scale", (M, [a, , , , out]) => scale(M, out, a, m), ([a, , , , out]) => out * a],
        [
          "curvature",
          (M, [r, a, b, c, out]) => curvature(M, r, a, b, c, m, out),
          ([r, a, b, c]) => r * (a * b + c),
        ],
        [
          "subtractCurvature",
          (M, [r, a, b, c, out]) => subtractCurvature(M, r, a, b, c, m, out),
          ([r, a, b, c, out]) => out - r * (a * b + c),
        ],
      ];
      for (const [name, apply, expected] of cases) {
        const { M, at } = filled(5, normal(stream(`${name} ${m}`)));
        const before = Float64Array.from(M);
        apply(M, at);
        const out = at[4];
        for (let t = 0; t < m; t++)
          assert.equal(M[out + t], expected(at.map((from) => before[from + t])), `${name} at ${t}`);
        assert.deepEqual(M.subarray(out + m), before.subarray(out + m), name);
        assert.deepEqual(M.subarray(0, out), before.subarray(0, out), name);
      }
    });
  }

  it("addMaximum writes the sum and raises the maximum to it", () => {
    const { M, at } = filled(4, normal(stream("addMaximum")));
    const before = Float64Array.from(M);
    const [a, b, out, into] = at;
    addMaximum(M, a, b, 100, out, into);
    for (let t = 0; t < 100; t++) {
      assert.equal(M[out + t], before[a + t] + before[b + t]);
      assert.equal(M[into + t], Math.max(before[into + t], M[out + t]));
    }
    assert.equal(M[out + 100], before[out + 100]);
    assert.equal(M[into + 100], before[into + 100]);
  });

  it("linearPredictor is affine, linear or constant in its columns", () => {
    const { M, at } = filled(3, normal(stream("linear")));
    const [eta, x1, x2] = at;
    const c = Float64Array.of(9, 0.5, -2, 3);
    const predict = (intercept: boolean, columns: number[]) => {
      linearPredictor(M, eta, c, 1, intercept, columns, 7);
      return [...M.subarray(eta, eta + 7)];
    };
    const expected = (f: (t: number) => number) => Array.from({ length: 7 }, (_, t) => f(t));
    assert.deepEqual(
      predict(true, [x1, x2]),
      expected((t) => 0.5 - 2 * M[x1 + t] + 3 * M[x2 + t]),
    );
    assert.deepEqual(
      predict(false, [x1, x2]),
      expected((t) => 0.5 * M[x1 + t] - 2 * M[x2 + t]),
    );
    assert.deepEqual(
      predict(true, [x1]),
      expected((t) => 0.5 - 2 * M[x1 + t]),
    );
    assert.deepEqual(
      predict(true, []),
      expected(() => 0.5),
    );
  });
});
