import assert from "node:assert/strict";
import { test } from "node:test";
import { tasksOf } from "../../experiments/schedule.js";
import { parseSummary, summarize, summaryText } from "../../experiments/summarize.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import toyTrial, { toy, toyProtocol } from "./support/toy.js";

const records = [...tasksOf("toy", toyProtocol, "moestat")].map(toyTrial);
const options = { budget: "full", seed: "moestat" } as const;

test("a summary counts every fit by status, at every size", () => {
  const summary = summarize(toy, toyProtocol, records, options);
  assert.equal(summary.fits, 18);
  assert.equal(summary.headline, "d1");
  assert.equal(summary.trueK, 2);
  assert.deepEqual(
    summary.losses.map((loss) => loss.loss),
    ["d1", "d2", "hellinger", "totalVariation"],
  );
  const { sizes } = summary.losses[0];
  assert.deepEqual(
    sizes.map((size) => size.n),
    [10, 100, 1000],
  );
  for (const size of sizes) {
    const counted = Object.values(size.statuses).reduce((a, b) => a + b);
    assert.equal(counted, 6);
    assert.equal(size.certified, size.statuses.converged + size.statuses.singular + size.statuses.boundary);
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

test("an over-specified fit is summarised by pattern too, with the fits of each at each size", () => {
  const { patterns } = summarize(toy, toyProtocol, records, options);
  assert.deepEqual(
    patterns!.map(({ pattern }) => pattern),
    ["1,2", "2,1"],
  );
  for (const { pattern, fits, losses } of patterns!) {
    const of = records.filter((record) => record.pattern === pattern);
    assert.equal(fits, of.length);
    assert.deepEqual(
      losses[0].sizes.map(({ n, replicates }) => [n, replicates]),
      [10, 100, 1000].map((n) => [n, of.filter((record) => record.n === n).length]),
    );
    const [first] = losses[0].sizes;
    const values = of.filter((record) => record.n === first.n).map((record) => record.losses.d1);
    assert.ok(Math.abs(first.mean - values.reduce((a, b) => a + b) / values.length) < 1e-12);
  }
  assert.equal(summarize({ ...toy, k: 2 }, toyProtocol, records, options).patterns, undefined);
});

test("fits for which a parameter's error is not defined are left out of it and counted, at every size", () => {
  const name = "error.beta1";
  const protocol = { ...toyProtocol, losses: ["d1", name] };
  const some = records.map((record) => ({
    ...record,
    losses: { ...record.losses, [name]: record.replicate < 2 ? Number.NaN : record.losses.d1 },
  }));
  const [d1, error] = summarize(toy, protocol, some, options).losses;
  assert.ok(d1.sizes.every(({ skipped }) => skipped === undefined));
  assert.deepEqual(
    error.sizes.map(({ skipped, replicates }) => [skipped, replicates]),
    [2, 2, 2].map((skipped) => [skipped, 6]),
  );
  const values = records
    .filter(({ n, replicate }) => n === 100 && replicate >= 2)
    .map(({ losses }) => losses.d1);
  assert.ok(Math.abs(error.sizes[1].mean - values.reduce((a, b) => a + b) / 4) < 1e-12);
  assert.ok(Number.isFinite(error.median.low));
});

test("a size at which no fit has the error is no point of its line", () => {
  const name = "error.a";
  const protocol = { ...toyProtocol, losses: ["d1", name] };
  const some = records.map((record) => ({
    ...record,
    losses: { ...record.losses, [name]: record.n === 100 ? Number.NaN : record.losses.d1 },
  }));
  const error = summarize(toy, protocol, some, options).losses[1];
  assert.equal(error.sizes[1].skipped, 6);
  assert.ok(Number.isNaN(error.sizes[1].mean));
  // Two of the three sizes are left.
  assert.ok(Number.isNaN(error.median.slope));
});

test("any other loss that is not a number counts as infinite", () => {
  const some = records.map((record) => ({ ...record, losses: { ...record.losses, d1: Number.NaN } }));
  const [d1] = summarize(toy, toyProtocol, some, options).losses;
  assert.ok(!Number.isFinite(d1.sizes[0].median) && !Number.isFinite(d1.median.slope));
  assert.deepEqual(d1.median.omitted, [10, 100, 1000]);
  assert.equal(d1.sizes[0].skipped, undefined);
});
