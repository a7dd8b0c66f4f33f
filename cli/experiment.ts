import type { Command } from "commander";
import { analyses } from "../experiments/analyses/index.js";
import { changedExperiment } from "../experiments/own/changes.js";
import { loadExperiment } from "../experiments/own/load.js";
import { isFile } from "../experiments/own/read.js";
import { shellWord } from "../experiments/shell-word.js";
import { experimentByName, experiments } from "../experiments/specs/index.js";
import { experimentsOf, studies, studyByName } from "../experiments/studies/index.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { Changes } from "../experiments/types/experiment-file.js";
import type { ParameterSet } from "../src/params/parameterSet.js";
import type { AnyParams } from "../src/types.js";
import { unknownAmong } from "../src/words/names.js";
import { fileError, located } from "./errors.js";
import { readJson } from "./json.js";
import { integer, words } from "./options.js";
import { parameterSet } from "./parameter-set.js";
import { readParams } from "./params.js";

/** What is changed of an experiment, as the options say it. */
export interface ChangeOptions {
  readonly k?: number;
  readonly loss?: readonly string[];
  readonly truth?: string;
  readonly design?: string;
  readonly parameterSet?: ParameterSet;
}

/** Adds the options that change an experiment. */
export const withChanges = (command: Command): Command =>
  command
    .option("--k <N>", "fit this many experts instead", integer("--k", 1000))
    .option("--loss <NAMES>", "record these losses instead (see `moestat loss --help`)", words("--loss"))
    .option("--truth <FILE.json>", "draw from these parameters instead")
    .option("--design <SPEC>", "draw inputs by this law instead: uniform:-1:1, normal:0:1, grid:0:1")
    .option("--parameter-set <SET>", "search over this set instead (see `moestat fit --help`)", parameterSet);

const changeNames = ["k", "loss", "truth", "design", "parameterSet"] as const;

/** The first option that changes an experiment, where there is one. */
export const firstChange = (options: ChangeOptions): string | undefined =>
  changeNames.find((name) => options[name] !== undefined);

/** The options once more, as the next command needs them: ` --k 4 --loss d2,d1`. */
export function changeWords({ k, loss, truth, design, parameterSet: set }: ChangeOptions): string {
  const given = [
    ["--k", k === undefined ? undefined : String(k)],
    ["--loss", loss?.join(",")],
    ["--truth", truth],
    ["--design", design],
    ["--parameter-set", set && setInWords(set)],
  ] as const;
  return given
    .flatMap(([flag, value]) => (value === undefined ? [] : [` ${flag} ${shellWord(value)}`]))
    .join("");
}

/** The protocol as the next command needs it: nothing where it is the one that is meant without. */
export const protocolWords = (protocol: string): string =>
  protocol === "certified" ? "" : ` --protocol ${shellWord(protocol)}`;

const setInWords = ({ units, ranges }: ParameterSet): string => {
  const list = Object.entries(ranges).map(([name, [low, high]]) => `${name}=${low}:${high}`);
  return `${units === "own" ? "own:" : ""}${list.join(",")}`;
};

/** The experiment that a command is asked for: a file of one's own or a name, with the changes that the options ask for. */
export async function experimentAsked(word: string, options: ChangeOptions): Promise<Experiment> {
  const base = isFile(word) ? await ownExperiment(word) : experimentNamed(word);
  if (firstChange(options) === undefined) return base;
  const { k, loss, design, parameterSet: set } = options;
  const changes: Changes = {
    ...(k === undefined ? {} : { experts: k }),
    ...(loss === undefined ? {} : { losses: [...new Set(loss)] }),
    ...(options.truth === undefined ? {} : { truth: await truthIn(options.truth, base) }),
    ...(design === undefined ? {} : { design }),
    ...(set === undefined ? {} : { parameterSet: set }),
  };
  try {
    return changedExperiment(base, changes);
  } catch (error) {
    throw located(word, error);
  }
}

/** The experiment of a file. */
export const ownExperiment = (file: string): Promise<Experiment> =>
  loadExperiment(file).catch((error: unknown) => {
    throw fileError("read", file, error);
  });

/** The experiment of a name; where there is none, the error knows the names of studies and analyses as well, and says what they are. */
export function experimentNamed(name: string): Experiment {
  if (experiments.some((experiment) => experiment.name === name)) return experimentByName(name);
  const study = studyByName(name);
  if (study)
    throw new Error(
      `invalid experiment; a study, name one of its experiments ${experimentsOf(study).join(", ")}: ${name}`,
    );
  if (analyses.some((analysis) => analysis.name === name))
    throw new Error(`invalid experiment; an analysis, which has no fits (moestat figure draws it): ${name}`);
  throw unknownAmong("experiment", name, knownNames());
}

/** All names that `run`, `figure` and `reproduce` take, of files apart. */
export const knownNames = (): string[] => [...experiments, ...studies, ...analyses].map(({ name }) => name);

/** Parameters for an experiment: those of a family of its own no other file can describe. */
async function truthIn(file: string, { own }: Experiment): Promise<AnyParams> {
  if (own?.gating === undefined && own?.expert === undefined) {
    const { experts, gating } = (await readParams(file)).params;
    return { gating, experts };
  }
  const json = (await readJson(file)) as AnyParams | { readonly params: AnyParams };
  return "params" in json ? json.params : json;
}
