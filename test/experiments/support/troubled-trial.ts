import type { Task, TimedRecord } from "../../../experiments/types/record.js";
import toyTrial from "./toy.js";

/** The toy trial, but one of them never ends (seed `hang`), or takes all memory (seed `heap`). */
export default function troubledTrial(task: Task): TimedRecord {
  const troubled = task.n === 100 && task.replicate === 2;
  if (troubled && task.seed === "hang") for (;;);
  if (troubled && task.seed === "heap") {
    const held: number[][] = [];
    for (;;) held.push(new Array<number>(1e5).fill(held.length));
  }
  return toyTrial(task);
}
