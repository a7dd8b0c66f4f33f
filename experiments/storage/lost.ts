import { rmSync } from "node:fs";
import type { LostFit } from "../types/record.js";
import { linesOf } from "./lines.js";
import { writeWhole } from "./write-whole.js";

/** The file of lost fits that belongs to a results file. */
export const lostFile = (file: string): string => file.replace(/\.jsonl$/, ".lost.csv");

/** A fit that a run has lost, and why. */
export type Lost = Pick<LostFit, "n" | "replicate" | "reason">;

/** Notes the fits that a run has lost: the columns n, replicate and reason. There is no file where there are none. */
export function writeLost(file: string, lost: readonly Lost[]): void {
  if (lost.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  const rows = [...lost]
    .sort((p, q) => p.n - q.n || p.replicate - q.replicate)
    .map(({ n, replicate, reason }) => `${n},${replicate},${reason}\n`);
  writeWhole(file, ["n,replicate,reason\n", ...rows]);
}

/** The fits that the last run has lost. */
export function readLost(file: string): Lost[] {
  return [...linesOf(file)].slice(1).map(({ text }) => {
    const [n, replicate, ...reason] = text.split(",");
    return { n: Number(n), replicate: Number(replicate), reason: reason.join() };
  });
}
