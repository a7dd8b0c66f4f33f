import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf } from "../../src/fit/problem/problem.js";
import {
  type Fit,
  fit,
  type Model,
  normal,
  type ParameterSet,
  type Sample,
  sample,
  stream,
  uniform,
} from "../../src/index.js";
import { balanced, model, numbers } from "./data.js";

const draw = (n: number, key: string) =>
  sample(model(2), balanced, { n, design: uniform(), uniform: stream(key) });

/** The Karush-Kuhn-Tucker conditions of a fit, by differences and by brute force, and the status that they mean. */
function isMaximumOver(model: Model, data: Sample, parameterSet: ParameterSet, result: Fit): void {
  const { certificate, params, status } = result;
  const { coordinates, valueAt, low, high } = problemOf(model, data, { parameterSet });
  const theta = coordinates.toTheta(params).map((value, j) => Math.min(Math.max(value, low[j]), high[j]));
  const moved = (j: number, by: number) => theta.map((value, i) => (i === j ? value + by : value));
  const held: Record<string, number> = {};
  theta.forEach((value, j) => {
    // The differences miss h^2 = 1e-10 of third derivatives, of order ten here, and 1e-16 / h.
    const h = 1e-5;
    const slope = (valueAt(moved(j, h)) - valueAt(moved(j, -h))) / (2 * h);
    const isAt = (end: number) => Math.abs(value - end) <= 1e-12 * (1 + Math.abs(end));
    const out = isAt(high[j]) ? slope : isAt(low[j]) ? -slope : 0;
    if (out > 1e-7) held[coordinates.names[j]] = out;
    else assert.ok(Math.abs(slope) <= 1e-8, `${coordinates.names[j]}: ${slope}`);
  });
  assert.deepEqual(Object.keys(held), certificate.atBound);
  assert.deepEqual(Object.keys(certificate.multipliers), certificate.atBound);
  for (const [name, out] of Object.entries(held)) {
    const multiplier = certificate.multipliers[name];
    assert.ok(Math.abs(multiplier - out) <= 1e-7, `${name}: ${multiplier}, not ${out}`);
  }
  assert.equal(status, certificate.atBound.length > 0 ? "boundary" : "converged");
  assert.ok(certificate.score <= 1e-8 && certificate.maxEigenvalue < 0);
  // No move within the box leads higher, of any length, along the faces or off them.
  const next = normal(stream("moves"));
  const best = valueAt(theta);
  for (const length of [1e-4, 1e-2, 0.3])
    for (let move = 0; move < 200; move++) {
      const to = theta.map((value, j) => Math.min(Math.max(value + length * next(), low[j]), high[j]));
      assert.ok(valueAt(to) <= best + 1e-12, `move ${move} of length ${length}`);
    }
}

describe("a fit over a parameter set in the parameters' own units", () => {
  it("is the default fit where no range binds, wherever inputs and response lie within some standard deviations", () => {
    for (const [inX, byX, inY, byY] of [
      [1, 0, 1, 0],
      [7, 30, 0.01, -3],
    ]) {
      const drawn = draw(250, "own");
      const data = {
        ...drawn,
        x: drawn.x.map((column) => column.map((value) => byX + inX * value)),
        y: drawn.y.map((value) => byY + inY * value),
      };
      for (const k of [2, 3]) {
        const plain = fit(model(k), data);
        const sigma2 = [1e-6 * inY ** 2, 1e3 * inY ** 2] as const;
        const ranges = {
          beta0: [-900, 900],
          beta1: [-300, 300],
          a: [-99, 99],
          b: [-99, 99],
          sigma2,
        } as const;
        const own = fit(model(k), data, { parameterSet: { units: "own", ranges } });
        assert.equal(own.status, "converged");
        assert.ok(Math.abs(own.logLik - plain.logLik) <= 1e-8, `${own.logLik}, not ${plain.logLik}`);
        numbers(own.params).forEach((value, i) => {
          const expected = numbers(plain.params)[i];
          assert.ok(
            Math.abs(value - expected) <= 1e-6 * (1 + Math.abs(expected)),
            `${value}, not ${expected}`,
          );
        });
        assert.deepEqual(own.parameterSet, { units: "own", ranges });
      }
    }
  });

  for (const ranges of [
    { a: [-1, 1.5] },
    { b: [-0.5, 0.5] },
    { beta1: [-1, 1] },
    { beta0: [-0.1, 0.1], beta1: [-40, 40] },
    { sigma2: [1e-4, 0.1] },
    { a: [-1.2, 9], beta1: [-1, 3], sigma2: [1e-4, 0.2] },
  ] as readonly ParameterSet["ranges"][])
    it(`ends on the bound where a range binds, at a maximum over the set: ${JSON.stringify(ranges)}`, () => {
      const data = draw(200, "set");
      const parameterSet = { units: "own", ranges } as const;
      const result = fit(model(2), data, { parameterSet });
      assert.equal(result.status, "boundary");
      isMaximumOver(model(2), data, parameterSet, result);
      // The ends of the ranges themselves, and no standard errors for what they hold.
      const fields = { ...result.params.gating, ...result.params.experts };
      const errors = { ...result.standardErrors.gating, ...result.standardErrors.experts };
      let atEnds = 0;
      for (const [name, [low, high]] of Object.entries(ranges))
        ([fields[name]].flat(3) as number[]).forEach((value, i) => {
          assert.ok(value >= low - 1e-12 && value <= high + 1e-12, `${name}: ${value}`);
          if (Math.min(value - low, high - value) > 1e-12) return;
          atEnds++;
          assert.equal(([errors[name]].flat(3) as (number | null)[])[i], null);
        });
      assert.equal(atEnds, result.certificate.atBound.length);
    });
});

