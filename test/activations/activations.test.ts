import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Activation,
  activationByName,
  activationName,
  activations,
} from "../../src/activations/index.js";
import { activationDenseToSparse } from "../../src/gatings/activationDenseToSparse.js";
import { modifiedSoftmax } from "../../src/gatings/modifiedSoftmax.js";
import { integrate } from "../../src/numeric/quadrature.js";

const texts = [
  ...["identity", "sigmoid", "tanh", "relu", "gelu", "silu", "softplus", "sin", "arctan"],
  ...["xatlu(0.1)", "xgelu(0.1)", "xsilu(0.1)", "xatlu(0)", "xgelu(-0.3)", "xsilu(2)"],
];

/** Value and two derivatives at one point. */
function at(activation: Activation, z: number): number[] {
  const out = [0, 1, 2].map(() => new Float64Array(1));
  activation.evaluate(Float64Array.of(z), 1, 2, out[0], out[1], out[2]);
  return out.map(([value]) => value);
}

const near = (a: number, b: number, tolerance: number, what = "") =>
  assert.ok(Math.abs(a - b) <= tolerance * (1 + Math.abs(b)), `${what}: ${a} for ${b}`);

for (const text of texts)
  test(`${text} has the derivatives of its value`, () => {
    const activation = activationByName(text);
    assert.equal(activation.name, text);
    const h = 1e-5;
    fc.assert(
      fc.property(fc.double({ min: -12, max: 12, noNaN: true }), (z) => {
        if (text === "relu" && Math.abs(z) <= h) return;
        const [, first, second] = at(activation, z);
        const [up, down] = [at(activation, z + h), at(activation, z - h)];
        // Truncation h^2 / 6 times a third derivative of a few units, rounding 1e-16 * 50 / h.
        near(first, (up[0] - down[0]) / (2 * h), 1e-9, `first at ${z}`);
        near(second, (up[1] - down[1]) / (2 * h), 1e-9, `second at ${z}`);
      }),
      { seed: 41, numRuns: 300 },
    );
  });

test("values and derivatives are finite up to |z| = 700", () => {
  for (const text of texts)
    for (const z of [-700, -345.6, -50, -1e-300, -0, 0, 5e-324, 1e-8, 38.5, 50, 345.6, 700]) {
      const all = at(activationByName(text), z);
      assert.ok(all.every(Number.isFinite), `${text} at ${z}: ${all.join(", ")}`);
    }
});

test("the tails have their limits", () => {
  for (const name of ["gelu", "silu", "softplus"]) {
    const [value, first, second] = at(activationByName(name), 700);
    assert.deepEqual([value, first], [700, 1]);
    for (const small of [second, ...at(activationByName(name), -700)]) assert.ok(Math.abs(small) < 1e-300);
  }
  assert.deepEqual(at(activationByName("tanh"), -700), [-1, 0, 0]);
  // -700 times the lower Cauchy tail, 1 / (700 pi) up to 700^-2 / 3 of it.
  near(at(activationByName("xatlu(0)"), -700)[0], -1 / Math.PI, 1e-6);
});

test("known values", () => {
  for (const [text, z, expected] of [
    ["sigmoid", 1, 0.7310585786300049],
    ["sigmoid", -40, 4.248354255291589e-18],
    ["softplus", 1, 1.3132616875182228],
    ["softplus", -40, 4.248354255291589e-18],
    ["gelu", 1, 0.8413447460685429],
    ["gelu", -10, -7.619853024160526e-23],
    ["silu", -2, -0.23840584404423515],
    ["tanh", 0.5, 0.46211715726000974],
    ["arctan", 1, Math.PI / 4],
    ["xatlu(0.1)", 1, 0.8],
    ["sin", Math.PI / 6, 0.5],
  ] as const) {
    const [value] = at(activationByName(text), z);
    assert.ok(Math.abs(value / expected - 1) < 4e-15, `${text} at ${z}: ${value} for ${expected}`);
  }
});

