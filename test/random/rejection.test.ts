import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drawGamma } from "../../src/random/gamma.js";
import { normal } from "../../src/random/normal.js";
import { drawPoisson } from "../../src/random/poisson.js";

const refusal = (value: number) => ({
  message: `invalid uniform; not a source of uniform numbers, 300 proposals in a row were rejected: ${value}`,
});

describe("a sampler by rejection", () => {
  for (const value of [0.5, 1, -1, Number.NaN])
    it(`refuses a source that gives ${value} for ever, which no proposal of a normal number survives`, () => {
      assert.throws(
        normal(() => value),
        refusal(value),
      );
    });

  it("refuses such a source in the normal tail as well", () => {
    // The first number proposes the base layer beyond its right edge, 1 - 0 makes the excess 0 and accepts at once.
    const tail = (value: number) => {
      let first = true;
      return normal(() => {
        const next = first ? (1 - 2 ** -30) / 256 : value;
        first = false;
        return next;
      });
    };
    assert.ok(tail(0)() > 3.65);
    assert.throws(tail(Number.NaN), refusal(Number.NaN));
  });

  it("refuses such a source for counts and gamma variates", () => {
    assert.throws(() => drawPoisson(20, () => 0.999), refusal(0.999));
    const random = { uniform: () => 0.5, normal: () => -1e3 };
    assert.throws(() => drawGamma(2, random), refusal(0.5));
  });
});
