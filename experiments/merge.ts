import { dirname } from "node:path";
import { withBudget, withOverrides } from "./budgets.js";
import { inline } from "./executors/inline.js";
import { runExperiment } from "./run.js";
import { experimentByName, experiments, protocolByName } from "./specs/index.js";
import { type Header, readHeader } from "./storage/results-file.js";
import { type Extent, partOf, readExtent, shardFilesOf, shardIndex, takeUpShards } from "./storage/shards.js";
import { openStore } from "./storage/store.js";
import { filesWithShards } from "./storage/stored-runs.js";
import { runNamedTrial } from "./trial.js";
import type { Executor } from "./types/record.js";
import type { Summary } from "./types/summary.js";

/** What came of putting the shards of one experiment together. */
export interface Merged {
  /** The results file that now holds what the shards held. */
  readonly file: string;
  readonly header: Header;
  /** Of a complete run: it stands beside the file now. */
  readonly summary?: Summary;
  /** Where fits are missing, as far as can be told: how many in all, and of which shards. */
  readonly missing?: { readonly fits: number; readonly shards: readonly number[]; readonly of: number };
  readonly notices: readonly string[];
}

/**
 * Puts the shards of each experiment of a folder together: adds their fits to the results file, removes their files, and, where
 * all fits that were asked for are there, leaves the files that one run would have written. A run can be completed where the
 * package knows the experiment by its name and all shards were asked for the same sizes and replicates; of others the fits are
 * added alone. Throws where the folder has no shards, one is in use, or of another run.
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
  const [extent, ...others] = [...new Set(parts.map((part) => JSON.stringify(readExtent(part))))];
  const known = experiments.some(({ name }) => name === header.experiment);
  if (!known || extent === undefined || others.length > 0) return addedAlone(file, header);
  const { of } = partOf(parts.at(-1)!)!.shard;
  return completed(file, header, JSON.parse(extent), of);
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

async function completed(file: string, header: Header, extent: Extent, of: number): Promise<Merged> {
  const { seed } = header;
  const notices: string[] = [];
  const experiment = experimentByName(header.experiment);
  const declared = protocolByName(experiment, header.protocol);
  const protocol = withOverrides(withBudget(declared, extent.budget ?? "full"), extent);
  const shards = new Set<number>();
  let fits = 0;
  const incomplete = new Error("fits are missing");
  // Nothing is fitted here: what is missing is counted, and the run ends before its end.
  const counting: Executor = (tasks) => {
    for (const task of tasks) {
      shards.add(shardIndex(protocol, task, of));
      fits++;
    }
    if (fits > 0) throw incomplete;
    return inline(runNamedTrial)([]);
  };
  const onNotice = (notice: string) => void notices.push(notice);
  const options = { ...extent, experiment, protocol: protocol.name, seed, out: dirname(file), onNotice };
  try {
    const { summary } = await runExperiment({ ...options, executor: counting });
    return { file, header, summary, notices };
  } catch (error) {
    if (error !== incomplete) throw error;
    return { file, header, missing: { fits, shards: [...shards].sort((p, q) => p - q), of }, notices };
  }
}
