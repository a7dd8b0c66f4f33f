import assert from "node:assert/strict";
import { test } from "node:test";
import { experiments } from "../../experiments/specs/index.js";
import { studies } from "../../experiments/studies/index.js";
import { axisTitle, lossTitle, lossWords, typeset } from "../../figures/notation.js";

test("no axis of an experiment or a study has an identifier for its title", () => {
  const recorded = experiments.flatMap(({ protocols }) =>
    Object.values(protocols).flatMap(({ losses }) => losses),
  );
  const drawn = studies.flatMap(({ panels }) => panels.map(({ yTitle }) => yTitle));
  const titles = [...new Set([...recorded.map(lossTitle), ...drawn.map(axisTitle)])];
  assert.ok(titles.length > 15);
  for (const title of titles)
    assert.doesNotMatch(title, /[a-z][A-Z]|\w\.\w|\d\)|beta|sigma|tau|\bD\d/, title);
});

test("a loss is named in mathematics, with its exponent and its cells", () => {
  assert.equal(lossTitle("temperature.dr(2)"), "loss D₂(Ĝ, G*)");
  assert.equal(lossTitle("multinomial.d2r:2"), "loss D_{2,2}(Ĝ, G*)");
  assert.equal(lossTitle("error.single.beta1"), "error of β₁ in cells of one atom");
  assert.equal(lossTitle("voronio"), "loss voronio");
  assert.equal(lossWords("topk.experts.over"), "expert part of D₂");
});

test("what a keyboard has no letter for is set as it is printed", () => {
  const printed = {
    "D2 = O(sqrt(log n / n)) in (beta0 / tau, beta1 / tau)": "D₂ = O(√(log n / n)) in (β₀ / τ, β₁ / τ)",
    "inputs on [-3, 3], n^{-1/2}, n^(-1/8), x = -0.5": "inputs on [−3, 3], n^{−1/2}, n^{−1/8}, x = −0.5",
    "softmax-over-4, Karush-Kuhn-Tucker, 10-20": "softmax-over-4, Karush-Kuhn-Tucker, 10-20",
  };
  for (const [text, expected] of Object.entries(printed)) assert.equal(typeset(text), expected);
  for (const text of Object.values(printed)) assert.equal(typeset(text), text);
});
