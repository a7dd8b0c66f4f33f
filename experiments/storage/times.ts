import { closeSync, openSync } from "node:fs";
import type { TimedRecord } from "../types/record.js";
import { linesOf } from "./lines.js";
import { writeAll } from "./write-whole.js";

/** What the fits of one size took. */
export interface SizeTimes {
  readonly n: number;
  readonly fits: number;
  /** All fits together. */
  readonly seconds: number;
}

/** The file of times that belongs to a results file. */
export const timesFile = (file: string): string => file.replace(/\.jsonl$/, ".times.csv");

/**
 * The times of earlier fits by size. They serve an estimate of the time left and no result, so that lines that cannot be read are
 * passed over.
 */
export function readTimes(file: string): SizeTimes[] {
  const sizes = new Map<number, { n: number; fits: number; seconds: number }>();
  for (const { text, whole } of linesOf(file)) {
    const [n, , seconds] = text.split(",").map(Number);
    if (!whole || !Number.isSafeInteger(n) || !(seconds >= 0)) continue;
    const times = sizes.get(n) ?? { n, fits: 0, seconds: 0 };
    times.fits++;
    times.seconds += seconds;
    sizes.set(n, times);
  }
  return [...sizes.values()];
}

/** Opens a file of times for adding to it: the columns n, replicate and seconds. It is made with the first fit. */
export function openTimes(file: string) {
  let handle: number | undefined;
  return {
    append({ n, replicate, seconds }: TimedRecord): void {
      if (handle === undefined) {
        const isNew = linesOf(file).next().done;
        handle = openSync(file, "a");
        if (isNew) writeAll(handle, "n,replicate,seconds\n");
      }
      writeAll(handle, `${n},${replicate},${seconds}\n`);
    },
    close(): void {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}
