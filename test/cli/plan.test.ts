import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { assertRefused, bench, outputOf } from "./process.js";

describe("moestat plan", () => {
  it("plans samples of a hundred million in a moment, and says what is extrapolated", async (t) => {
    const { moestat, path } = bench(t);
    const asked = ["plan", "softmax-exact", "--sizes", "1000,1e8", "--reps", "5000", "--time", "04:00:00"];
    const text = outputOf(await moestat(...asked, "--cpus", "2", "--seconds", "1"));
    assert.match(
      text,
      /^softmax-exact \(certified\): 10,000 fits, .* core-hours on machines like this one$/m,
    );
    assert.match(text, /^ +1,000 .* measured$/m);
    assert.match(text, /^100,000,000 .* extrapolated$/m);
    assert.match(text, /beyond n = [\d,]+ times go on like n\^\d/);
    assert.match(
      text,
      /^ {2}moestat run softmax-exact --sizes 1000,100000000 --reps 5000 --executor slurm --array \d+ --cpus 2 --time 04:00:00 --mem \d+G$/m,
    );
    assert.equal(existsSync(path("results")), false);
  });

  it("gives numbers to programs", async (t) => {
    const { moestat } = bench(t);
    const plan = JSON.parse(
      outputOf(await moestat("plan", "softmax-exact", "--quick", "--seconds", "1", "--json")),
    );
    const { low, value, high } = plan.coreSeconds;
    assert.ok(0 < low && low <= value && value <= high);
    assert.equal(plan.fits, 15);
    // A process of Node alone holds some 40 MB.
    assert.ok(plan.sizes[0].memory > 3e7);
  });

  it("refuses unknown experiments and times that are none", async (t) => {
    const { moestat } = bench(t);
    assertRefused(await moestat("plan", "softmax"), 'unknown experiment "softmax"');
    assertRefused(
      await moestat("plan", "topk-one"),
      "invalid experiment; a study, name one of its experiments topk-",
    );
    for (const name of ["plan", "run", "list"])
      assertRefused(
        await moestat(name, "slow-directions"),
        "invalid experiment; an analysis, which has no fits (moestat figure draws it): slow-directions",
      );
    assertRefused(
      await moestat("list", "topk-three"),
      "invalid experiment; a study, name one of its experiments topk-three-d1, topk-three-d2: topk-three",
    );
    assertRefused(
      await moestat("plan", "softmax-exact", "--time", "soon"),
      "invalid --time; not of the form HH:MM:SS: soon",
    );
  });
});
