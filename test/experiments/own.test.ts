import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { withBudget } from "../../experiments/budgets.js";
import { packagePath } from "../../experiments/package-info.js";
import { experimentSchemaText } from "../../experiments/schema/experiment.js";
import { setAround } from "../../experiments/specs/sets.js";
import { balancedTruth, topTwoPlaneTruth } from "../../experiments/specs/truths.js";
import { define, truth } from "./support/mine.js";

describe("an experiment of one's own", () => {
  it("needs a truth and nothing else", () => {
    const { name, title, k, theory, protocols } = define({ truth });
    assert.deepEqual([name, title, k], ["mine", "mine: exact-specified, k = 2 of 2 experts", 2]);
    assert.match(theory.source, /no theorem/);
    const { design, sizes, replicates, losses, parameterSet } = protocols.certified;
    assert.equal(design.name, "uniform:-1:1");
    assert.deepEqual([sizes.length, sizes[0], sizes.at(-1), replicates], [13, 100, 100_000, 20]);
    assert.deepEqual(losses, ["d1", "d2", "hellinger", "totalVariation"]);
    assert.deepEqual(parameterSet, setAround(truth));
  });

  it("takes the losses of the theory that fit the truth and the number of experts", () => {
    const losses = (spec: object) => define(spec).protocols.certified.losses.slice(0, -2);
    assert.deepEqual(losses({ truth, experts: 3 }), ["d2", "d1"]);
    assert.deepEqual(losses({ truth: topTwoPlaneTruth }), ["topk.experts", "topk.d1", "topk.gate"]);
    assert.deepEqual(define({ truth, design: "normal:0:1" }).protocols.certified.losses, ["d1", "d2"]);
  });

  it("draws as many inputs as its truth has", () => {
    const designed = (design?: string) =>
      define({ truth: topTwoPlaneTruth, ...(design ? { design } : {}) }).protocols.certified.design.name;
    assert.equal(designed(), "uniform:-1:1:2");
    assert.equal(designed("uniform:0:2"), "uniform:0:2:2");
    assert.throws(() => designed("uniform:0:2:3"), {
      message: 'design; "uniform:0:2:3" draws as many inputs: 3; the truth has 2',
    });
  });

  it("runs by default as it is stated, and what it leaves open as the package's own", () => {
    const sizesOf = (spec: object, budget: "quick" | "default") => {
      const { sizes, replicates } = withBudget(define({ truth, ...spec }).protocols.certified, budget);
      return [sizes, replicates];
    };
    assert.deepEqual(sizesOf({ sizes: [5000, 1000, 1000], replicates: 50 }, "default"), [[1000, 5000], 50]);
    assert.deepEqual(sizesOf({ sizes: [5000, 1000], replicates: 50 }, "quick"), [[1000, 5000], 8]);
    const [sizes, replicates] = sizesOf({}, "default");
    assert.deepEqual([(sizes as number[]).at(-1), replicates], [10_000, 20]);
  });

  it("shares its data with others on the same truth and design, and with no others", () => {
    const nameOf = (spec: object) => define({ truth, ...spec }).truthName;
    assert.equal(nameOf({ experts: 4, losses: ["d2"] }), nameOf({}));
    assert.notEqual(nameOf({ design: "uniform:-1:2" }), nameOf({}));
    assert.notEqual(nameOf({ truth: balancedTruth }), nameOf({ truth: topTwoPlaneTruth }));
  });

  const refused: readonly [object, string][] = [
    [{}, "truth; missing"],
    [
      { truth, experts: "3" },
      'experts; not a whole number from 1 to 1000 or a list that holds something: "3"',
    ],
    [
      { truth: { ...truth, experts: { ...truth.experts, sigma2: [1, -0.3] } } },
      "truth; invalid experts.sigma2[1]; not positive: -0.3",
    ],
    [
      { truth: { ...truth, experts: { ...truth.experts, sigma2: ["x", 1] } } },
      'truth.experts.sigma2[0]; not a finite number or a list that holds something: "x"',
    ],
    [
      { truth: { ...truth, gating: { ...truth.gating, topk: 1 } } },
      'unknown entry truth.gating.topk; known: name, intercept, beta0, beta1, topK, rank; did you mean "topK"?',
    ],
    [
      { truth, fitted: { gating: { topk: 1 } } },
      'unknown entry fitted.gating.topk; known: topK, rank; did you mean "topK"?',
    ],
    [
      { truth, theory: { slop: 1 } },
      'unknown entry theory.slop; known: slope, kind, source; did you mean "slope"?',
    ],
    [{ truth, method: "newtn" }, 'method; unknown "newtn"; known: newton, em; did you mean "newton"?'],
    [{ truth, tries: 3 }, 'tries; only with starts "near-truth", since "multi" takes as many as it needs: 3'],
    [{ truth, losses: ["d1", "d3"] }, 'losses[1]; unknown loss "d3"; did you mean "d1"?'],
    [{ truth, losses: ["temperature.dr(2)"] }, "losses[0]; invalid estimate; no block: tau"],
    [
      { truth, design: "normal:0:1", losses: ["hellinger"] },
      'losses[0]; hellinger needs a uniform or a grid design: "normal:0:1"',
    ],
    [{ truth, losses: [() => 1] }, "losses[0]; a function without a name, which its results go by"],
    [{ truth, losses: [function d1() {}] }, 'losses[0]; the library has a loss of this name: "d1"'],
    [
      { truth, losses: [function mine() {}] },
      'losses[0]; invalid loss "mine" of mine; not a number: undefined',
    ],
    [
      { truth, parameterSet: { units: "own", ranges: { b: [1] } } },
      "parameterSet.ranges.b; not a pair of numbers: [1]",
    ],
    [{ truth, name: "softmax-exact" }, 'name; an experiment of the package is called so: "softmax-exact"'],
    [{ truth, name: "my exp" }, 'name; not of small letters, figures and hyphens between them: "my exp"'],
  ];
  for (const [spec, message] of refused)
    it(`is refused: ${message}`, () => assert.throws(() => define(spec), { message }));

  it("suggests the entry that was meant", () => {
    assert.throws(
      () => define({ truth, exprets: 3 }),
      /^(Moestat)?Error: unknown entry exprets; .*did you mean "experts"\?$/,
    );
    assert.throws(
      () => define({ truth, expert: 3 }),
      /^(Moestat)?Error: expert; .*: 3; did you mean "experts"\?$/,
    );
  });

  it("is refused where parameters that it calls equivalent have another density", () => {
    const same = { ...truth, gating: { beta0: [2, 2], beta1: [[4], [1]] } };
    assert.deepEqual(define({ truth, equivalents: [same] }).equivalents, [same]);
    const other = { ...truth, gating: { beta0: [1, 0], beta1: [[3], [0]] } };
    assert.throws(
      () => define({ truth, equivalents: [same, other] }),
      /^(Moestat)?Error: equivalents\[1\]; not the density of the truth; /,
    );
  });
});

describe("the published schema", () => {
  it("is the one that files are checked against", () => {
    const file = packagePath("dist", "experiments", "schema", "experiment.schema.json");
    assert.equal(readFileSync(file, "utf8"), experimentSchemaText());
  });
});