test("ReLU has derivative 0 at 0 and no curvature", () => {
  assert.deepEqual(at(activations.relu(), 0), [0, 0, 0]);
  assert.deepEqual(at(activations.relu(), 2), [2, 1, 0]);
  assert.deepEqual(at(activations.relu(), -2), [0, 0, 0]);
});

test("the families agree where they meet", () => {
  const pairs: readonly (readonly [string, (z: number) => number])[] = [
    ["silu", (z) => z * at(activations.sigmoid(), z)[0]],
    ["xsilu(0)", (z) => at(activations.silu(), z)[0]],
    ["xgelu(0)", (z) => at(activations.gelu(), z)[0]],
    ["xatlu(0.25)", (z) => z * ((1.5 * (Math.atan(z) + Math.PI / 2)) / Math.PI - 0.25)],
    ["xsilu(0.25)", (z) => z * (1.5 * at(activations.sigmoid(), z)[0] - 0.25)],
    ["xgelu(0.25)", (z) => 1.5 * at(activations.gelu(), z)[0] - 0.25 * z],
    ["softplus", (z) => z + at(activations.softplus(), -z)[0]],
    ["tanh", (z) => 2 * at(activations.sigmoid(), 2 * z)[0] - 1],
  ];
  for (const [text, expected] of pairs)
    for (let z = -20; z <= 20; z += 0.37) near(at(activationByName(text), z)[0], expected(z), 1e-14, text);
});

test("GELU is z times the integral of the normal density", () => {
  const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  for (const z of [-6, -2.5, -0.7, 0.3, 1, 4.2]) {
    const points = [-40, -9, -5, -2, 0, 2].filter((point) => point < z);
    const integral = integrate(density, [...points, z], { absolute: 1e-15, relative: 1e-13 });
    near(at(activations.gelu(), z)[0], z * integral, 1e-12, `at ${z}`);
  }
});

test("only what is asked for is written, and only the first m", () => {
  for (const text of texts) {
    const activation = activationByName(text);
    const z = Float64Array.of(-1, 0.5, 2);
    const full = [0, 1, 2].map(() => new Float64Array(3));
    activation.evaluate(z, 3, 2, full[0], full[1], full[2]);
    for (const order of [0, 1, 2] as const) {
      const out = [0, 1, 2].map(() => new Float64Array(3).fill(7));
      activation.evaluate(z, 2, order, out[0], out[1], out[2]);
      const expected = full.map(([a, b], i) => (i <= order ? [a, b, 7] : [7, 7, 7]));
      assert.deepEqual(
        out.map((block) => [...block]),
        expected,
        `${text}, order ${order}`,
      );
    }
  }
});

test("names are read in any case and with the parameter in brackets or after a colon", () => {
  for (const [text, name] of [
    ["ReLU", "relu"],
    ["GELU", "gelu"],
    ["xATLU(0.25)", "xatlu(0.25)"],
    ["xGELU:0.1", "xgelu(0.1)"],
    [" xSiLU ( -1e-3 ) ", "xsilu(-0.001)"],
  ])
    assert.equal(activationByName(text).name, name);
  for (const text of texts) assert.equal(activationByName(activationByName(text).name).name, text);
  assert.equal(activations.xgelu(0.1).name, "xgelu(0.1)");
});

test("beyond its bound a parameter only stretches: act is alpha z (2 g(z) - 1) but for 1 % of alpha z", () => {
  for (const [name, limit] of [
    ["xgelu", "gelu"],
    ["xsilu", "silu"],
    ["xatlu", "xatlu(0)"],
  ] as const)
    for (const alpha of [100, -100])
      for (let z = -30; z <= 30; z += 0.7) {
        const stretched = 2 * at(activationByName(limit), z)[0] - z;
        const difference = at(activations[name](alpha), z)[0] / alpha - stretched;
        assert.ok(Math.abs(difference) <= Math.abs(z) / 100 + 1e-12, `${name} at ${z}: ${difference}`);
      }
});

test("the name that a record carries is that of the activation, whatever the spelling", () => {
  for (const text of [...texts, "ReLU", "xATLU(0.25)", "xGELU:0.1", " xSiLU ( -1e-3 ) ", "xgelu:-0"])
    assert.equal(activationName(text), activationByName(text).name);
  assert.equal(activationName("Swoosh"), "Swoosh");
});

