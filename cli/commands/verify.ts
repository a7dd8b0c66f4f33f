import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { withOverrides } from "../../experiments/budgets.js";
import { threads } from "../../experiments/executors/threads.js";
import { version } from "../../experiments/package-info.js";
import { isOf } from "../../experiments/running/asked.js";
import { summaryFile } from "../../experiments/running/files.js";
import { protocolByName } from "../../experiments/specs/index.js";
import { sha256Of } from "../../experiments/storage/lines.js";
import { lostFile, readLost } from "../../experiments/storage/lost.js";
import { manifestFile, readManifest } from "../../experiments/storage/manifest.js";
import { type StoredRun, storedRun } from "../../experiments/storage/stored-runs.js";
import { summarize, summaryText } from "../../experiments/summarize.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import { experimentBehind, verifyFits } from "../../experiments/verify.js";
import { command } from "../command.js";
import { ownExperiment } from "../experiment.js";
import { resultsIn } from "../folders.js";
import { meter } from "../meter.js";
import { integer } from "../options.js";
import { note, print } from "../output.js";
import { count } from "../terminal.js";
import { type WorkerOptions, workersFor } from "../workers.js";

interface Options extends WorkerOptions {
  readonly fits: number;
  readonly seed: string;
}

/** `moestat verify FOLDER`: makes some of the stored fits again and compares them bit by bit. */
export const verifyCommand = (): Command =>
  command("verify", {
    detail:
      "A random sample of the fits is made again from their data on; all that is recorded must agree bit by bit. Checksums of all lines, and of the files that manifests name, are checked on the way, and summaries against their fits. Experiments of your own are taken from their manifests; of those with code, and of runs that are not finished, name the files. Ends with code 2 where anything differs or a run cannot be made again.",
    examples: [
      ["moestat verify results", "Twenty fits of all experiments:"],
      ["moestat verify results --fits 500 --seed monday", "More of them, and others:"],
      ["moestat verify results my-gate.mjs", "With an experiment of your own that brings code:"],
    ],
  })
    .usage("FOLDER [FILES] [options]")
    .argument("<FOLDER>", "folder with the results of `run` or `reproduce`")
    .argument("[FILES...]", "files of your own experiments among them: my.json, my.mjs, my.ts")
    .option("--fits <N>", "how many fits are made again", integer("--fits"), 20)
    .option("--seed <S>", "seed of the choice: any text", "verify")
    .option("--workers <N>", "worker threads (default: all cores)", integer("--workers"))
    .option("--force", "start as many workers as asked for, whatever cores and memory there are")
    .action(verify);

async function verify(folder: string, files: readonly string[], options: Options): Promise<void> {
  const own = await Promise.all(files.map(ownExperiment));
  const runs = resultsIn(folder).map(storedRun);
  const ofFiles = new Map(runs.map((run) => [run.file, faultsOf(run)]));
  const remakable = await remakableOf(runs, own);
  const sound = remakable.filter(({ file }) => ofFiles.get(file)?.length === 0);
  const faults = [...[...ofFiles.values()].flat(), ...sound.flatMap(summaryFaultsOf)];
  for (const fault of faults) print(fault);
  const { made, different } = await remade(remakable, options);
  const left = runs.length - remakable.length;
  print(`${made - different} of ${count(made, "fit")} that were made again agree bit by bit`);
  const wrong = [
    ...(different > 0 ? [`${count(different, "fit")} came out otherwise`] : []),
    ...(faults.length > 0 ? [`${count(faults.length, "file")} not as it was written`] : []),
    ...(left > 0 ? [`${count(left, "run")} could not be made again`] : []),
    ...(made === 0 && left === 0 ? ["it holds no fit"] : []),
  ];
  if (wrong.length > 0) throw new Error(`${folder} is not verified; ${wrong.join(", ")}`);
}

/** A run with the experiment that its fits are made again by. */
interface Remakable extends StoredRun {
  readonly experiment: Experiment;
}

/** The runs whose experiments are found; of the others a note says why not. */
async function remakableOf(runs: readonly StoredRun[], own: readonly Experiment[]): Promise<Remakable[]> {
  const found: Remakable[] = [];
  for (const run of runs)
    try {
      found.push({ ...run, experiment: await experimentBehind(run, own) });
    } catch (error) {
      note(`${run.file} cannot be made again; ${(error as Error).message}`);
    }
  return found;
}

async function remade(
  runs: readonly Remakable[],
  options: Options,
): Promise<{ readonly made: number; readonly different: number }> {
  const { fits, seed } = options;
  const total = Math.min(
    fits,
    runs.reduce((sum, { records }) => sum + records.length, 0),
  );
  const sources = runs.flatMap(({ experiment }) => experiment.source ?? []);
  const shown = meter({});
  let [made, different] = [0, 0];
  try {
    const executor = threads({ workers: workersFor(options), sources });
    for await (const { key, file, differs } of verifyFits(runs, { fits, seed, executor })) {
      shown.show("fits made again", ++made, total);
      if (differs.length === 0) continue;
      different++;
      print(`${file}: ${key} differs in ${differs.join(", ")}`);
    }
  } finally {
    shown.stop();
  }
  return { made, different };
}

/** What is wrong with a file as it stands, without making a fit again. */
function faultsOf({ file, damaged }: StoredRun): string[] {
  const manifest = manifestFile(file);
  if (damaged > 0) return [`${file}: ${count(damaged, "damaged line")}`];
  if (!existsSync(manifest)) {
    note(`${file} has no manifest; its run is not finished`);
    return [];
  }
  if (readManifest(manifest).results.sha256 === sha256Of(file)) return [];
  return [`${file}: other bytes than the manifest says; a run that is not finished, or a changed file`];
}

/** What is wrong with the summary beside a results file whose run is finished: it is to be what its fits give. */
function summaryFaultsOf({ file, header, records, experiment }: Remakable): string[] {
  const [path, manifest] = [summaryFile(file), manifestFile(file)];
  if (!existsSync(manifest)) return [];
  if (!existsSync(path)) return [`${path}: missing`];
  const { moestat, budget, seed, sizes, replicates: reps } = readManifest(manifest);
  if (moestat !== version) {
    note(`${path} is not checked; it is of version ${moestat}, and this is ${version}`);
    return [];
  }
  const protocol = withOverrides(protocolByName(experiment, header.protocol), { sizes, reps });
  const lost = readLost(lostFile(file)).filter(isOf(protocol));
  const summary = summarize(experiment, protocol, records.where(isOf(protocol)), { budget, seed, lost });
  return readFileSync(path, "utf8") === summaryText(summary) ? [] : [`${path}: not what the fits give`];
}
