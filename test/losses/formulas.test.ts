import assert from "node:assert/strict";
import { test } from "node:test";
import { lossByName } from "../../src/losses/index.js";
import type { MixingMeasure } from "../../src/types.js";
import { type Atom, measureOf, moved } from "./measures.js";

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-12 * (1 + expected), `${value} for ${expected}`);
const loss = (name: string, estimate: MixingMeasure, truth: MixingMeasure) =>
  near.bind(null, lossByName(name)(estimate, truth));
const shifted = (atom: Atom, by: Partial<Record<keyof Atom, number>>): Atom => ({
  beta0: atom.beta0 + (by.beta0 ?? 0),
  beta1: atom.beta1.map((c) => c + (by.beta1 ?? 0)),
  a: atom.a.map((c) => c + (by.a ?? 0)),
  b: atom.b + (by.b ?? 0),
  sigma2: atom.sigma2 + (by.sigma2 ?? 0),
});

const first: Atom = { beta0: 0, beta1: [3], a: [2], b: 1, sigma2: 1 };
const second: Atom = { beta0: 0, beta1: [0], a: [-2], b: -1, sigma2: 1 };
const truth = [first, second];
const by = { beta1: 1, a: 0.5, b: -0.2, sigma2: 0.1 };
/** The first atom split in halves, of which one is off. */
const half = { beta0: -Math.log(2) };
const halves = [shifted(first, { ...half, ...by }), shifted(first, half), second];

test("temperature.dr adds the r-th powers of the blocks; all atoms pay for the temperature, t2 takes its part of the slopes", () => {
  const fit = measureOf([shifted(first, by), second], { tau: 1.5 });
  const star = measureOf(truth, { tau: 1 });
  // Slopes: the least of |1 - t| + |t|, of (1 - t)^2 + t^2.
  loss("temperature.dr(1)", fit, star)(2 * 0.5 + 0.8 + 1);
  loss("temperature.dr(2)", fit, star)(2 * 0.25 + 0.3 + 0.5);
});

test("temperature.scaleFree compares slopes over temperature and leaves the temperature out", () => {
  const fit = measureOf([shifted(first, { ...by, beta1: 3 }), second], { tau: 1.5 });
  const star = measureOf(truth, { tau: 1 });
  loss("temperature.scaleFree(1)", fit, star)(0.8 + 1);
  loss("temperature.scaleFree(2)", fit, star)(0.3 + 0.5);
  const same = measureOf([shifted(first, { beta1: 1.5, b: 0.25 }), second], { tau: 1.5 });
  loss("temperature.scaleFree.d1", same, star)(0.25);
  const both = measureOf([shifted(halves[1], { b: 0.5, a: 0.3 }), halves[1], second], { tau: 1 });
  // rbar(2) = 4; the slopes agree with t2 = 0.
  loss("temperature.scaleFree.d2", both, star)(0.5 * (0.5 ** 4 + 0.3 ** 2));
});

test("activation.exact takes the slopes as they stand", () => {
  const star = measureOf(truth, { tau: 1 });
  loss("activation.exact", measureOf([shifted(first, by), second], { tau: 1.5 }), star)(2 * 0.5 + 1.8);
  const far = measureOf(moved(truth, 2, [1]), { tau: 1 });
  loss("activation.exact", far, star)(2);
  loss("temperature.dr(1)", far, star)(0);
});

test("activation.over takes squares of beta1, tau and a in larger cells, powers 4 of b and 2 of sigma2 in those of two", () => {
  const star = measureOf(truth, { tau: 1 });
  const paid = 1 + 0.25 + 0.2 ** 4 + 0.1 ** 2;
  loss("activation.over", measureOf(halves, { tau: 1.5 }), star)(0.5 * paid + 1 * 0.25 + 1 * 0.5);
});

