import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fisherInformation } from "../../experiments/analyses/fisher.js";
import { budgetNames, withBudget, withOverrides } from "../../experiments/budgets.js";
import { densityErrors } from "../../experiments/densities.js";
import { definitionHash, definitionOf } from "../../experiments/identity.js";
import { packagePath } from "../../experiments/package-info.js";
import { experimentByName, experiments, protocolByName } from "../../experiments/specs/index.js";
import {
  certifiedProtocol,
  modelProtocol,
  paperCertifiedProtocol,
  paperProtocol,
} from "../../experiments/specs/protocols.js";
import { setAround } from "../../experiments/specs/sets.js";
import { balancedTruth, demystifyingTruth } from "../../experiments/specs/truths.js";
import type { Protocol } from "../../experiments/types/protocol.js";
import { uniformLaw } from "../../src/density/index.js";
import { uniform } from "../../src/random/designs.js";
import { modelOf } from "../../src/registry.js";
import type { FamilyParams, Params } from "../../src/types.js";

for (const experts of [2, 3, 4]) {
  test(`the paper protocol of ${experts} experts has the sizes and replicates of the released arrays`, () => {
    const experiment = experiments.find((e) => e.published?.file === `crpe-sgame-k${experts}.csv`)!;
    const text = readFileSync(packagePath("experiments", "published", experiment.published!.file), "utf8");
    const rows = text
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.split(","));
    const protocol = protocolByName(experiment, "paper");
    assert.equal(experiment.k, experts);
    assert.deepEqual(protocol.sizes, [...new Set(rows.map((row) => Number(row[0])))]);
    assert.equal(protocol.replicates, new Set(rows.map((row) => row[1])).size);
    assert.equal(protocol.tries, experts === 2 ? 1 : 5);
    const certified = protocolByName(experiment, "paper-certified");
    assert.equal(certified.design.name, protocol.design.name);
    for (const name of ["sizes", "replicates", "start", "tries"] as const)
      assert.deepEqual(certified[name], protocol[name]);
    assert.equal(certified.method, "newton");
    assert.equal(certified.losses[0], experts === 2 ? "d1" : "d2");
  });
}

test("the certified protocols have sizes four a decade up to 100000, from 100 or 1000, 20 replicates and the distances of the densities", () => {
  const all = [100, 178, 316, 562, 1000, 1778, 3162, 5623, 10000, 17783, 31623, 56234, 100000];
  const common = {
    design: uniform(),
    draws: "uniform inputs",
    provenance: "stand-in",
    truth: balancedTruth,
  } as const;
  const ofModel = { ...common, losses: ["topk.d1"] };
  const made: [Protocol, sizes: number[]][] = [
    [certifiedProtocol({ ...common, headline: "d1" }), all],
    [certifiedProtocol({ ...common, headline: "d2" }), all],
    [modelProtocol(ofModel), all.slice(4)],
    [modelProtocol({ ...ofModel, from: 100 }), all],
  ];
  for (const [{ sizes, replicates, losses }, expected] of made) {
    assert.deepEqual(sizes, expected);
    assert.equal(replicates, 20);
    for (const name of ["hellinger", "totalVariation"]) assert.ok(losses.includes(name));
  }
});

test("an experiment has a name of its own, which begins with its file's, and each of its protocols its name", () => {
  const files = readdirSync(packagePath("experiments", "specs")).flatMap((file) =>
    /\.(ts|js)$/.test(file) ? [file.replace(/\..*/, "")] : [],
  );
  for (const { name, protocols } of experiments) {
    assert.match(
      name,
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      `"${name}"; small letters, figures and hyphens are allowed`,
    );
    assert.equal(experiments.filter((other) => other.name === name).length, 1, `"${name}" is there twice`);
    assert.ok(
      files.some((file) => name === file || name.startsWith(`${file}-`)),
      `no file in experiments/specs is named after "${name}", or after what the name begins with`,
    );
    for (const [key, protocol] of Object.entries(protocols)) assert.equal(protocol.name, key, name);
  }
});

