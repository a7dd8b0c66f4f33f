import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { lock } from "../../experiments/storage/lock.js";
import { stream } from "../../src/random/stream.js";
import type { Tally } from "./kills.js";

const script = fileURLToPath(new URL("./lock-again.js", import.meta.url));

/**
 * Has three processes contend for the lock of a file, and kills one of them by SIGKILL at a random moment, so many times; another takes
 * its place. Checks that no two ever hold it at once, that a process which takes it when all are dead leaves nothing beside the
 * file, and that nothing of a living one is taken away on the way. Returns how often a kill left what.
 */
export async function lockKills(count: number, seed: string): Promise<Tally> {
  const uniform = stream(`lock-kills/${seed}`);
  const folder = mkdtempSync(join(tmpdir(), "moestat-locks-"));
  const file = join(folder, "results.jsonl");
  const start = () => spawn(process.execPath, [script, file], { stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(file, "");
  const tally: Record<string, number> = {};
  const contenders: ChildProcess[] = [start(), start(), start()];
  try {
    for (let kill = 0; kill < count; kill++) {
      // A process begins in some fifty milliseconds.
      await sleep(100 * uniform());
      const all = kill % 10 === 9;
      const killed = all ? contenders.splice(0) : contenders.splice(Math.floor(3 * uniform()), 1);
      await Promise.all(killed.map(killedNow));
      if (all) {
        const left = readdirSync(folder).filter((name) => name !== "results.jsonl");
        const what = left.length === 0 ? "nothing" : left.sort().join(", ");
        tally[what] = (tally[what] ?? 0) + 1;
        lock(file)();
        assert.deepEqual(readdirSync(folder), ["results.jsonl"], `kill ${kill} left ${what}`);
      }
      while (contenders.length < 3) contenders.push(start());
    }
  } finally {
    await Promise.all(contenders.map(killedNow));
    rmSync(folder, { recursive: true });
  }
  return tally;
}

/** Kills a process, which must not have ended before. */
async function killedNow(child: ChildProcess): Promise<void> {
  assert.equal(child.exitCode, null, "two processes held one lock");
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  const [code] = await exited;
  assert.equal(code, null, "two processes held one lock");
}

// By hand: node dist/test/trouble/locks.js 1000
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.table(await lockKills(Number(process.argv[2] ?? 100), process.argv[3] ?? "by hand"));
