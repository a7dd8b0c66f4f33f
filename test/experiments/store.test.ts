import assert from "node:assert/strict";
import { appendFileSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readHeader, recordLine } from "../../experiments/storage/results-file.js";
import { openStore } from "../../experiments/storage/store.js";
import { readTimes, timesFile } from "../../experiments/storage/times.js";
import { emptyFolder } from "./support/folder.js";
import { fileWith, fits, header, held, records, recordsOf, refuses } from "./support/store.js";

test("what is appended is read back, by the next opening and beside it", (t) => {
  const file = fileWith(t, 5);
  assert.deepEqual(recordsOf(file), records.slice(0, 5));
  const store = openStore(file, header);
  assert.deepEqual(held(store), records.slice(0, 5));
  assert.deepEqual(store.notices, []);
  store.append(fits[5]);
  assert.equal(recordsOf(file).length, 6);
  assert.deepEqual([...store.complete()], records.slice(0, 6));
  store.close();
  assert.deepEqual(readHeader(file), header);
});

test("fits in any order, interrupted anywhere, end as the same file to the byte", (t) => {
  const whole = readFileSync(fileWith(t, fits.length));
  const order = fc.shuffledSubarray([...fits], { minLength: fits.length, maxLength: fits.length });
  const property = fc.property(order, fc.nat({ max: fits.length }), (shuffled, stop) => {
    const file = join(emptyFolder(t), "toy-certified.jsonl");
    const first = openStore(file, header);
    for (const fit of shuffled.slice(0, stop)) first.append(fit);
    first.close();
    const second = openStore(file, header);
    for (const fit of shuffled.slice(stop)) second.append(fit);
    assert.deepEqual([...second.complete()], records);
    second.close();
    assert.deepEqual(readFileSync(file), whole);
  });
  fc.assert(property, { seed: 1, numRuns: 20 });
});

test("times stand in a file of their own, added up by size", (t) => {
  const file = fileWith(t, 0);
  const store = openStore(file, header);
  for (const [i, seconds] of [0.5, 0.25, 2].entries()) store.append({ ...fits[i === 2 ? 6 : i], seconds });
  store.close();
  assert.doesNotMatch(readFileSync(file, "utf8"), /seconds/);
  const times = timesFile(file);
  assert.equal(readFileSync(times, "utf8"), "n,replicate,seconds\n10,0,0.5\n10,1,0.25\n100,0,2\n");
  appendFileSync(times, "garbage\n1000,0,");
  assert.deepEqual(readTimes(times), [
    { n: 10, fits: 2, seconds: 0.75 },
    { n: 100, fits: 1, seconds: 2 },
  ]);
});

test("a file that is not there holds no records", (t) => {
  assert.deepEqual(recordsOf(join(emptyFolder(t), "none.jsonl")), []);
});

test("a number that is not finite comes back as NaN", (t) => {
  const file = fileWith(t, 0);
  const store = openStore(file, header);
  store.append({ ...fits[0], losses: { ...fits[0].losses, d1: Infinity, d2: Number.NaN } });
  const [{ losses }] = store.complete();
  store.close();
  assert.deepEqual(losses, { ...fits[0].losses, d1: Number.NaN, d2: Number.NaN });
  assert.deepEqual(recordsOf(file)[0].losses, losses);
});

test("a fit that is there twice counts once, and is refused where the two differ", (t) => {
  const file = fileWith(t, 2);
  appendFileSync(file, recordLine(records[0], header));
  assert.deepEqual(recordsOf(file), records.slice(0, 2));
  const store = openStore(file, header);
  store.complete();
  store.close();
  assert.deepEqual(readFileSync(file), readFileSync(fileWith(t, 2)));
  appendFileSync(file, recordLine({ ...records[1], logLik: 0 }, header));
  refuses(file, `results file "${file}" holds two different records of ${records[1].key}`);
});

test("a results file that is a symbolic link is written through on demand only", (t) => {
  const [real, folder] = [fileWith(t, 1), emptyFolder(t)];
  const link = join(folder, "toy-certified.jsonl");
  symlinkSync(real, link);
  assert.throws(() => openStore(link, header), {
    message: `results file "${link}" is a symbolic link; give --follow to write where it points to, or another --out`,
  });
  const store = openStore(link, header, { follow: true });
  for (const fit of [fits[2], fits[1]]) store.append(fit);
  store.complete();
  store.close();
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.deepEqual(readFileSync(real), readFileSync(fileWith(t, 3)));
});

test("a file begun by another version is kept, with a notice", (t) => {
  const file = fileWith(t, 2);
  const store = openStore(file, { ...header, moestat: "9.9.9" });
  store.close();
  assert.equal(held(store).length, 2);
  assert.match(store.notices[0], /was begun by version 0\.0\.0; .*version 9\.9\.9$/);
});

test("a folder that cannot be made or written is one line", (t) => {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "file"), "");
  const below = join(folder, "file", "results", "toy.jsonl");
  assert.throws(() => openStore(below, header), {
    message: `cannot write results file "${below}"; a part of its path is not a folder`,
  });
  const there = join(folder, "dir.jsonl");
  mkdirSync(there);
  assert.throws(() => openStore(there, header), {
    message: `cannot write results file "${there}"; it is a folder`,
  });
  assert.throws(() => openStore("/proc/moestat/toy.jsonl", header), {
    message: 'cannot write results file "/proc/moestat/toy.jsonl"; its folder cannot be made',
  });
});