/** The package's own settings. An addition needs no line here. */
test("the settings of the papers are there, and one name of data stands for one truth", () => {
  const names = experiments.map(({ name }) => name);
  const expected = [
    "demystifying-exact demystifying-over demystifying-over-4 softmax-exact softmax-over",
    "topk-exact topk-over",
    "topk-threshold-1-of-4 topk-threshold-2-of-4 topk-threshold-1-of-3 topk-threshold-3-of-3",
    "topk-three-d1 topk-three-d2",
    ...["exact", "over"].map((fit) =>
      ["plain", "sigmoid", "tanh", "gelu"].map((gate) => `temperature-${fit}-${gate}`).join(" "),
    ),
    ...["1", "2"].flatMap((regime) =>
      ["exact", "over"].map((fit) =>
        ["standard", "tanh", "sigmoid"].map((gate) => `multinomial-regime${regime}-${fit}-${gate}`).join(" "),
      ),
    ),
  ].flatMap((line) => line.split(" "));
  assert.deepEqual(
    expected.filter((name) => !names.includes(name)),
    [],
  );
  const truths = new Map<string, string>();
  for (const { name, truthName, truth } of experiments) {
    const text = JSON.stringify(truth);
    assert.equal(
      truths.get(truthName) ?? text,
      text,
      `"${name}" and another truth share the truthName ${truthName}`,
    );
    truths.set(truthName, text);
  }
  const own = experiments.filter(({ name }) => expected.includes(name));
  const data = new Set(own.map(({ truthName }) => truthName));
  assert.equal(new Set(own.map(({ truth }) => JSON.stringify(truth))).size, data.size);
});

test("parameters that are called equivalent to a truth have its density", () => {
  for (const { truth, equivalents = [], protocols } of experiments)
    for (const other of equivalents) {
      const design = protocols.certified.design;
      const { hellinger } = densityErrors(
        { model: modelOf(truth), params: truth },
        { model: modelOf(other), params: other },
        design,
      );
      // The root of rounding errors: 1e-16 in each density.
      assert.ok(hellinger < 1e-7, `${hellinger}`);
    }
});

test("the noted eigenvalues of the Fisher information are its own, at least 1e-3 with an activation", () => {
  const eigenvalue = /smallest eigenvalue of the Fisher information of one observation: ([\d.]+)\.$/;
  const noted = experiments.flatMap(({ name, truth, notes = [], protocols }) => {
    const found = notes.map((note) => eigenvalue.exec(note)?.[1]).find((text) => text !== undefined);
    return found === undefined
      ? []
      : [{ name, truth, found: Number(found), design: protocols.certified.design }];
  });
  // Those of the package: three temperature gates and three multinomial ones, each with several fits.
  assert.ok(noted.length >= 3 * 2 + 3 * 4);
  for (const { name, truth, found, design } of noted) {
    const [, from, to] = design.name.split(":").map(Number);
    const law = uniformLaw({ from, to, order: 12, panels: 12 });
    const [least] = fisherInformation(modelOf(truth as Params), truth as Params, law).eigen.values;
    // Three digits are noted.
    assert.ok(Math.abs(least / found - 1) < 5e-3, `${name}: ${least}, noted ${found}`);
    if (name.startsWith("temperature")) assert.ok(least >= 1e-3);
  }
});

test("an unknown experiment or protocol is named with known ones", () => {
  assert.throws(() => experimentByName("softmax-exat"), {
    message: 'unknown experiment "softmax-exat"; did you mean "softmax-exact"?',
  });
  assert.throws(() => experimentByName("demystifying"), {
    message:
      'unknown experiment "demystifying"; known: demystifying-exact, demystifying-over, demystifying-over-4',
  });
  assert.throws(() => protocolByName(experimentByName("softmax-exact"), "paper"), {
    message: 'experiment "softmax-exact" has no protocol "paper"; it has: certified',
  });
});

test("the headline loss is D1 where the fit is exact, D2 where it is over-specified, pinned in the paper's protocol", () => {
  const ofFirstPaper = experiments.filter(({ name }) => /^(demystifying|softmax)-(exact|over)/.test(name));
  assert.equal(ofFirstPaper.length, 7);
  for (const { name, protocols } of ofFirstPaper) {
    assert.equal(protocols.certified.losses[0], name.includes("exact") ? "d1" : "d2");
    if (protocols.paper) assert.equal(protocols.paper.losses[0], "pinned");
  }
});

test("no protocol lists a loss twice", () => {
  for (const { name, protocols } of experiments)
    for (const { losses } of Object.values(protocols))
      assert.equal(new Set(losses).size, losses.length, name);
});

test("a budget takes declared sizes only, at least two, and more of them the larger it is", () => {
  for (const experiment of experiments) {
    for (const protocol of Object.values(experiment.protocols)) {
      assert.ok(protocol.sizes.length >= 2, `${experiment.name}; a slope needs two sizes`);
      const [quick, normal, full] = budgetNames.map((budget) => withBudget(protocol, budget));
      assert.equal(full, protocol);
      for (const smaller of [quick!, normal!]) {
        assert.ok(smaller.sizes.length >= 2);
        assert.ok(smaller.sizes.every((n) => protocol.sizes.includes(n)));
        assert.equal(new Set(smaller.sizes).size, smaller.sizes.length);
      }
      assert.ok(quick!.replicates <= normal!.replicates && normal!.replicates <= full!.replicates);
      assert.ok(quick!.sizes.length <= normal!.sizes.length && normal!.sizes.length <= full!.sizes.length);
    }
  }
});

