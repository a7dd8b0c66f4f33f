import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { emptyFolder } from "./support/folder.js";

const script = fileURLToPath(new URL("./support/complete-many.js", import.meta.url));

test("a run ends in a heap that could not hold its records", (t) => {
  const file = join(emptyFolder(t), "toy-certified.jsonl");
  // The records are 20 MB of text, and more as objects (20,000 that were held would not fit); package and index take some 15 MB.
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--max-old-space-size=24", script, file, "22000"],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  const { fits, ordered, damaged } = JSON.parse(stdout);
  assert.deepEqual({ fits, ordered, damaged }, { fits: 22_000, ordered: true, damaged: 0 });
});
