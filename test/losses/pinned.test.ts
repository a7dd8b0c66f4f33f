import assert from "node:assert/strict";
import { test } from "node:test";
import { pinned } from "../../src/losses/index.js";
import { type Atom, measureOf, moved, publishedTruth } from "./measures.js";

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-12 * (1 + expected), `${value} for ${expected}`);
const truth = measureOf(publishedTruth);
const [first, second] = publishedTruth;
const shifted = (
  atom: Atom,
  by: Partial<Record<"beta0" | "beta1" | "a" | "b" | "sigma2", number>>,
): Atom => ({
  beta0: atom.beta0 + (by.beta0 ?? 0),
  beta1: atom.beta1.map((c) => c + (by.beta1 ?? 0)),
  a: atom.a.map((c) => c + (by.a ?? 0)),
  b: atom.b + (by.b ?? 0),
  sigma2: atom.sigma2 + (by.sigma2 ?? 0),
});

test("an atom alone in its cell pays the sum of absolute differences, and its cell the difference of weights", () => {
  const estimate = [shifted(first, { beta0: 0.5, beta1: 1, a: -2, b: 0.25, sigma2: 0.01 }), second];
  const weight = Math.exp(-7.5);
  near(pinned(measureOf(estimate), truth), weight * 3.26 + weight - Math.exp(-8));
});

test("atoms that share a cell pay powers of the blocks, one by one", () => {
  const by = { beta1: 0.5, a: 0.3, b: -0.2, sigma2: 0.04 };
  const estimate = [shifted(first, by), first, second];
  const weight = Math.exp(-8);
  const paid = 0.5 ** 4 + 0.2 ** 4 + 0.3 ** 2 + 0.04 ** 2;
  near(pinned(measureOf(estimate), truth), weight * paid + weight);
});

test("with as many fitted as true atoms a shared cell pays for its weight only", () => {
  const estimate = [shifted(second, { beta0: -1, b: 0.5 }), second];
  near(pinned(measureOf(estimate), truth), Math.exp(-1) + Math.exp(-8));
});

test("the estimate is pinned at its last atom before it is compared", () => {
  const estimate = [shifted(first, { b: 0.1 }), second];
  near(pinned(measureOf(moved(estimate, 3, [-7])), truth), pinned(measureOf(estimate), truth));
});

test("in several dimensions each block pays its Euclidean norm", () => {
  const star = { beta0: 0, beta1: [0, 0], a: [0, 0], b: 0, sigma2: 1 };
  const other = { ...star, beta0: -1, b: 10 };
  const estimate = [{ ...other, beta1: [3, 4], a: [-5, 12] }, star];
  near(pinned(measureOf(estimate), measureOf([other, star])), Math.exp(-1) * 18);
});
