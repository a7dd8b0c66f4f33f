import type { Command } from "commander";
import { type Merged, mergeShards } from "../../experiments/merge.js";
import { shellWord } from "../../experiments/shell-word.js";
import { command } from "../command.js";
import { fileError } from "../errors.js";
import { note, print } from "../output.js";
import { renewReport } from "../results-page/write.js";
import { count } from "../terminal.js";

/** `moestat merge FOLDER`: puts together what `run --shard` did. */
export const mergeCommand = (): Command =>
  command("merge", {
    detail:
      "What `run --shard I/N` and `reproduce --shard I/N` left in a folder becomes the results files of one run, the same to the byte, and the shards' files go. Where fits are missing it says of which shards; the command without --shard runs just these. Of an experiment with code of its own the fits are put together, and `moestat run FILE` sums them up. No shard may be running.",
    examples: [
      [
        "parallel moestat run softmax-exact --workers 1 --shard {}/8 ::: {0..7} && moestat merge results",
        "Eight processes, then one results file:",
      ],
      ["moestat merge /scratch/results", "What several machines left in a folder that they share:"],
    ],
  })
    .usage("FOLDER")
    .argument("<FOLDER>", "folder with the shards")
    .action(merge);

async function merge(folder: string): Promise<void> {
  const merged = await mergeShards(folder).catch((error: unknown) => {
    throw fileError("read", folder, error);
  });
  for (const { notices } of merged) notices.forEach(note);
  for (const one of merged) {
    print(one.file);
    if (!one.summary && !one.missing) note(unfinished(one));
  }
  if (merged.some(({ summary }) => summary)) renewReport(folder);
  const incomplete = merged.filter(({ missing }) => missing);
  if (incomplete.length > 0)
    throw new Error(`${incomplete.map(lacking).join("; ")}; the command without --shard runs just these`);
}

/** What is to be done where the fits were added alone. */
const unfinished = ({ file, code }: Merged): string =>
  code === undefined
    ? `${file} holds what the shards held; the command that ran them, without --shard, runs the rest and sums up`
    : `${file} holds all fits; the experiment has code of its own, and moestat run ${shellWord(code)}, with the options of its shards, sums them up`;

function lacking({ header, missing }: Merged): string {
  const { fits, shards, of } = missing!;
  const which =
    shards.length === of
      ? `all ${of} shards`
      : `${shards.length === 1 ? "shard" : "shards"} ${shards.join(", ")} of ${of}`;
  return `${header.experiment}: ${count(fits, "fit")} missing, of ${which}`;
}
