import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { duration } from "./terminal.js";

/** The thread beside a busy one: it tells a terminal every second how long the work has taken. */
const { label, fd, after, told } = workerData as {
  readonly label: string;
  readonly fd: number;
  readonly after: number;
  /** How often it has told. */
  readonly told: Int32Array;
};
const began = Date.now();

function tell(): void {
  // Before it writes, so that no line is left behind by an end in between.
  Atomics.add(told, 0, 1);
  writeSync(fd, `\r${label}: ${duration((Date.now() - began) / 1000)}`);
}

setTimeout(() => {
  tell();
  setInterval(tell, 1000);
}, after);
