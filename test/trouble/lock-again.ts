import { readFileSync, writeFileSync } from "node:fs";
import { lock } from "../../experiments/storage/lock.js";

// A process to be killed: takes the lock of the file given and gives it back, over and over. Who holds it writes its number into the
// file and must find it there; another number is told with code 1.
const [, , file] = process.argv as [string, string, string];
const self = String(process.pid);
for (;;) {
  let unlock: () => void;
  try {
    unlock = lock(file);
  } catch (error) {
    if (/is in use by process/.test((error as Error).message)) continue;
    throw error;
  }
  writeFileSync(file, self);
  for (let look = 0; look < 5; look++) if (readFileSync(file, "utf8") !== self) process.exit(1);
  unlock();
}
