import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { definitionHash, definitionOf } from "../../experiments/identity.js";
import { readHeader } from "../../experiments/storage/results-file.js";
import { openStore, readStore } from "../../experiments/storage/store.js";
import { timesFile } from "../../experiments/storage/times.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import { emptyFolder } from "./support/folder.js";
import { fileWith, fits, header, held, records, recordsOf, refuses } from "./support/store.js";
import { toy, toyProtocol } from "./support/toy.js";

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
