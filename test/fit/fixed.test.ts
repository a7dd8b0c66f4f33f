import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  bootstrap,
  dataset,
  denseToSparse,
  expertGain,
  type Fixed,
  fit,
  gaussian,
  moe,
  multinomialLogistic,
  poisson,
  profile,
  sample,
  sandwich,
  softmax,
  stream,
  studentT,
  topK,
  uniform,
} from "../../src/index.js";

/** Two Gaussian experts, the first through the origin, the second with the slope -1, the gate's slope 2: see the script. */
const { data, fixed: byR } = JSON.parse(
  readFileSync(new URL("../../../test/r/restrictions.json", import.meta.url), "utf8"),
);
const points = dataset(
  data.x.map((x: number) => [x]),
  data.y,
);
const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
const asInR: Fixed = { gating: { beta1: [[2], null] }, experts: { b: [0, null], a: [null, [-1]] } };

const near = (actual: number, expected: number, within: number, what: string): void =>
  assert.ok(
    Math.abs(actual - expected) <= within * (1 + Math.abs(expected)),
    `${what}: ${actual}, ${expected}`,
  );

describe("a fit with fixed parameters", () => {
  const found = fit(model, points, { fixed: asInR, choice: "highest" });
  const { gating, experts } = found.params;

  it("is the one that R's optimisers find, with its standard errors", () => {
    const [beta0, b2, a1, v1, v2] = byR.p as number[];
    // R stops where differences of the log-likelihood no longer tell: the square root of 1e-14.
    near(found.logLik, byR.value[0], 1e-10, "logLik");
    near((gating.beta0 as number[])[0], beta0, 1e-5, "beta0");
    near(experts.b[1], b2, 1e-5, "b");
    near(experts.a[0][0], a1, 1e-5, "a");
    near(experts.sigma2[0], Math.exp(v1), 1e-5, "sigma2");
    near(experts.sigma2[1], Math.exp(v2), 1e-5, "sigma2");
    const errors = found.standardErrors.experts as { b: number[]; a: number[][] };
    // Its Hessian is one of differences, right to some 1e-4.
    near(errors.b[1], byR.standardErrors[1], 1e-3, "error of b");
    near(errors.a[0][0], byR.standardErrors[2], 1e-3, "error of a");
    assert.equal(errors.b[0], 0);
    assert.deepEqual(errors.a[1], [0]);
  });

  it("holds the values to the last digits, given and not estimated, in their places", () => {
    near((gating.beta1 as number[][])[0][0], 2, 1e-15, "beta1");
    assert.equal(experts.b[0], 0);
    near(experts.a[1][0], -1, 1e-15, "a");
    assert.equal(found.criteria.identified, 5);
    assert.equal(found.status, "converged");
    assert.deepEqual(found.certificate.atBound, []);
    assert.deepEqual(found.certificate.unidentified, []);
    assert.deepEqual(found.fixed, asInR);
    const standings = Object.fromEntries(
      found.covariance.parameters.map(({ name, standing }) => [name, standing]),
    );
    for (const name of ["gating.beta1[0][0]", "experts.b[0]", "experts.a[1][0]"])
      assert.equal(standings[name], "given");
    for (const name of ["gating.beta0[0]", "experts.b[1]", "experts.sigma2[0]"])
      assert.equal(standings[name], "estimated");
  });

  it("is what inference goes on from", async () => {
    const { low, high, ends } = profile(model, points, found, { parameter: "experts.b[1]" });
    assert.ok(low < experts.b[1] && experts.b[1] < high);
    assert.deepEqual(ends, { low: "level", high: "level" });
    assert.throws(() => profile(model, points, found, { parameter: "experts.b[0]" }), /unknown parameter/);
    const robust = sandwich(model, points, found);
    const at = robust.parameters.findIndex(({ name }) => name === "experts.b[0]");
    assert.ok(robust.matrix[at].every((entry) => entry === 0));
    // The two experts are fixed at different values, so that neither can be left out.
    assert.equal(expertGain(model, points, found), undefined);
    const { replicates, parameters } = await bootstrap(model, points, found, { replicates: 3 });
    for (const one of replicates)
      if (one.status !== "failed") assert.equal((one.params.experts.b as number[])[0], 0);
    assert.equal(parameters[at].standardError, null);
  });

  it("has no number that is none where it leaves an expert without observations", () => {
    for (const fixed of [
      { experts: { a: [[0], null], b: [1e4, null] } },
      { gating: { beta0: [1e4, null], beta1: [[0], null] } },
    ]) {
      const { allowance, status, certificate } = fit(model, points, { fixed });
      assert.equal(Math.min(...certificate.observations), 0);
      assert.ok(Number.isFinite(allowance), `${allowance}`);
      assert.equal(status, "collapsed");
    }
  });

  it("is found from data far from zero as well", () => {
    const away = dataset(
      data.x.map((x: number) => [100 + 3 * x]),
      data.y,
    );
    const there = fit(model, away, {
      fixed: { gating: { beta1: [[2 / 3], null] }, experts: { a: [null, [-1 / 3]] } },
    });
    const here = fit(model, points, {
      fixed: { gating: { beta1: [[2], null] }, experts: { a: [null, [-1]] } },
    });
    near(there.logLik, here.logLik, 1e-10, "logLik");
  });

  it("has the log-likelihood of the profile at that value, and with the estimate itself that of the fit", () => {
    const free = fit(model, points);
    for (const parameter of ["experts.b[1]", "experts.sigma2[0]", "gating.beta1[0][0]"]) {
      const { curve } = profile(model, points, free, { parameter });
      for (const { value, logLik } of [curve[1], curve[curve.length - 2]]) {
        const at: Fixed = parameter.startsWith("gating")
          ? { gating: { beta1: [[value], null] } }
          : parameter === "experts.b[1]"
            ? { experts: { b: [null, value] } }
            : { experts: { sigma2: [value, null] } };
        // The search may find a maximum that is higher than the one that the profile follows.
        const held = fit(model, points, { fixed: at, start: free.params });
        near(held.logLik, logLik, 1e-8, parameter);
        assert.ok(held.logLik <= free.logLik + 1e-9);
      }
    }
    const same = fit(model, points, { fixed: { experts: { b: free.params.experts.b } } });
    near(same.logLik, free.logLik, 1e-10, "logLik");
  });

  it("leaves an expert its place, whatever the gate says", () => {
    const free = fit(model, points).params.experts.b;
    for (const b of [
      [free[0], null],
      [null, free[0]],
    ]) {
      const { params, search } = fit(model, points, { fixed: { experts: { b } } });
      near(params.experts.b[b.indexOf(free[0])], free[0], 1e-14, "b");
      near(params.experts.b[1 - b.indexOf(free[0])], free[1], 1e-6, "b");
      assert.ok(search.agreed >= 3);
    }
  });

  it("may hold all variances, and then weighs nothing against chance", () => {
    const { params, allowance, criteria } = fit(model, points, {
      fixed: { experts: { sigma2: [0.3, 0.3] } },
    });
    for (const sigma2 of params.experts.sigma2) near(sigma2, 0.3, 1e-14, "sigma2");
    assert.equal(allowance, 0);
    assert.equal(criteria.identified, 6);
  });
});

