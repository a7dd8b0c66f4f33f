import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { budgetNames } from "../budgets.js";
import { canonicalJson } from "../json.js";
import { checkData } from "../schema/check.js";
import { sourceSchema } from "../schema/manifest.js";
import type { Source } from "../types/experiment-file.js";
import type { Budget, Protocol } from "../types/protocol.js";
import type { Task, TimedRecord, TrialRecord } from "../types/record.js";
import { type FitSet, fitSet } from "./fit-set.js";
import { lock } from "./lock.js";
import { lostFile } from "./lost.js";
import { withoutFolder } from "./manifest.js";
import { type Header, markOf, readResults, recordLine } from "./results-file.js";
import { type Remeasure, readably, readStore } from "./store.js";
import { timeOf, timesFile } from "./times.js";
import { removeDraft, writeWhole } from "./write-whole.js";

/** One of `of` parts of an experiment's fits: those whose number, modulo `of`, is `index`. */
export interface Shard {
  /** From 0 to `of` - 1. */
  readonly index: number;
  readonly of: number;
}

/** `3 of 8`. */
export const shardName = ({ index, of }: Shard): string => `${index} of ${of}`;

/** Throws where a shard is none: `of` no positive whole number, `index` not one from 0 to `of` - 1. */
export function checkShard({ index, of }: Shard): void {
  if (!Number.isSafeInteger(of) || of < 1)
    throw new Error(`invalid shard; its number of parts is not a positive whole number: ${of}`);
  if (!Number.isSafeInteger(index) || index < 0 || index >= of)
    throw new Error(`invalid shard; not a whole number from 0 to ${of - 1}: ${index}`);
}

/** The sizes and replicates that are asked for. */
export type Asked = Pick<Protocol, "sizes" | "replicates">;

/** The shard that a fit belongs to. Fits are numbered from 0, by size and then by replicate, as they stand in the results. */
export const shardIndex = (
  { sizes, replicates }: Asked,
  { n, replicate }: Pick<Task, "n" | "replicate">,
  of: number,
): number => (sizes.indexOf(n) * replicates + replicate) % of;

/** How many fits belong to a shard. */
export const fitsOfShard = ({ sizes, replicates }: Asked, { index, of }: Shard): number =>
  Math.max(0, Math.ceil((sizes.length * replicates - index) / of));

/** The file of a shard beside the results file that it is a part of: `NAME.shard-3-of-8.jsonl`. */
export const shardFile = (file: string, { index, of }: Shard): string =>
  file.replace(/\.jsonl$/, `.shard-${index}-of-${of}.jsonl`);

const ending = /\.shard-(\d+)-of-(\d+)\.jsonl$/;

/** The results file that a shard's file is a part of, and which part; `undefined` for a file of another name. */
export function partOf(file: string): { readonly whole: string; readonly shard: Shard } | undefined {
  const match = ending.exec(file);
  if (!match) return undefined;
  const [, index, of] = match;
  return { whole: file.replace(ending, ".jsonl"), shard: { index: Number(index), of: Number(of) } };
}

/** The files of shards that lie beside a results file, of whatever number of parts, in order. */
export function shardFilesOf(file: string): string[] {
  return besides(file)
    .filter((name) => partOf(name)?.whole === basename(file))
    .map((name) => ({ name, shard: partOf(name)!.shard }))
    .sort((p, q) => p.shard.of - q.shard.of || p.shard.index - q.shard.index)
    .map(({ name }) => join(dirname(file), name));
}

/** The files of shards that are not there although their locks are: a process was killed before it made one, or after it removed one. */
function lockedAlone(file: string): string[] {
  const names = besides(file);
  return names
    .filter((name) => name.endsWith(".jsonl.lock"))
    .map((name) => name.slice(0, -".lock".length))
    .filter((name) => partOf(name)?.whole === basename(file) && !names.includes(name))
    .map((name) => join(dirname(file), name));
}

/** The names in the folder of a file. */
const besides = (file: string): string[] => (existsSync(dirname(file)) ? readdirSync(dirname(file)) : []);

/** What is known of the fits of an experiment from several files. */
export type Fits = Pick<FitSet, "markOf" | "count">;

/** The fits that stand in any of these files; they may be in use by other processes, and are only read. */
export function fitsIn(files: readonly string[], header: Header): Fits {
  const fits = fitSet();
  for (const file of files) readResults(file, header, ({ n, replicate }) => fits.add(n, replicate, 1));
  return fits;
}