describe("a fit over a parameter set in standardised units", () => {
  it("ends on the bound where a range binds, at a maximum over the set", () => {
    const data = draw(200, "set");
    for (const ranges of [{ gate: [-1, 1] }, { coefficient: [-0.7, 0.7] }] as const)
      isMaximumOver(model(2), data, { ranges }, fit(model(2), data, { parameterSet: { ranges } }));
  });
});

describe("the choice among the maxima", () => {
  const data = draw(80, "choice");
  const weighed = fit(model(3), data, { starts: 12 });
  const highest = fit(model(3), data, { starts: 12, choice: "highest" });

  it("is of the highest once what chance may have given is taken away, or of the highest", () => {
    assert.deepEqual([weighed.choice, highest.choice], ["weighed", "highest"]);
    // Among 80 observations chance offers experts on a handful that are higher.
    assert.ok(highest.logLik > weighed.logLik + 1);
    assert.ok(Math.min(...weighed.certificate.observations) >= 6);
    assert.equal(highest.allowance, 0);
    assert.ok(weighed.allowance > 0);
  });

  it("puts first what is best by its own rule, among all that were found", () => {
    const scoreOf = ({ logLik, allowance }: Pick<Fit, "logLik" | "allowance">) => logLik - allowance;
    for (const other of weighed.alternatives) assert.ok(scoreOf(other) <= scoreOf(weighed));
    for (const other of highest.alternatives) assert.ok(other.logLik <= highest.logLik);
    assert.ok(weighed.alternatives.length > 0 && highest.alternatives.length > 0);
  });
});

describe("a range that binds the coefficients of the experts", () => {
  it("leaves EM monotone, and at the maximum that Newton's method finds", () => {
    const data = draw(200, "bound");
    const parameterSet = { units: "own", ranges: { a: [-1, 1.5] } } as const;
    const newton = fit(model(2), data, { parameterSet, choice: "highest" });
    const em = fit(model(2), data, { parameterSet, choice: "highest", method: "em" });
    assert.equal(newton.status, "boundary");
    // EM stops where the log-likelihood changes by 1e-10 of itself.
    assert.ok(Math.abs(em.logLik - newton.logLik) <= 1e-3, `${em.logLik}, not ${newton.logLik}`);
  });

  it("is a bound like any other where it is that of a variance", () => {
    const data = draw(200, "variance");
    const parameterSet = { units: "own", ranges: { sigma2: [0.22, 4] } } as const;
    const { status, certificate } = fit(model(2), data, { parameterSet });
    assert.equal(status, "boundary");
    assert.ok(certificate.atBound.some((name) => name.includes("sigma2")));
  });

  it("is refused for an intercept where data lie far from zero, and no other is", () => {
    const near = draw(200, "far");
    const data = { ...near, x: near.x.map((column) => column.map((value) => value + 1e5)) };
    const own = (ranges: Record<string, [number, number]>) =>
      fit(model(2), data, { parameterSet: { units: "own", ranges } });
    assert.throws(() => own({ beta0: [-1e9, 1e9] }), /invalid parameterSet; it bounds intercepts.*input 1/);
    assert.ok(Math.abs(own({ beta1: [-300, 300] }).logLik - fit(model(2), data).logLik) <= 1e-8);
  });
});
