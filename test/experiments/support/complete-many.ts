import { createWriteStream, writeFileSync } from "node:fs";
import { definitionHash, definitionOf } from "../../../experiments/identity.js";
import {
  headerLine,
  readResults,
  recordLine,
  resultsFormat,
} from "../../../experiments/storage/results-file.js";
import { openStore } from "../../../experiments/storage/store.js";
import { summarize, summaryText } from "../../../experiments/summarize.js";
import toyTrial, { toy, toyProtocol } from "./toy.js";

/**
 * `node complete-many.js FILE FITS`: writes a results file whose fits stand as workers might have left them, ends its run (order, summary
 * beside it) and prints how long these took (seconds) and how much memory the process had, before and at most (megabytes), as JSON.
 */
const [file, fits] = [process.argv[2], Number(process.argv[3])];
const sizes = Array.from({ length: 10 }, (_, i) => 100 * 2 ** i);
const protocol = { ...toyProtocol, sizes, replicates: fits / sizes.length, losses: ["d1", "d2"] };
const definition = definitionOf(toy, protocol);
const header = {
  ...{ moestat: "0.0.0", format: resultsFormat, experiment: "toy", protocol: "certified", seed: "many" },
  ...{ spec: definitionHash(definition), definition },
} as const;

async function write(): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(headerLine(header));
  for (let i = 0; i < fits; i++) {
    // Falling sizes, replicates crosswise: no two neighbours of the order stand together.
    const [s, r] = [i % sizes.length, Math.floor(i / sizes.length)];
    const task = { experiment: "toy", protocol: "certified", seed: "many", n: sizes[9 - s] } as const;
    const { seconds, ...record } = toyTrial({ ...task, replicate: r });
    // As long as a true record is.
    const params = { ...record.params, padding: Array.from({ length: 20 }, (_, j) => i + j / 7) };
    const line = recordLine({ ...record, params }, header);
    if (!stream.write(line)) await new Promise<void>((resolve) => stream.once("drain", resolve));
  }
  await new Promise<void>((resolve) => stream.end(resolve));
}

await write();
const megabytes = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);
const seconds = (from: number): number => Math.round(performance.now() - from) / 1000;
let most = megabytes();
const before = most;
let began = performance.now();
const store = openStore(file, header);
const records = store.complete();
most = Math.max(most, megabytes());
const ordering = seconds(began);
began = performance.now();
function* watched() {
  let i = 0;
  for (const record of records) {
    if (i++ % 1000 === 0) most = Math.max(most, megabytes());
    yield record;
  }
}
const summary = summarize(toy, protocol, watched(), { budget: "custom", seed: "many" });
writeFileSync(`${file}.summary`, summaryText(summary));
store.close();
most = Math.max(most, megabytes());
const { ordered, damaged, count } = readResults(file, header);
console.log(
  JSON.stringify({ fits: count, ordered, damaged, ordering, summing: seconds(began), before, most }),
);
