import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  dataset,
  denseToSparse,
  fit,
  gaussian,
  moe,
  multinomialLogistic,
  profile,
  sample,
  stream,
  topK,
  uniform,
} from "../../src/index.js";
import { normalQuantile } from "../../src/numeric/normalQuantile.js";
import { balanced, model, table } from "../fit/data.js";

const draw = (key: string, n = 300) =>
  sample(model(2), balanced, { n, design: uniform(), uniform: stream(key) });

describe("the profile-likelihood interval of least squares", () => {
  // Inputs far from zero, so that intercept and slope depend on each other.
  const { x, y } = draw("profile/one", 60);
  const data = dataset(
    x[0].map((value) => 20 + 3 * value),
    y,
  );
  const result = fit(model(1), data);
  const n = 60;
  const s2 = (result.params.experts.sigma2 as number[])[0];
  const rss = n * s2;
  const [column] = data.x;
  const mean = column.reduce((sum, value) => sum + value, 0) / n;
  const sxx = column.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const z2 = (level: number) => normalQuantile(0.5 + level / 2) ** 2;

  it("is where n log(RSS(v) / RSS) reaches the quantile, for slope and intercept", () => {
    for (const level of [0.5, 0.9, 0.99])
      for (const [name, unit] of [
        ["experts.a[0][0]", 1 / sxx],
        ["experts.b[0]", 1 / n + mean ** 2 / sxx],
      ] as const) {
        const { low, high, ends, estimate, curve } = profile(model(1), data, result, {
          parameter: name,
          level,
        });
        const half = Math.sqrt(rss * Math.expm1(z2(level) / n) * unit);
        assert.deepEqual(ends, { low: "level", high: "level" });
        assert.ok(Math.abs(high - estimate - half) <= 1e-7 * half, `${name}: ${high - estimate}, ${half}`);
        assert.ok(Math.abs(estimate - low - half) <= 1e-7 * half);
        for (const { value, deviance } of curve) {
          const expected = n * Math.log1p((value - estimate) ** 2 / (unit * rss));
          assert.ok(Math.abs(deviance - expected) <= 1e-8 * (1 + expected));
        }
      }
  });

  it("is where n (log(v / s2) + s2 / v - 1) reaches it, for the variance", () => {
    const { low, high } = profile(model(1), data, result, { parameter: "experts.sigma2[0]" });
    for (const v of [low, high]) assert.ok(Math.abs(n * (Math.log(v / s2) + s2 / v - 1) - z2(0.95)) <= 1e-7);
    assert.ok(low < s2 && s2 < high);
  });
});

describe("the profile-likelihood interval of a mixture", () => {
  const data = draw("profile/two");
  const result = fit(model(2), data, { starts: 6 });
  const z2 = normalQuantile(0.975) ** 2;

  // An independent route: a climb over a set in which the parameter can hardly move, from the estimate, since elsewhere the labels change places. The multiplier of its bounds, some tens of
  // nats per unit, times their distance of 1e-7 is what that may be wrong by.
  for (const [name, field] of [
    ["gating.beta1[0][0]", "beta1"],
    ["gating.beta0[0]", "beta0"],
  ] as const)
    it(`ends where a climb with the parameter held there says: ${name}`, () => {
      const { low, high } = profile(model(2), data, result, { parameter: name });
      for (const value of [low, high]) {
        const held = fit(model(2), data, {
          parameterSet: { units: "own", ranges: { [field]: [value - 1e-7, value + 1e-7] } },
          start: result.params,
        });
        const deviance = 2 * (result.logLik - held.logLik);
        assert.ok(Math.abs(deviance - z2) <= 1e-4, `${value}: ${deviance}`);
      }
    });

  it("has every other parameter where no small change of it leads higher", () => {
    const names = result.covariance.parameters.filter(({ standing }) => standing === "estimated");
    for (const { name, estimate } of names) {
      const { low, high, ends, curve } = profile(model(2), data, result, { parameter: name });
      assert.deepEqual(ends, { low: "level", high: "level" }, name);
      assert.ok(low < estimate && estimate < high);
      for (const { isMaximum } of curve) assert.ok(isMaximum);
      // The root of the deviance grows outwards, and the ends are where it is the quantile.
      const roots = curve.map(
        ({ value, deviance }) => Math.sign(value - estimate) * Math.sqrt(Math.max(0, deviance)),
      );
      roots.forEach((root, i) => {
        assert.ok(i === 0 || root >= roots[i - 1] - 1e-6, name);
      });
      for (const end of [low, high]) {
        const point = curve.find(({ value }) => value === end);
        assert.ok(point && Math.abs(point.deviance - z2) <= 1e-7, name);
      }
    }
  });

  it("is carried along by the units of the data", () => {
    const far = dataset(
      data.x[0].map((value) => 100 + 10 * value),
      data.y.map((value) => 5 * value - 30),
    );
    const other = fit(model(2), far, { starts: 6 });
    const own = profile(model(2), data, result, { parameter: "experts.sigma2[1]" });
    const there = profile(model(2), far, other, { parameter: "experts.sigma2[1]" });
    assert.ok(Math.abs(there.low / 25 / own.low - 1) < 1e-6);
    assert.ok(Math.abs(there.high / 25 / own.high - 1) < 1e-6);
  });
});

