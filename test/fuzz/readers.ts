import { join } from "node:path";
import { isMistakeOfCaller } from "../../cli/errors.js";
import { readSummary } from "../../cli/folders.js";
import { readParams } from "../../cli/params.js";
import { readTable } from "../../cli/table/read.js";
import { sharedRuns } from "../../experiments/compare.js";
import { loadExperiment } from "../../experiments/own/load.js";
import { columnsOf } from "../../experiments/storage/columns.js";
import { readManifest } from "../../experiments/storage/manifest.js";
import { storedRun } from "../../experiments/storage/stored-runs.js";
import { headlineFinding } from "../../experiments/study.js";
import { experimentBehind } from "../../experiments/verify.js";
import { formulaData } from "../../src/formula/formulaData.js";
import type { Case } from "./cases.js";

/** What reads a file of this ending. */
const readers: readonly (readonly [RegExp, (file: string) => unknown])[] = [
  [/\.csv$/, readTable],
  [/model\.json$/, (file) => readParams(file)],
  [/own\.json$/, loadExperiment],
  [/\.manifest\.json$/, readManifest],
  [
    /\.summary\.json$/,
    (file) => {
      const summary = readSummary(file);
      sharedRuns([summary], [summary]).pairs.map(({ runs }) => headlineFinding(runs[0]));
    },
  ],
  [
    /\.jsonl$/,
    async (file) => {
      const run = storedRun(file);
      columnsOf(run.records);
      await experimentBehind(run, []);
    },
  ],
];

/**
 * Has the files of a case read in this process, and its formula, without a command: ten times as many cases a second. What is thrown that is no
 * mistake of the caller's is returned.
 */
export async function wrongInReaders({ files, args }: Case, folder: string): Promise<string | undefined> {
  const work = Object.keys(files).flatMap((name) =>
    readers
      .filter(([ending]) => ending.test(name))
      .map(
        ([, read]) =>
          () =>
            read(join(folder, name)),
      ),
  );
  const formula = args[args.indexOf("--formula") + 1];
  if (args.includes("--formula") && files["data.csv"] !== undefined)
    work.push(async () => {
      const { table } = await readTable(join(folder, "data.csv"));
      formulaData(formula, table);
    });
  for (const one of work)
    try {
      await one();
    } catch (error) {
      if (!isMistakeOfCaller(error)) return error instanceof Error ? `${error.stack}` : String(error);
    }
  return undefined;
}
