import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { definitionHash, definitionOf } from "../../experiments/identity.js";
import { tasksOf } from "../../experiments/schedule.js";
import {
  type Header,
  readHeader,
  readResults,
  recordLine,
  resultsFormat,
} from "../../experiments/storage/results-file.js";
import { openStore, readStore, type Store } from "../../experiments/storage/store.js";
import { readTimes, timesFile } from "../../experiments/storage/times.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import { emptyFolder } from "./support/folder.js";
import toyTrial, { toy, toyProtocol } from "./support/toy.js";

const fits = [...tasksOf("toy", toyProtocol, "moestat")].map(toyTrial);
const records: readonly TrialRecord[] = fits.map(({ seconds, ...record }) => record);
const definition = definitionOf(toy, toyProtocol);
const header: Header = {
  moestat: "0.0.0",
  format: resultsFormat,
  experiment: "toy",
  protocol: "certified",
  seed: "moestat",
  spec: definitionHash(definition),
  definition,
};

/** A results file with the first `count` toy records. */
function fileWith(t: TestContext, count: number): string {
  const file = join(emptyFolder(t), "toy-certified.jsonl");
  const store = openStore(file, header);
  for (const fit of fits.slice(0, count)) store.append(fit);
  store.close();
  rmSync(timesFile(file), { force: true });
  return file;
}

const recordsOf = (file: string, other = header) => [...readStore(file, other).records];
const held = ({ fits }: Store) => records.filter(({ n, replicate }) => fits.markOf(n, replicate) !== 0);

/** Checks that opening throws that message and leaves folder and file as they are. */
function refuses(file: string, message: string | RegExp, other: Header = header): void {
  const before = readFileSync(file);
  assert.throws(() => openStore(file, other), { message });
  assert.deepEqual(readFileSync(file), before);
  assert.deepEqual(readdirSync(join(file, "..")), ["toy-certified.jsonl"]);
}

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

test("a file of another experiment, protocol, seed or definition is refused and left as it is", (t) => {
  const file = fileWith(t, 2);
  refuses(file, `results file "${file}" is from another run; experiment is "toy", not "other"`, {
    ...header,
    experiment: "other",
  });
  refuses(file, `results file "${file}" is from another run; protocol is "certified", not "paper"`, {
    ...header,
    protocol: "paper",
  });
  refuses(
    file,
    `results file "${file}" holds fits of seed "moestat"; give those of seed "two" a folder of their own`,
    { ...header, seed: "two" },
  );
  const changed = definitionOf({ ...toy, k: 4 }, toyProtocol);
  refuses(
    file,
    `results file "${file}" is from another definition of toy; experts is 3, not 4 (choose another folder or another name)`,
    { ...header, spec: definitionHash(changed), definition: changed },
  );
  refuses(
    file,
    `results file "${file}" is from another definition of toy; spec is ${header.spec}, not 0 (choose another folder or another name)`,
    { ...header, spec: "0" },
  );
  refuses(file, `results file "${file}" is of format 2, which is not format 3`, { ...header, format: 3 });
});

test("a file of version 0.1.0, which has no checksums, is refused and left as it is", (t) => {
  const file = fileWith(t, 0);
  const { format, seed, ...old } = header;
  writeFileSync(file, `${JSON.stringify({ ...old, moestat: "0.1.0" })}\n${JSON.stringify(fits[0])}\n`);
  refuses(
    file,
    `results file "${file}" was written by version 0.1.0, without the checksums that are needed now; run it again in another folder, or move the file away`,
  );
});

test("a file of which only the losses are others is measured again, replaced and continued", (t) => {
  const file = fileWith(t, 3);
  appendFileSync(file, '{"key":');
  const wider = definitionOf(toy, { ...toyProtocol, losses: [...toyProtocol.losses, "third"] });
  const other = { ...header, spec: definitionHash(wider), definition: wider };
  const remeasure = <R extends TrialRecord>(record: R) => ({
    ...record,
    losses: { ...record.losses, third: record.n },
  });
  const expected = records.slice(0, 3).map(remeasure);
  assert.deepEqual([...readStore(file, other, { remeasure }).records], expected);
  assert.deepEqual(readHeader(file), header);
  const store = openStore(file, other, { remeasure });
  assert.deepEqual(held(store), records.slice(0, 3));
  assert.deepEqual(
    store.notices[0],
    `results file "${file}": the losses of 3 fits were computed again, since others are recorded now`,
  );
  store.append(remeasure(fits[3]));
  store.close();
  rmSync(timesFile(file));
  assert.deepEqual(recordsOf(file, other), records.slice(0, 4).map(remeasure));
  refuses(file, `results file "${file}" has other losses than are asked for`);
});

test("a torn last line of a foreign file is not cut off", (t) => {
  const file = fileWith(t, 2);
  appendFileSync(file, '{"key":');
  refuses(file, /another run/, { ...header, experiment: "other" });
});

test("a file that is no results file is refused", (t) => {
  for (const text of [
    "n,loss\n1,2\n",
    "hello",
    "[]\n",
    '{"moestat":1}\n',
    '{"moestat":"0.1.0","format":2}\n',
  ]) {
    const file = join(emptyFolder(t), "toy-certified.jsonl");
    writeFileSync(file, text);
    refuses(file, new RegExp(`^"${file}" is not a results file; `));
  }
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

test("a results file can be open once; a lock that a killed process left is replaced", (t) => {
  const file = fileWith(t, 1);
  const store = openStore(file, header);
  assert.throws(() => openStore(file, header), {
    message: `results file "${file}" is in use by process ${process.pid}`,
  });
  assert.equal(recordsOf(file).length, 1);
  const lock = JSON.parse(readlinkSync(`${file}.lock`));
  store.close();
  assert.deepEqual(readdirSync(join(file, "..")), ["toy-certified.jsonl"]);
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

test("the lock of a process that was killed while it removed another's is replaced too", (t) => {
  const file = fileWith(t, 1);
  const dead = JSON.stringify({
    pid: spawnSync(process.execPath, ["-e", ""]).pid,
    host: hostname(),
    born: "1",
  });
  for (const locks of [[".lock.lock"], [".lock", ".lock.lock"], [".lock", ".lock.lock", ".lock.lock.lock"]]) {
    for (const end of locks) symlinkSync(dead, `${file}${end}`);
    openStore(file, header).close();
    assert.deepEqual(readdirSync(join(file, "..")), ["toy-certified.jsonl"]);
  }
});

test("of a task that Slurm has started again elsewhere, the lock of before is replaced", (t) => {
  const file = fileWith(t, 1);
  const before = { pid: 1, host: "node2", born: "5", job: "7", task: "3", restart: 0 };
  const open = (environment: Readonly<Record<string, string>>) => {
    symlinkSync(JSON.stringify(before), `${file}.lock`);
    Object.assign(process.env, environment);
    try {
      openStore(file, header).close();
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
      rmSync(`${file}.lock`, { force: true });
    }
  };
  const again = { SLURM_ARRAY_JOB_ID: "7", SLURM_ARRAY_TASK_ID: "3", SLURM_RESTART_COUNT: "1" };
  open(again);
  const others = [{ SLURM_ARRAY_JOB_ID: "8" }, { SLURM_ARRAY_TASK_ID: "2" }, { SLURM_RESTART_COUNT: "0" }];
  for (const other of others)
    assert.throws(() => open({ ...again, ...other }), {
      message: `results file "${file}" is in use by process 1 of job 7 on node2; if that is not so, remove ${file}.lock`,
    });
});
