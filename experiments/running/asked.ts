import type { FitName } from "../storage/places.js";
import type { Asked } from "../storage/shards.js";
import type { Protocol } from "../types/protocol.js";

/** Whether a fit is of the sizes and replicates that are asked for; a file may hold others. */
export function isOf({ sizes, replicates }: Asked): (fit: FitName) => boolean {
  const asked = new Set(sizes);
  return ({ n, replicate }) => replicate < replicates && asked.has(n);
}

/** Throws unless there are as many fits as are asked for, those that were lost among them. */
export function checkComplete(
  file: string,
  fits: number,
  { sizes, replicates }: Protocol,
  damaged = 0,
): void {
  const asked = sizes.length * replicates;
  if (fits === asked) return;
  const lost = damaged > 0 ? ` (${damaged} of its lines are damaged)` : "";
  throw new Error(
    `results file "${file}" holds ${fits} of the ${asked} fits asked for${lost}; run the experiment first`,
  );
}
