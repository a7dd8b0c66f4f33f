import { existsSync } from "node:fs";
import type { Command } from "commander";
import { threads } from "../../experiments/executors/threads.js";
import { sha256Of } from "../../experiments/storage/lines.js";
import { manifestFile, readManifest } from "../../experiments/storage/manifest.js";
import { type StoredRun, storedRun } from "../../experiments/storage/stored-runs.js";
import { verifyFits, whyNot } from "../../experiments/verify.js";
import { command } from "../command.js";
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
    summary: "Check the results of a folder: make some of its fits again and compare.",
    detail:
      "A random sample of the fits is made again from their data on; all that is recorded must agree bit by bit. Checksums of all lines, and of the files that manifests name, are checked on the way. Ends with code 2 where anything differs.",
    examples: [
      ["moestat verify results", "Twenty fits of all experiments:"],
      ["moestat verify results --fits 500 --seed monday", "More of them, and others:"],
    ],
  })
    .usage("FOLDER [options]")
    .argument("<FOLDER>", "folder with the results of `run` or `reproduce`")
    .option("--fits <N>", "how many fits are made again", integer("--fits"), 20)
    .option("--seed <S>", "seed of the choice: any text", "verify")
    .option("--workers <N>", "worker threads (default: all cores)", integer("--workers"))
    .option("--force", "start as many workers as asked for, whatever cores and memory there are")
    .action(verify);

async function verify(folder: string, options: Options): Promise<void> {
  const runs = resultsIn(folder).map(storedRun);
  const faults = runs.flatMap(faultsOf);
  for (const fault of faults) print(fault);
  const known = runs.filter((run) => {
    const reason = whyNot(run);
    if (reason !== undefined) note(`${run.file} is passed over; ${reason}`);
    return reason === undefined;
  });
  const { made, different } = await remade(known, options);
  print(`${made - different} of ${count(made, "fit")} that were made again agree bit by bit`);
  const wrong = [
    ...(different > 0 ? [`${count(different, "fit")} came out otherwise`] : []),
    ...(faults.length > 0 ? [`${count(faults.length, "file")} not as it was written`] : []),
    ...(made === 0 ? ["no fit could be made again"] : []),
  ];
  if (wrong.length > 0) throw new Error(`${folder} is not verified; ${wrong.join(", ")}`);
}

async function remade(
  runs: readonly StoredRun[],
  options: Options,
): Promise<{ readonly made: number; readonly different: number }> {
  const { fits, seed } = options;
  const total = Math.min(
    fits,
    runs.reduce((sum, { records }) => sum + records.length, 0),
  );
  const shown = meter({});
  let [made, different] = [0, 0];
  try {
    const executor = threads({ workers: workersFor(options) });
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
