import { existsSync } from "node:fs";
import { stream } from "../src/random/stream.js";
import { definitionHash, definitionOf, differingEntries } from "./identity.js";
import { canonicalJson, parseJson } from "./json.js";
import { changedExperiment } from "./own/changes.js";
import { experimentFrom } from "./own/load.js";
import { experimentByName, experiments, protocolByName } from "./specs/index.js";
import { manifestFile, readManifest } from "./storage/manifest.js";
import type { Header } from "./storage/results-file.js";
import type { StoredRun } from "./storage/stored-runs.js";
import type { Experiment } from "./types/experiment.js";
import type { Source } from "./types/experiment-file.js";
import type { ProtocolName } from "./types/protocol.js";
import type { Executor, Task, TrialRecord } from "./types/record.js";

/** A stored fit that was made again, and what came out otherwise: names of fields, `losses.d1` among them; none where all agrees. */
export interface Verified {
  readonly file: string;
  readonly key: string;
  readonly differs: readonly string[];
}

/**
 * Makes a random sample of stored fits again and compares all that is recorded of them, bit by bit but for the version. The sample is
 * drawn without replacement by the stream `${seed}/verify`, so that the same fits are drawn again. The executor
 * is one that knows their experiments (see `experimentBehind`).
 */
export async function* verifyFits(
  runs: readonly StoredRun[],
  { fits, seed, executor }: { readonly fits: number; readonly seed: string; readonly executor: Executor },
): AsyncGenerator<Verified> {
  const all = runs.reduce((sum, { records }) => sum + records.length, 0);
  const drawn = sampled(all, fits, stream(`${seed}/verify`)).map((i) => nthOf(runs, i));
  const stored = new Map(drawn.map((one) => [nameOf(one.record), one]));
  const tasks = drawn.map(({ record }): Task => {
    const { experiment, n, replicate, seed } = record;
    return { experiment, protocol: record.protocol as ProtocolName, n, replicate, seed };
  });
  for await (const again of executor(tasks)) {
    const { file, record } = stored.get(nameOf(again))!;
    yield { file, key: record.key, differs: differing(record, again) };
  }
}

/** What the manifest beside a results file says of where the experiment came from; nothing where there is no manifest. */
function sourceIn(file: string): Source | undefined {
  const path = manifestFile(file);
  return existsSync(path) ? readManifest(path).source : undefined;
}

/**
 * The experiment of a run, by which its fits can be made again: one of those that are given, by its name or with the changes that the
 * manifest states, the package's, or the one that the manifest holds as plain data. Rejects with the reason, as the end of a sentence,
 * where there is none, and where it is defined otherwise.
 */
export async function experimentBehind(
  { file, header }: StoredRun,
  given: readonly Experiment[],
): Promise<Experiment> {
  const experiment = (await givenFor(file, header, given)) ?? (await knownFor(file, header));
  const definition = definitionOf(experiment, protocolByName(experiment, header.protocol));
  if (definitionHash(definition) === header.spec) return experiment;
  const entries = differingEntries(header.definition, definition);
  throw new Error(`${header.experiment} is now defined otherwise, in ${entries.join(", ")}`);
}

async function givenFor(
  file: string,
  { experiment }: Header,
  given: readonly Experiment[],
): Promise<Experiment | undefined> {
  // The name of a changed experiment is that of the declared one, two hyphens and what is changed.
  const base = given.find(({ name }) => experiment === name || experiment.startsWith(`${name}--`));
  const changes = sourceIn(file)?.changes;
  return base === undefined || base.name === experiment || !changes ? base : changedExperiment(base, changes);
}

async function knownFor(file: string, { experiment, protocol }: Header): Promise<Experiment> {
  if (experiments.some(({ name }) => name === experiment)) return experimentByName(experiment);
  const source = sourceIn(file);
  if (source === undefined)
    throw new Error(
      `this version has no experiment ${experiment} with protocol ${protocol}; if it is your own, name its file`,
    );
  if ("file" in source.from) throw new Error(`it has code of its own; name its file, ${source.from.file}`);
  return experimentFrom(source);
}

// By what was asked for; what was recorded of it may have been changed.
const nameOf = ({ experiment, protocol, seed, n, replicate }: TrialRecord): string =>
  [experiment, protocol, seed, n, replicate].join("/");

/** So many of the numbers below `all`, all equally likely, in random order. */
function sampled(all: number, count: number, uniform: () => number): number[] {
  const rest = Uint32Array.from({ length: all }, (_, i) => i);
  return Array.from({ length: Math.min(count, all) }, (_, i) => {
    const at = i + Math.floor(uniform() * (all - i));
    [rest[i], rest[at]] = [rest[at], rest[i]];
    return rest[i];
  });
}

/** The i-th record of several runs, one run after another. */
function nthOf(
  runs: readonly StoredRun[],
  i: number,
): { readonly file: string; readonly record: TrialRecord } {
  const [{ file, records }, ...others] = runs;
  return i < records.length ? { file, record: records.at(i) } : nthOf(others, i - records.length);
}

function differing(stored: TrialRecord, again: TrialRecord): string[] {
  const [a, b] = [stored, parseJson(canonicalJson(again)) as TrialRecord].map(flat);
  const names = new Set([...a!.keys(), ...b!.keys()]);
  return [...names].filter((name) => a!.get(name) !== b!.get(name));
}

/** The fields of a record as texts; those of an object in it one by one. */
function flat(record: TrialRecord): Map<string, string> {
  const { version, seconds, losses, params, ...rest } = record as TrialRecord & { seconds?: number };
  const parts = {
    "": rest,
    "losses.": losses,
    "params.gating.": params.gating,
    "params.experts.": params.experts,
  };
  return new Map(
    Object.entries(parts).flatMap(([start, part]) =>
      Object.entries(part).map(([name, value]) => [start + name, canonicalJson(value)] as const),
    ),
  );
}
