import { readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { processesWhere } from "./processes.js";

// Stops a process of a task as soon as the task has its file, and prints its number: node freeze.js LOCK FOLDER WORD. A program of its
// own, since a test that waits for Slurm's answers would look too late at tasks that take a second.

const [lock, folder, word] = process.argv.slice(2);
const isLocked = () => {
  try {
    return readlinkSync(lock) !== "";
  } catch {
    return false;
  }
};

for (const end = Date.now() + 100_000; Date.now() < end; ) {
  if (isLocked()) {
    const [pid] = processesWhere(({ words, folder: its }) => its === folder && words.includes(word));
    if (pid !== undefined) {
      process.kill(pid, "SIGSTOP");
      console.log(pid);
      process.exit(0);
    }
  }
  await sleep(10);
}
process.exit(1);
