import type { Task, TimedRecord } from "../../../experiments/types/record.js";
import toyTrial from "./toy.js";

/** The toy trial, but one of them throws. */
export default function failingTrial(task: Task): TimedRecord {
  if (task.n === 100 && task.replicate === 2) throw new Error("invalid x; too few observations: 3");
  return toyTrial(task);
}
