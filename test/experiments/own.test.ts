import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { withBudget } from "../../experiments/budgets.js";
import { definitionOf } from "../../experiments/identity.js";
import { changedExperiment } from "../../experiments/own/changes.js";
import { codeOf } from "../../experiments/own/code.js";
import { defineExperiment } from "../../experiments/own/define.js";
import { experimentFrom, findExperiment, loadExperiment } from "../../experiments/own/load.js";
import { packagePath } from "../../experiments/package-info.js";
import { fittedModel } from "../../experiments/parts/models.js";
import { experimentSchemaText } from "../../experiments/schema/experiment.js";
import { experimentByName } from "../../experiments/specs/index.js";
import { setAround } from "../../experiments/specs/sets.js";
import { balancedTruth, topTwoPlaneTruth } from "../../experiments/specs/truths.js";
import { runNamedTrial } from "../../experiments/trial.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { Changes, ExperimentFile, OwnLoss } from "../../experiments/types/experiment-file.js";
import { activations } from "../../src/activations/index.js";
import { gaussian } from "../../src/experts/gaussian.js";
import { pointMass } from "../../src/experts/pointMass.js";
import { activationDenseToSparse } from "../../src/gatings/activationDenseToSparse.js";
import type { Design, Params } from "../../src/types.js";
import { emptyFolder } from "./support/folder.js";

const truth: Params = {
  gating: { beta0: [0, 0], beta1: [[3], [0]] },
  experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};
const define = (spec: object): Experiment => defineExperiment(spec as ExperimentFile, { name: "mine" });
const farthest: OwnLoss = (estimate, { atoms }) =>
  Math.max(...estimate.atoms.b.map(([b]) => Math.min(...atoms.b.map(([centre]) => Math.abs(b - centre)))));

/** Writes files into an empty folder, and gives the path of the first. */
function written(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(files)[0]);
}

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

describe("an experiment with code of its own", () => {
  // The list has a tanh: one's own under another name must give the same fit.
  const { evaluate } = activations.tanh();
  const mine = activationDenseToSparse({ activation: { name: "mine", evaluate } });
  const heated = {
    gating: { beta0: [0.5, 0], beta1: [[4], [-2]], tau: 0.8 },
    experts: truth.experts,
  };
  const task = { experiment: "mine", protocol: "certified", n: 200, replicate: 0, seed: "s" } as const;

  it("fits a gate of its own as if the package had it", () => {
    const losses = ["activation.exact", "hellinger"];
    const own = define({ truth: heated, gating: mine, losses: [...losses, farthest] });
    const { gating, experts } = heated;
    const known = define({
      truth: { gating: { ...gating, name: "activationDenseToSparse", activation: "tanh" }, experts },
      losses,
    });
    const [here, there] = [own, { ...known, truthName: own.truthName }].map((one) =>
      runNamedTrial(task, one),
    );
    // The package's gate runs in a kernel, which rounds otherwise; both end where the score is below 1e-8.
    assert.ok(Math.abs(here.logLik / there.logLik - 1) < 1e-12, `${here.logLik}, ${there.logLik}`);
    assert.ok(Math.abs(here.losses.hellinger / there.losses.hellinger - 1) < 1e-5);
    const { atoms } = fittedModel(own).measure(here.params);
    const centre = { b: truth.experts.b as number[] };
    const expected = Math.max(...atoms.b.map(([b]) => Math.min(...centre.b.map((c) => Math.abs(b - c)))));
    assert.equal(here.losses.farthest, expected);
  });

  it("selects experts on top of a gate of its own", () => {
    const own = define({ truth: heated, gating: mine, experts: 3, fitted: { gating: { topK: 2 } } });
    assert.equal(fittedModel(own).selected, 2);
    assert.throws(() => define({ truth: heated, gating: mine, fitted: { gating: { temperature: 1 } } }), {
      message: /^(unknown entry )?fitted\.gating\.temperature; /,
    });
  });

  it("is fitted without intercepts where its truth has none", () => {
    const gating = { ...heated.gating, beta0: [0, 0], intercept: false };
    const experts = { ...truth.experts, b: [0, 0], intercept: false };
    // Two slopes of the gate and its temperature, two slopes and two variances of the experts.
    const sizeOf = (spec: object) => fittedModel(define({ ...spec, losses: [farthest] })).size;
    assert.equal(sizeOf({ truth: { gating, experts }, gating: mine }), 7);
    const softmaxGate = { beta0: [0, 0], beta1: [[3], [0]], intercept: false };
    assert.equal(sizeOf({ truth: { gating: softmaxGate, experts } }), 5);
  });

  it("draws inputs by a design of its own", () => {
    const halves: Design = {
      name: "halves",
      d: 1,
      draw: (n) => [Float64Array.from({ length: n }, (_, t) => (t % 2 === 0 ? -0.5 : 0.5) + t / n / 10)],
    };
    const own = define({ truth, design: halves, losses: ["d1"] });
    assert.equal(runNamedTrial(task, own).n, 200);
    assert.match(own.protocols.certified.describes, /design "halves"/);
  });

  it("says which fit its code fails in", () => {
    const odd: OwnLoss = ({ atoms }) => (atoms.b[0][0] === 1 ? 0 : (undefined as unknown as number));
    assert.throws(() => runNamedTrial(task, define({ truth, losses: [odd] })), {
      message: 'mine, n = 200, replicate 0: invalid loss "odd" of mine; not a number: undefined',
    });
  });
});

