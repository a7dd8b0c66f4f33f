import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { timed } from "./measure.js";
import type { Effort, Row, Section } from "./report.js";

/** Wall time of `moestat reproduce --quick` from nothing, with one worker and with two, figures included. */
export function reproduce({ quick }: Effort): Section {
  const main = fileURLToPath(new URL("../cli/main.js", import.meta.url));
  const part = quick
    ? ["--only", "demystifying-exact,softmax-exact", "--sizes", "100,200", "--reps", "2"]
    : [];
  const run = (workers: number) => {
    const out = mkdtempSync(join(tmpdir(), "moestat-bench-"));
    try {
      const args = [
        main,
        "reproduce",
        ...(quick ? part : ["--quick"]),
        "--workers",
        String(workers),
        "--out",
        out,
      ];
      const { ms, result } = timed(() => spawnSync(process.execPath, args, { encoding: "utf8" }));
      if (result.status !== 0) throw new Error(`moestat reproduce failed: ${result.stderr.slice(-500)}`);
      const table = createHash("sha256")
        .update(readFileSync(join(out, quick ? "" : "quick", "summary.json")))
        .digest("hex");
      return { seconds: ms / 1000, table };
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  };
  const runs = [1, 2].map((workers) => ({ workers, ...run(workers) }));
  return {
    title: "Reproducing the papers",
    describes: quick
      ? `A small part of \`moestat reproduce\` (${part.join(" ")}), once; wall time.`
      : "`moestat reproduce --quick`, all experiments, analyses and figures, once; wall time.",
    rows: runs.map(
      ({ workers, seconds, table }): Row => ({
        workers,
        seconds,
        "same table": table === runs[0].table ? "yes" : "no",
      }),
    ),
  };
}