test("multinomial.d1 takes the joint norm, squared in larger cells; d2r powers of the blocks in all", () => {
  const [one, two] = [
    { beta1: [3], a: [1, -1], b: [2, 0, 0, 1] },
    { beta1: [0], a: [0, 2], b: [-2, 0, 1, 1] },
  ];
  const measure = (logWeights: number[], ...atoms: (typeof one)[]): MixingMeasure => ({
    logWeights,
    atoms: {
      beta1: atoms.map(({ beta1 }) => beta1),
      a: atoms.map(({ a }) => a),
      b: atoms.map(({ b }) => b),
    },
  });
  const star = measure([Math.log(2), 0], one, two);
  const off = { ...one, a: [1.3, -1], b: [2, 0, 0.4, 1] };
  const single = measure([Math.log(2), 0], off, two);
  loss("multinomial.d1", single, star)(2 * 0.5);
  loss("multinomial.experts", single, star)(2 * 0.5);
  loss("multinomial.gate", single, star)(0);
  loss("multinomial.d2r(3)", single, star)(2 * (0.3 ** 3 + 0.4 ** 3));
  // Three quarters of the weight of a cell that two atoms share are off by 0.5.
  const shared = measure([Math.log(1.5), Math.log(0.5), 0], off, one, two);
  loss("multinomial.d1", shared, star)(1.5 * 0.25);
  loss("multinomial.experts", shared, star)(1.5 * 0.25);
  loss("multinomial.d2r(1)", shared, star)(1.5 * 0.7);
  const gate = measure([Math.log(3), Math.log(2)], { ...one, beta1: [4] }, two);
  // Weights 1.8 and 1.2 of the total 3: the median ratio is that of the heavier, 0.9; t2 = 1 is best.
  loss("multinomial.gate", gate, star)(1.2 * 1 + 0.3);
  loss("multinomial.experts", gate, star)(0);
});

const third: Atom = { beta0: 0, beta1: [-3], a: [0], b: 4, sigma2: 1 };
const three = [first, third, second];

test("topk.d1 adds the cells of the K true atoms that cost most", () => {
  const fit = measureOf([shifted(first, { beta1: 0.3, b: 0.4 }), shifted(third, { b: 0.2 }), second]);
  const sums = [0.5, 0.7, 0.7];
  sums.forEach((sum, k) => {
    loss("topk.d1", fit, measureOf(three, { selected: k + 1 }))(sum);
  });
  loss("topk.d1", fit, measureOf(three))(0.7);
  loss("topk.gate", fit, measureOf(three))(0.3);
  loss("topk.experts", fit, measureOf(three))(0.6);
});

test("topk.d1 takes no infimum: a wrong slope of the pinned atom moves all others", () => {
  const fit = measureOf([first, third, shifted(second, { beta1: 0.25 })]);
  loss("d1", fit, measureOf(three))(0.25);
  loss("topk.d1", fit, measureOf(three))(0.5);
});

test("topk.d1 pins the estimate in the cell of the true pinned atom, at the atom where the loss is least", () => {
  const pair = [shifted(second, { ...half, beta1: 0.5 }), shifted(second, half)];
  // Pinned at the other one, the first and the third would pay 0.5 each.
  loss("topk.d1", measureOf([first, third, ...pair]), measureOf(three))(0.25);
  loss("topk.d1", measureOf([...pair, third, first]), measureOf(three))(0.25);
  loss("topk.d2", measureOf([...pair, third, first]), measureOf(three))(0.5 * 0.5 ** 4);
  loss("topk.gate.over", measureOf([...pair, third, first]), measureOf(three))(0.5 * 0.5 ** 4);
});

test("topk.d1 pins any one atom where the cell of the true pinned atom is empty", () => {
  // All three are in the cell of the first. Pinned at one of them, the cell has mass 3 for 1 and the others 0.
  const fit = measureOf([first, first, first].map((atom) => ({ ...atom, beta1: [0] })));
  loss("topk.d1", fit, measureOf(three))(3 * 3 + 2 + 1 + 1);
  loss("topk.d1", fit, measureOf(three, { selected: 1 }))(3 * 3 + 2);
});

test("topk.experts does not look at the gate, and an empty cell pays the distance of the nearest fitted expert", () => {
  const fit = [shifted(first, { beta0: 5, beta1: -7, a: 0.3, b: 0.4 }), shifted(third, { sigma2: 0.25 })];
  const star = (selected: number) => measureOf(three, { selected });
  const nearest = Math.sqrt(2 ** 2 + 5 ** 2 + 0.25 ** 2);
  assert.ok(nearest > Math.hypot(4.3, 2.4));
  loss("topk.experts", measureOf(fit), star(1))(Math.hypot(4.3, 2.4));
  loss("topk.experts", measureOf(fit), star(3))(Math.hypot(4.3, 2.4) + 0.5 + 0.25);
});

test("topk.experts shares the weight of a cell equally; in `over` larger cells take powers", () => {
  const fit = measureOf([shifted(first, { a: 0.3, b: 0.4, beta0: -9 }), first, third, second]);
  loss("topk.experts", fit, measureOf(three))(0.5 * 0.5);
  loss("topk.experts.over", fit, measureOf(three))(0.5 * (0.4 ** 4 + 0.3 ** 2));
});

test("weights beyond the largest number give an infinite loss, not one that is no number", () => {
  const fit = measureOf([shifted(first, { beta0: 800 }), third, second]);
  assert.equal(lossByName("topk.d1")(fit, measureOf(three)), Number.POSITIVE_INFINITY);
  loss("topk.experts", fit, measureOf(three))(0);
});
