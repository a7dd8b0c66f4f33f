import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { assertRefused, bench, outputOf } from "./process.js";
import { rowsOf } from "./samples.js";
import { ward } from "./ward.js";

describe("rows that a kept fit is given", { concurrency: true }, () => {
  const one = ["fit", "patients.csv", "--experts", "1"];

  it("comes through a pipe, and goes to one in its own dialect", async (t) => {
    const { moestat, path, start } = ward(t);
    const args = [
      "fit",
      "-",
      "--experts",
      "1",
      "--response",
      "y",
      "--inputs",
      "dose,sex",
      "--out",
      "fit.json",
    ];
    const child = start(args);
    child.stdin!.end(readFileSync(path("patients.csv")));
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(code, 0);
    const { stdout, stderr } = await moestat("predict", "fit.json", "patients.csv");
    const [header, ...rows] = stdout.trim().split("\n");
    assert.equal(header, ";dose;sex;grade;time;Blood pressure, sys;weight;y;.fitted");
    assert.equal(rows.length, 120);
    assert.match(rows[0], /^1;4,02;male;high;0,84;113;1;5,989;\d,\d+$/);
    // Rows 7 and 30 lack what the prediction needs, row 51 does not.
    assert.deepEqual(
      rows.flatMap((row, i) => (row.endsWith(";") ? [i + 1] : [])),
      [7, 30],
    );
    assert.equal(stderr, "patients.csv: no prediction for 2 rows with a missing cell\n");
  });

  it("with a level that the fit did not see is refused", async (t) => {
    const { moestat, write } = ward(t);
    outputOf(await moestat(...one, "--response", "y", "--inputs", "dose,sex", "--out", "fit.json"));
    write("other.csv", "dose,sex\n1,male\n2,divers\n");
    assertRefused(
      await moestat("predict", "fit.json", "other.csv"),
      'invalid line 3, column "sex", of other.csv; unknown level "divers"; known: female, male',
    );
  });

  it("gives new responses at its rows", async (t) => {
    const { moestat } = ward(t);
    outputOf(await moestat(...one, "--response", "y", "--inputs", "dose,sex", "--out", "fit.json"));
    assertRefused(
      await moestat("sample", "fit.json", "--n", "2"),
      "missing --design given:DATA.csv; the inputs of fit.json are made of columns: dose, sex",
    );
    const csv = outputOf(await moestat("sample", "fit.json", "--n", "2", "--design", "given:fresh.csv"));
    assert.match(csv, /^dose,sex,y\n2\.5,female,\d\.\d+\n7,male,\d\.\d+\n$/);
  });

  it("asks for the inputs of numbers too, and names what it draws as the fit does", async (t) => {
    const { write, moestat } = bench(t);
    const rows = rowsOf("flowers", ["length", "kind"], 60, (uniform) => {
      const length = 4 * uniform();
      return [length, length + uniform() > 2.5 ? "rose" : "aster"];
    });
    write("flowers.csv", rows);
    const args = ["--response", "kind", "--expert", "multinomial", "--experts", "1", "--out", "fit.json"];
    outputOf(await moestat("fit", "flowers.csv", ...args));
    assertRefused(
      await moestat("sample", "fit.json", "--n", "2"),
      "missing --design given:DATA.csv; the inputs of fit.json are made of columns: length",
    );
    const drawn = await moestat("sample", "fit.json", "--n", "2", "--design", "uniform:0:4");
    assert.match(outputOf(drawn), /^length,kind\n(\d\S*,(rose|aster)\n){2}$/);
  });

  it("draws successes of the trials of a table, and failures beside them where the fit counts both", async (t) => {
    const { write, moestat } = bench(t);
    const rows = rowsOf("trials", ["x", "s", "f", "n"], 40, (uniform) => {
      const s = Math.floor(9 * uniform());
      return [uniform(), s, 8 - s, 8];
    });
    write("trials.csv", rows);
    const args = ["--expert", "binomial", "--experts", "1", "--out", "fit.json"];
    const given = ["--n", "40", "--design", "given:trials.csv"];
    const drawnBy = async (...how: string[]) => {
      outputOf(await moestat("fit", "trials.csv", ...how, ...args));
      const [header, ...lines] = outputOf(await moestat("sample", "fit.json", ...given))
        .trim()
        .split("\n");
      return { header, cells: lines.map((line) => line.split(",").map(Number)) };
    };
    const counted = await drawnBy("--formula", "cbind(s, f) ~ x");
    assert.equal(counted.header, "x,s,f");
    assert.ok(counted.cells.every(([, s, f]) => s >= 0 && s + f === 8));
    assert.ok(counted.cells.some(([, s]) => s > 1));
    assertRefused(
      await moestat("sample", "fit.json", "--n", "2", "--design", "uniform:0:1"),
      "missing --design given:DATA.csv; the numbers of trials of fit.json are made of columns: s, f",
    );
    const tried = await drawnBy("--formula", "s ~ x", "--trials", "n");
    assert.equal(tried.header, "x,n,s");
    const alone = await drawnBy("--formula", "s ~ 1", "--trials", "n");
    assert.equal(alone.header, "n,s");
    assertRefused(
      await moestat("sample", "fit.json", "--n", "2", "--design", "given:trials.csv"),
      "invalid n; the given design has 40 points: 2",
    );
    assert.ok(tried.cells.every(([, n, s]) => n === 8 && s <= 8) && tried.cells.some(([, , s]) => s > 1));
  });
});
