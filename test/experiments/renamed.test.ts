import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pictureOf } from "../../cli/picture.js";
import { distanceTo, leastDistances, targetOf } from "../../experiments/analyses/distances.js";
import { shifted, splitExpert } from "../../experiments/analyses/split.js";
import { studyPicture } from "../../experiments/study.js";
import { summarize } from "../../experiments/summarize.js";
import { trial } from "../../experiments/trial.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { Protocol } from "../../experiments/types/protocol.js";
import type { Study } from "../../experiments/types/study.js";
import { convergenceFigure, ratesFigure, sampleFigure } from "../../figures/index.js";
import {
  denseToSparse,
  type Factory,
  type Gating,
  gatings,
  type Params,
  softmax,
  uniformLaw,
} from "../../src/index.js";
import { toy, toyProtocol } from "./support/toy.js";

/** The softmax gate, its fields called c0 and c1. */
const renamed = (): Gating => {
  const { fields, ...rest } = softmax();
  return { ...rest, name: "renamed", fields: { c0: fields.beta0, c1: fields.beta1 }, logWeight: "c0" };
};

/** The gate with a temperature, its fields called c0, c1 and heat. */
const renamedHeat = (): Gating => {
  const { fields, ...rest } = denseToSparse();
  const { beta0: c0, beta1: c1, tau: heat } = fields;
  return { ...rest, name: "renamedHeat", fields: { c0, c1, heat }, logWeight: "c0", temperature: "heat" };
};

const listed = gatings as Record<string, Factory<Gating>>;

const { beta0, beta1 } = toy.truth.gating;
const usual = toy.truth as Params;
const truth: Params = { ...usual, gating: { name: "renamed", c0: beta0, c1: beta1 } };
const ours: Experiment = { ...toy, truth, name: "renamed", title: "Fields called c0 and c1" };

const { parameterSet: _, ...withoutSet } = toyProtocol;
const certified: Protocol = {
  ...withoutSet,
  sizes: [100],
  replicates: 2,
  tries: 2,
  losses: ["d2", "d1", "pinned", "topk.d1", "error.beta1", "error.mass", "hellinger"],
};
const nearTruth: Protocol = { ...certified, name: "paper", start: "near-truth", method: "em", maxSteps: 50 };

const recordsOf = (experiment: Experiment, protocol: Protocol) =>
  protocol.sizes.flatMap((n) =>
    [0, 1].map((replicate) =>
      trial(experiment, protocol, {
        experiment: experiment.name,
        protocol: protocol.name,
        n,
        replicate,
        seed: "s",
      }),
    ),
  );

/** Those of our experiment by the certified protocol, fitted by the first test that asks. */
const certifiedRecords = (() => {
  let made: ReturnType<typeof recordsOf> | undefined;
  return () => {
    made ??= recordsOf(ours, certified);
    return made;
  };
})();

describe("an experiment on a gating whose fields have names of their own", () => {
  before(() => {
    Object.assign(listed, { renamed, renamedHeat });
  });
  after(() => {
    delete listed.renamed;
    delete listed.renamedHeat;
  });

  for (const protocol of [certified, nearTruth])
    it(`has the fits, losses and patterns of the softmax gate (${protocol.start})`, () => {
      const expected = recordsOf(toy, protocol);
      const own = protocol === certified ? certifiedRecords() : recordsOf(ours, protocol);
      for (const [i, record] of own.entries()) {
        const { gating, experts } = expected[i].params;
        assert.deepEqual(record.params.gating, { name: "renamed", c0: gating.beta0, c1: gating.beta1 });
        assert.deepEqual(record.params.experts, experts);
        assert.deepEqual(record.losses, expected[i].losses);
        assert.equal(record.pattern, expected[i].pattern);
      }
    });

  it("is summarized, compared and drawn", () => {
    const records = certifiedRecords();
    const summary = summarize(ours, certified, records, { budget: "custom", seed: "s" });
    assert.deepEqual([summary.k, summary.trueK], [3, 2]);
    assert.ok(summary.patterns!.length > 0);
    assert.equal(convergenceFigure(summary).title, ours.title);

    const study: Study = {
      name: "one",
      title: "One curve",
      describes: "a curve",
      statistic: "median",
      panels: [
        {
          title: "",
          yTitle: "loss",
          references: [],
          series: [{ label: "d2", experiment: "renamed", loss: "d2" }],
        },
      ],
      notes: [],
    };
    assert.equal(ratesFigure(studyPicture(study, [summary])).panels.length, 1);

    const shown = pictureOf(ours, certified, summary, records);
    assert.ok(shown?.kind === "lines");
    const { picture } = shown;
    assert.deepEqual([picture.truth.weights.length, picture.estimate.weights.length], [2, 3]);
    assert.equal(sampleFigure(picture).panels.length, 2);
  });

  const heated: Params = { ...truth, gating: { name: "renamedHeat", c0: beta0, c1: beta1, heat: 0.5 } };
  const law = uniformLaw({ order: 4 });

  it("has the density of its truth where an expert is split, by weight and temperature", () => {
    for (const params of [truth, heated]) {
      const split = splitExpert(params, [1, 3]);
      const [one, other] = split.gating.c0 as number[];
      const temperature = params === heated ? 0.5 : 1;
      assert.ok(Math.abs(other - one - temperature * Math.log(3)) < 1e-15);
      assert.ok(distanceTo(targetOf(params, law), split) < 1e-15);
    }
  });

  it("is shifted by the names of its fields, and by no others", () => {
    const moved = shifted(heated, { heat: 0.25, c0: [1] });
    const [first, ...others] = beta0 as number[];
    assert.deepEqual(moved.gating, { ...heated.gating, heat: 0.75, c0: [first + 1, ...others] });
    assert.deepEqual(moved.experts, heated.experts);
    assert.throws(() => shifted(heated, { tau: 0.25 }), {
      message: 'unknown field "tau"; known: c0, c1, heat, a, b, sigma2',
    });
  });

  it("holds the weights of a split expert, and names what it cannot hold", () => {
    const least = (params: Params, coordinate: string) =>
      leastDistances(targetOf(params, law), {
        shares: [1, 1],
        coordinate,
        errors: [0.1],
        start: (split, error) => shifted(split, { b: [error, -error] }),
      })[0].distance;
    assert.equal(least(truth, "experts.b[0]"), least(usual, "experts.b[0]"));
    assert.throws(() => least(truth, "gating.beta0[0]"), {
      message: /^unknown coordinate "gating\.beta0\[0\]"; known: gating\.c0\[0\], /,
    });
  });
});
