import assert from "node:assert/strict";
import { test } from "node:test";
import { d1, lossByName, losses, lossFamilies, pinned } from "../../src/losses/index.js";
import { measureOf, publishedTruth } from "./measures.js";

const truth = measureOf(publishedTruth, { tau: 1 });

test("every loss is found by its name, and every family by its name with an exponent", () => {
  for (const [name, loss] of Object.entries(losses)) assert.equal(lossByName(name), loss);
  const off = measureOf(
    publishedTruth.map((atom) => ({ ...atom, b: atom.b + 0.1, sigma2: 0.2 })),
    { tau: 2 },
  );
  for (const [name, family] of Object.entries(lossFamilies))
    for (const r of [1, 1.5, 2, 10]) {
      const expected = family(r)(off, truth);
      for (const written of [`${name}(${r})`, `${name}( ${r} )`, `${name}:${r}`])
        assert.equal(lossByName(written)(off, truth), expected);
    }
});

test("a name that is none is told what is near, what begins like it, or what names begin with", () => {
  for (const name of ["voronio", "voronio(2)", "toString", "toString(2)", ""])
    assert.throws(() => lossByName(name), {
      message: `unknown loss "${name}"; known begin with d1, d2, pinned, topk, temperature, activation, multinomial, error`,
    });
  assert.throws(() => lossByName("d1("), { message: 'unknown loss "d1("; did you mean "d1"?' });
  assert.throws(() => lossByName("activation"), {
    message: 'unknown loss "activation"; known: activation.exact, activation.over',
  });
});

test("an exponent that is missing, not asked for or too small is refused", () => {
  const refused: Readonly<Record<string, string>> = {
    "temperature.dr": "it needs its exponent, as in temperature.dr(2)",
    "temperature.dr()": "it needs its exponent, as in temperature.dr(2)",
    "multinomial.d2r:": "it needs its exponent, as in multinomial.d2r(2)",
    "d1(2)": "it has no parameter",
    "d1:2": "it has no parameter",
    "temperature.dr(0.5)": "the exponent must be at least 1: 0.5",
    "temperature.dr:two": "the exponent must be at least 1: two",
    "temperature.dr(Infinity)": "the exponent must be at least 1: Infinity",
  };
  for (const [name, reason] of Object.entries(refused))
    assert.throws(() => lossByName(name), { message: `invalid loss "${name}"; ${reason}` });
  assert.throws(() => lossFamilies["temperature.dr"](0.5), {
    message: "invalid exponent; not at least 1: 0.5",
  });
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
  const cold = { ...truth, atoms: { ...truth.atoms, tau: [[1], [0]] } };
  assert.throws(() => lossByName("temperature.scaleFree.d1")(truth, cold), {
    message: "invalid truth.tau[1]; not positive: 0",
  });
  for (const selected of [0, 3, 1.5])
    assert.throws(() => lossByName("topk.d1")(truth, { ...truth, selected }), {
      message: `invalid truth.selected; not an integer from 1 to 2: ${selected}`,
    });
});