describe("parameters that are fixed", () => {
  const three = (gating = softmax()) => moe({ gating, expert: gaussian(), k: 3 });
  const truth = {
    gating: { name: "softmax", beta0: [0, 0.3, 0], beta1: [[-3], [0], [3]] },
    experts: { name: "gaussian", a: [[1], [0], [-1]], b: [-2, 0, 2], sigma2: [0.1, 0.1, 0.1] },
  } as const;
  const drawn = sample(three(), truth as never, {
    n: 300,
    design: uniform(),
    uniform: stream("fixed/three"),
  });

  it("let those of one kind change places, beside one that is held", () => {
    const fixed: Fixed = { experts: { a: [null, [0], null] } };
    const { params, logLik, alternatives } = fit(three(), drawn, { fixed });
    const { a } = params.experts;
    assert.equal(a[1][0], 0);
    // From left to right by the gate, but for the one that has its place.
    const { beta1 } = params.gating as unknown as { beta1: number[][] };
    assert.ok(beta1[0][0] < beta1[2][0]);
    // The held one has the observations that it had in truth, and no other maximum is this one with other labels.
    assert.ok(logLik > three().logLik(truth as never, drawn));
    assert.ok(alternatives.every((other) => other.logLik < logLik - 1));
    const gain = expertGain(three(), drawn, fit(three(), drawn, { fixed }));
    assert.ok(gain !== undefined && gain.chance.share === null && gain.nats > 10);
  });

  it("are held behind a gate that selects, gates and experts", () => {
    for (const k of [1, 2]) {
      const select = three(topK({ k }));
      const fixed: Fixed = { gating: { beta1: [[-3], null, null] }, experts: { b: [null, 0, null] } };
      const { params, logLik } = fit(select, drawn, { fixed });
      const { beta1 } = params.gating as unknown as { beta1: number[][] };
      near(beta1[0][0], -3, 1e-14, "beta1");
      assert.equal(params.experts.b[1], 0);
      assert.ok(logLik <= fit(select, drawn).logLik + 1e-9);
    }
  });

  it("are held by the temperature where it divides the whole score", () => {
    const sparse = moe({ gating: denseToSparse(), expert: gaussian(), k: 2 });
    const plain = fit(model, points, { fixed: { gating: { beta1: [[4], null] } } });
    const divided = fit(sparse, points, { fixed: { gating: { beta1: [[2], null], tau: 0.5 } } });
    near(divided.logLik, plain.logLik, 1e-10, "logLik");
    near((divided.params.gating.beta1 as number[][])[0][0], 2, 1e-12, "beta1");
    assert.equal(divided.criteria.identified, 7);
    assert.throws(
      () => fit(sparse, points, { fixed: { gating: { beta1: [[2], null] } } }),
      /^(Moestat)?Error: invalid fixed.gating; only ratios to the temperature tau can be identified, which is free: 2$/,
    );
  });

  it("are held for experts without a closed form, of classes and of counts", () => {
    const classes = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 2 });
    const y = points.y.map((value) => (value > 0.5 ? 3 : value > -0.5 ? 2 : 1));
    const { params } = fit(
      classes,
      { ...points, y },
      { fixed: { experts: { b: [[[1], null, null], null] } } },
    );
    near((params.experts.b as number[][][])[0][0][0], 1, 1e-14, "b");
    const counts = { ...points, y: points.y.map((value) => Math.max(0, Math.round(2 + value))) };
    const other = fit(moe({ gating: softmax(), expert: poisson(), k: 2 }), counts, {
      fixed: { experts: { a: [[0], null] } },
    });
    assert.equal((other.params.experts.a as number[][])[0][0], 0);
    assert.equal(other.criteria.identified, 5);
  });

  it("stand in a record each for experts of several families", () => {
    const mixed = moe({ gating: softmax(), experts: [gaussian(), studentT({ nu: 4 })], inputs: 1 });
    const { params } = fit(mixed, points, { fixed: { experts: [{ b: 1 }, null] } });
    near((params.experts as readonly { b: number }[])[0].b, 1, 1e-14, "b");
  });

  const refused: readonly [fixed: unknown, says: RegExp][] = [
    [[], /^(Moestat)?Error: invalid fixed; not an object: \[\]$/],
    [{ gate: {} }, /^(Moestat)?Error: unknown fixed\.gate; known: gating, experts$/],
    [{ experts: { c: [0, 0] } }, /^(Moestat)?Error: unknown fixed\.experts\.c; gaussian has a, b, sigma2$/],
    [
      { experts: { b: [0] } },
      /^(Moestat)?Error: invalid fixed\.experts\.b; 2 entries expected, one per expert: 1$/,
    ],
    [{ experts: { b: 0 } }, /^(Moestat)?Error: invalid fixed\.experts\.b; not an array: 0$/],
    [
      { experts: { a: [[1, 2], null] } },
      /^(Moestat)?Error: invalid fixed\.experts\.a\[0\]; 1 entries expected, one per input: 2$/,
    ],
    [
      { experts: { sigma2: [-0.3, null] } },
      /^(Moestat)?Error: invalid fixed\.experts\.sigma2\[0\]; not positive: -0\.3$/,
    ],
    [
      { experts: { b: [Number.NaN, null] } },
      /^(Moestat)?Error: invalid fixed\.experts\.b\[0\]; not a finite number or null: NaN$/,
    ],
    [
      { gating: { beta1: [null, [3]] } },
      /^(Moestat)?Error: invalid fixed\.gating\.beta1\[1\]; the last expert is the one that gates are relative to, and has 0: 3$/,
    ],
    [
      {
        gating: { beta0: [0, 0], beta1: [[1], [0]] },
        experts: { a: [[1], [2]], b: [1, 2], sigma2: [1, 1] },
      },
      /^(Moestat)?Error: invalid fixed; no parameter is left to be estimated, of 8$/,
    ],
  ];
  for (const [fixed, says] of refused)
    it(`must fit the model: ${says.source.replaceAll("\\", "").slice(8, -1)}`, () => {
      assert.throws(() => fit(model, points, { fixed: fixed as Fixed }), says);
    });

  it("must be near the data where they are intercepts", () => {
    const away = dataset(
      data.x.map((x: number) => [1e6 + x]),
      data.y,
    );
    assert.throws(
      () => fit(model, away, { fixed: { experts: { b: [0, null] } } }),
      /^(Moestat)?Error: invalid fixed; it has intercepts, the values at 0, but input 1 lies more than 500 standard deviations from 0/,
    );
  });
});
