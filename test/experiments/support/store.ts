import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { definitionHash, definitionOf } from "../../../experiments/identity.js";
import { tasksOf } from "../../../experiments/schedule.js";
import { type Header, resultsFormat } from "../../../experiments/storage/results-file.js";
import { openStore, readStore, type Store } from "../../../experiments/storage/store.js";
import { timesFile } from "../../../experiments/storage/times.js";
import type { TrialRecord } from "../../../experiments/types/record.js";
import { emptyFolder } from "./folder.js";
import toyTrial, { toy, toyProtocol } from "./toy.js";

/** All fits of the toy experiment, and their records as a results file holds them. */
export const fits = [...tasksOf("toy", toyProtocol, "moestat")].map(toyTrial);
export const records: readonly TrialRecord[] = fits.map(({ seconds, ...record }) => record);
const definition = definitionOf(toy, toyProtocol);
/** The header of the toy experiment's results. */
export const header: Header = {
  moestat: "0.0.0",
  format: resultsFormat,
  experiment: "toy",
  protocol: "certified",
  seed: "moestat",
  spec: definitionHash(definition),
  definition,
};

/** A results file with the first `count` toy records. */
export function fileWith(t: TestContext, count: number): string {
  const file = join(emptyFolder(t), "toy-certified.jsonl");
  const store = openStore(file, header);
  for (const fit of fits.slice(0, count)) store.append(fit);
  store.close();
  rmSync(timesFile(file), { force: true });
  return file;
}

/** The records that a file holds, and those of the toy records that an open store has. */
export const recordsOf = (file: string, other = header) => [...readStore(file, other).records];
export const held = ({ fits }: Store) =>
  records.filter(({ n, replicate }) => fits.markOf(n, replicate) !== 0);

/** Checks that opening throws that message and leaves folder and file as they are. */
export function refuses(file: string, message: string | RegExp, other: Header = header): void {
  const before = readFileSync(file);
  assert.throws(() => openStore(file, other), { message });
  assert.deepEqual(readFileSync(file), before);
  assert.deepEqual(readdirSync(join(file, "..")), ["toy-certified.jsonl"]);
}
