import assert from "node:assert/strict";
import { test } from "node:test";
import { interaction } from "../../src/algebra/index.js";

/** Rounding: measured 2.5e-15 at most for dependent sets. */
const rounding = 1e-14;

/** Relations of two terms as `term = term`, in alphabetical order. */
const equations = (relations: ReturnType<typeof interaction>["relations"]) =>
  relations
    .map((relation) => {
      assert.equal(relation.length, 2);
      assert.ok(Math.abs(relation[0].weight + relation[1].weight) < 1e-9);
      return relation.map(({ term }) => term).join(" = ");
    })
    .sort();

for (const classes of [2, 3, 4])
  test(`with M(x) = x and ${classes} classes the one kind of relation is d2u/dbeta1 da_s = du/db_s`, () => {
    const { independent, relations, singularValues } = interaction((x) => x, { classes });
    assert.equal(independent, false);
    assert.deepEqual(
      equations(relations),
      Array.from({ length: classes - 1 }, (_, s) => `du/db[${s}][0] = d2u/dbeta1[0] da[${s}]`),
    );
    assert.ok(singularValues[classes - 2] < rounding);
    // Measured: 5.6e-3, 1.1e-4, 1.2e-5.
    assert.ok(singularValues[classes - 1] > 1e-6, singularValues.slice(0, classes).join(" "));
  });

test("with two inputs there are the same, and the exchange of the inputs of beta1 and b_s", () => {
  const { relations, singularValues } = interaction("identity", { classes: 3, d: 2 });
  assert.deepEqual(
    equations(relations),
    [0, 1]
      .flatMap((s) => [
        `du/db[${s}][0] = d2u/dbeta1[0] da[${s}]`,
        `du/db[${s}][1] = d2u/dbeta1[1] da[${s}]`,
        `d2u/dbeta1[0] db[${s}][1] = d2u/dbeta1[1] db[${s}][0]`,
      ])
      .sort(),
  );
  assert.ok(singularValues[6] > 1e-4);
});

for (const transform of ["tanh", "sigmoid"])
  test(`M = ${transform} removes the interaction`, () => {
    for (const [classes, d] of [
      [2, 1],
      [3, 1],
      [4, 1],
      [2, 2],
      [3, 2],
    ]) {
      const { independent, smallest, relations } = interaction(transform, { classes, d });
      assert.equal(independent, true);
      assert.deepEqual(relations, []);
      // Measured: 1.3e-7 at least (sigmoid, 4 classes, nearly linear on X).
      assert.ok(smallest > 5e-8, `${classes}, ${d}: ${smallest}`);
    }
    // Farther out the transform is less linear.
    assert.ok(interaction(transform, { halfWidth: 3 }).smallest > 1e-5);
  });

test("a transform with x M(x) in the span of 1, x and M(x) does not: M(x) = 1 / (x + 2)", () => {
  const { relations } = interaction((x) => 1 / (x + 2), { classes: 2 });
  assert.equal(relations.length, 1);
  // x M = 1 - 2 M: d2u/dbeta1 db = du/da - 2 d2u/dbeta1 da.
  const weights = new Map(relations[0].map(({ term, weight }) => [term, weight]));
  const mixed = weights.get("d2u/dbeta1[0] da[0]") ?? Number.NaN;
  assert.equal(weights.size, 3);
  assert.ok(Math.abs((weights.get("du/da[0]") ?? 0) / mixed + 1 / 2) < 1e-9);
  assert.ok(Math.abs((weights.get("d2u/dbeta1[0] db[0][0]") ?? 0) / mixed - 1 / 2) < 1e-9);
});

test("two classes with the same slopes are dependent with any gate, though the expert is not input-free", () => {
  // b_1 = b_3 = 0, b_2 = 2: the odds of classes 1 and 3 do not depend on x.
  const expert = { a: [0.3, -0.2], b: [[0], [2]] };
  // For a times 1 and x; M(x) = x adds its own two and that for x^2.
  for (const [transform, count] of [
    ["identity", 5],
    ["tanh", 2],
    ["sigmoid", 2],
  ] as const) {
    const { relations, singularValues } = interaction(transform, { expert });
    assert.equal(relations.length, count);
    assert.ok(singularValues[count - 1] < rounding);
    assert.ok(singularValues[count] > 1e-7, `${singularValues[count]}`);
  }
  const terms = interaction("tanh", { expert }).relations.map((relation) => relation.map(({ term }) => term));
  assert.ok(terms.flat().every((term) => !term.includes("beta")));
  assert.ok(terms.some((names) => names.includes("d2u/da[0] da[1]")));
});

test("an input-free expert is dependent with any gate", () => {
  const { relations } = interaction("tanh", { classes: 2, expert: { a: [0.3], b: [[0]] } });
  // d2u/da2 = (1 - 2 p) du/da, and the same times x.
  const slope = 1 - 2 / (1 + Math.exp(-0.3));
  assert.equal(relations.length, 2);
  for (const [first, second] of relations) assert.ok(Math.abs(first.weight / second.weight + slope) < 1e-9);
});

test("what makes no sense is refused", () => {
  for (const [options, message] of [
    [{ classes: 1 }, "invalid classes; not an integer from 2 to 10: 1"],
    [{ d: 0 }, "invalid d; not an integer from 1 to 4: 0"],
    [{ halfWidth: "2" }, 'invalid halfWidth; not a positive number: "2"'],
    [{ expert: { a: [1], b: [[1]] } }, "invalid expert.a; not 2 entries, one per class but the last: [1]"],
    [{ expert: { a: [1, 2], b: [[1], [null]] } }, "invalid expert.b[1][0]; not a finite number: null"],
    [{ expert: { a: [1, 2], b: [[1], [1, 2]] } }, "invalid expert.b[1]; not of length 1: [1,2]"],
  ] as const)
    assert.throws(() => interaction("tanh", options as never), { message });
  assert.throws(() => interaction("tan"), /^(Moestat)?Error: unknown activation "tan"; known: identity/);
});
