import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cellSizes, d2Detail, lossByName, losses, mayBeUndefined } from "../../src/losses/index.js";
import { type Atom, measureOf, moved, plainPairs } from "./measures.js";

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-12 * (1 + expected), `${value} for ${expected}`);
const error = (name: string, estimate: readonly Atom[], truth: readonly Atom[]) =>
  lossByName(`error.${name}`)(measureOf(estimate), measureOf(truth));

const first: Atom = { beta0: 0, beta1: [3], a: [2], b: 1, sigma2: 1 };
const second: Atom = { beta0: 0, beta1: [0], a: [-2], b: -1, sigma2: 1 };
const truth = [first, second];
const quarter = Math.log(1 / 4);
const rest = Math.log(3 / 4);

test("the error of a parameter in a shared cell is the mean over its atoms, by their weights", () => {
  const estimate = [
    { ...first, beta0: quarter, a: [2.4], b: 1.1, sigma2: 0.9 },
    { ...first, beta0: rest, a: [2], b: 0.9, sigma2: 1.3 },
    { ...second, b: -1.5 },
  ];
  for (const fit of [estimate, moved(estimate, 4, [-2])]) {
    near(error("a", fit, truth), 0.1);
    near(error("b", fit, truth), 0.1);
    near(error("sigma2", fit, truth), 0.25);
    near(error("single.a", fit, truth), 0);
    near(error("single.b", fit, truth), 0.5);
    near(error("mass", fit, truth), 0);
  }
});

test("slopes are compared after the translation of D2, which the atom alone in its cell decides here", () => {
  // b is exact: the single atom pays |Delta - t2|, the shared ones a fourth power.
  const estimate = moved(
    [{ ...first, beta0: quarter, beta1: [3.2] }, { ...first, beta0: rest }, second],
    1,
    [5],
  );
  near(error("beta1", estimate, truth), 0.05);
  near(error("single.beta1", estimate, truth), 0);
});

test("the worst error is the largest over the atoms, whatever their weights", () => {
  const uneven = [
    { ...first, beta0: Math.log(0.01), a: [2.4], b: 1.1, sigma2: 0.3 },
    { ...first, beta0: Math.log(0.99), a: [2], b: 0.8, sigma2: 1.1 },
    { ...second, b: -1.5 },
  ];
  for (const fit of [uneven, moved(uneven, 4, [-2])]) {
    near(error("worst.a", fit, truth), 0.4);
    near(error("worst.b", fit, truth), 0.2);
    near(error("worst.sigma2", fit, truth), 0.7);
    near(error("a", fit, truth), 0.004);
    for (const block of ["beta1", "a", "b", "sigma2"])
      assert.equal(error(`even.${block}`, fit, truth), Number.NaN);
  }
  // Slopes after the translation that the atom alone in its cell decides.
  const slow = moved([{ ...first, beta0: quarter, beta1: [3.2] }, { ...first, beta0: rest }, second], 1, [5]);
  near(error("worst.beta1", slow, truth), 0.2);
  near(error("even.beta1", slow, truth), 0.2);
});

test("an even cell is one of several atoms that all have at least a tenth of its mass", () => {
  const shares = (lighter: number, at: Atom, by: number): Atom[] => [
    { ...at, beta0: Math.log(lighter), b: at.b + by },
    { ...at, beta0: Math.log(1 - lighter), b: at.b - by / 2 },
  ];
  near(error("even.b", [...shares(0.11, first, 0.2), second], truth), 0.2);
  near(error("even.b", [...shares(0.89, first, 0.2), second], truth), 0.2);
  assert.equal(error("even.b", [...shares(0.09, first, 0.2), second], truth), Number.NaN);
  // Of two shared cells the uneven one is left out, though its error is the larger.
  const both = [...shares(0.3, first, 0.2), ...shares(0.05, second, 0.4)];
  near(error("even.b", both, truth), 0.2);
  near(error("worst.b", both, truth), 0.4);
  // The cell's mass counts, not the total: a light cell may be even, and one light atom of three is enough.
  const light = shares(0.5, first, 0.2).map((atom) => ({ ...atom, beta0: atom.beta0 - 9 }));
  near(error("even.b", [...light, second], truth), 0.2);
  const three = [...shares(0.5, first, 0.2), { ...first, beta0: Math.log(0.05) }, second];
  assert.equal(error("even.b", three, truth), Number.NaN);
});

test("the largest of several cells counts", () => {
  const pair = (atom: Atom, by: number) =>
    [by, -by].map((step) => ({ ...atom, beta0: -Math.log(2), b: atom.b + step }));
  near(error("b", [...pair(first, 0.1), ...pair(second, 0.3)], truth), 0.3);
  near(
    error(
      "single.b",
      [
        { ...first, b: 1.7 },
        { ...second, b: -1.2 },
      ],
      truth,
    ),
    0.7,
  );
});

