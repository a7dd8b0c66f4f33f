import { dirname } from "node:path";
import { withBudget, withOverrides } from "./budgets.js";
import { inline } from "./executors/inline.js";
import { experimentFrom } from "./own/load.js";
import { runExperiment } from "./run.js";
import { isOf } from "./running/asked.js";
import { experimentByName, experiments, protocolByName } from "./specs/index.js";
import { type Header, readHeader, readResults } from "./storage/results-file.js";
import {
  type Asked,
  type Extent,
  fitsOfShard,
  partOf,
  readExtent,
  shardFilesOf,
  shardIndex,
  takeUpShards,
} from "./storage/shards.js";
import { openStore } from "./storage/store.js";
import { filesWithShards } from "./storage/stored-runs.js";
import { runNamedTrial } from "./trial.js";
import type { Experiment } from "./types/experiment.js";
import type { Executor } from "./types/record.js";
import type { Summary } from "./types/summary.js";

/** What came of putting the shards of one experiment together. */
export interface Merged {
  /** The results file that now holds what the shards held. */
  readonly file: string;
  readonly header: Header;
  /** Of a complete run that is summed up: it stands beside the file now. */
  readonly summary?: Summary;
  /** Where fits are missing, as far as can be told: how many in all, and of which shards. */
  readonly missing?: { readonly fits: number; readonly shards: readonly number[]; readonly of: number };
  /** The file with the code of the experiment, which alone can sum it up. */
  readonly code?: string;
  readonly notices: readonly string[];
}

/**
 * Puts the shards of each experiment of a folder together: adds their fits to the results file, removes their files, and, where
 * all fits that were asked for are there, leaves the files that one run would have written. A run can be completed where the
 * package knows the experiment by its name, or it is plain data, and all shards were asked for the same sizes and replicates; of
 * others the fits are added alone. Throws where the folder has no shards, one is in use, or of another run.
 */
export async function mergeShards(folder: string): Promise<Merged[]> {
  const files = filesWithShards(folder);
  if (files.length === 0) throw new Error(`no shards in ${folder}; it has no file NAME.shard-I-of-N.jsonl`);
  const merged: Merged[] = [];
  for (const file of files) merged.push(await mergeFile(file));
  return merged;
}

async function mergeFile(file: string): Promise<Merged> {
  const parts = shardFilesOf(file);
  const header = readHeader(parts[0]!);
  const [text, ...others] = [...new Set(parts.map((part) => JSON.stringify(readExtent(part))))];
  if (text === undefined || others.length > 0) return addedAlone(file, header);
  const { of } = partOf(parts.at(-1)!)!.shard;
  const extent: Extent = JSON.parse(text);
  const experiment = await experimentOf(header, extent);
  return experiment ? completed(file, header, experiment, { extent, of }) : counted(file, header, extent, of);
}

/** The experiment of a run, where it can be had without reading its code. */
async function experimentOf({ experiment }: Header, { source }: Extent): Promise<Experiment | undefined> {
  if (experiments.some(({ name }) => name === experiment)) return experimentByName(experiment);
  return source && !("file" in source.from) ? experimentFrom(source) : undefined;
}

function addedAlone(file: string, header: Header): Merged {
  const store = openStore(file, header);
  try {
    const notices = takeUpShards(file, { ...store, header, whileRunning: false });
    store.complete();
    return { file, header, notices: [...store.notices, ...notices] };
  } finally {
    store.close();
  }
}

/** Adds the fits alone, and counts those that are missing. */
function counted(file: string, header: Header, { source, fits }: Extent, of: number): Merged {
  const added = addedAlone(file, header);
  const missing = fits && missingIn(file, header, fits, of);
  return {
    ...added,
    ...(source && "file" in source.from ? { code: source.from.file } : {}),
    ...(missing && missing.fits > 0 ? { missing } : {}),
  };
}

async function completed(
  file: string,
  header: Header,
  experiment: Experiment,
  { extent, of }: { readonly extent: Extent; readonly of: number },
): Promise<Merged> {
  const { seed } = header;
  const notices: string[] = [];
  const declared = protocolByName(experiment, header.protocol);
  const protocol = withOverrides(withBudget(declared, extent.budget ?? "full"), extent);
  const incomplete = new Error("fits are missing");
  // Nothing is fitted here: the run ends before its first fit.
  const refusing: Executor = (tasks) => {
    for (const _ of tasks) throw incomplete;
    return inline(runNamedTrial)([]);
  };
  const onNotice = (notice: string) => void notices.push(notice);
  const { budget, sizes, reps } = extent;
  const options = {
    budget,
    sizes,
    reps,
    experiment,
    protocol: protocol.name,
    seed,
    out: dirname(file),
    onNotice,
  };
  try {
    const { summary } = await runExperiment({ ...options, executor: refusing });
    return { file, header, summary, notices };
  } catch (error) {
    if (error !== incomplete) throw error;
    return { file, header, missing: missingIn(file, header, protocol, of), notices };
  }
}

/** What a results file lacks, from what it holds: an extent changed by hand may ask for more fits than can be gone through. */
function missingIn(file: string, header: Header, asked: Asked, of: number): NonNullable<Merged["missing"]> {
  const isAsked = isOf(asked);
  const held = new Map<number, number>();
  readResults(file, header, (record) => {
    const shard = shardIndex(asked, record, of);
    if (isAsked(record)) held.set(shard, (held.get(shard) ?? 0) + 1);
  });
  const all = asked.sizes.length * asked.replicates;
  const fits = all - [...held.values()].reduce((sum, count) => sum + count, 0);
  const shards: number[] = [];
  for (let index = 0; index < Math.min(of, all); index++)
    if ((held.get(index) ?? 0) < fitsOfShard(asked, { index, of })) shards.push(index);
  return { fits, shards, of };
}
