import assert from "node:assert/strict";
import { test } from "node:test";
import { type Activation, activations } from "../../src/activations/index.js";
import { type Combination, independence } from "../../src/algebra/index.js";

/** An activation of a user's own, from three functions. */
const own = (
  name: string,
  f: (z: number) => number,
  f1: (z: number) => number,
  f2: (z: number) => number,
): Activation => ({
  name,
  evaluate: (z, m, _order, value, first, second) => {
    for (let t = 0; t < m; t++) [value[t], first[t], second[t]] = [f(z[t]), f1(z[t]), f2(z[t])];
  },
});
const power = (p: number) =>
  own(
    `z^${p}`,
    (z) => z ** p,
    (z) => p * z ** (p - 1),
    (z) => p * (p - 1) * z ** (p - 2),
  );
const quadratic = own(
  "z^2 + z",
  (z) => z * z + z,
  (z) => 2 * z + 1,
  () => 2,
);
const exponential = own("exp", Math.exp, Math.exp, Math.exp);
const logSquare = own(
  "log(1 + z^2)",
  (z) => Math.log(1 + z * z),
  (z) => (2 * z) / (1 + z * z),
  (z) => (2 * (1 - z * z)) / (1 + z * z) ** 2,
);

const bothHold = ["sigmoid", "tanh", "GELU", "SiLU", "softplus", "sin", "arctan"];
const expanded = ["xATLU(0.1)", "xGELU(0.1)", "xSiLU(0.1)"];
const firstFails = [activations.identity(), activations.relu(), power(2), power(3)];
const secondFails = [quadratic, exponential];
const nameOf = (activation: Activation | string) =>
  typeof activation === "string" ? activation : activation.name;

/** Rounding: what is dependent has a singular value of at most this. Measured: 2.2e-15 at most. */
const rounding = 1e-14;
/** What is independent has all above this. Measured: 2.4e-4 at least (exp, its gate block). */
const clear = 1e-4;

const text = (combination: Combination) =>
  combination.map(({ term, weight }) => `${weight.toFixed(6)} ${term}`).join(" + ");

for (const d of [1, 2, 3]) {
  for (const activation of [...bothHold, ...expanded])
    test(`${activation} meets both conditions, d = ${d}`, () => {
      for (const tau of d === 1 ? [0.5, 1, 2] : [1])
        for (const order of [1, 2] as const) {
          const { independent, smallest, blocks } = independence(activation, { order, d, tau });
          assert.ok(independent && smallest > clear, `${order}, ${tau}: ${smallest}`);
          assert.deepEqual(
            blocks.map(({ block, relations }) => [block, relations.length]),
            order === 1
              ? [["first", 0]]
              : [
                  ["gate", 0],
                  ["interaction", 0],
                ],
          );
        }
    });

  for (const activation of firstFails)
    test(`${nameOf(activation)} fails the first condition and so the second, d = ${d}`, () => {
      const first = independence(activation, { order: 1, d });
      assert.ok(!first.independent && first.smallest < rounding, `${first.smallest}`);
      assert.equal(first.relations.length, 1);
      assert.ok(first.singularValues[1] > 0.01, `${first.singularValues[1]}`);
      const second = independence(activation, { order: 2, d });
      assert.ok(!second.independent && second.smallest < rounding);
    });

  for (const activation of secondFails)
    test(`${nameOf(activation)} fails the second condition only, d = ${d}`, () => {
      const first = independence(activation, { order: 1, d });
      assert.ok(first.independent && first.smallest > clear, `${first.smallest}`);
      const second = independence(activation, { order: 2, d });
      assert.ok(!second.independent && second.smallest < rounding, `${second.smallest}`);
      for (const { singularValues, relations } of second.blocks)
        assert.ok(singularValues[relations.length] > clear, singularValues.join(" "));
    });
}

