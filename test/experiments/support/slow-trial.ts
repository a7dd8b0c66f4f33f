import type { Task, TimedRecord } from "../../../experiments/types/record.js";
import toyTrial from "./toy.js";

/** The toy trial, 30 milliseconds later. */
export default function slowTrial(task: Task): TimedRecord {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  return toyTrial(task);
}
