import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { given, grid, normalDesign, parseDesign, uniform } from "../../src/random/designs.js";
import { stream } from "../../src/random/stream.js";
import type { Design } from "../../src/types.js";
import { correlationScore, ksUniform, normalCdf } from "./checks.js";

const forbidden = () => assert.fail("a fixed design takes no random numbers");

describe("grid", () => {
  it("is exactly t / (n - 1) on [0, 1]", () => {
    for (const n of [2, 3, 7, 10, 101, 1000]) {
      const [x] = grid().draw(n, forbidden);
      assert.deepEqual(
        [...x],
        Array.from({ length: n }, (_, t) => t / (n - 1)),
      );
    }
  });

  it("has exact end points, equal steps to rounding, and one point at `from` for n = 1", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 2, max: 200 }), (a, b, n) => {
        fc.pre(a !== b);
        const [from, to] = a < b ? [a, b] : [b, a];
        const [x] = grid({ from, to }).draw(n, forbidden);
        assert.equal(x.length, n);
        assert.equal(x[0], from);
        assert.equal(x[n - 1], to);
        const rounding = 1e-15 * Math.max(Math.abs(from), Math.abs(to));
        for (let t = 1; t < n; t++)
          assert.ok(Math.abs(x[t] - x[t - 1] - (to - from) / (n - 1)) <= 4 * rounding + Number.MIN_VALUE);
      }),
      { seed: 3 },
    );
    assert.deepEqual(grid({ from: 2, to: 3 }).draw(1, forbidden), [Float64Array.of(2)]);
  });

  it("is symmetric on a symmetric interval", () => {
    const [x] = grid({ from: -1, to: 1 }).draw(1001, forbidden);
    x.forEach((value, t) => {
      assert.equal(value + x[1000 - t], 0);
    });
  });
});

it("the range of a design is stated where it has one", () => {
  assert.deepEqual(grid({ from: -2, to: 3 }).range, { from: -2, to: 3 });
  assert.deepEqual(uniform({ from: 1e-7, to: 5, d: 2 }).range, { from: 1e-7, to: 5 });
  for (const design of [normalDesign(), given([0, 1])]) assert.equal(design.range, undefined, design.name);
});

describe("uniform and normal designs", () => {
  it("have the laws they name in each input, and independent inputs", () => {
    const n = 50_000;
    const laws: [Design, (x: number) => number][] = [
      [uniform({ from: -2, to: 5, d: 3 }), (x) => (x + 2) / 7],
      [normalDesign({ mean: 3, sd: 0.5, d: 3 }), (x) => normalCdf((x - 3) / 0.5)],
    ];
    for (const [design, cdf] of laws) {
      const columns = design.draw(n, stream(design.name));
      assert.equal(columns.length, 3);
      for (const column of columns) assert.ok(ksUniform(column.map(cdf)) < 1.95, design.name);
      assert.ok(Math.abs(correlationScore(columns[0], columns[1])) < 4);
      assert.ok(Math.abs(correlationScore(columns[1], columns[2])) < 4);
    }
  });

  it("keep between from and to", () => {
    const [x] = uniform({ from: -1, to: 1 }).draw(10_000, stream("inside"));
    assert.ok(x.every((value) => value >= -1 && value < 1));
  });
});

describe("given", () => {
  it("takes numbers, rows or columns", () => {
    const columns = [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)];
    const rows = [
      [1, 4],
      [2, 5],
      [3, 6],
    ];
    for (const design of [given(columns), given(rows)]) {
      assert.equal(design.d, 2);
      assert.deepEqual(design.draw(3, forbidden), columns);
    }
    assert.equal(given([1, 2, 3]).d, 1);
    assert.deepEqual(given([1, 2, 3]).draw(3, forbidden), [columns[0]]);
  });

  it("is not changed by changing what it was given or what it drew", () => {
    const column = Float64Array.of(1, 2, 3);
    const design = given([column]);
    column[0] = 7;
    design.draw(3, forbidden)[0][1] = 8;
    assert.deepEqual(design.draw(3, forbidden), [Float64Array.of(1, 2, 3)]);
  });

  it("says what is wrong", () => {
    assert.throws(() => given([1, 2, 3]).draw(5, forbidden), {
      message: "invalid n; the given design has 3 points: 5",
    });
    assert.throws(() => given([]), { message: "invalid given design; it has no points" });
    assert.throws(() => given([[], []]), { message: "invalid given design; it has no inputs" });
    assert.throws(() => given([new Float64Array(0)]), { message: "invalid given design; it has no points" });
    assert.throws(() => given([[1, 2], [3]]), { message: "invalid x[1]; length 1 where x[0] has 2" });
    assert.throws(() => given([1, Number.NaN]), { message: "invalid x[1]; not finite: NaN" });
    assert.throws(() => given([[1], [Infinity]]), { message: "invalid x[1][0]; not finite: Infinity" });
  });
});

describe("parseDesign", () => {
  it("reads every design's own name", () => {
    const designs = [
      grid(),
      grid({ from: -1, to: 2.5 }),
      uniform(),
      uniform({ from: -1, to: 1, d: 3 }),
      normalDesign(),
      normalDesign({ mean: 0, sd: 1e-3, d: 2 }),
    ];
    for (const design of designs) {
      const parsed = parseDesign(design.name);
      assert.equal(parsed.name, design.name);
      assert.equal(parsed.d, design.d);
      assert.deepEqual(parsed.draw(5, stream("p")), design.draw(5, stream("p")));
    }
    assert.deepEqual(
      designs.map((design) => design.name),
      ["grid:0:1", "grid:-1:2.5", "uniform:-1:1", "uniform:-1:1:3", "normal:0:1", "normal:0:0.001:2"],
    );
  });

  it("says what is wrong with others", () => {
    const messages = {
      foo: 'unknown design "foo"; known: grid, uniform, normal',
      "": 'unknown design ""; known: grid, uniform, normal',
      toString: 'unknown design "toString"; known: grid, uniform, normal',
      "Grid:0:1": 'unknown design "Grid"; known: grid, uniform, normal; did you mean "grid"?',
      grid: 'invalid design "grid"; expected grid:from:to',
      "grid:0:1:2": 'invalid design "grid:0:1:2"; expected grid:from:to',
      "uniform:1": 'invalid design "uniform:1"; expected uniform:from:to[:d]',
      "uniform:1:-1": 'invalid design "uniform:1:-1"; from must be below to',
      "grid:1:1": 'invalid design "grid:1:1"; from must be below to',
      "uniform:a:1": 'invalid design "uniform:a:1"; not a finite number: "a"',
      "uniform::1": 'invalid design "uniform::1"; not a finite number: ""',
      "uniform:-Infinity:1": 'invalid design "uniform:-Infinity:1"; not a finite number: "-Infinity"',
      "uniform:0:1:0": 'invalid design "uniform:0:1:0"; d is not a positive integer: 0',
      "normal:0:1:1.5": 'invalid design "normal:0:1:1.5"; d is not a positive integer: 1.5',
      "normal:0:-1": 'invalid design "normal:0:-1"; sd is not positive: -1',
    };
    for (const [text, message] of Object.entries(messages))
      assert.throws(() => parseDesign(text), { message });
    assert.throws(() => grid({ from: Number.NaN }), {
      message: 'invalid design "grid:NaN:1"; from is not finite: NaN',
    });
  });
});
