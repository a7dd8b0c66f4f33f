import assert from "node:assert/strict";
import { test } from "node:test";
import { tasksOf } from "../../experiments/schedule.js";
import { parseSummary, summarize, summaryText } from "../../experiments/summarize.js";
import type { TrialRecord } from "../../experiments/types.js";
import toyTrial, { toy, toyProtocol } from "./support/toy.js";

const records = tasksOf("toy", toyProtocol, "moestat").map(toyTrial);
const options = { budget: "full", seed: "moestat" } as const;

test("a summary counts every fit by status, at every size", () => {
  const summary = summarize(toy, toyProtocol, records, options);
  assert.equal(summary.fits, 18);
  assert.equal(summary.headline, "d1");
  assert.equal(summary.trueK, 2);
  assert.deepEqual(
    summary.losses.map((loss) => loss.loss),
    ["d1", "d2"],
  );
  const { sizes } = summary.losses[0];
  assert.deepEqual(
    sizes.map((size) => size.n),
    [10, 100, 1000],
  );
  for (const size of sizes) {
    const counted = Object.values(size.statuses).reduce((a, b) => a + b);
    assert.equal(counted, 6);
    assert.equal(size.certified, size.statuses.converged + size.statuses.singular);
  }
  const certified = sizes.reduce((sum, size) => sum + size.certified, 0);
  assert.equal(summary.failures, 18 - certified);
});

test("the curve of certified fits stands beside that of all fits when more than 1 % are not certified", () => {
  const as = (status: TrialRecord["status"]) => (record: TrialRecord) => ({ ...record, status });
  const good = records.map(as("singular"));
  const one = [...good.slice(0, -1), as("maxSteps")(good.at(-1)!)];
  assert.equal(summarize(toy, toyProtocol, good, options).losses[0].certifiedOnly, undefined);
  const { certifiedOnly } = summarize(toy, toyProtocol, one, options).losses[0];
  assert.deepEqual(
    certifiedOnly!.sizes.map((size) => size.replicates),
    [6, 6, 5],
  );
  const none = records.map(as("maxSteps"));
  assert.equal(summarize(toy, toyProtocol, none, options).losses[0].certifiedOnly, undefined);
});

test("a summary does not depend on the order of the records, nor on their times", () => {
  const other = [...records].reverse().map((record) => ({ ...record, seconds: 9, version: "x" }));
  assert.equal(
    summaryText(summarize(toy, toyProtocol, other, options)),
    summaryText(summarize(toy, toyProtocol, records, options)),
  );
});

test("the text of a summary gives the summary back, with NaN for what is not finite", () => {
  const summary = summarize(toy, { ...toyProtocol, sizes: [10] }, records.slice(0, 6), options);
  const text = summaryText(summary);
  assert.match(text, /"slope":null/);
  assert.deepEqual(parseSummary(text), summary);
});
