import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The processes of this machine and of all its nodes of which something is true: the words they were started with, and their folder. */
export const processesWhere = (
  holds: (process: {
    readonly pid: number;
    readonly words: readonly string[];
    readonly folder: string;
  }) => boolean,
): number[] =>
  readdirSync("/proc")
    .map(Number)
    .filter(Number.isInteger)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return holds({ pid, words, folder: readlinkSync(`/proc/${pid}/cwd`) });
      } catch {
        // It has ended.
        return false;
      }
    });
