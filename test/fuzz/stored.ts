import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inline } from "../../experiments/executors/inline.js";
import { defineExperiment } from "../../experiments/own/define.js";
import { runExperiment, runShard } from "../../experiments/run.js";
import { experimentByName } from "../../experiments/specs/index.js";
import { type Header, headerLine, recordLine } from "../../experiments/storage/results-file.js";
import { runNamedTrial } from "../../experiments/trial.js";
import type { ExperimentFile } from "../../experiments/types/experiment-file.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import type { Uniform } from "../../src/types.js";

/** The files that a run of an experiment leaves in `results`, by their paths. */
export const filesOf = (spec: ExperimentFile, name: string): Promise<Readonly<Record<string, string>>> =>
  leftBy((out) => {
    const experiment = defineExperiment(spec, { name });
    return runExperiment({ experiment, out, executor: inline((task) => runNamedTrial(task, experiment)) });
  });

/** The files that two shards of an experiment of the package leave in `results`, with a fit that was lost and times that are made up. */
export const shardsOf = async (
  name: string,
  sizes: readonly number[],
): Promise<Readonly<Record<string, string>>> => {
  const files = await leftBy(async (out) => {
    const experiments = [experimentByName(name)];
    const executor = inline(runNamedTrial);
    for (const index of [0, 1])
      await runShard({ experiments, sizes, reps: 1, out, shard: { index, of: 2 }, executor });
  });
  const [first] = Object.keys(files).filter((file) => file.endsWith(".jsonl"));
  const beside = (end: string) => first!.replace(/jsonl$/, end);
  return {
    ...files,
    [beside("times.csv")]: `n,replicate,seconds\n${sizes[0]},0,0.25\n`,
    [beside("lost.csv")]: `n,replicate,reason\n${sizes[0]},0,more than 2 s\n`,
  };
};

async function leftBy(run: (out: string) => Promise<unknown>): Promise<Record<string, string>> {
  const out = mkdtempSync(join(tmpdir(), "moestat-fuzz-run-"));
  try {
    await run(out);
    // Times differ from run to run, and a case is the same for its number.
    const files = readdirSync(out).filter((file) => !file.endsWith(".times.csv"));
    return Object.fromEntries(
      files.map((file) => [`results/${file}`, readFileSync(join(out, file), "utf8")]),
    );
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const seal = /,"sum":"[0-9a-f]{16}"\}$/;

/**
 * A results file with one line changed and sealed again as if it had been written so: what a checksum cannot find. A line that is no JSON
 * any more stays as it was changed.
 */
export function resealed(text: string, changed: (text: string) => string, uniform: Uniform): string {
  const lines = text.split("\n");
  const { spec } = JSON.parse(lines[0]) as Header;
  const at = Math.floor(uniform() * (lines.length - 1));
  const line = changed(lines[at].replace(seal, "}"));
  lines[at] = sealedAgain(line, at === 0, spec);
  return lines.join("\n");
}

function sealedAgain(line: string, isHeader: boolean, spec: string): string {
  try {
    const value: unknown = JSON.parse(line);
    const sealed = isHeader ? headerLine(value as Header) : recordLine(value as TrialRecord, { spec });
    return sealed.trimEnd();
  } catch {
    return line;
  }
}
