import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openStore } from "../../experiments/storage/store.js";
import { fileWith, header, recordsOf } from "./support/store.js";

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
