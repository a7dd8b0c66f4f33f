import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dataset, fit, grid, normal, type Params, sample, stream, uniform } from "../../../src/index.js";
import { balanced, model, published, table } from "../data.js";

describe("the status of a fit", () => {
  it("is `singular` where the regimes separate: the gate is a step, whose steepness is flat and has no standard error", () => {
    // The temperature record breaks in the 1960s: any gate between two of its years does.
    const { status, certificate, standardErrors } = fit(model(2), table("tempanomalies.csv"));
    assert.equal(status, "singular");
    assert.ok(certificate.score <= 1e-8);
    assert.deepEqual([certificate.atBound, certificate.multipliers, certificate.unidentified], [[], {}, []]);
    assert.deepEqual(
      certificate.flatDirections.map((direction) => Object.keys(direction).sort()),
      [
        ["gating.beta0[0]", "gating.beta1[0][0]"],
        ["gating.beta0[0]", "gating.beta1[0][0]"],
      ],
    );
    const { gating, experts } = standardErrors;
    assert.deepEqual(
      [gating.beta0, gating.beta1],
      [
        [null, 0],
        [[null], [0]],
      ],
    );
    assert.ok([experts.a, experts.b, experts.sigma2].flat(2).every((error) => (error as number) > 0));
  });

  it("is `singular` at a point with zero score and flat directions only", () => {
    // All residuals are +-1, so that one line doubled has no direction of positive curvature.
    const x = Array.from({ length: 80 }, (_, t) => Math.floor(t / 4));
    const y = x.map((value, t) => 2 * value + (t % 4 === 0 || t % 4 === 3 ? 1 : -1));
    const doubled: Params = {
      gating: { beta0: [0, 0], beta1: [[0], [0]] },
      experts: { a: [[2], [2]], b: [0, 0], sigma2: [1, 1] },
    };
    const result = fit(model(2), dataset(x, y), { start: doubled });
    assert.equal(result.status, "singular");
    assert.ok(result.certificate.flat > 0);
    assert.equal((result.standardErrors.gating.beta0 as (number | null)[])[0], null);
  });

  it("is `collapsed` when nothing else is left, for an expert that sits on three points", () => {
    const next = normal(stream("collapse"));
    const x = Array.from({ length: 60 }, (_, t) => t / 10);
    const y = x.map((value, t) => (t >= 20 && t < 23 ? 9 + value : next()));
    const spike: Params = {
      gating: { beta0: [0, 0], beta1: [[0], [0]] },
      experts: { a: [[1], [0]], b: [9, 0], sigma2: [1e-3, 1] },
    };
    assert.equal(fit(model(2), dataset(x, y), { start: spike }).status, "collapsed");
  });

  it("is `maxSteps` when the steps do not suffice", () => {
    const data = sample(model(2), balanced, { n: 200, design: uniform(), uniform: stream("short") });
    assert.equal(fit(model(2), data, { start: balanced, maxSteps: 1 }).status, "maxSteps");
  });

  it("is `maxSteps` for EM stopped by a small relative change: that is no certificate", () => {
    const data = sample(model(2), published, { n: 2000, design: grid(), uniform: stream("early") });
    const start: Params = {
      gating: { beta0: [-8, -8.01, 0], beta1: [[25], [25.01], [0]] },
      experts: { a: [[-20], [-20.01], [20]], b: [15, 15.01, -5], sigma2: [0.09, 0.09, 0.16] },
    };
    const em = fit(model(3), data, { method: "em", start, tolerance: 1e-6 });
    assert.equal(em.status, "maxSteps");
    const newton = fit(model(3), data, { start });
    assert.ok(newton.certificate.score <= 1e-8);
    assert.ok(newton.logLik > em.logLik + 0.1);
  });

  it("is `collapsed`, never another, with an expert on fewer than two observations per parameter", () => {
    for (let replicate = 0; replicate < 8; replicate++) {
      const data = sample(model(2), replicate % 2 ? balanced : published, {
        n: 60,
        design: replicate % 2 ? uniform() : grid(),
        uniform: stream(`spurious/${replicate}`),
      });
      const { status, certificate, alternatives, starts, search } = fit(model(3), data, { starts: 6 });
      for (const one of [{ status, certificate }, ...alternatives])
        assert.equal(Math.min(...one.certificate.observations) < 6, one.status === "collapsed");
      assert.equal(starts.length, search.climbed);
    }
  });

  it("believes a small expert that chance does not explain", () => {
    // Five per cent of 500 observations on a line of their own, far away and tight.
    const next = normal(stream("minority"));
    const x = Array.from({ length: 500 }, (_, t) => t / 500);
    const y = x.map((value, t) => (t % 20 === 0 ? 8 - 3 * value + 0.05 * next() : value + next()));
    const result = fit(model(2), dataset(x, y));
    assert.equal(result.status, "converged");
    assert.ok(Math.abs(Math.min(...result.certificate.observations) - 25) <= 0.1);
  });
});