test("names that are none say what is wrong", () => {
  const known =
    "identity, sigmoid, tanh, relu, gelu, silu, softplus, sin, arctan, xatlu(alpha), xgelu(alpha), xsilu(alpha)";
  const errors: readonly (readonly [string, string])[] = [
    ["foo", `unknown activation "foo"; known: ${known}`],
    ["", `unknown activation ""; known: ${known}`],
    ["tanh(", `unknown activation "tanh("; known: ${known}; did you mean "tanh"?`],
    ["constructor", `unknown activation "constructor"; known: ${known}`],
    ["xgelu", 'invalid activation "xgelu"; it needs its parameter, as in xgelu(0.1)'],
    ["xSiLU()", 'invalid activation "xSiLU()"; its parameter is not a finite number'],
    ["xatlu(big)", 'invalid activation "xatlu(big)"; its parameter is not a finite number'],
    ["xatlu:Infinity", 'invalid activation "xatlu:Infinity"; its parameter is not a finite number'],
    ["tanh(2)", 'invalid activation "tanh(2)"; it has no parameter'],
  ];
  for (const [text, message] of errors) assert.throws(() => activationByName(text), { message });
  assert.throws(() => activations.xgelu(Number.NaN), {
    message: "invalid parameter of xgelu; not a number from -100 to 100: NaN",
  });
  assert.throws(() => activations.xsilu("2" as never), {
    message: 'invalid parameter of xsilu; not a number from -100 to 100: "2"',
  });
  assert.throws(() => activationByName("xgelu:1e308"), {
    message: "invalid parameter of xgelu; not a number from -100 to 100: 1e+308",
  });
  const { message } = (() => {
    try {
      return activationByName("x".repeat(1e6)) as never;
    } catch (error) {
      return error as Error;
    }
  })();
  assert.ok(message.length < 250, `${message.length}`);
});

test("an activation of the caller's own has a name and evaluate, a transform a name and apply", () => {
  const own = { name: "own", evaluate: activations.tanh().evaluate };
  assert.deepEqual(activationDenseToSparse({ activation: own }).options, { activation: "own" });
  for (const [none, text] of [
    [{}, "an object"],
    [{ name: "own" }, "an object"],
    [null, "null"],
    [3, "3"],
  ] as const) {
    assert.throws(() => activationDenseToSparse({ activation: none as never }), {
      message: `invalid activation; an activation has a name and evaluate: ${text}`,
    });
    assert.throws(() => modifiedSoftmax({ transform: none as never }), {
      message: `invalid transform; a transform has a name and apply: ${text}`,
    });
  }
  assert.throws(() => modifiedSoftmax({ transform: "cube" }), {
    message: 'unknown transform "cube"; known: tanh, sigmoid',
  });
});

test("an activation of the caller's own has no name of the list, unless it is that activation", () => {
  const named = (name: string, of: Activation): Activation => ({ name, evaluate: of.evaluate });
  activationDenseToSparse({ activation: named("tanh", activations.tanh()) });
  activationDenseToSparse({ activation: named("xgelu(0.1)", activations.xgelu(0.1)) });
  activationDenseToSparse({ activation: named("mine", activations.gelu()) });
  for (const name of ["tanh", "xgelu(0.1)"])
    assert.throws(() => activationDenseToSparse({ activation: named(name, activations.gelu()) }), {
      message: `invalid activation; its name is that of another, of the package: ${name}`,
    });
});

test("activations that are said to grow do, and the others do not", () => {
  for (const make of Object.values(activations)) {
    const activation = make(0.3);
    const z = Float64Array.from({ length: 161 }, (_, t) => (t - 80) / 10);
    const [value, first, second] = [0, 1, 2].map(() => new Float64Array(z.length));
    activation.evaluate(z, z.length, 0, value, first, second);
    const grows = value.every((one, t) => t === 0 || one > value[t - 1]);
    assert.equal(activation.increasing === true, grows, activation.name);
  }
});
