import type { Command } from "commander";
import { Option } from "commander";
import { shellWord } from "../../experiments/shell-word.js";
import { type Column, columnsOf } from "../../experiments/storage/columns.js";
import { filesWithShards, type StoredRun, storedRun } from "../../experiments/storage/stored-runs.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import { command } from "../command.js";
import { fileError } from "../errors.js";
import { resultsIn } from "../folders.js";
import { oneOf } from "../options.js";
import { note, printChunks } from "../output.js";
import { csvChunks, writeColumns } from "../table/write.js";
import { count } from "../terminal.js";

const formats = ["csv", "parquet"] as const;

interface Options {
  readonly format: (typeof formats)[number];
  readonly out?: string;
}

/** `moestat export FOLDER`: all fits of a folder as one table. */
export const exportCommand = (): Command =>
  command("export", {
    detail:
      "The columns are explained in experiments/RESULTS.md: experiment, n, replicate, status, loss.d1, a.2.1 and so on. What a fit has not is an empty cell.",
    examples: [
      ["moestat export results --out fits.csv", 'For R, read.csv("fits.csv"), and pandas:'],
      ["moestat export results --format parquet --out fits.parquet", "For arrow, polars and DuckDB:"],
      ["moestat export results | head -3", "To look at:"],
    ],
  })
    .usage("FOLDER [options]")
    .argument("<FOLDER>", "folder with the results of `run` or `reproduce`")
    .addOption(
      new Option("--format <FORMAT>", `format of the table: ${formats.join(", ")}`)
        .argParser(oneOf("format", formats))
        .default("csv"),
    )
    .option("--out <FILE>", "file of the table; CSV goes to stdout without it")
    .action(exportFolder);

async function exportFolder(folder: string, { format, out }: Options): Promise<void> {
  if (format === "parquet" && out === undefined)
    throw new Error("missing --out; a Parquet file cannot be printed");
  const runs = resultsIn(folder).map(storedRun);
  if (filesWithShards(folder).length > 0)
    note(
      `the fits of shards in ${folder} are left out; put them together with: moestat merge ${shellWord(folder)}`,
    );
  const columns = columnsOf(recordsOf(runs));
  for (const { file, damaged } of runs)
    if (damaged > 0) note(`results file "${file}": left out ${count(damaged, "damaged line")}`);
  if (columns.length === 0) throw new Error(`no fits in ${folder}; its results files hold none`);
  if (format === "parquet") await writeParquet(out!, columns);
  else {
    const table = { names: columns.map(({ name }) => name), columns: columns.map(({ values }) => values) };
    if (out === undefined) return printChunks(csvChunks(table));
    await writeColumns(out, table);
  }
  note(`${count(columns[0]!.values.length, "fit")} in ${count(columns.length, "column")} in ${out}`);
}

function* recordsOf(runs: readonly StoredRun[]): Generator<TrialRecord> {
  for (const { records } of runs) yield* records;
}

async function writeParquet(file: string, columns: readonly Column[]): Promise<void> {
  const { parquetWriteFile } = await import("hyparquet-writer");
  const types = { text: "STRING", integer: "INT32", number: "DOUBLE" } as const;
  const columnData = columns.map(({ name, kind, values }) => ({
    name,
    type: types[kind],
    data: values.map((value) => (value === "" || Number.isNaN(value) ? null : value)),
    nullable: true,
  }));
  try {
    await parquetWriteFile({ filename: file, columnData });
  } catch (error) {
    throw fileError("write", file, error);
  }
}
