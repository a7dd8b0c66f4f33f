import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { definitionHash, definitionOf } from "../../experiments/identity.js";
import type { Header } from "../../experiments/results-file.js";
import { tasksOf } from "../../experiments/schedule.js";
import { openStore, readStore } from "../../experiments/store.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import { emptyFolder } from "./support/folder.js";
import toyTrial, { toy, toyProtocol } from "./support/toy.js";

const records = tasksOf("toy", toyProtocol, "moestat").map(toyTrial);
const definition = definitionOf(toy, toyProtocol);
const header: Header = {
  moestat: "0.0.0",
  experiment: "toy",
  protocol: "certified",
  spec: definitionHash(definition),
  definition,
};

/** A results file with the first `count` toy records. */
function fileWith(t: TestContext, count: number): string {
  const file = join(emptyFolder(t), "toy-certified.jsonl");
  const store = openStore(file, header);
  for (const record of records.slice(0, count)) store.append(record);
  store.close();
  return file;
}

/** Checks that opening throws that message and leaves folder and file as they are. */
function refuses(file: string, message: string | RegExp, other: Header = header): void {
  const before = readFileSync(file);
  assert.throws(() => openStore(file, other), { message });
  assert.deepEqual(readFileSync(file), before);
  assert.deepEqual(readdirSync(join(file, "..")), ["toy-certified.jsonl"]);
}

test("what is appended is read back, by the next opening and beside it", (t) => {
  const file = fileWith(t, 5);
  assert.deepEqual(readStore(file, header), records.slice(0, 5));
  const store = openStore(file, header);
  assert.deepEqual(store.records, records.slice(0, 5));
  assert.deepEqual(store.notices, []);
  assert.deepEqual(store.append(records[5]), records[5]);
  assert.equal(readStore(file, header).length, 6);
  store.close();
  assert.deepEqual(JSON.parse(readFileSync(file, "utf8").split("\n")[0]), header);
});

test("a file that is not there holds no records", (t) => {
  assert.deepEqual(readStore(join(emptyFolder(t), "none.jsonl"), header), []);
});

test("a number that is not finite comes back as NaN, the same from append and from the file", (t) => {
  const file = fileWith(t, 0);
  const store = openStore(file, header);
  const wild = { ...records[0], losses: { d1: Infinity, d2: Number.NaN, other: 1 } };
  const appended = store.append(wild);
  store.close();
  assert.deepEqual(appended.losses, { d1: Number.NaN, d2: Number.NaN, other: 1 });
  assert.deepEqual(readStore(file, header), [appended]);
});

