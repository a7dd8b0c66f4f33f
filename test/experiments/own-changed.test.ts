import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changedExperiment } from "../../experiments/own/changes.js";
import { experimentByName } from "../../experiments/specs/index.js";
import { setAround } from "../../experiments/specs/sets.js";
import { balancedTruth, topTwoPlaneTruth } from "../../experiments/specs/truths.js";
import type { Changes } from "../../experiments/types/experiment-file.js";
import { truth } from "./support/mine.js";

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
