import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keepMissed, type MissedShare, missedShare } from "../../experiments/missed.js";
import { packagePath } from "../../experiments/package-info.js";
import { experiments } from "../../experiments/specs/index.js";

const share: MissedShare = { n: 1000, starts: 120, of: 12, missed: 2, shortfall: 0.41, ahead: 1 };

test("the shares that are kept with the package are of its experiments, and are shares", () => {
  const file = packagePath("experiments", "published", "missed.json");
  const names = Object.keys(JSON.parse(readFileSync(file, "utf8")));
  assert.ok(names.length > 0);
  for (const name of names) {
    assert.ok(
      experiments.some((experiment) => experiment.name === name),
      name,
    );
    const { n, starts, of, missed, shortfall, ahead } = missedShare(name)!;
    assert.ok(
      [n, starts, of].every((count) => Number.isInteger(count) && count > 0),
      name,
    );
    assert.ok(missed >= 0 && ahead >= 0 && missed + ahead <= of, name);
    assert.equal(shortfall > 0, missed > 0, name);
  }
});

test("an experiment that was not measured has no share", () => {
  for (const name of ["one-of-my-own", "toString"]) assert.equal(missedShare(name), undefined);
});

test("a share that is measured again takes the place of the former, and the others stay", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "missed-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "missed.json");
  keepMissed(file, "softmax-over", share);
  keepMissed(file, "demystifying-over", share);
  keepMissed(file, "softmax-over", { ...share, starts: 960 });
  assert.deepEqual(Object.entries(JSON.parse(readFileSync(file, "utf8"))), [
    ["demystifying-over", share],
    ["softmax-over", { ...share, starts: 960 }],
  ]);
});
