import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Cells, d1Detail, d2Detail, voronoiCells } from "../../src/losses/index.js";
import { type Atom, measureOf, moved, pairs } from "./measures.js";

const orders = [0, 1, 4, 6, 8, 10];
const norm = (...values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** Equations (4) and (5) of P1 written out at one (t1, t2), for weights already on the same total. */
function lossAt(
  name: "d1" | "d2",
  estimate: readonly Atom[],
  truth: readonly Atom[],
  cells: Cells,
  t1: number,
  t2: readonly number[],
): number {
  let value = 0;
  cells.forEach((cell, j) => {
    const star = truth[j];
    let mass = 0;
    for (const i of cell) {
      const atom = estimate[i];
      const weight = Math.exp(atom.beta0);
      const slope = atom.beta1.map((c, u) => c - star.beta1[u] - t2[u]);
      const a = atom.a.map((c, u) => c - star.a[u]);
      const b = atom.b - star.b;
      const sigma2 = atom.sigma2 - star.sigma2;
      const r = orders[cell.length];
      value +=
        name === "d1" || cell.length === 1
          ? weight * norm(...slope, ...a, b, sigma2)
          : weight * (norm(...slope, b) ** r + norm(...a, sigma2) ** (r / 2));
      mass += weight;
    }
    value += Math.abs(mass - Math.exp(star.beta0 + t1));
  });
  return value;
}

const total = (atoms: readonly Atom[]) =>
  Math.log(atoms.reduce((sum, { beta0 }) => sum + Math.exp(beta0), 0));
const scaled = (estimate: readonly Atom[], truth: readonly Atom[]) =>
  moved(estimate, total(truth) - total(estimate), new Array(truth[0].beta1.length).fill(0));
const details = { d1: d1Detail, d2: d2Detail };

for (const name of ["d1", "d2"] as const) {
  test(`${name} is its formula at the t1 and t2 that it reports`, () => {
    fc.assert(
      fc.property(pairs, ({ estimate, truth }) => {
        for (const kind of ["expert", "all"] as const) {
          const detail = details[name](measureOf(estimate), measureOf(truth), { cells: kind });
          const { value, cells, t1, t2 } = detail;
          const expected = lossAt(name, scaled(estimate, truth), truth, cells, t1, t2);
          assert.ok(Math.abs(value - expected) <= 1e-12 * (1 + expected), `${value} for ${expected}`);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test(`${name} is nowhere above the value at another t1 and t2`, () => {
    const nudge = fc.double({ min: -1, max: 1, noNaN: true });
    const tries = fc.array(fc.record({ s: nudge, u: fc.array(nudge, { minLength: 3, maxLength: 3 }) }), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(pairs, tries, ({ estimate, truth }, offsets) => {
        const detail = details[name](measureOf(estimate), measureOf(truth));
        const atoms = scaled(estimate, truth);
        offsets.forEach(({ s, u }, index) => {
          // Nudges of all sizes, from far away to next to the minimum.
          const size = 10 ** (1 - (index % 10));
          const t1 = Math.log(Math.max(0, Math.exp(detail.t1) * (1 + size * s)));
          const t2 = detail.t2.map((value, axis) => value + size * u[axis]);
          const other = lossAt(name, atoms, truth, detail.cells, t1, t2);
          assert.ok(detail.value <= other + 1e-12 * (1 + other), `${detail.value} above ${other}`);
        });
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test(`${name} equals a brute-force search over t1 and t2 in one dimension`, () => {
    const golden = (f: (t: number) => number, low: number, high: number) => {
      const ratio = (Math.sqrt(5) - 1) / 2;
      let [from, to] = [low, high];
      for (let step = 0; step < 200; step++) {
        const left = to - ratio * (to - from);
        const right = from + ratio * (to - from);
        if (f(left) < f(right)) to = right;
        else from = left;
      }
      return f((from + to) / 2);
    };
    const line = pairs.filter(({ d }) => d === 1);
    fc.assert(
      fc.property(line, ({ estimate, truth }) => {
        const { value, cells } = details[name](measureOf(estimate), measureOf(truth));
        const atoms = scaled(estimate, truth);
        const ratio = (j: number) =>
          cells[j].reduce((sum, i) => sum + Math.exp(atoms[i].beta0), 0) / Math.exp(truth[j].beta0);
        const masses = truth.map((_, j) => lossAt(name, atoms, truth, cells, Math.log(ratio(j)), [0]));
        const distance = (t: number) => lossAt(name, atoms, truth, cells, 0, [t]);
        const expected = Math.min(...masses) + golden(distance, -200, 200) - distance(0);
        assert.ok(Math.abs(value - expected) <= 1e-9 * (1 + distance(0)), `${value} for ${expected}`);
      }),
      { seed: 3, numRuns: 100 },
    );
  });
}

test("the parts add up to the loss, and the cells are the Voronoi cells", () => {
  fc.assert(
    fc.property(pairs, ({ estimate, truth }) => {
      const { value, distance, mass, cells } = d2Detail(measureOf(estimate), measureOf(truth));
      const sum = [...distance, ...mass].reduce((all, part) => all + part, 0);
      assert.ok(Math.abs(sum - value) <= 1e-14 * value);
      assert.equal(cells.flat().length, estimate.length);
      const distances = (i: number) =>
        truth.map((star) =>
          norm(
            ...estimate[i].a.map((c, u) => c - star.a[u]),
            estimate[i].b - star.b,
            estimate[i].sigma2 - star.sigma2,
          ),
        );
      cells.forEach((cell, j) => {
        for (const i of cell) assert.ok(distances(i)[j] <= Math.min(...distances(i)) * (1 + 1e-14));
      });
    }),
    { seed: 4, numRuns: 100 },
  );
});

test("an estimate without atoms near a true one loses that one's mass", () => {
  const atom = { beta0: 0, beta1: [0], a: [1], b: 0, sigma2: 1 };
  const truth = measureOf([
    { ...atom, beta0: -1, b: 5 },
    { ...atom, beta0: 0 },
  ]);
  const { value, cells, mass } = d1Detail(measureOf([atom]), truth);
  assert.deepEqual(cells, [[], [0]]);
  const weights = [Math.exp(-1), 1];
  // The best scale makes the heavier cell exact.
  assert.ok(Math.abs(mass[0] - weights[0] * (weights[0] + weights[1])) < 1e-15);
  assert.ok(Math.abs(value - mass[0]) < 1e-15);
});

test("equally near atoms go to the first cell", () => {
  const atom = { beta0: 0, beta1: [0], a: [0], b: 0, sigma2: 1 };
  const truth = measureOf([
    { ...atom, b: 1 },
    { ...atom, b: -1 },
  ]);
  assert.deepEqual(voronoiCells(measureOf([atom]), truth, ["a", "b", "sigma2"]), [[0], []]);
});
