import assert from "node:assert/strict";
import { test } from "node:test";
import { d1, lossByName, losses, pinned } from "../../src/losses/index.js";
import { measureOf, publishedTruth } from "./measures.js";

const truth = measureOf(publishedTruth);

test("losses are found by name, and a name that is none lists those that are", () => {
  assert.equal(lossByName("d1"), d1);
  assert.deepEqual(Object.keys(losses), ["d1", "d2", "pinned"]);
  assert.throws(() => lossByName("voronio"), { message: 'unknown loss "voronio"; known: d1, d2, pinned' });
  assert.throws(() => lossByName("toString"), /unknown loss "toString"/);
});

test("measures that do not fit are refused with the block, the rule and the value", () => {
  const without = { ...truth, atoms: { a: truth.atoms.a, b: truth.atoms.b, sigma2: truth.atoms.sigma2 } };
  assert.throws(() => d1(without, truth), { message: "invalid estimate; no block: beta1" });
  const short = { ...truth, logWeights: [0] };
  assert.throws(() => d1(truth, short), { message: "invalid truth.beta1; not one vector per atom: 2 for 1" });
  const wide = { ...truth, atoms: { ...truth.atoms, a: [[1, 2], [3]] } };
  assert.throws(() => pinned(wide, truth), { message: "invalid estimate.a[0]; not of length 1: 2" });
  const infinite = { ...truth, logWeights: [Number.POSITIVE_INFINITY, 0] };
  assert.throws(() => d1(infinite, truth), {
    message: "invalid estimate.logWeights[0]; not finite: Infinity",
  });
  const odd = { cells: "some" as "all" };
  assert.throws(() => d1(truth, truth, odd), { message: 'unknown cells "some"; known: expert, all' });
});
