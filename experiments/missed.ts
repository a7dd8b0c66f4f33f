import { existsSync, readFileSync } from "node:fs";
import { packagePath } from "./package-info.js";
import { writeWhole } from "./storage/write-whole.js";

/** How often the search of an experiment's fits ended below a maximum that many more starts found on the same data. */
export interface MissedShare {
  /** Observations in each sample. */
  readonly n: number;
  /** Random starts of the search that it is compared with. */
  readonly starts: number;
  /** Number of samples. */
  readonly of: number;
  /** In how many of them the usual search ended lower, by more than two climbs to one maximum differ. */
  readonly missed: number;
  /** By how many nats at most; 0 where none was missed. */
  readonly shortfall: number;
  /** In how many the many starts ended lower. */
  readonly ahead: number;
}

type Shares = Readonly<Record<string, MissedShare>>;

/** The missed share of an experiment's certified protocol, as `bench/missed.ts` measured it; `undefined` where it was not measured. */
export function missedShare(experiment: string): MissedShare | undefined {
  const shares = readShares(packagePath("experiments", "published", "missed.json"));
  return Object.hasOwn(shares, experiment) ? shares[experiment] : undefined;
}

/** Puts the share of a setting into a file of shares, which is made where there is none. */
export function keepMissed(file: string, name: string, share: MissedShare): void {
  const shares = Object.entries({ ...(existsSync(file) ? readShares(file) : {}), [name]: share });
  const sorted = shares.sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([name, share]) => `  ${JSON.stringify(name)}: ${JSON.stringify(share)}`);
  writeWhole(file, `{\n${lines.join(",\n")}\n}\n`);
}

function readShares(file: string): Shares {
  return JSON.parse(readFileSync(file, "utf8")) as Shares;
}
