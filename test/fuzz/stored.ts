import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inline } from "../../experiments/executors/inline.js";
import { defineExperiment } from "../../experiments/own/define.js";
import { runExperiment } from "../../experiments/run.js";
import { type Header, headerLine, recordLine } from "../../experiments/storage/results-file.js";
import { runNamedTrial } from "../../experiments/trial.js";
import type { ExperimentFile } from "../../experiments/types/experiment-file.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import type { Uniform } from "../../src/types.js";

/** The files that a run of an experiment leaves in `results`, by their paths. */
export async function filesOf(spec: ExperimentFile, name: string): Promise<Record<string, string>> {
  const out = mkdtempSync(join(tmpdir(), "moestat-fuzz-run-"));
  try {
    const experiment = defineExperiment(spec, { name });
    await runExperiment({ experiment, out, executor: inline((task) => runNamedTrial(task, experiment)) });
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
