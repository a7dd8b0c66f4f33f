import type { Protocol } from "../types/protocol.js";
import type { TrialRecord } from "../types/record.js";

/** The records of the sizes and replicates that are asked for; a file may hold more. */
export const ofProtocol = <Fit extends Pick<TrialRecord, "n" | "replicate">>(
  fits: readonly Fit[],
  { sizes, replicates }: Protocol,
): readonly Fit[] => fits.filter(({ n, replicate }) => replicate < replicates && sizes.includes(n));

/** Throws unless there are as many fits as are asked for, those that were lost among them. */
export function checkComplete(
  file: string,
  fits: readonly unknown[],
  { sizes, replicates }: Protocol,
  damaged = 0,
): void {
  const asked = sizes.length * replicates;
  if (fits.length === asked) return;
  const lost = damaged > 0 ? ` (${damaged} of its lines are damaged)` : "";
  throw new Error(
    `results file "${file}" holds ${fits.length} of the ${asked} fits asked for${lost}; run the experiment first`,
  );
}