test("an error is NaN where there is no cell of its kind", () => {
  const halves = [first, second].flatMap((atom) => [0, 0].map(() => ({ ...atom, beta0: -Math.log(2) })));
  for (const block of ["beta1", "a", "b", "sigma2"]) {
    for (const kind of ["", "worst.", "even."]) {
      assert.equal(error(`${kind}${block}`, truth, truth), Number.NaN);
      assert.equal(error(`${kind}${block}`, halves, truth), 0);
    }
    assert.equal(error(`single.${block}`, truth, truth), 0);
    assert.equal(error(`single.${block}`, halves, truth), Number.NaN);
  }
  assert.equal(error("mass", [first], truth), 1 / 2);
});

test("the error of the masses is the least over t1 of the largest difference between shares of the weight", () => {
  // Shares 0.6 and 0.4 for one half each.
  near(error("mass", [{ ...first, beta0: Math.log(1.5) }, second], truth), 0.1);
  // Shares 0.5, 0.5 and 0 for one third each, which 0.75 of the true weights would halve.
  const third = { ...first, b: 9 };
  near(error("mass", truth, [...truth, third]), 0.25);
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 4 }), (weights) => {
      const atoms = weights.map((_, j) => ({ ...first, b: 10 * j }));
      const weigh = (side: 0 | 1) => atoms.map((atom, j) => ({ ...atom, beta0: Math.log(weights[j][side]) }));
      const total = (side: 0 | 1) => weights.reduce((sum, pair) => sum + pair[side], 0);
      const at = (s: number) =>
        Math.max(...weights.map(([m, star]) => Math.abs(m / total(0) - (s * star) / total(1))));
      const value = error("mass", weigh(0), weigh(1));
      const grid = Array.from({ length: 8001 }, (_, i) => at(i / 1000));
      // Beyond s = 8 the largest of four true shares alone is 1 too high. The slope in s is at most 1.
      const least = Math.min(...grid);
      assert.ok(value <= least + 1e-12 && value >= least - 5e-4, `${value} for ${least}`);
    }),
    { seed: 41, numRuns: 100 },
  );
});

test("a random estimate has errors of exactly those kinds of cells that it has", () => {
  const names = Object.keys(losses).filter((name) => /^error\.(?!mass)/.test(name));
  assert.equal(names.length, 16);
  fc.assert(
    fc.property(plainPairs, ({ estimate, truth: stars }) => {
      const { cells } = d2Detail(measureOf(estimate), measureOf(stars));
      const least = (cell: readonly number[]) => {
        const masses = cell.map((i) => Math.exp(estimate[i].beta0));
        return Math.min(...masses) / masses.reduce((sum, mass) => sum + mass, 0);
      };
      const exists = {
        single: cells.some(({ length }) => length === 1),
        even: cells.some((cell) => cell.length > 1 && least(cell) >= 0.1),
        shared: cells.some(({ length }) => length > 1),
      };
      const value = (name: string) => lossByName(name)(measureOf(estimate), measureOf(stars));
      for (const name of names) {
        const kind = /single|even/.exec(name)?.[0] as "single" | "even" | undefined;
        assert.equal(Number.isNaN(value(name)), !exists[kind ?? "shared"], name);
      }
      for (const block of exists.shared ? ["beta1", "a", "b", "sigma2"] : []) {
        const worst = value(`error.worst.${block}`);
        assert.ok(worst >= value(`error.${block}`) * (1 - 1e-12), block);
        if (exists.even) assert.ok(worst >= value(`error.even.${block}`), block);
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test("the cell pattern lists the sizes of the cells in the order of the truth", () => {
  const fit = measureOf([first, { ...second, b: -1.5 }, second], { tau: 2 });
  assert.equal(cellSizes(fit, measureOf(truth, { tau: 1 })), "1,2");
  assert.equal(cellSizes(fit, measureOf([second, first], { tau: 1 })), "2,1");
  assert.equal(cellSizes(fit, measureOf([second, first]), ["b"]), "2,1");
  assert.equal(cellSizes(measureOf([first]), measureOf(truth)), "1,0");
  // The gate does not count unless it is asked for.
  const slope = measureOf([{ ...first, beta1: [0] }]);
  const alike = measureOf([first, { ...first, beta1: [0], b: 1.01 }]);
  assert.equal(cellSizes(slope, alike), "1,0");
  assert.equal(cellSizes(slope, alike, ["beta1", "a", "b", "sigma2"]), "0,1");
  assert.throws(() => cellSizes(fit, measureOf(truth), ["c"]), { message: "invalid estimate; no block: c" });
});

test("just the losses that say so are undefined for some estimate: one without a shared cell, or with no other", () => {
  const halves = (atom: Atom) => [Math.log(1 / 2), Math.log(1 / 2)].map((beta0) => ({ ...atom, beta0 }));
  const fits = [truth, truth.flatMap(halves)].map((atoms) => measureOf(atoms, { tau: 1, selected: 1 }));
  const star = measureOf(truth, { tau: 1, selected: 1 });
  for (const [name, loss] of Object.entries(losses)) {
    const values = fits.map((fit) => loss(fit, star));
    assert.equal(values.some(Number.isNaN), mayBeUndefined(name), `${name}: ${values}`);
  }
  assert.equal(mayBeUndefined("temperature.dr(2)"), false);
});