test("a file cut off at any byte is repaired to its whole lines and goes on", (t) => {
  const whole = readFileSync(fileWith(t, 3));
  const folder = emptyFolder(t);
  const property = fc.property(fc.nat({ max: whole.length }), (length) => {
    const file = join(folder, "cut.jsonl");
    writeFileSync(file, whole.subarray(0, length));
    const lines = whole.subarray(0, length).toString().split("\n").length - 1;
    assert.equal(readStore(file, header).length, Math.max(0, lines - 1));
    assert.equal(readFileSync(file).length, length);
    const store = openStore(file, header);
    const torn = length > 0 && whole[length - 1] !== 10;
    assert.equal(store.notices.length, torn ? 1 : 0);
    assert.deepEqual(store.records, records.slice(0, Math.max(0, lines - 1)));
    for (const record of records.slice(store.records.length, 3)) store.append(record);
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

test("a file of another experiment, protocol or definition is refused and left as it is", (t) => {
  const file = fileWith(t, 2);
  refuses(file, `results file "${file}" is from another run; experiment is "toy", not "other"`, {
    ...header,
    experiment: "other",
  });
  refuses(file, `results file "${file}" is from another run; protocol is "certified", not "paper"`, {
    ...header,
    protocol: "paper",
  });
  const changed = definitionOf({ ...toy, experts: 4 }, toyProtocol);
  refuses(
    file,
    `results file "${file}" is from another definition of toy; experts is 3, not 4 (choose another folder or another name)`,
    {
      ...header,
      spec: definitionHash(changed),
      definition: changed,
    },
  );
  refuses(
    file,
    `results file "${file}" is from another definition of toy; spec is ${header.spec}, not 0 (choose another folder or another name)`,
    {
      ...header,
      spec: "0",
    },
  );
});

test("a file of which only the losses are others is measured again, replaced and continued", (t) => {
  const file = fileWith(t, 3);
  appendFileSync(file, '{"key":');
  const wider = definitionOf(toy, { ...toyProtocol, losses: [...toyProtocol.losses, "third"] });
  const other = { ...header, spec: definitionHash(wider), definition: wider };
  const remeasure = (record: TrialRecord) => ({ ...record, losses: { ...record.losses, third: record.n } });
  const expected = records.slice(0, 3).map(remeasure);
  assert.deepEqual(readStore(file, other, remeasure), expected);
  assert.deepEqual(JSON.parse(readFileSync(file, "utf8").split("\n")[0]), header);
  const store = openStore(file, other, remeasure);
  assert.deepEqual(store.records, expected);
  assert.deepEqual(
    store.notices[0],
    `results file "${file}": the losses of 3 fits were computed again, since others are recorded now`,
  );
  store.append(remeasure(records[3]));
  store.close();
  assert.deepEqual(readStore(file, other), records.slice(0, 4).map(remeasure));
  refuses(file, `results file "${file}" has other losses than are asked for`);
});

test("a torn last line of a foreign file is not cut off", (t) => {
  const file = fileWith(t, 2);
  appendFileSync(file, '{"key":');
  refuses(file, /another run/, { ...header, experiment: "other" });
});

test("a file that is no results file is refused", (t) => {
  for (const text of ["n,loss\n1,2\n", "hello", "[]\n", '{"moestat":1}\n']) {
    const file = join(emptyFolder(t), "toy-certified.jsonl");
    writeFileSync(file, text);
    refuses(file, new RegExp(`^"${file}" is not a results file; `));
  }
});

test("a line in the middle that is no record is refused, with its number", (t) => {
  for (const line of ["garbage", "{}", "", "[1]", JSON.stringify({ ...records[1], n: "10" })]) {
    const file = fileWith(t, 2);
    appendFileSync(file, `${line}\n`);
    appendFileSync(file, `${JSON.stringify(records[2])}\n`);
    refuses(file, `results file "${file}", line 4: not a record of toy`);
  }
});

test("a fit that is there twice counts once if both agree but for the time, else it is refused", (t) => {
  const file = fileWith(t, 2);
  appendFileSync(file, `${JSON.stringify({ ...records[0], seconds: 99 })}\n`);
  assert.deepEqual(readStore(file, header), records.slice(0, 2));
  appendFileSync(file, `${JSON.stringify({ ...records[1], logLik: 0 })}\n`);
  refuses(file, `results file "${file}", lines 3 and 5: two different records of ${records[1].key}`);
});

test("a file begun by another version is kept, with a notice", (t) => {
  const file = fileWith(t, 2);
  const store = openStore(file, { ...header, moestat: "9.9.9" });
  store.close();
  assert.equal(store.records.length, 2);
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

test("a results file can be open once; a lock that a killed process left is replaced", (t) => {
  const file = fileWith(t, 1);
  const store = openStore(file, header);
  assert.throws(() => openStore(file, header), {
    message: `results file "${file}" is in use by process ${process.pid}`,
  });
  assert.equal(readStore(file, header).length, 1);
  const lock = JSON.parse(readFileSync(`${file}.lock`, "utf8"));
  store.close();
  assert.equal(existsSync(`${file}.lock`), false);
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  for (const left of [{ ...lock, pid: dead }, "torn", ...(lock.born ? [{ ...lock, born: "1" }] : [])]) {
    writeFileSync(`${file}.lock`, typeof left === "string" ? left : JSON.stringify(left));
    openStore(file, header).close();
    assert.deepEqual(readdirSync(join(file, "..")), ["toy-certified.jsonl"]);
  }
  writeFileSync(`${file}.lock`, JSON.stringify({ ...lock, host: "elsewhere" }));
  assert.throws(() => openStore(file, header), {
    message: `results file "${file}" is in use by process ${process.pid} on elsewhere; if that is not so, remove ${file}.lock`,
  });
});