test("a smaller budget leaves fewer sizes of the package's own protocols", () => {
  const common = { design: uniform(), draws: "", provenance: "stand-in", truth: balancedTruth } as const;
  const own = [
    certifiedProtocol({ ...common, headline: "d1" }),
    modelProtocol({ ...common, losses: [] }),
    ...[2, 3].flatMap((experts) => [
      paperProtocol(experts),
      paperCertifiedProtocol(experts, demystifyingTruth),
    ]),
  ];
  for (const protocol of own) {
    const [quick, normal, full] = budgetNames.map((budget) => withBudget(protocol, budget).sizes.length);
    assert.ok(quick < normal && normal < full, protocol.name);
  }
});

test("sizes and replicates given by hand are sorted, made unique and checked", () => {
  const protocol = protocolByName(experiments[0]);
  const custom = withOverrides(protocol, { sizes: [500, 100, 500], reps: 3 });
  assert.deepEqual(custom.sizes, [100, 500]);
  assert.equal(custom.replicates, 3);
  assert.equal(withOverrides(protocol, {}).replicates, protocol.replicates);
  assert.throws(() => withOverrides(protocol, { sizes: [100, 2.5] }), {
    message: "invalid sizes[1]; not a positive whole number: 2.5",
  });
  assert.throws(() => withOverrides(protocol, { sizes: [] }), { message: "invalid sizes; none given" });
  assert.throws(() => withOverrides(protocol, { reps: 0 }), {
    message: "invalid reps; not a positive whole number: 0",
  });
});

test("the hash of a definition changes with what decides a fit, and not with sizes or replicates", () => {
  const experiment = experimentByName("demystifying-over");
  const protocol = protocolByName(experiment);
  const hash = (e = experiment, p = protocol) => definitionHash(definitionOf(e, p));
  assert.match(hash(), /^[0-9a-f]{64}$/);
  assert.equal(hash(experiment, { ...protocol, sizes: [7], replicates: 1, describes: "else" }), hash());
  assert.notEqual(hash(experiment, { ...protocol, tries: 3 }), hash());
  assert.notEqual(hash({ ...experiment, k: 5 }), hash());
  assert.notEqual(hash({ ...experiment, fitted: { gating: { topK: 1 } } }), hash());
  assert.notEqual(
    hash(experiment, { ...protocol, parameterSet: { ranges: { coefficient: [-1, 1] } } }),
    hash(),
  );
  const named = experiments.flatMap((e) =>
    Object.values(e.protocols).map((p) => ({ name: e.name, hash: hash(e, p) })),
  );
  for (const { name, hash: own } of named) {
    const same = named.filter((other) => other.hash === own).map((other) => other.name);
    assert.deepEqual(same, [name], "two experiments with one definition");
  }
});

test("each certified protocol declares a compact set in the parameters' own units with its truth well inside", () => {
  for (const experiment of experiments) {
    const { parameterSet } = protocolByName(experiment);
    assert.equal(parameterSet?.units, "own", experiment.name);
    const model = modelOf(experiment.truth);
    const { gating, experts } = model.canonical(experiment.truth);
    const tau = model.gating.homogeneous ? (gating[model.gating.temperature!] as number) : 1;
    for (const [family, values, factor] of [
      [model.gating, gating, 1 / tau],
      [model.families[0], experts, 1],
    ] as const)
      for (const [name, { link }] of Object.entries(family.fields)) {
        const [low, high] = parameterSet!.ranges[name];
        for (const value of [(values as FamilyParams)[name]].flat(4) as number[]) {
          if (link === "log") assert.ok(value >= 2 * low && value <= high / 2, `${experiment.name} ${name}`);
          else
            assert.ok(
              Math.abs(factor * value) <= high / 1.5 + 1e-12 && low === -high,
              `${experiment.name} ${name}`,
            );
        }
      }
  }
});

test("a set round a truth reaches so many times its largest coefficient, and the square of that for what is positive", () => {
  assert.deepEqual(setAround(demystifyingTruth, 2), {
    units: "own",
    ranges: { beta0: [-50, 50], beta1: [-50, 50], a: [-40, 40], b: [-40, 40], sigma2: [0.09 / 4, 0.16 * 4] },
  });
});