const module = (body: string) =>
  `import { helper } from "./helper.js";\nconst own = (e, t) => helper(e.atoms.b.length - t.atoms.b.length);\n${body}\n`;
const spec = (more: string) => `export default { truth: ${JSON.stringify(truth)}, ${more} };`;
const helper = "export const helper = (x: number): number => Math.abs(x);\n";

describe("a file of an experiment", () => {
  it("is JSON or a module, and names the experiment", async (t) => {
    const text = JSON.stringify({ $schema: "x.json", truth, experts: 3 });
    const fromJson = await loadExperiment(written(t, { "My exp_2.json": text }));
    assert.deepEqual([fromJson.name, fromJson.k], ["my-exp-2", 3]);
    for (const ending of ["mjs", "js", "ts", "mts"]) {
      const body = `import { uniform } from "moestat";\n${spec("experts: 3, design: uniform({ to: 2 }), losses: ['d2']")}`;
      const { name, k, protocols } = await loadExperiment(written(t, { [`my.${ending}`]: body }));
      assert.deepEqual([name, k, protocols.certified.design.name], ["my", 3, "uniform:-1:2"]);
    }
  });

  it("is named in errors", async (t) => {
    const refuses = async (name: string, text: string, message: RegExp) => {
      const file = written(t, { [name]: text });
      await assert.rejects(loadExperiment(file), (error: Error) => {
        assert.ok(error.message.startsWith(`${file}: `), error.message);
        assert.match(error.message.slice(file.length + 2), message);
        return true;
      });
    };
    await refuses("my.json", '{"truth": ', /^invalid JSON; /);
    await refuses("my.json", " ", /^invalid JSON; empty$/);
    await refuses("my.json", JSON.stringify({ truth, experts: "3" }), /^experts; not a whole number/);
    await refuses("my.mjs", "export const a = 1;", /^no default export/);
    await refuses("my.ts", "export default { a: , };", /^cannot be loaded; ParseError/);
    await refuses("my.ts", "export default nothing;", /^cannot be loaded; nothing is not defined/);
    await refuses(
      "my.ts",
      'import "no-such-package"; export default {};',
      /^cannot be loaded; .*no-such-package/s,
    );
    await refuses("my.txt", "x", /^not a \.json, /);
    await assert.rejects(loadExperiment(join(emptyFolder(t), "none.json")), { code: "ENOENT" });
  });

  it("is another definition when its code is changed, that of its imports too; losses alone when only they are code", async (t) => {
    const file = written(t, { "my.mjs": module(spec("losses: ['d1', own]")), "helper.ts": helper });
    const definition = async () => {
      const experiment = await loadExperiment(file);
      return definitionOf(experiment, experiment.protocols.certified);
    };
    const before = await definition();
    assert.deepEqual(await definition(), before);
    writeFileSync(join(dirname(file), "helper.ts"), helper.replace("Math.abs(x)", "x * x"));
    const { losses, ...rest } = await definition();
    assert.notDeepEqual(losses, before.losses);
    assert.deepEqual({ ...rest, losses: before.losses }, before);

    writeFileSync(
      file,
      `import { activationDenseToSparse } from "moestat";\n${module(spec("gating: activationDenseToSparse({ activation: 'tanh' }), losses: [own]").replace('"beta0"', '"tau":1,"beta0"'))}`,
    );
    const withGate = await definition();
    assert.equal(withGate.code, codeOf(file));
    writeFileSync(join(dirname(file), "helper.ts"), helper);
    assert.notEqual((await definition()).code, withGate.code);
  });

  it("has a hash that does not depend on its folder", (t) => {
    const files = { "my.mjs": module(""), "helper.ts": helper };
    assert.equal(codeOf(written(t, files)), codeOf(written(t, files)));
    assert.notEqual(codeOf(written(t, files)), codeOf(written(t, { ...files, "helper.ts": `${helper} ` })));
  });

  it("is found again by workers: plain data as they are, code by its file, if it is unchanged", async (t) => {
    const plain = await loadExperiment(written(t, { "my.mjs": spec("experts: 3") }));
    assert.deepEqual(plain.source?.from, { spec: { truth, experts: 3, name: "my" } });
    const file = written(t, { "my.mjs": module(spec("losses: [own]")), "helper.ts": helper });
    const coded = await findExperiment(file, { experts: 4 });
    const again = await experimentFrom(structuredClone(coded.source!));
    const { certified } = coded.protocols;
    assert.deepEqual(definitionOf(again, again.protocols.certified), definitionOf(coded, certified));
    assert.equal(again.name, coded.name);
    writeFileSync(join(dirname(file), "helper.ts"), `${helper}// more\n`);
    await assert.rejects(experimentFrom(coded.source!), {
      message: `${file}: changed while the run goes on`,
    });
  });
});

