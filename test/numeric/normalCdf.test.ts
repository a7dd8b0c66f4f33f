import assert from "node:assert/strict";
import { test } from "node:test";
import { normalCdf, normalPdf } from "../../src/numeric/normalCdf.js";

// Computed with 40 digits (erfc of mpmath).
const exact = [
  [-37, 5.725571222524577e-300],
  [-20.3, 6.429244467698346e-92],
  [-8, 6.220960574271784e-16],
  [-3.125, 0.000889025299108432],
  [-1, 0.15865525393145705],
  [-0.3, 0.3820885778110474],
  [0, 0.5],
  [0.6, 0.7257468822499265],
  [2.5, 0.9937903346742238],
  [7.9, 0.9999999999999986],
] as const;

test("the normal distribution function is right to the last digits, in both tails", () => {
  for (const [z, expected] of exact) {
    const value = normalCdf(z);
    assert.ok(Math.abs(value / expected - 1) < 3e-15, `${value} for ${expected} at ${z}`);
  }
});

test("it is symmetric, increasing and continuous across the nodes of its series", () => {
  let before = 0;
  for (let z = -37; z < 8; z += 0.03125) {
    const value = normalCdf(z);
    assert.ok(value > before, `${z}`);
    // Two units in the last place of 1 from each term.
    assert.ok(Math.abs(value + normalCdf(-z) - 1) < 9e-16);
    const step = normalCdf(z + 1e-12);
    // The slope is at most (|z| + 1) times the value in the lower tail.
    assert.ok(Math.abs(step / value - 1) < 1e-12 * (Math.abs(z) + 1) + 4e-15, `${z}: ${value}, ${step}`);
    before = value;
  }
});

test("it ends in 0 and 1, and its derivative is the density", () => {
  for (const z of [-700, -39, -Infinity]) assert.equal(normalCdf(z), 0);
  for (const z of [9, 39, 700, Infinity]) assert.equal(normalCdf(z), 1);
  assert.ok(Number.isNaN(normalCdf(Number.NaN)));
  for (let z = -6; z < 6; z += 0.17) {
    const slope = (normalCdf(z + 1e-4) - normalCdf(z - 1e-4)) / 2e-4;
    // Truncation 1e-8 / 6 times the third derivative, at most 0.4.
    assert.ok(Math.abs(slope - normalPdf(z)) < 1e-9, `${z}`);
  }
});
