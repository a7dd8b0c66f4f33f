import assert from "node:assert/strict";
import { test } from "node:test";
import { hellinger, totalVariation, uniformLaw } from "../../src/density/index.js";
import type { ConditionalDensity } from "../../src/types.js";
import { always, classes, mixture, upperTail } from "./mixtures.js";

const line =
  (slope: number): ConditionalDensity =>
  ([x]) =>
    mixture([{ weight: 1, mean: slope * x, sd: 1 }]);
const near = (value: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} for ${expected}`);

test("classes are summed exactly", () => {
  const [f, g] = [classes(0.5, 0.3, 0.2), classes(0.2, 0.3, 0.5)];
  near(totalVariation(always(f), always(g), [[0]]), 0.3);
  near(hellinger(always(f), always(g), [[0]]), Math.sqrt(0.5) - Math.sqrt(0.2));
  // A class that one of them never gives.
  near(totalVariation(always(classes(1, 0)), always(classes(0.5, 0.5)), [[0]]), 0.5);
  near(hellinger(always(classes(1, 0)), always(classes(0, 1)), [[0]]), 1);
});

test("distances are averaged over the points, with weights of any total", () => {
  const at = (x: number) => totalVariation(line(1), line(3), [[x]]);
  near(at(2), 1 - 2 * upperTail(2), 1e-10);
  near(totalVariation(line(1), line(3), [[0], [1], [2]]), (at(0) + at(1) + at(2)) / 3);
  near(totalVariation(line(1), line(3), [[0], [1], [2]], [2, 0, 6]), (2 * at(0) + 6 * at(2)) / 8);
});

test("the uniform law averages polynomials exactly, in any dimension", () => {
  const { points, weights } = uniformLaw({ d: 2, from: 0, to: 3, order: 4, panels: 2 });
  assert.equal(points.length, 64);
  const mean = (f: (x: number[]) => number) => points.reduce((sum, x, t) => sum + weights[t] * f(x), 0);
  near(
    mean(() => 1),
    1,
    1e-14,
  );
  near(
    mean(([x, z]) => x ** 7 * z ** 3),
    (3 ** 7 / 8) * (3 ** 3 / 4),
    1e-10,
  );
  assert.throws(() => uniformLaw({ from: 1, to: 1 }), {
    message: "invalid interval; not increasing: [1, 1]",
  });
});

test("the mean Hellinger distance over a uniform law equals a long average", () => {
  const { points, weights } = uniformLaw({ from: 0, to: 2, order: 24 });
  const squared = (x: number) => -Math.expm1(-(x ** 2) / 8);
  let expected = 0;
  for (let t = 0; t < 20000; t++) expected += Math.sqrt(squared((t + 0.5) / 1e4)) / 20000;
  near(hellinger(line(1), line(2), points, weights), expected, 1e-9);
});

test("what cannot be averaged or compared is refused", () => {
  assert.throws(() => hellinger(line(1), line(2), []), { message: "invalid points; empty" });
  assert.throws(() => hellinger(line(1), line(2), [[0], [null as never]]), {
    message: "invalid points[1][0]; not a finite number: null",
  });
  assert.throws(() => hellinger(line(1), line(2), [0 as never]), {
    message: "invalid points[0]; not a row of inputs: 0",
  });
  assert.throws(() => hellinger(line(1), line(2), [[0]], [1, 2]), {
    message: "invalid weights; not one per point: 2 for 1",
  });
  assert.throws(() => hellinger(line(1), line(2), [[0]], [-1]), {
    message: "invalid weights[0]; not a finite non-negative number: -1",
  });
  assert.throws(() => hellinger(line(1), line(2), [[0]], [0]), { message: "invalid weights; all are 0" });
  assert.throws(() => totalVariation(line(1), always(classes(0.5, 0.5)), [[0]]), {
    message: "cannot compare densities; one is on the line, the other on the values 1, 2",
  });
});

test("a uniform law that is none is refused", () => {
  for (const [options, message] of [
    [{ to: Infinity }, "invalid interval; not finite: [-1, Infinity]"],
    [{ from: 2 }, "invalid interval; not increasing: [2, 1]"],
    [{ panels: 0 }, "invalid panels; not a whole number from 1 on: 0"],
    [{ d: 0.5 }, "invalid d; not a whole number from 0 on: 0.5"],
    [{ order: -1 }, "invalid order; not a whole number from 1 on: -1"],
  ] as const)
    assert.throws(() => uniformLaw(options), { message });
  assert.throws(() => uniformLaw({ pannels: 3 } as never), /unknown option "pannels".*did you mean "panels"/);
});
