import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cellSizes, d1, d2, losses, lossFamilies, pinned, scaleFree } from "../../src/losses/index.js";
import type { MixingMeasure } from "../../src/types.js";
import { measureOf, plainPairs } from "./measures.js";

/** The same measure of a gating whose slopes are called c1 and whose temperature is called heat. */
function renamed(measure: MixingMeasure): MixingMeasure {
  const { beta1, tau, ...experts } = measure.atoms;
  return {
    ...measure,
    atoms: { heat: tau, ...experts, c1: beta1 },
    gate: { blocks: ["c1", "heat"], slopes: "c1", temperature: "heat" },
  };
}

const pairs = plainPairs.map(({ estimate, truth }) => ({
  estimate: measureOf(estimate, { tau: 0.7 }),
  truth: measureOf(truth, { tau: 1.3, selected: 1 }),
}));
const all = {
  ...losses,
  ...Object.fromEntries(Object.entries(lossFamilies).map(([name, family]) => [`${name}(2)`, family(2)])),
  "d1 by itself": d1,
  "d2 by itself": d2,
  "pinned by itself": pinned,
};

describe("a loss knows the gate's blocks by their roles", () => {
  for (const [name, loss] of Object.entries(all))
    it(`${name} is the same, whatever they are called, in one measure or in both`, () =>
      fc.assert(
        fc.property(pairs, ({ estimate, truth }) => {
          const value = loss(estimate, truth);
          assert.equal(loss(renamed(estimate), renamed(truth)), value);
          assert.equal(loss(renamed(estimate), truth), value);
          assert.equal(loss(estimate, renamed(truth)), value);
        }),
        { seed: 31, numRuns: 30 },
      ));

  it("a block with the name of a role that it has not is refused", () => {
    const truth = renamed(measureOf([{ beta0: 0, beta1: [0], a: [1], b: 1, sigma2: 1 }], { tau: 1 }));
    const odd = { ...truth, atoms: { ...truth.atoms, beta1: [[3]] } };
    assert.throws(() => losses.d1(odd, truth), {
      message: "invalid measure; beta1 is not its gate slopes, which are c1",
    });
  });

  it("so do the cells, and the gate without its scale", () =>
    fc.assert(
      fc.property(pairs, ({ estimate, truth }) => {
        assert.equal(cellSizes(renamed(estimate), renamed(truth)), cellSizes(estimate, truth));
        assert.deepEqual(scaleFree(renamed(truth)).atoms, scaleFree(truth).atoms);
      }),
      { seed: 32, numRuns: 30 },
    ));
});
