import { stream } from "../src/random/stream.js";
import { definitionHash, definitionOf } from "./identity.js";
import { canonicalJson, parseJson } from "./json.js";
import { experimentByName, protocolByName } from "./specs/index.js";
import type { StoredRun } from "./storage/stored-runs.js";
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
 * drawn without replacement by the stream `${seed}/verify`, so that the same fits are drawn again. Throws where a run is
 * among them that this version cannot make again (see `whyNot`).
 */
export async function* verifyFits(
  runs: readonly StoredRun[],
  { fits, seed, executor }: { readonly fits: number; readonly seed: string; readonly executor: Executor },
): AsyncGenerator<Verified> {
  const all = runs.flatMap(({ file, records }) => records.map((record) => ({ file, record })));
  const drawn = sampled(all, fits, stream(`${seed}/verify`));
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

/** Why the fits of a run cannot be made again by this version, as the end of a sentence; `undefined` where they can. */
export function whyNot({ header }: StoredRun): string | undefined {
  try {
    const experiment = experimentByName(header.experiment);
    const definition = definitionOf(experiment, protocolByName(experiment, header.protocol));
    if (definitionHash(definition) === header.spec) return undefined;
    return `this version defines ${header.experiment} otherwise`;
  } catch {
    return `this version has no experiment ${header.experiment} with protocol ${header.protocol}`;
  }
}

const nameOf = ({ experiment, protocol, key }: TrialRecord): string => `${experiment}/${protocol}/${key}`;

/** So many entries of a list, all equally likely, in random order. */
function sampled<T>(list: readonly T[], count: number, uniform: () => number): T[] {
  const rest = [...list];
  return Array.from({ length: Math.min(count, list.length) }, (_, i) => {
    const at = i + Math.floor(uniform() * (rest.length - i));
    [rest[i], rest[at]] = [rest[at]!, rest[i]!];
    return rest[i]!;
  });
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
