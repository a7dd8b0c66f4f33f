import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { storedRun } from "../../experiments/storage/stored-runs.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import { assertRefused, type Bench, bench, outputOf, smallRun } from "./process.js";

const names = ["softmax-exact", "temperature-over-sigmoid"];

/** Runs two experiments with different models and returns their fits. */
async function ran({ left, path }: Bench): Promise<TrialRecord[]> {
  await left(...smallRun);
  await left("run", names[1]!, "--sizes", "60", "--reps", "1", "--workers", "1");
  return names.flatMap((name) => [...storedRun(path(`results/${name}-certified.jsonl`)).records]);
}

type Row = Readonly<Record<string, unknown>>;

/** Checks a table row by row against the fits; `number` reads a cell. */
function assertSame(
  rows: readonly Row[],
  fits: readonly TrialRecord[],
  number: (cell: unknown) => unknown,
): void {
  assert.equal(rows.length, fits.length);
  for (const [i, fit] of fits.entries()) {
    const row = rows[i]!;
    const { gating, experts } = fit.params as unknown as Record<
      "gating" | "experts",
      Record<string, number[]>
    >;
    const expected: Row = {
      ...{
        n: fit.n,
        replicate: fit.replicate,
        k: fit.k,
        steps: fit.steps,
        logLik: fit.logLik,
        score: fit.score,
      },
      ...Object.fromEntries(Object.entries(fit.losses).map(([loss, value]) => [`loss.${loss}`, value])),
      "beta0.1": gating.beta0![0],
      "b.1": experts.b![0],
      "a.2.1": (experts.a![1] as unknown as number[])[0],
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(number(row[name]), value, name);
    for (const name of ["experiment", "protocol", "seed", "status", "pattern", "version", "key"] as const)
      assert.equal(row[name], fit[name], name);
  }
}

describe("moestat export", () => {
  it("writes all fits of a folder as CSV and as Parquet, to the last digit", async (t) => {
    const bed = bench(t);
    const { moestat, path } = bed;
    const fits = await ran(bed);
    const csv = outputOf(await moestat("export", "results"));
    const rows: Row[] = parse(csv, { columns: true });
    assertSame(rows, fits, Number);
    const columns = Object.keys(rows[0]!);
    assert.deepEqual(columns.slice(0, 7), [
      "experiment",
      "protocol",
      "seed",
      "n",
      "replicate",
      "k",
      "status",
    ]);
    // What only the second model has is empty in the first.
    assert.equal(rows[0]!.tau, "");
    assert.ok(Number(rows.at(-1)!.tau) > 0);
    assert.ok(new Set(rows.map(({ gating }) => gating)).size === 2);

    outputOf(await moestat("export", "results", "--out", "fits.csv"));
    assert.equal(bed.read("fits.csv"), csv);
    const { stderr } = await moestat("export", "results", "--format", "parquet", "--out", "fits.parquet");
    assert.match(stderr, /^7 fits in \d+ columns in fits\.parquet\n$/);
    const file = await asyncBufferFromFile(path("fits.parquet"));
    const table = await parquetReadObjects({ file });
    assertSame(table, fits, (cell) => cell);
    assert.deepEqual(Object.keys(table[0]!), columns);
    assert.equal(table[0]!.tau, null);
  });

  it("leaves damaged lines out and says so", async (t) => {
    const bed = bench(t);
    await ran(bed);
    const file = "results/softmax-exact-certified.jsonl";
    bed.write(file, readFileSync(bed.path(file), "utf8").replace('"steps":', '"step":'));
    const { code, stdout, stderr } = await bed.moestat("export", "results");
    assert.equal(code, 0);
    assert.match(stderr, /left out 1 damaged line\n/);
    assert.equal(parse(stdout, { columns: true }).length, 6);
  });

  it("refuses what it cannot read or write", async (t) => {
    const { moestat, write } = bench(t);
    assertRefused(await moestat("export", "none"), "cannot read none; no such file or folder");
    assertRefused(await moestat("export", "."), "no results in .");
    write("a.jsonl", '{"a":1}\n');
    assertRefused(await moestat("export", "."), '"a.jsonl" is not a results file');
    assertRefused(
      await moestat("export", ".", "--format", "xlsx"),
      'unknown format "xlsx"; known: csv, parquet',
    );
    assertRefused(await moestat("export", ".", "--format", "parquet"), "missing --out");
  });
});