describe("bad input to a fit", () => {
  const y = [1, 3, 2, 5, 4, 6, 8, 7, 9, 12];
  const x = y.map((_, t) => t);
  const cases: [string, () => unknown, RegExp][] = [
    [
      "a value that is not a number",
      () => dataset([1, Number.NaN], [1, 2]),
      /invalid x\[1\]; not a finite number: NaN/,
    ],
    [
      "an infinite response",
      () => dataset([1, 2], [1, Infinity]),
      /invalid y\[1\]; not a finite number: Infinity/,
    ],
    ["unequal lengths", () => dataset([1, 2, 3], [1, 2]), /invalid x; 2 rows expected, as many as y has: 3/],
    ["no data", () => dataset([], []), /invalid y; at least one observation/],
    [
      "too few observations",
      () => fit(model(3), dataset(x, y)),
      /too few observations; more than the 13 free .*: 10/,
    ],
    [
      "a constant input",
      () =>
        fit(
          model(1),
          dataset(
            y.map(() => 2),
            y,
          ),
        ),
      /invalid input 1; it does not vary: 2/,
    ],
    [
      "a constant response",
      () =>
        fit(
          model(1),
          dataset(
            x,
            y.map(() => 3),
          ),
        ),
      /invalid response; it does not vary: 3/,
    ],
    [
      "a duplicated input",
      () =>
        fit(
          model(1, 2),
          dataset(
            x.map((v) => [v, 2 * v]),
            y,
          ),
        ),
      /invalid inputs 1, 2; linearly dependent/,
    ],
    [
      "another number of inputs",
      () => fit(model(1, 2), dataset(x, y)),
      /invalid sample; the model has 2 inputs: 1/,
    ],
    ["no experts", () => model(0), /invalid k; not a positive integer: 0/],
    [
      "an unknown method",
      () => fit(model(1), dataset(x, y), { method: "sgd" as "em" }),
      /unknown method "sgd"; known/,
    ],
    [
      "no starts",
      () => fit(model(1), dataset(x, y), { starts: 0 }),
      /invalid starts; not a positive integer: 0/,
    ],
    [
      "an unknown choice",
      () => fit(model(1), dataset(x, y), { choice: "best" as "highest" }),
      /^(Moestat)?Error: unknown choice "best"; known: weighed, highest$/,
    ],
    [
      "a parameter set that is none",
      () => fit(model(1), dataset(x, y), { parameterSet: 5 as never }),
      /^(Moestat)?Error: invalid parameterSet; not an object: 5$/,
    ],
    [
      "a start with a negative variance",
      () =>
        fit(model(1), dataset(x, y), {
          start: { gating: { beta0: [0], beta1: [[0]] }, experts: { a: [[1]], b: [0], sigma2: [-0.3] } },
        }),
      /invalid experts.sigma2\[0\]; not positive: -0.3/,
    ],
  ];
  for (const [name, call, message] of cases) {
    it(`says what is wrong with ${name}`, () => {
      assert.throws(call, message);
    });
  }
});
