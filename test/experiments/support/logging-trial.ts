import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Task, TimedRecord } from "../../../experiments/types/record.js";
import toyTrial from "./toy.js";

/** The toy trial, which notes in the folder named by the seed that it has begun. */
export default function loggingTrial(task: Task): TimedRecord {
  appendFileSync(join(task.seed, "begun"), `${task.n} ${task.replicate}\n`);
  return toyTrial(task);
}
