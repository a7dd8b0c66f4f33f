import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { canonicalJson } from "../json.js";
import { version } from "../package-info.js";
import { checkData } from "../schema/check.js";
import { manifestSchema } from "../schema/manifest.js";
import type { Source } from "../types/experiment-file.js";
import type { Budget, Protocol } from "../types/protocol.js";
import { sha256Of } from "./lines.js";
import type { Header } from "./results-file.js";

/**
 * What was run and with what, as it stands beside the results when all is done. Everything but `environment` follows from what was
 * asked for: it is the same to the byte on any machine, in any folder, for any number of workers and any interruption.
 */
export interface Manifest {
  /** Version of the package that completed the run. */
  readonly moestat: string;
  readonly experiment: string;
  readonly protocol: string;
  readonly budget: Budget;
  readonly seed: string;
  readonly sizes: readonly number[];
  readonly replicates: number;
  /** Hash of `definition`, as in the header of the results. */
  readonly spec: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /**
   * The command line that makes these results, without `--workers` and `--out`, which do not change them. Absent for an
   * experiment that the package does not know by its name.
   */
  readonly command?: string;
  /**
   * Of an experiment that the package does not know by its name: where it came from. Plain data stand here whole; code as its hash, with
   * the name of its file, without the folder. Absent where it was made in a program.
   */
  readonly source?: Source;
  /** The results file with the number of its fits, which may be more than were asked for last, and its SHA-256. */
  readonly results: { readonly file: string; readonly fits: number; readonly sha256: string };
  /** Where the process that completed the run ran. */
  readonly environment: { readonly node: string; readonly platform: string; readonly arch: string };
}

/** What a manifest is made of. */
export interface ManifestParts {
  readonly header: Header;
  /** The one that was run, with the budget's sizes and replicates. */
  readonly protocol: Protocol;
  readonly budget: Budget;
  /** Whether `moestat run` knows the experiment by its name. */
  readonly known: boolean;
  /** Where the experiment came from, if it is not the package's. */
  readonly source?: Source | undefined;
  readonly file: string;
  readonly fits: number;
}

/** The manifest that belongs to a results file. */
export const manifestFile = (file: string): string => file.replace(/\.jsonl$/, ".manifest.json");

/** Describes a finished run. */
export function manifestOf({ header, protocol, budget, known, source, file, fits }: ManifestParts): Manifest {
  const { experiment, seed, spec, definition } = header;
  const { sizes, replicates } = protocol;
  return {
    moestat: version,
    experiment,
    protocol: protocol.name,
    budget,
    seed,
    sizes,
    replicates,
    spec,
    definition,
    ...(known ? { command: commandOf(header, protocol) } : {}),
    ...(source ? { source: withoutFolder(source) } : {}),
    results: { file: basename(file), fits, sha256: sha256Of(file) },
    environment: { node: process.version, platform: process.platform, arch: process.arch },
  };
}

/** A manifest as text: canonical JSON, indented. */
export const manifestText = (manifest: Manifest): string =>
  `${JSON.stringify(JSON.parse(canonicalJson(manifest)), null, 2)}\n`;

/** Reads a manifest. Throws a line where the file is no JSON or no manifest, and a system error where it is missing. */
export function readManifest(file: string): Manifest {
  const text = readFileSync(file, "utf8");
  try {
    const value: unknown = JSON.parse(text);
    checkData(manifestSchema, value);
    return value as unknown as Manifest;
  } catch (error) {
    throw new Error(`invalid ${file}; not a manifest: ${(error as Error).message}`);
  }
}

function commandOf({ experiment, seed }: Header, { name, sizes, replicates }: Protocol): string {
  const words = ["moestat", "run", experiment, "--protocol", name, "--sizes", sizes.join()];
  return [...words, "--reps", String(replicates), "--seed", quoted(seed)].join(" ");
}

/** A source without the folder of its file: what is written of it is the same in any folder. */
export const withoutFolder = ({ from, ...source }: Source): Source => ({
  ...source,
  from: "file" in from ? { ...from, file: basename(from.file) } : from,
});

/** A word as a shell reads it. */
const quoted = (word: string): string =>
  /^[\w.,:/+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
