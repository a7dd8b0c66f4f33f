import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { count, duration } from "./terminal.js";

/** The thread beside a busy one: it tells a terminal every second how long the work has taken. */
const { label, fd, after, told } = workerData as {
  readonly label: string;
  readonly fd: number;
  readonly after: number;
  /** How often it has told, and what the work says: how many climbs have ended, and from how many starts so far. */
  readonly told: Int32Array;
};
const began = Date.now();

function tell(): void {
  // Before it writes, so that no line is left behind by an end in between.
  Atomics.add(told, 0, 1);
  const [climbed, starts] = [Atomics.load(told, 1), Atomics.load(told, 2)];
  const far = starts === 0 ? "" : `, ${count(climbed, "climb")} from ${count(starts, "start")} so far`;
  writeSync(fd, `\r${label}: ${duration((Date.now() - began) / 1000)}${far}`);
}

setTimeout(() => {
  tell();
  setInterval(tell, 1000);
}, after);
