import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { d1, d1Detail, d2, type LossOptions, pinned } from "../../src/losses/index.js";
import { type Atom, measureOf, moved, pairs, publishedTruth } from "./measures.js";

const losses = { d1, d2 };
const kinds: LossOptions[] = [{}, { cells: "all" }];
const close = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance * (1 + expected), `${value} for ${expected}`);

for (const [name, loss] of Object.entries(losses))
  for (const options of kinds) {
    const label = `${name}, cells ${options.cells ?? "expert"}`;

    test(`${label}: a perfect estimate scores 0, wherever it is translated to`, () => {
      fc.assert(
        fc.property(pairs, ({ truth, t1, t2 }) => {
          assert.equal(loss(measureOf(truth), measureOf(truth), options), 0);
          assert.equal(loss(measureOf(moved(truth, t1, t2)), measureOf(truth), options), 0);
        }),
        { seed: 5, numRuns: 100 },
      );
    });

    test(`${label}: atoms split into copies score exactly 0`, () => {
      const shares = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(pairs, fc.array(shares, { minLength: 3, maxLength: 3 }), ({ truth, t1, t2 }, split) => {
          const copies = truth.flatMap((atom, j) => {
            const whole = split[j].reduce((sum, share) => sum + share, 0);
            return split[j].map((share): Atom => ({ ...atom, beta0: atom.beta0 + Math.log(share / whole) }));
          });
          assert.equal(loss(measureOf(copies), measureOf(truth), options), 0);
          assert.equal(loss(measureOf(moved(copies, t1, t2)), measureOf(truth), options), 0);
        }),
        { seed: 6, numRuns: 100 },
      );
    });

    test(`${label}: translating either argument changes nothing`, () => {
      fc.assert(
        fc.property(pairs, ({ estimate, truth, t1, t2 }) => {
          const expected = loss(measureOf(estimate), measureOf(truth), options);
          const far = moved(truth, t1, t2);
          close(loss(measureOf(moved(estimate, t1, t2)), measureOf(truth), options), expected, 1e-10);
          // A truth that is pinned at another atom already is taken as it stands.
          if (far.every(({ beta0 }) => beta0 !== 0))
            close(loss(measureOf(estimate), measureOf(far), options), expected, 1e-10);
        }),
        { seed: 7, numRuns: 100 },
      );
    });

    test(`${label}: relabelling either argument changes nothing`, () => {
      fc.assert(
        fc.property(pairs, ({ estimate, truth }) => {
          const expected = loss(measureOf(estimate), measureOf(truth), options);
          const other = loss(measureOf([...estimate].reverse()), measureOf([...truth].reverse()), options);
          close(other, expected, 1e-10);
        }),
        { seed: 8, numRuns: 100 },
      );
    });
  }

test("splitting the reference expert of the published truth costs 1 pinned and nothing under D1, D2", () => {
  const [first, second] = publishedTruth;
  const halves = [0, 0].map(() => ({ ...second, beta0: -Math.log(2) }));
  const split = measureOf([first, ...halves]);
  const truth = measureOf(publishedTruth);
  assert.equal(d1(split, truth), 0);
  assert.equal(d2(split, truth), 0);
  // Pinned at the last half, all weights are twice the true ones.
  assert.ok(Math.abs(pinned(split, truth) - (1 + Math.exp(-8))) < 1e-12);
});

test("no log weight is too large or too small", () => {
  const truth = measureOf(publishedTruth);
  const estimate = publishedTruth.map((atom) => ({ ...atom, b: atom.b + 0.01 }));
  const expected = d1(measureOf(estimate), truth);
  close(d1(measureOf(moved(estimate, 2000, [0])), truth), expected, 1e-12);
  close(d1(measureOf(moved(estimate, -2000, [0])), truth), expected, 1e-12);
  const gone = { ...estimate[0], beta0: -3000, b: 14 };
  close(d1(measureOf([...estimate, gone]), truth), expected, 1e-12);
});

test("cells with the gate slope separate experts that differ by their gates only", () => {
  const atom = { beta0: 0, beta1: [0], a: [1], b: 0, sigma2: 1 };
  const truth = [{ ...atom, beta1: [4] }, atom];
  const estimate = moved([{ ...atom, beta1: [4.5] }, atom], 0, [7]);
  const { cells, value } = d1Detail(measureOf(estimate), measureOf(truth), { cells: "all" });
  assert.deepEqual(cells, [[0], [1]]);
  close(value, 0.5, 1e-12);
});