describe("a profile", () => {
  it("of a step's steepness is open at the bound of the set", () => {
    const step = table("eighteen-and-two.csv");
    const result = fit(model(2), step);
    const { ends } = profile(model(2), step, result, { parameter: "gating.beta1[0][0]" });
    assert.ok(ends.low === "bound" || ends.high === "bound", JSON.stringify(ends));
  });

  it("is there for temperatures and classes", () => {
    const gated = moe({
      gating: activationDenseToSparse({ activation: "sigmoid" }),
      expert: gaussian(),
      k: 2,
    });
    const data = sample(
      gated,
      {
        gating: {
          name: "activationDenseToSparse",
          activation: "sigmoid",
          beta0: [0.2, 0],
          beta1: [[4], [-4]],
          tau: 0.5,
        },
        experts: balanced.experts,
      } as never,
      { n: 400, design: uniform(), uniform: stream("profile/tau") },
    );
    const result = fit(gated, data, { starts: 6 });
    const tau = profile(gated, data, result, { parameter: "gating.tau" });
    // The estimate is at the least temperature, and the profile tells how far it may be from there.
    assert.deepEqual(tau.ends, { low: "bound", high: "level" });
    assert.ok(tau.low === tau.estimate && tau.high > 0.5);
    const classes = moe({
      gating: activationDenseToSparse({ activation: "sigmoid" }),
      expert: multinomialLogistic({ classes: 2 }),
      k: 1,
    });
    const coins = dataset(
      data.x[0],
      data.y.map((value) => (value > 0 ? 1 : 2)),
    );
    const chances = fit(classes, coins, { starts: 2 });
    const named = chances.covariance.parameters.find(
      ({ name, standing }) => name.startsWith("experts.") && standing === "estimated",
    );
    const one = profile(classes, coins, chances, { parameter: named?.name as string });
    assert.deepEqual(one.ends, { low: "level", high: "level" });
  });

  it("is refused where it is not defined", () => {
    const data = draw("profile/none", 200);
    const plain = fit(model(2), data, { starts: 4 });
    assert.throws(
      () => profile(model(2), data, plain, { parameter: "experts.sigma2[2]" }),
      /^(Moestat)?Error: unknown parameter "experts.sigma2\[2\]"; known: gating.beta0\[0\], /,
    );
    const gated = moe({ gating: denseToSparse(), expert: gaussian(), k: 2 });
    assert.throws(
      () => profile(gated, data, fit(gated, data, { starts: 4 }), { parameter: "gating.tau" }),
      /^(Moestat)?Error: unknown parameter "gating.tau"; known: experts/,
    );
    const selecting = moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 });
    assert.throws(
      () => profile(selecting, data, fit(selecting, data, { starts: 2 }), { parameter: "experts.b[0]" }),
      /^(Moestat)?Error: no profile of experts.b\[0\]; the likelihood jumps/,
    );
  });
});