/** A set that is added to and a set that stays, as one. */
export function both(growing: Fits, fixed: Fits): Fits {
  const markOf: Fits["markOf"] = (n, replicate) => growing.markOf(n, replicate) || fixed.markOf(n, replicate);
  return {
    markOf,
    count(n, replicates) {
      let fits = 0;
      for (let replicate = 0; replicate < replicates; replicate++) if (markOf(n, replicate) !== 0) fits++;
      return fits;
    },
  };
}

/** How shards are taken up. */
export interface TakeUp {
  readonly header: Header;
  readonly remeasure?: Remeasure | undefined;
  /** The fits that are there, those that were appended among them. */
  readonly fits: Fits;
  readonly append: (record: TimedRecord) => void;
  /** Whether a shard that another process is working on is passed over; it is refused otherwise. */
  readonly whileRunning: boolean;
}

/**
 * Adds to a results file what the files of its shards hold and it does not, and removes these files, each when all of it is
 * added: a process that is killed on the way loses nothing. Returns a sentence for each file with damaged lines. Throws where a
 * shard is in use, of another run, or holds a different record of a fit that is there.
 */
export function takeUpShards(
  file: string,
  { header, remeasure, fits, append, whileRunning }: TakeUp,
): string[] {
  const notices: string[] = [];
  for (const part of lockedAlone(file)) lockOrPass(part, true)?.();
  for (const part of shardFilesOf(file)) {
    const unlock = lockOrPass(part, whileRunning);
    if (!unlock) continue;
    try {
      const seconds = timeOf(timesFile(part));
      const add = (record: TrialRecord): void => {
        const { n, replicate, key } = record;
        const before = fits.markOf(n, replicate);
        if (before === 0) append({ ...record, seconds: seconds(n, replicate) });
        else if (before !== markOf(recordLine(record, header).slice(0, -1)))
          throw new Error(`results files "${file}" and "${part}" hold two different records of ${key}`);
      };
      const { records, damaged } = readStore(part, header, { remeasure });
      for (const record of records) add(record);
      if (damaged > 0)
        notices.push(`results file "${part}": left out ${damaged} damaged line${damaged === 1 ? "" : "s"}`);
      removeShard(part);
    } finally {
      unlock();
    }
  }
  return notices;
}

function lockOrPass(file: string, pass: boolean): (() => void) | undefined {
  try {
    return lock(file);
  } catch (error) {
    if (pass) return undefined;
    throw error;
  }
}

/** How much of its experiment a shard belongs to, as it was asked for: what it takes to put the shards together. */
export interface Extent {
  readonly budget?: Budget | undefined;
  readonly sizes?: readonly number[] | undefined;
  readonly reps?: number | undefined;
  /** Of an experiment that the package does not know by its name: where it came from, if it was not made in a program. */
  readonly source?: Source | undefined;
  /** Of such a one: the sizes and replicates that come of what was asked for, which only its code may tell otherwise. */
  readonly fits?: Asked | undefined;
}

const extentFile = (file: string): string => file.replace(/\.jsonl$/, ".asked.json");

/** Notes the extent beside the file of a shard. */
export const writeExtent = (file: string, { budget, sizes, reps, source, fits }: Extent): void => {
  const extent = { budget, sizes, reps, source: source && withoutFolder(source), fits };
  readably(file, () => writeWhole(extentFile(file), `${canonicalJson(extent)}\n`));
};

/** The extent that was noted; `undefined` where there is no such note, or one that is damaged. */
export function readExtent(file: string): Extent | undefined {
  try {
    const extent = JSON.parse(readFileSync(extentFile(file), "utf8"));
    return isExtent(extent) ? extent : undefined;
  } catch {
    return undefined;
  }
}

function isExtent(value: unknown): value is Extent {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const {
    budget,
    sizes = [1],
    reps = 1,
    source,
    fits,
  } = value as { readonly [name in keyof Extent]?: unknown };
  if (source !== undefined) checkData(sourceSchema, source);
  return (
    (budget === undefined || ["custom", ...budgetNames].some((name) => name === budget)) &&
    areCounts(sizes, reps) &&
    (fits === undefined || areCounts((fits as Asked).sizes, (fits as Asked).replicates))
  );
}

const areCounts = (sizes: unknown, replicates: unknown): boolean =>
  Array.isArray(sizes) &&
  sizes.length > 0 &&
  [...sizes, replicates].every((number) => Number.isSafeInteger(number) && number > 0);

/** Removes the files of a shard, and drafts of them that a killed process left. */
export function removeShard(file: string): void {
  removeDraft(extentFile(file));
  removeDraft(file);
  rmSync(lostFile(file), { force: true });
  rmSync(extentFile(file), { force: true });
  rmSync(timesFile(file), { force: true });
  rmSync(file, { force: true });
}
