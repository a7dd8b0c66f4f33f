import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  dataset,
  denseToSparse,
  expertGain,
  fit,
  gaussian,
  modifiedSoftmax,
  moe,
  multinomialLogistic,
  normal,
  type Params,
  softmax,
  stream,
} from "../../src/index.js";
import { inAnotherOrder, model, table } from "./data.js";

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);

describe("two halves of ten with a step between them", () => {
  const data = table("eighteen-and-two.csv");

  it("are found in any order of the rows", () => {
    for (const seed of seeds(10)) {
      const { logLik, status, certificate, params } = fit(model(2), inAnotherOrder(data, seed));
      // R's lm on every division in two: the highest, and its variances.
      assert.ok(Math.abs(logLik - -17.82452) <= 1e-5, `seed ${seed}: ${logLik}`);
      assert.equal(status, "singular");
      for (const observed of certificate.observations) assert.ok(Math.abs(observed - 10) <= 1e-6);
      [...(params.experts.sigma2 as number[])]
        .sort((p, q) => p - q)
        .forEach((own, i) => {
          assert.ok(Math.abs(own - [0.1775211, 0.6823692][i]) <= 1e-6, `${own}`);
        });
    }
  });

  it("are worth the second line: chance gives neither that gain nor such experts", () => {
    const gain = expertGain(model(2), data, fit(model(2), data));
    assert.ok(gain);
    assert.ok(gain.nats > 2 * gain.allowance);
    assert.ok((gain.chance.share as number) < 0.01);
  });
});

it("one line is not taken for two without a warning: chance may have given more than the second one gains, or gives it often", () => {
  for (const seed of seeds(3)) {
    const data = inAnotherOrder(table("one-line-n50.csv"), seed);
    const gain = expertGain(model(2), data, fit(model(2), data));
    assert.ok(gain);
    const { share } = gain.chance;
    assert.ok(gain.allowance > gain.nats || (share as number) > 0.05, `${gain.nats}, ${share}`);
  }
});

describe("an expert of the least variance", () => {
  const rows = readFileSync(new URL("../../../examples/exact-line/data.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));

  it("is the answer in any order of the rows where many different responses lie on a line exactly", () => {
    const data = dataset(
      rows.map(([x]) => x),
      rows.map(([, y]) => y),
    );
    for (const seed of seeds(8)) {
      const { status, params, certificate } = fit(model(2), inAnotherOrder(data, seed));
      assert.equal(status, "collapsed");
      const { a, b } = params.experts as Params["experts"] & { a: number[][]; b: number[] };
      assert.ok(Math.abs(a[0][0] - -0.5) <= 1e-6 && Math.abs(b[0] - 3) <= 1e-6);
      assert.ok(certificate.observations[0] >= 40);
    }
  });

  it("is no answer where chance puts some points of a grid on a line", () => {
    for (const seed of seeds(4)) {
      const next = normal(stream(`grid/${seed}`));
      const x = Array.from({ length: 100 }, (_, t) => 1 + (t % 20));
      const y = x.map((at) => Math.round(3 + at / 2 + 2 * next()));
      const { status, alternatives } = fit(model(2), dataset(x, y));
      assert.notEqual(status, "collapsed");
      // What is taken off an exact one is more than what it gains.
      for (const { status, reason } of alternatives)
        if (status === "collapsed") assert.match(reason, /chance may give/);
    }
  });

  it("is no answer where one value repeats, which is no line", () => {
    const next = normal(stream("ceiling"));
    const x = Array.from({ length: 150 }, (_, t) => t / 15);
    const y = x.map((at) => Math.min(9, 3 + at + next()));
    for (const seed of seeds(3)) {
      const { status } = fit(model(2), inAnotherOrder(dataset(x, y), seed));
      assert.notEqual(status, "collapsed");
    }
  });
});

it("the plain temperature gate and the softmax gate have one answer, whatever the order of the rows", () => {
  const values: number[] = [];
  for (const seed of seeds(3)) {
    const data = inAnotherOrder(table("dts-over-boundary.csv"), seed);
    const [plain, soft] = [denseToSparse(), softmax()].map((gating) =>
      fit(moe({ gating, expert: gaussian(), k: 3 }), data),
    );
    assert.equal(plain.status, soft.status);
    assert.ok(Math.abs(plain.logLik - soft.logLik) <= 1e-9 * Math.abs(soft.logLik));
    const [own, others] = [plain, soft].map(({ certificate }) => certificate.observations);
    own.forEach((observed, i) => {
      assert.ok(Math.abs(observed - others[i]) <= 1e-6 * observed);
    });
    values.push(soft.logLik);
  }
  // A step's steepness is flat, so that climbs end where a further nat is 1e-7 away or so.
  assert.ok(Math.max(...values) - Math.min(...values) <= 1e-6, `${values}`);
});

it("classes reach the highest maximum that is known on their bounds, or a higher one, in any order of the rows", () => {
  const gating = modifiedSoftmax({ transform: "tanh" });
  const classes = moe({ gating, expert: multinomialLogistic({ classes: 3 }), k: 3 });
  const parameterSet = { ranges: { classScore: [-10, 10] } } as const;
  for (const seed of seeds(3)) {
    const { logLik, status, certificate } = fit(classes, inAnotherOrder(table("multi-over-tanh.csv"), seed), {
      parameterSet,
    });
    assert.ok(logLik >= -815.718 - 1e-3, `seed ${seed}: ${logLik}`);
    const { score, maxEigenvalue, atBound, multipliers } = certificate;
    assert.equal(status, atBound.length > 0 ? "boundary" : "singular");
    assert.ok(score <= 1e-8 && maxEigenvalue <= 1e-7);
    assert.ok(Object.values(multipliers).every((multiplier) => multiplier > 0));
  }
});
