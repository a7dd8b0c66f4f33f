import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { definitionOf } from "../../experiments/identity.js";
import { fittedModel } from "../../experiments/parts/models.js";
import { runNamedTrial } from "../../experiments/trial.js";
import type { OwnLoss } from "../../experiments/types/experiment-file.js";
import { gaussian } from "../../src/experts/gaussian.js";
import { pointMass } from "../../src/experts/pointMass.js";
import type { Params } from "../../src/types.js";
import { define, truth } from "./support/mine.js";

describe("an experiment with experts of several families", () => {
  const records = [
    { name: "gaussian", a: [2], b: 1, sigma2: 0.5 },
    { name: "pointMass", at: 0 },
  ] as const;
  const zeros = { gating: { beta0: [0.5, 0], beta1: [[1], [0]] }, experts: records };
  const three = ["gaussian", "gaussian", { name: "pointMass", at: 0 }];
  const names = (spec: object) => fittedModel(define(spec)).families.map(({ name }) => name);
  const task = { experiment: "mine", protocol: "certified", n: 100, replicate: 0, seed: "s" } as const;

  it("fits the families of its truth, or those that it lists", () => {
    assert.deepEqual(names({ truth: zeros }), ["gaussian", "pointMass"]);
    assert.deepEqual(names({ truth: zeros, experts: 2 }), ["gaussian", "pointMass"]);
    assert.deepEqual(names({ truth: zeros, experts: three }), ["gaussian", "gaussian", "pointMass"]);
    assert.deepEqual(names({ truth, experts: ["gaussian", "studentT"] }), ["gaussian", "studentT"]);
    const { losses, parameterSet } = define({ truth: zeros, experts: three }).protocols.certified;
    assert.deepEqual(losses, ["hellinger", "totalVariation"]);
    // The largest true coefficient is 2 for the experts, 1 for the gate; the only variance is 0.5.
    assert.deepEqual(parameterSet!.ranges, {
      ...{ beta0: [-2, 2], beta1: [-2, 2], a: [-4, 4], b: [-4, 4], sigma2: [0.125, 2] },
    });
  });

  it("is drawn from and fitted, with another key and definition for another list", () => {
    const [two, more] = [define({ truth: zeros }), define({ truth: zeros, experts: three })];
    const [first, second] = [two, more].map((experiment) => runNamedTrial(task, experiment));
    assert.deepEqual(
      (first.params.experts as readonly Params["experts"][]).map(({ name }) => name),
      ["gaussian", "pointMass"],
    );
    assert.equal(first.pattern, "");
    // On the same data more experts are at least as likely.
    assert.ok(second.logLik >= first.logLik);
    assert.match(second.key, /\/k3,experts=gaussian\+gaussian\+pointMass\(at:0\)\/certified$/);
    const { certified } = more.protocols;
    assert.notDeepEqual(definitionOf(two, certified), definitionOf(more, certified));
  });

  it("has objects in its list, and losses that see the gate's measure and the parameters", () => {
    const mine = { ...gaussian(), name: "mine" };
    const slope: OwnLoss = (estimate, centre, params) => {
      assert.deepEqual(Object.keys(estimate.atoms), ["beta1"]);
      const [a, b] = [params.estimate, params.truth].map(
        ({ experts }) => (experts as typeof records)[0].a[0],
      );
      return Math.abs(a - b) + Math.abs(estimate.logWeights[0] - centre.logWeights[0]);
    };
    const experiment = define({ truth: zeros, experts: [mine, pointMass({ at: 0 })], losses: [slope] });
    const record = runNamedTrial(task, experiment);
    const [{ name, a }] = record.params.experts as readonly { name: string; a: number[] }[];
    assert.equal(name, "mine");
    const [weight] = record.params.gating.beta0 as number[];
    assert.equal(record.losses.slope, Math.abs(a[0] - 2) + Math.abs(weight - 0.5));
    const unnamed = { ...zeros, experts: records.map(({ name: _, ...record }) => record) };
    const drawn = define({ truth: unnamed, expert: [mine, pointMass({ at: 0 })], losses: [slope] });
    assert.deepEqual(
      fittedModel(drawn).families.map(({ name }) => name),
      ["mine", "pointMass"],
    );
  });

  it("is fitted without intercepts where its truth has none, without code too", () => {
    const experts = { ...truth.experts, b: [0, 0], intercept: false };
    assert.equal(fittedModel(define({ truth: { ...truth, experts } })).intercept.experts, false);
  });

  const refused: readonly [object, string][] = [
    [
      { truth, experts: ["gaussian", "gausian"] },
      'experts[1]; unknown expert "gausian"; known: binomial, gamma, gaussian, multinomialLogistic, pointMass, poisson, studentT; did you mean "gaussian"?',
    ],
    [
      { truth, experts: ["gaussian", { name: "pointMass", att: 0 }] },
      'unknown entry experts[1].att; known: name, at; did you mean "at"?',
    ],
    [{ truth, experts: [] }, "experts; not a whole number from 1 to 1000 or a list that holds something: []"],
    [{ truth, experts: ["gaussian", 3] }, "experts[1]; not a text or an object: 3"],
    [{ truth: zeros, experts: 3 }, "experts; not a list of families, as the truth has several of them: 3"],
    [
      { truth: zeros, losses: ["d1"] },
      'losses[0]; "d1" compares experts of one family; of several families there are hellinger, totalVariation and losses of one\'s own',
    ],
    [
      { truth: { ...zeros, experts: [records[0], { ...records[1], att: 0 }] } },
      'unknown entry truth.experts[1].att; known: name, intercept, at; did you mean "at"?',
    ],
    [
      { truth: zeros, design: "normal:0:1" },
      "losses; missing, and the theory has none for gaussian and pointMass experts",
    ],
    [
      { truth: zeros, fitted: { expert: { nu: 3 } } },
      'fitted.expert; options of one family, where there are several: give them in the list of experts: "nu"',
    ],
    [
      { truth: zeros, starts: "near-truth" },
      "starts; invalid experts; a start near the truth is for experts of one family: gaussian, pointMass",
    ],
  ];
  for (const [spec, message] of refused)
    it(`is refused: ${message}`, () => assert.throws(() => define(spec), { message }));
});
