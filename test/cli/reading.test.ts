import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { normal, stream } from "../../src/index.js";
import { assertRefused, type Bench, bench, outputOf } from "./process.js";

/** Two lines over a dose, in semicolons, decimal commas and latin-1; missing doses are called `k. A.`, in which one sees no number. */
const table = (key: string, n = 80): string => {
  const uniform = stream(key);
  const gauss = normal(uniform);
  const rows = Array.from({ length: n }, (_, t) => {
    const dose = 2 * uniform() - 1;
    const sex = uniform() < 0.5 ? "m\xe4nnlich" : "weiblich";
    const size = (dose > 0 ? 2 * dose : -dose) + (sex === "weiblich" ? 0.5 : 0) + 0.2 * gauss();
    const cells = [t % 20 === 7 ? "k. A." : dose.toFixed(4), size.toFixed(4)].map((cell) =>
      cell === "k. A." ? cell : cell.replace(".", ","),
    );
    return [...cells, sex].join(";");
  });
  return ["Dosis;Gr\xf6\xdfe;Geschlecht", ...rows, ""].join("\n");
};

const written = ({ path }: Bench, name: string, text: string) =>
  writeFileSync(path(name), Buffer.from(text, "latin1"));

const asWritten = ["--encoding", "latin1", "--na", "k. A.", "--separator", "semicolon"];
const reading = { separator: ";", encoding: "latin1", na: ["k. A."] };

const fitted = async (own: Bench, ...more: string[]) => {
  written(own, "data.csv", table("reading"));
  const asked = ["--response", "Größe", "--experts", "2", ...asWritten, ...more];
  outputOf(await own.moestat("fit", "data.csv", ...asked, "--out", "fit.json"));
};

describe("how the file of a fit was read", { concurrency: true }, () => {
  it("stays with the fit, as far as it was said", async (t) => {
    const own = bench(t);
    await fitted(own);
    assert.deepEqual(JSON.parse(own.read("fit.json")).reading, reading);
    own.write("plain.csv", table("plain").replaceAll(",", ".").replaceAll(";", ",").replaceAll("k. A.", ""));
    const plain = ["fit", "plain.csv", "--formula", "Größe ~ Dosis", "--experts", "1", "--json"];
    assert.equal("reading" in JSON.parse(outputOf(await own.moestat(...plain))), false);
  });

  it("is asked only of the columns that the fit has", async (t) => {
    const { moestat, write, read } = bench(t);
    const uniform = stream("excluded");
    const rows = Array.from({ length: 30 }, (_, t) => {
      const x = uniform();
      return `"${t + 1},${t % 2 === 0 ? "5" : "234"}",${x},${x + 0.1 * uniform()},inf`;
    });
    write("data.csv", `code,x,y,limit\n${rows.join("\n")}\n`);
    const asked = ["--response", "y", "--exclude", "code,limit", "--experts", "1", "--out", "fit.json"];
    outputOf(await moestat("fit", "data.csv", ...asked));
    const predicted = outputOf(await moestat("predict", "fit.json", "data.csv", "--residuals"));
    assert.match(predicted, /^code,x,y,limit,\.fitted,/);
    assert.match(predicted, /^"1,5",0\.\d+,\d\.\d+,inf,\d\.\d+,/m);
    outputOf(await moestat("sample", "fit.json", "--n", "30", "--design", "given:data.csv"));
    const drawing = ["--only", "fit", "--format", "csv", "--out", "pictures"];
    outputOf(await moestat("plot", "fit.json", "data.csv", ...drawing));
    write("truth.json", JSON.parse(read("fit.json")).params);
    outputOf(await moestat("predict", "truth.json", "data.csv", "--inputs", "x"));
    assertRefused(await moestat("predict", "truth.json", "data.csv", "--inputs", "limit"), "not finite");
  });

  it("is how later files are read, and is said", async (t) => {
    const own = bench(t);
    await fitted(own);
    written(own, "new.csv", table("new", 20));
    const { stderr, ...rest } = await own.moestat("predict", "fit.json", "new.csv");
    assert.match(
      stderr,
      /^new\.csv: read with --separator semicolon --encoding latin1 --na k\. A\., as for fit\.json\n/,
    );
    assert.match(stderr, /no prediction for 1 row with a missing cell/);
    const again = await own.moestat("predict", "fit.json", "new.csv", ...asWritten);
    assert.equal(outputOf({ stderr, ...rest }), again.stdout);
    assert.doesNotMatch(again.stderr, /as for/);
    const drawn = await own.moestat("sample", "fit.json", "--n", "19", "--design", "given:new.csv");
    assert.match(outputOf(drawn), /^Dosis,Geschlecht,Größe\n/);
    const plotted = await own.moestat(
      ...["plot", "fit.json", "data.csv", "--only", "residuals", "--format", "csv"],
    );
    assert.match(outputOf(plotted), /fit-residuals/);
  });

  it("gives way to an option that is given again", async (t) => {
    const own = bench(t);
    await fitted(own);
    own.write("new.csv", table("new", 20));
    const refused = await own.moestat("predict", "fit.json", "new.csv");
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /--encoding latin1 .*, as for fit\.json\nmoestat: invalid line \d+, .* unknown level/,
    );
    const { code, stderr } = await own.moestat("predict", "fit.json", "new.csv", "--encoding", "utf-8");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^new\.csv: read with --separator semicolon --na k\. A\., as for fit\.json\n/);
  });

  it("is checked in a fit file", async (t) => {
    const own = bench(t);
    await fitted(own);
    const fit = JSON.parse(own.read("fit.json"));
    const cases: [unknown, string][] = [
      [{ separator: "|" }, 'fit.json: unknown separator "|"; known: comma'],
      [{ encoding: 8 }, 'fit.json: unknown encoding "8"'],
      [{ na: "-" }, 'fit.json: invalid reading.na; not a list of strings: "-"'],
      [{ header: true }, 'fit.json: unknown option "header" of reading'],
    ];
    for (const [given, says] of cases) {
      own.write("fit.json", { ...fit, reading: given });
      assertRefused(await own.moestat("predict", "fit.json", "data.csv"), says);
    }
  });
});
