import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chanceLaw, chanceOf } from "../../../src/fit/report/chance.js";
import {
  denseToSparse,
  type Expert,
  expertGain,
  fit,
  type Gating,
  gaussian,
  moe,
  multinomialLogistic,
  type Sample,
  sample,
  softmax,
  stream,
  studentT,
  topK,
  uniform,
} from "../../../src/index.js";
import { chiSquareTail } from "../../../src/numeric/incompleteGamma.js";
import { balanced, model, table } from "../data.js";

describe("how often chance gives a gain", () => {
  it("is the tail of a scaled chi-square variable beyond twice the gain, with a greater mean for more inputs and experts", () => {
    for (const [k, d] of [
      [2, 1],
      [3, 1],
      [2, 4],
      [3, 8],
    ])
      for (const gain of [0, 0.5, 4, 20]) {
        const { share, limits } = chanceOf(model(k, d), 100_000, gain);
        const { dispersion, degrees } = chanceLaw(k, d);
        assert.equal(share, chiSquareTail((2 * gain) / dispersion, degrees));
        assert.equal(limits, undefined);
      }
    const means = [
      [2, 1],
      [3, 1],
      [3, 2],
      [3, 8],
    ].map(([k, d]) => {
      const { dispersion, degrees } = chanceLaw(k, d);
      return (dispersion * degrees) / 2;
    });
    assert.deepEqual(
      means,
      [...new Set(means)].sort((p, q) => p - q),
    );
    // A fit that lies below the smaller one has gained nothing.
    assert.equal(chanceOf(model(2), 1000, -3).share, 1);
  });

  it("is the same for the plain temperature gate, and not known of other gates and experts", () => {
    const of = (gating: Gating, expert: Expert = gaussian()) =>
      chanceOf(moe({ gating, expert, k: 3 }), 1000, 5);
    assert.deepEqual(of(denseToSparse()), of(softmax()));
    const unknown = { share: null, limits: "no law was simulated for this gate and these experts" };
    assert.deepEqual(of(topK({ k: 2 })), unknown);
    assert.deepEqual(of(softmax(), studentT({ nu: 4 })), unknown);
    assert.deepEqual(of(softmax(), multinomialLogistic({ classes: 3 })), unknown);
  });

  it("comes with what it was not simulated for", () => {
    const limits = (k: number, d: number, n: number) => chanceOf(model(k, d), n, 5).limits;
    assert.equal(limits(4, 1, 1000), "not simulated for more than 3 experts");
    assert.equal(limits(2, 9, 1000), "not simulated for more than 8 inputs");
    assert.equal(limits(2, 1, 80), undefined);
    assert.equal(limits(2, 1, 79), "not simulated for fewer than 10 observations for each of 8 parameters");
    assert.equal(
      limits(4, 9, 100),
      "not simulated for more than 8 inputs, more than 3 experts, fewer than 10 observations for each of 74 parameters",
    );
  });
});

describe("what the last expert gains", () => {
  const data = table("mcycle.csv");

  it("is the log-likelihood less that of the fit of one expert less, found with the same seed", () => {
    const result = fit(model(2), data, { starts: 6, seed: 4 });
    const gain = expertGain(model(2), data, result);
    const smaller = fit(model(1), data, { seed: 4 });
    assert.ok(gain && Math.abs(gain.smaller - smaller.logLik) <= 1e-9);
    assert.equal(gain.nats, result.logLik - gain.smaller);
    assert.equal(gain.allowance, result.allowance);
    assert.deepEqual(gain.chance, chanceOf(model(2), data.n, gain.nats));
  });

  it("is doubted by the number of observations, each as often as its weight says", () => {
    const { x, y } = sample(model(2), balanced, {
      n: 30,
      design: uniform(),
      uniform: stream("few"),
    });
    const few = { n: 30, d: 1, x, y };
    const often = { ...few, weights: new Float64Array(30).fill(3) };
    const limitsOf = (drawn: Sample) => {
      const result = fit(model(2), drawn, { starts: 4 });
      return expertGain(model(2), drawn, result)?.chance.limits;
    };
    assert.match(limitsOf(few) ?? "", /fewer than 10 observations/);
    assert.equal(limitsOf(often), undefined);
  });

  it("is asked over the same parameter set, by the same choice, and without a selection of all experts", () => {
    const given = {
      starts: 6,
      parameterSet: { units: "own", ranges: { a: [-2, 2] } },
      choice: "highest",
    } as const;
    const gain = expertGain(model(2), data, fit(model(2), data, given));
    const smaller = fit(model(1), data, given);
    assert.equal(smaller.status, "converged");
    assert.ok(gain && Math.abs(gain.smaller - smaller.logLik) <= 1e-9);
    const selecting = moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 });
    const other = expertGain(selecting, data, fit(selecting, data, { starts: 4 }));
    assert.ok(other && Math.abs(other.smaller - fit(model(1), data).logLik) <= 1e-9);
  });

  it("is nothing for a single expert", () => {
    assert.equal(expertGain(model(1), data, fit(model(1), data)), undefined);
  });
});