test("the null combination is named: Euler's relation for homogeneous activations", () => {
  const beta1 = [[2, -0.5]];
  // act = (2 x1 - 0.5 x2) act' / p, scaled to largest weight 1.
  for (const [activation, p] of [
    ["identity", 1],
    ["relu", 1],
    [power(3), 3],
  ] as const) {
    const { combination, relations, beta1: used } = independence(activation, { order: 1, beta1 });
    assert.deepEqual(used, beta1[0]);
    assert.equal(relations.length, 1);
    const sign = Math.sign(combination[0].weight);
    const scale = sign * Math.max(p, 2);
    assert.equal(
      text(combination),
      text([
        { term: "act", weight: p / scale },
        { term: "x[0] act'", weight: -2 / scale },
        { term: "x[1] act'", weight: 0.5 / scale },
      ]),
    );
  }
});

test("exp fails in the interaction block alone, because act' = act", () => {
  const { blocks, block, relations } = independence(exponential, { order: 2, d: 2 });
  assert.equal(block, "interaction");
  assert.deepEqual(
    blocks.map(({ independent }) => independent),
    [true, false],
  );
  assert.equal(relations.length, 2);
  for (const relation of relations) {
    assert.match(text(relation), /^-?1\.000000 x\[(\d)\] act' \+ -?1\.000000 x\[\1\] act$/);
    assert.ok(Math.abs(relation[0].weight + relation[1].weight) < 1e-10);
  }
});

test("the second condition depends on tau: exp(act / tau) = 1 + z^2 has dependent derivatives at tau = 1 only", () => {
  const at1 = independence(logSquare, { order: 2, tau: 1, beta1: [[4]] }).blocks[0];
  assert.equal(at1.relations.length, 1);
  // d2u/dbeta1^2 = (1 / beta1) du/dbeta1.
  const [slope, curvature] = at1.relations[0];
  assert.equal(slope.term, "x[0] act'");
  assert.ok(Math.abs(slope.weight / curvature.weight + 1 / 4) < 1e-10);
  assert.ok(independence(logSquare, { order: 2, tau: 0.5 }).independent);
});

test("a direction that sees only a linear piece decides for a piecewise activation", () => {
  const shifted = own(
    "max(z - 2, 0)",
    (z) => Math.max(z - 2, 0),
    (z) => (z > 2 ? 1 : 0),
    () => 0,
  );
  assert.equal(independence(shifted, { order: 1, beta1: [[4]] }).independent, true);
  const both = independence(shifted, { order: 1, beta1: [[4], [1]] });
  assert.equal(both.independent, false);
  assert.deepEqual(both.beta1, [1]);
});

test("the verdict for a smooth activation holds on small boxes and large ones", () => {
  for (const halfWidth of [0.1, 1, 10])
    for (const reach of [1, 2, 6]) {
      const options = { halfWidth, beta1: [[reach / halfWidth]] };
      // Where act is nearly a polynomial of low degree the singular values shrink; measured 2.8e-5.
      assert.ok(independence("softplus", { order: 2, ...options }).smallest > 1e-5);
      assert.ok(independence(quadratic, { order: 2, ...options }).smallest < rounding);
    }
});

test("what makes no sense is refused", () => {
  const check = (options: object, message: string) =>
    assert.throws(() => independence("tanh", { order: 1, ...options }), { message });
  check({ d: 0 }, "invalid d; not an integer from 1 to 4: 0");
  check({ d: 1e6 }, "invalid d; not an integer from 1 to 4: 1000000");
  check({ order: 3 }, "invalid order; not an integer from 1 to 2: 3");
  check({ tau: 0 }, "invalid tau; not a positive number: 0");
  check({ tau: "0.5" }, 'invalid tau; not a positive number: "0.5"');
  check({ halfWidth: null }, "invalid halfWidth; not a positive number: null");
  check({ threshold: Number.NaN }, "invalid threshold; not a positive number: NaN");
  check({ beta1: [] }, "invalid beta1; at least one direction is needed: []");
  check({ d: 2, beta1: [[1, 2], [1]] }, "invalid beta1[1]; not of length 2: [1]");
  check({ beta1: [[null]] }, "invalid beta1[0][0]; not a finite number: null");
  assert.throws(
    () => independence("foo", { order: 1 }),
    /^(Moestat)?Error: unknown activation "foo"; known: identity/,
  );
});
