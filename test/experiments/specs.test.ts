import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { budgetNames, withBudget, withOverrides } from "../../experiments/budgets.js";
import { definitionOf, specHash } from "../../experiments/identity.js";
import { packagePath } from "../../experiments/package-info.js";
import { experimentByName, experiments, protocolByName } from "../../experiments/specs/index.js";
import type { Experiment } from "../../experiments/types.js";

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
    assert.equal(experiment.experts, experts);
    assert.deepEqual(protocol.sizes, [...new Set(rows.map((row) => Number(row[0])))]);
    assert.equal(protocol.replicates, new Set(rows.map((row) => row[1])).size);
    assert.equal(protocol.tries, experts === 2 ? 1 : 5);
  });
}

test("certified sizes are 13 from 100 to 100000, four a decade", () => {
  for (const experiment of experiments) {
    const { sizes, replicates } = protocolByName(experiment);
    assert.deepEqual(sizes, [100, 178, 316, 562, 1000, 1778, 3162, 5623, 10000, 17783, 31623, 56234, 100000]);
    assert.equal(replicates, 40);
  }
});

test("every experiment is found by its name, and its file is named after it", () => {
  for (const experiment of experiments) {
    assert.equal(experimentByName(experiment.name), experiment);
    assert.ok(readFileSync(packagePath("experiments", "specs", `${experiment.name}.ts`)).length > 0);
  }
});

test("an unknown experiment or protocol is named with the known ones", () => {
  assert.throws(() => experimentByName("demystify"), {
    message: `unknown experiment "demystify"; known: ${experiments.map(({ name }) => name).join(", ")}`,
  });
  assert.throws(() => protocolByName(experimentByName("softmax-exact"), "paper"), {
    message: 'experiment "softmax-exact" has no protocol "paper"; it has: certified',
  });
});

const isExact = ({ experts, truth }: Experiment) =>
  experts === (truth.gating.beta0 as readonly number[]).length;

test("the headline loss is D1 where the fit is exact, D2 where it is over-specified, pinned in the paper's protocol", () => {
  for (const experiment of experiments) {
    assert.equal(protocolByName(experiment).losses[0], isExact(experiment) ? "d1" : "d2");
    if (experiment.protocols.paper) assert.equal(experiment.protocols.paper.losses[0], "pinned");
  }
});

test("a budget takes declared sizes only, at least three, and more of them the larger it is", () => {
  for (const experiment of experiments) {
    for (const protocol of Object.values(experiment.protocols)) {
      const [quick, normal, full] = budgetNames.map((budget) => withBudget(protocol, budget));
      assert.equal(full, protocol);
      for (const smaller of [quick!, normal!]) {
        assert.ok(smaller.sizes.length >= 3);
        assert.ok(smaller.sizes.every((n) => protocol.sizes.includes(n)));
        assert.equal(new Set(smaller.sizes).size, smaller.sizes.length);
      }
      assert.ok(quick!.replicates <= normal!.replicates && normal!.replicates <= full!.replicates);
      assert.ok(quick!.sizes.length < normal!.sizes.length && normal!.sizes.length < full!.sizes.length);
    }
  }
});

test("sizes and replicates given by hand are sorted, made unique and checked", () => {
  const protocol = protocolByName(experiments[0]);
  const custom = withOverrides(protocol, { sizes: [500, 100, 500], reps: 3 });
  assert.deepEqual(custom.sizes, [100, 500]);
  assert.equal(custom.replicates, 3);
  assert.equal(withOverrides(protocol, {}).replicates, 40);
  assert.throws(() => withOverrides(protocol, { sizes: [100, 2.5] }), {
    message: "invalid sizes[1]; not a positive whole number: 2.5",
  });
  assert.throws(() => withOverrides(protocol, { sizes: [] }), { message: "invalid sizes; none given" });
  assert.throws(() => withOverrides(protocol, { reps: 0 }), {
    message: "invalid reps; not a positive whole number: 0",
  });
});

test("the spec hash changes with what decides a fit, and not with sizes or replicates", () => {
  const experiment = experimentByName("demystifying-over");
  const protocol = protocolByName(experiment);
  const hash = (e = experiment, p = protocol) => specHash(definitionOf(e, p));
  assert.match(hash(), /^[0-9a-f]{64}$/);
  assert.equal(hash(experiment, { ...protocol, sizes: [7], replicates: 1, describes: "else" }), hash());
  assert.notEqual(hash(experiment, { ...protocol, tries: 3 }), hash());
  assert.notEqual(hash({ ...experiment, experts: 5 }), hash());
  const hashes = experiments.flatMap((e) => Object.values(e.protocols).map((p) => hash(e, p)));
  assert.equal(new Set(hashes).size, hashes.length);
});
