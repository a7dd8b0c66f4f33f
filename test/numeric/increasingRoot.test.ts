import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { increasingRoot } from "../../src/numeric/increasingRoot.js";

describe("the root of an increasing function", () => {
  it("is right to rounding, from any guess", () => {
    // Beside 0 the function itself is 0 up to rounding of its argument.
    const anywhere = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(anywhere, anywhere, fc.double({ min: -5, max: 5, noNaN: true }), (root, guess, log) => {
        const found = increasingRoot(
          (y) => Math.sinh(Math.max(-50, Math.min(50, y - root))),
          guess,
          10 ** log,
        );
        assert.ok(Math.abs(found - root) <= 4 * 2 ** -52 * Math.abs(root) + 1e-16, `${found}, not ${root}`);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("keeps its digits where it is tiny", () => {
    const found = increasingRoot((y) => (y > 0 ? Math.log(y) : -1000) - Math.log(3e-200), 1, 1);
    assert.ok(Math.abs(found / 3e-200 - 1) <= 1e-13, `${found}`);
  });

  it("is the very number at which a function jumps over 0", () => {
    for (const at of [0, 1, -3, 0.1, 1e-20, 12345.678])
      for (const slope of [0, 1e-3, 1]) {
        const f = (y: number) => slope * Math.tanh(y - at) + (y >= at ? 0.5 : -0.5);
        assert.equal(increasingRoot(f, at + 17.3, 1), at);
        assert.equal(increasingRoot(f, at - 0.3, 1), at);
      }
  });

  it("is infinite where the sign is the same up to there", () => {
    assert.equal(
      increasingRoot(() => -1, 0, 1),
      Infinity,
    );
    assert.equal(
      increasingRoot(() => 1, 0, 1),
      -Infinity,
    );
  });

  it("takes some ten steps where the function is smooth", () => {
    let calls = 0;
    increasingRoot(
      (y) => {
        calls++;
        return Math.atan(y - 0.7);
      },
      0,
      1,
    );
    assert.ok(calls <= 20, `${calls}`);
  });
});
