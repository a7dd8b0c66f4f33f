import { lock } from "../../storage/lock.js";
import { lostFile, readLost } from "../../storage/lost.js";
import { type Header, parseRecord } from "../../storage/results-file.js";
import { removeShard, shardFilesOf } from "../../storage/shards.js";
import { timesFile } from "../../storage/times.js";
import type { ProtocolName } from "../../types/protocol.js";
import type { LostFit, TimedRecord } from "../../types/record.js";
import type { ShardedRun } from "../cluster.js";
import { growingLines } from "./growing.js";
import type { Outstanding } from "./outstanding.js";

/** The files of the shards of some experiments, as they grow. */
export interface Harvest {
  /** The records that have come since the last call and that were waited for; each is taken note of. */
  readonly gather: () => Generator<TimedRecord>;
  /** The fits that the shards gave up, to a time limit or for memory; nobody waits for them any more. */
  readonly lost: () => readonly LostFit[];
  /** Removes the files that hold nothing but what was gathered, or was asked for by nobody and is elsewhere. A file in use stays. */
  readonly clear: () => void;
}

interface Field {
  readonly lines: () => string[];
  readonly timeLines: () => string[];
  readonly times: Map<string, number>;
  /** Whether it holds a fit that this run does not wait for and has not. */
  foreign: boolean;
}

/** Begins to read the shards of these experiments, those too that are not there yet. */
export function harvest(runs: readonly ShardedRun[], waiting: Outstanding): Harvest {
  const fields = new Map<string, Field>();
  const fieldOf = (file: string): Field => {
    const field = fields.get(file) ?? {
      lines: growingLines(file),
      timeLines: growingLines(timesFile(file)),
      times: new Map(),
      foreign: false,
    };
    fields.set(file, field);
    return field;
  };
  return {
    *gather() {
      for (const { file, header } of runs)
        for (const part of shardFilesOf(file)) {
          const field = fieldOf(part);
          const lines = field.lines();
          if (lines.length === 0) continue;
          readTimes(field);
          for (const line of lines) {
            // The header, too, is no record; damaged lines are told when a shard is taken up.
            const record = parseRecord(line, header);
            if (!record) continue;
            const seen = waiting.look(record);
            if (seen === "foreign") field.foreign = true;
            if (seen !== "new") continue;
            waiting.take(record);
            const { n, replicate } = record;
            yield { ...record, seconds: field.times.get(`${n},${replicate}`) ?? Number.NaN };
          }
        }
    },
    lost: () =>
      runs.flatMap(({ file, header }) =>
        shardFilesOf(file)
          .flatMap((part) => readLost(lostFile(part)))
          .map((fit): LostFit => ({ ...taskOf(header), ...fit, seconds: Number.NaN }))
          .filter((fit) => {
            const waitedFor = waiting.look(fit) === "new";
            if (waitedFor) waiting.take(fit);
            return waitedFor;
          }),
      ),
    clear() {
      for (const [file, { foreign }] of fields) if (!foreign) removeFree(file);
    },
  };
}

const taskOf = ({ experiment, protocol, seed }: Header) => ({
  experiment,
  protocol: protocol as ProtocolName,
  seed,
});

function readTimes({ timeLines, times }: Field): void {
  for (const line of timeLines()) {
    const [n, replicate, seconds] = line.split(",");
    if (Number(seconds) >= 0) times.set(`${n},${replicate}`, Number(seconds));
  }
}

function removeFree(file: string): void {
  let unlock: () => void;
  try {
    unlock = lock(file);
  } catch {
    return;
  }
  try {
    removeShard(file);
  } finally {
    unlock();
  }
}
