import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodOf } from "../../../src/fit/multistart/method.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { reasonOf } from "../../../src/fit/report/alternatives.js";
import { type Fit, fit, sample, stream, uniform } from "../../../src/index.js";
import { balanced, model } from "../data.js";

const data = sample(model(2), balanced, { n: 60, design: uniform(), uniform: stream("choice/3") });
const weighed = fit(model(3), data, { starts: 12 });
const highest = fit(model(3), data, { choice: "highest", starts: 12 });

describe("the alternatives of a fit", () => {
  it("are certified maxima, the highest first, each with what it is ahead of the answer", () => {
    for (const { logLik, alternatives } of [weighed, highest]) {
      assert.ok(alternatives.length > 0);
      alternatives.forEach((one, i) => {
        assert.ok(i === 0 || one.logLik <= alternatives[i - 1].logLik);
        assert.ok(["converged", "singular", "boundary"].includes(one.status), one.status);
        assert.ok(one.certificate.score <= 1e-8 && one.certificate.maxEigenvalue <= 1e-7);
        assert.equal(one.ahead, one.logLik - logLik);
        assert.ok(Math.abs(model(3).logLik(one.params, data) - one.logLik) <= 1e-9);
      });
    }
  });

  it("are distinct, from each other and from the answer", () => {
    for (const result of [weighed, highest]) {
      const all = [result, ...result.alternatives];
      const shares = ({ certificate }: Pick<Fit, "certificate">) =>
        [...certificate.observations].sort((p, q) => p - q);
      all.forEach((one, i) => {
        for (const other of all.slice(i + 1)) {
          const apart = shares(one).some((m, j) => Math.abs(m - shares(other)[j]) > 0.01 * (1 + m));
          assert.ok(apart || Math.abs(one.logLik - other.logLik) > 0.01);
        }
      });
    }
  });

  it("tell by how little they differ from it", () => {
    const [answer, other] = [weighed, weighed.alternatives[0]];
    assert.equal(reasonOf(answer, other, -0.0371), "0.04 nats lower");
    assert.equal(reasonOf(answer, other, -0.26), "0.3 nats lower");
    assert.equal(reasonOf(answer, other, 0), "as high");
    assert.match(reasonOf(answer, other, 0.004), /^0\.004 nats higher, but chance/);
  });

  it("say why they are not the answer", () => {
    const nats = (value: number) => `${value.toFixed(1)} nats`;
    const kinds = { lower: 0, chance: 0 };
    for (const result of [weighed, highest])
      for (const { ahead, reason, allowance, certificate } of result.alternatives) {
        if (ahead <= 0) {
          kinds.lower++;
          assert.equal(reason, `${nats(-ahead)} lower`);
          continue;
        }
        // Higher and yet not chosen: what chance may have given makes up for it.
        assert.equal(result.choice, "weighed");
        const more = allowance - result.allowance;
        assert.ok(more >= ahead);
        const few = Math.min(...certificate.observations).toFixed(1);
        kinds.chance++;
        assert.equal(
          reason,
          `${nats(ahead)} higher, but chance may give ${nats(more)} more to its experts, the least with ${few} observations`,
        );
      }
    assert.ok(Math.min(...Object.values(kinds)) > 0, JSON.stringify(kinds));
  });

  it("have standard errors of their own", () => {
    for (const { status, standardErrors, certificate } of weighed.alternatives) {
      if (status !== "converged") continue;
      const { experts } = standardErrors;
      assert.ok([experts.a, experts.b, experts.sigma2].flat(2).every((error) => (error as number) > 0));
      assert.equal(certificate.flat, 0);
    }
  });
});

describe("the search of a fit", () => {
  it("counts starts, climbs, and the starts that led to the answer", () => {
    for (const { search, starts, hits, alternatives } of [weighed, highest]) {
      assert.equal(search.climbed, starts.length);
      assert.equal(search.agreed, hits);
      const found = alternatives.reduce((sum, one) => sum + one.hits, hits);
      assert.ok(found <= search.starts, `${found} of ${search.starts}`);
    }
  });

  it("goes on in rounds until three starts agree on the answer, or all rounds have been made", () => {
    for (const of of [model(2), model(3)]) {
      const { starts, agreed } = fit(of, data).search;
      const most = methodOf(of)
        .rounds(problemOf(of, data))
        .reduce((sum, count) => sum + count, 0);
      // Each random start comes with an inserted one, and with others.
      assert.ok(agreed >= 3 || starts >= 2 * most, `${agreed} of ${starts}`);
    }
  });

  it("draws as many starts as it is told to, of each kind", () => {
    // Random ones and as many inserted; 25 times as many elemental, and one division along the input.
    assert.equal(fit(model(3), data, { starts: 4 }).search.starts, 4 + 4 + 25 * 4 + 1);
    assert.equal(fit(model(1), data, { starts: 4 }).search.starts, 1);
    const given = fit(model(2), data, { start: [balanced, balanced] });
    assert.deepEqual(given.search, { starts: 2, climbed: 2, agreed: 2 });
  });
});