describe("a changed experiment", () => {
  const base = experimentByName("softmax-exact");
  const change = (changes: Changes) => changedExperiment(base, changes);

  it("has a name of its own, which says how it is changed", () => {
    assert.equal(change({}), base);
    assert.match(change({ experts: 4 }).name, /^softmax-exact--k4-[0-9a-f]{6}$/);
    const all: Changes[] = [
      { experts: 4 },
      { experts: 3 },
      { losses: ["d2", "d1"] },
      { losses: ["d1", "d2"] },
      { truth },
      { design: "normal:0:1", losses: ["d1"] },
      { parameterSet: setAround(balancedTruth, 3) },
    ];
    const names = all.map((changes) => change(changes).name);
    assert.equal(new Set(names).size, all.length, names.join());
  });

  it("shares the declared data unless truth or design are changed", () => {
    assert.equal(change({ experts: 4 }).truthName, base.truthName);
    assert.notEqual(change({ design: "uniform:-2:2" }).truthName, base.truthName);
    assert.notEqual(change({ truth: { ...truth } }).truthName, base.truthName);
  });

  it("keeps what theory says only where it is about the same", () => {
    assert.equal(change({ losses: ["d1"] }).theory, base.theory);
    assert.equal(change({ parameterSet: setAround(balancedTruth, 3) }).theory, base.theory);
    for (const changes of [{ experts: 4 }, { losses: ["d2"] }, { truth }])
      assert.match(change(changes).theory.source, /no theorem/);
  });

  it("takes set and losses of a changed truth, and refuses what does not fit it", () => {
    const { certified } = change({ truth: topTwoPlaneTruth, design: "uniform:-1:1" }).protocols;
    assert.deepEqual(certified.parameterSet, setAround(topTwoPlaneTruth));
    assert.equal(certified.losses[0], "topk.experts");
    assert.equal(certified.design.name, "uniform:-1:1:2");
    assert.throws(
      () => change({ truth: topTwoPlaneTruth }),
      /^(Moestat)?Error: design; "uniform:-1:1" draws as many inputs: 1/,
    );
    assert.throws(() => change({ design: "normal:0:1" }), /^(Moestat)?Error: losses\[2\]; hellinger needs/);
  });

  it("is changed in each of its protocols", () => {
    const { protocols } = changedExperiment(experimentByName("demystifying-exact"), { losses: ["d2"] });
    assert.deepEqual(
      Object.values(protocols).map(({ losses }) => losses),
      [["d2"], ["d2"], ["d2"]],
    );
  });
});

describe("the published schema", () => {
  it("is the one that files are checked against", () => {
    const file = packagePath("dist", "experiments", "schema", "experiment.schema.json");
    assert.equal(readFileSync(file, "utf8"), experimentSchemaText());
  });
});
