import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readResults, recordLine } from "../../experiments/storage/results-file.js";
import { openStore, readStore } from "../../experiments/storage/store.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import { emptyFolder } from "./support/folder.js";
import { fileWith, fits, header, held, records, recordsOf } from "./support/store.js";

test("a file cut off at any byte is repaired to its whole lines and goes on", (t) => {
  const whole = readFileSync(fileWith(t, 3));
  const folder = emptyFolder(t);
  const property = fc.property(fc.nat({ max: whole.length }), (length) => {
    const file = join(folder, "cut.jsonl");
    writeFileSync(file, whole.subarray(0, length));
    const lines = whole.subarray(0, length).toString().split("\n").length - 1;
    assert.equal(recordsOf(file).length, Math.max(0, lines - 1));
    assert.equal(readFileSync(file).length, length);
    const store = openStore(file, header);
    const torn = length > 0 && whole[length - 1] !== 10;
    assert.equal(store.notices.length, torn ? 1 : 0);
    const before = held(store);
    assert.deepEqual(before, records.slice(0, Math.max(0, lines - 1)));
    for (const fit of fits.slice(before.length, 3)) store.append(fit);
    store.close();
    assert.deepEqual(readFileSync(file), whole);
  });
  fc.assert(property, { seed: 1, numRuns: 200 });
});

test("a torn last line is told to the user", (t) => {
  const file = fileWith(t, 3);
  appendFileSync(file, '{"key":"moestat/toy');
  const store = openStore(file, header);
  store.close();
  assert.deepEqual(store.notices, [
    `results file "${file}": cut off a torn last line (19 bytes); that fit is run again`,
  ]);
});

/** A results file of three fits in which one byte is another. */
function changedByte(whole: Buffer) {
  // A digit for a digit is the likeliest to go unseen.
  const values = fc.oneof(fc.nat({ max: 255 }), fc.integer({ min: 48, max: 57 }), fc.constant(10));
  return fc
    .tuple(fc.nat({ max: whole.length - 1 }), values)
    .filter(([at, value]) => whole[at] !== value)
    .map(([at, value]) => {
      const changed = Buffer.from(whole);
      changed[at] = value;
      return { at, value, changed };
    });
}

test("a single byte that was replaced anywhere is found", (t) => {
  const whole = readFileSync(fileWith(t, 3));
  const file = join(emptyFolder(t), "changed.jsonl");
  const property = fc.property(changedByte(whole), ({ at, value, changed }) => {
    writeFileSync(file, changed);
    const { damaged, end, size } = readResults(file, header);
    assert.ok(damaged > 0 || end < size, `byte ${at} as ${value} went unseen`);
  });
  // All bytes with all values are some 700,000 cases; MOESTAT_CASES asks for more of them.
  fc.assert(property, { seed: 1, numRuns: Number(process.env.MOESTAT_CASES ?? 1000) });
});

test("what a replaced byte has damaged is told, run again, and ends as the same bytes", (t) => {
  const whole = readFileSync(fileWith(t, 3));
  const file = join(emptyFolder(t), "changed.jsonl");
  const property = fc.property(changedByte(whole), ({ changed }) => {
    writeFileSync(file, changed);
    const store = openStore(file, header);
    assert.ok(store.notices.length > 0);
    const before = held(store);
    for (const record of recordsOf(file)) assert.ok(before.some(({ key }) => key === record.key));
    for (const fit of fits.slice(0, 3)) if (!before.some(({ key }) => key === fit.key)) store.append(fit);
    store.complete();
    store.close();
    assert.deepEqual(readFileSync(file), whole);
  });
  fc.assert(property, { seed: 1, numRuns: 60 });
});

test("damaged lines are counted, and a damaged header is restored where the records vouch for it", (t) => {
  const file = fileWith(t, 4);
  const lines = readFileSync(file, "utf8").split("\n");
  const damaged = [
    lines[0].replace("toy", "boy"),
    lines[1],
    lines[2].replace("logLik", "logLic"),
    ...lines.slice(3),
  ];
  writeFileSync(file, damaged.join("\n"));
  assert.equal(readStore(file, header).damaged, 2);
  const store = openStore(file, header);
  assert.deepEqual(store.notices, [
    `results file "${file}": left out 2 damaged lines; what stood there is run again`,
  ]);
  store.append(fits[1]);
  store.complete();
  store.close();
  assert.equal(readFileSync(file, "utf8"), lines.join("\n"));
});

test("lines of another file, of other text, or of another kind of record are damaged lines", (t) => {
  const file = fileWith(t, 2);
  const wrong = [
    { ...records[2], status: "good" },
    { ...records[2], n: 100 },
    { ...records[2], replicate: 5 },
    { ...records[2], seed: "other" },
    { ...records[2], k: 2 },
    { ...records[2], experiment: "other" },
    { ...records[2], losses: { ...records[2].losses, d1: "0" } },
    { ...records[2], losses: { hellinger: 0.1 } },
  ];
  const foreign = recordLine(records[2], { spec: "of another definition" });
  const lines = wrong.map((record) => recordLine(record as unknown as TrialRecord, header));
  appendFileSync(file, ["garbage\n", "\n", "{}\n", "[1]\n", foreign, ...lines].join(""));
  assert.equal(readStore(file, header).damaged, 5 + wrong.length);
  const store = openStore(file, header);
  assert.deepEqual(held(store), records.slice(0, 2));
  assert.match(store.notices[0], /left out 13 damaged lines/);
  store.close();
  assert.equal(readStore(file, header).damaged, 0);
});
