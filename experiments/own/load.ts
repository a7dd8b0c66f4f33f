import { resolve } from "node:path";
import { experimentByName } from "../specs/index.js";
import type { Experiment } from "../types/experiment.js";
import type { Changes, Source } from "../types/experiment-file.js";
import { changedExperiment } from "./changes.js";
import { defineExperiment } from "./define.js";
import { placed } from "./place.js";
import { isFile, nameOfFile, readSpec } from "./read.js";

/**
 * The experiment in a file of one's own: a JSON file, or a JavaScript or TypeScript module whose default export is an `ExperimentFile`.
 * Throws one line that names the file, the entry, the rule and the value: `my.json: experts; not a whole number from 1 to 1000 or a list that holds something: "3"`.
 */
export async function loadExperiment(file: string): Promise<Experiment> {
  try {
    const { spec, ...code } = await readSpec(file);
    return defineExperiment(spec, { name: nameOfFile(file), file: resolve(file), ...code });
  } catch (error) {
    // A system error is told by who asked for the file.
    throw (error as NodeJS.ErrnoException).code === undefined ? placed(file, ": ", error) : error;
  }
}

/** The experiment that a word names, a file or one of the package, with changes. Throws like `loadExperiment` and `changedExperiment`. */
export async function findExperiment(word: string, changes: Changes = {}): Promise<Experiment> {
  const base = isFile(word) ? await loadExperiment(word) : experimentByName(word);
  try {
    return changedExperiment(base, changes);
  } catch (error) {
    throw placed(word, ": ", error);
  }
}

/** The experiment that a source leads to. Throws where a file's code is no longer that of the source. */
export async function experimentFrom({ from, changes = {} }: Source): Promise<Experiment> {
  return changedExperiment(await baseFrom(from), changes);
}

async function baseFrom(from: Source["from"]): Promise<Experiment> {
  if ("experiment" in from) return experimentByName(from.experiment);
  if ("spec" in from) return defineExperiment(from.spec as Parameters<typeof defineExperiment>[0]);
  const experiment = await loadExperiment(from.file);
  if (experiment.own?.code !== from.code) throw new Error(`${from.file}: changed while the run goes on`);
  return experiment;
}
