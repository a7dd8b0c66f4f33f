import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readData } from "../../cli/data/data.js";
import { stream } from "../../src/index.js";
import { assertRefused, bench, outputOf } from "./process.js";

/** Rows with one of the labels, which the first input favours in their order, by a fixed stream. */
function flowers(n: number, labels: readonly string[], seed = "flowers"): string {
  const uniform = stream(seed);
  const rows = Array.from({ length: n }, () => {
    const [width, height] = [2 * uniform() - 1, 2 * uniform() - 1];
    const place = (0.5 * (width + 1) + uniform()) / 2;
    return `${width},${height},${labels[Math.min(labels.length - 1, Math.floor(place * labels.length))]}`;
  });
  return `width,height,species\n${rows.join("\n")}\n`;
}

const names = ["virginica", "Setosa", "versicolor"];
const fit = ["fit", "data.csv", "--response", "species", "--experts", "1"];

describe("a response of labels", { concurrency: true }, () => {
  it("is fitted, reported and predicted by its labels", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", flowers(300, names));
    const args = [...fit, "--expert", "multinomial", "--out", "fit.json"];
    const report = outputOf(await moestat(...args));
    for (const part of [
      "classes: Setosa, versicolor, virginica (the last is the reference)",
      "score Setosa (Intercept)      a ",
      "score versicolor width        b ",
      "status: converged",
    ])
      assert.ok(report.includes(part), `"${part}" is not in:\n${report}`);
    assert.match(report, /score virginica height +b +0 +reference/);

    // Columns are found by their names, in any order; the response need not be there.
    write("new.csv", "note,height,width\n,0.1,-1\n,0.1,1\n");
    const [header, ...rows] = outputOf(await moestat("predict", "fit.json", "new.csv"))
      .trim()
      .split("\n");
    assert.equal(header, "note,height,width,P(Setosa),P(versicolor),P(virginica),label");
    const [low, high] = rows.map((row) => row.split(","));
    assert.deepEqual([low[2], low[1], high[2]], ["-1", "0.1", "1"]);
    // Small widths favour the label that stands first in `names`.
    assert.deepEqual([low[6], Number(low[5]) > 0.4, Number(high[5]) < 0.2], ["virginica", true, true]);
    for (const row of [low, high])
      assert.ok(
        Math.abs(
          row
            .slice(3, 6)
            .map(Number)
            .reduce((p, q) => p + q) - 1,
        ) < 1e-12,
      );
  });

  it("that are numbers are sorted as numbers", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", flowers(200, ["10", "9.0", "-1"]));
    const { labels, inputs, response } = JSON.parse(
      outputOf(await moestat(...fit, "--expert", "multinomial", "--json")),
    );
    assert.deepEqual(
      { labels, inputs, response },
      {
        labels: ["-1", "9", "10"],
        inputs: ["width", "height"],
        response: "species",
      },
    );
  });

  it("may have another reference, also where labels are numbers", async (t) => {
    const { write, path } = bench(t);
    const reading = (labels: string[], reference: string) => {
      write("data.csv", flowers(60, labels));
      const asked = {
        formula: "species ~ width",
        missing: "drop",
        reference: { species: reference },
      } as const;
      return readData(path("data.csv"), asked, { wanted: { flag: "--classes" } });
    };
    assert.deepEqual((await reading(["a", "b", "c"], "a")).labels, ["b", "c", "a"]);
    assert.deepEqual((await reading(["0", "1", "10"], "1")).labels, ["0", "10", "1"]);
    await assert.rejects(
      reading(["left", "right"], "rihgt"),
      /unknown label "rihgt" .*; did you mean "right"\?/,
    );
  });

  it("may lack a class of 1..R", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", flowers(200, ["1", "3"]));
    const args = [...fit, "--classes", "3", "--json"];
    const { labels, params } = JSON.parse(outputOf(await moestat(...args)));
    assert.deepEqual([labels, params.experts.classes], [["1", "2", "3"], 3]);
    // The class that does not occur gets next to no probability.
    assert.ok(params.experts.a[0][1] < -5, `${params.experts.a}`);
  });

  it("is quoted where it must be, and keeps clear of the inputs' names", async (t) => {
    const { write, moestat } = bench(t);
    write("fit.json", {
      params: {
        gating: { name: "softmax", beta0: [0], beta1: [[0]] },
        experts: { name: "multinomialLogistic", classes: 2, a: [[1, 0]], b: [[[0], [0]]] },
      },
      inputs: ["label"],
      labels: ['red, "dark"', "blue"],
    });
    write("new.csv", "label\n0\n");
    const [header, row] = outputOf(await moestat("predict", "fit.json", "new.csv")).split("\n");
    assert.equal(header, 'label,"P(red, ""dark"")",P(blue),predicted label');
    assert.match(row, /,"red, ""dark"""$/);
  });

  const refused: [name: string, csv: string, classes: number | "count", says: string][] = [
    ["one label", flowers(50, ["a"]), "count", 'invalid column "species" of data.csv; only one label: a'],
    [
      "numbers",
      `x,species\n${Array.from({ length: 150 }, (_, t) => `${t % 7},${t / 8}`).join("\n")}\n`,
      "count",
      'column "species" of data.csv; more than 100 different labels: they look like numbers; did you mean --expert gaussian?',
    ],
    [
      "names",
      `x,species\n${Array.from({ length: 150 }, (_, t) => `${t % 7},n${t}`).join("\n")}\n`,
      "count",
      "more than 100 different labels: as n0, n1, n10",
    ],
    [
      "an empty cell",
      "x,species\n1,a\n2,b\n3,\n",
      "count",
      'invalid line 4, column "species", of data.csv; missing (--missing drop leaves such rows out)',
    ],
    [
      "a label beyond --classes",
      flowers(50, ["1", "2", "3"]),
      2,
      'column "species" of data.csv; not a label from 1 to 2 (--classes): 3',
    ],
    [
      "more labels than --classes",
      flowers(50, names),
      2,
      'invalid --classes 2; column "species" of data.csv has 3 labels: Setosa, versicolor, virginica',
    ],
    [
      "fewer labels than --classes",
      flowers(50, names),
      4,
      'invalid --classes 4; column "species" of data.csv has 3 labels',
    ],
  ];
  for (const [name, csv, classes, says] of refused)
    it(`is refused for ${name}`, async (t) => {
      const { write, path } = bench(t);
      write("data.csv", csv);
      const wanted = { flag: "--classes", ...(classes === "count" ? {} : { count: classes }) };
      await assert.rejects(
        readData(path("data.csv"), { response: "species", missing: "error" }, { wanted }),
        ({ message }: Error) => {
          const inFolder = message.replaceAll(path("data.csv"), "data.csv");
          assert.ok(inFolder.includes(says), inFolder);
          return true;
        },
      );
    });

  it("is refused in one sentence", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", flowers(50, names));
    assertRefused(await moestat(...fit, "--classes", "2"), "invalid --classes 2; ", "has 3 labels");
    assertRefused(await moestat(...fit, "--expert", "gaussian"), 'not a number: "');
  });
});

describe("moestat predict", { concurrency: true }, () => {
  const line = {
    gating: { name: "softmax", beta0: [0], beta1: [[0, 0]] },
    experts: { name: "gaussian", a: [[1, 2]], b: [0.5], sigma2: [0.04] },
  };

  it("gives the mean, to a file if it is told", async (t) => {
    const { write, moestat, read } = bench(t);
    write("line.json", line);
    write("fit.json", { params: line, inputs: ["u", "v"], response: "y" });
    write("data.csv", "v,u,x1,x2\n1,0,0,1\n0,2,2,0\n");
    const mean = outputOf(await moestat("predict", "fit.json", "data.csv"));
    assert.equal(mean, "v,u,x1,x2,.fitted\n1,0,0,1,2.5\n0,2,2,0,2.5\n");
    // A parameter file names no columns: those that `sample` writes, or the given ones.
    assert.equal(outputOf(await moestat("predict", "line.json", "data.csv")), mean);
    const args = ["predict", "line.json", "data.csv", "--inputs", "u,v", "--out", "predicted.csv"];
    assert.equal(outputOf(await moestat(...args)), "");
    assert.equal(read("predicted.csv"), mean);
  });

  const refused: [name: string, csv: string, fit: object, args: string[], ...says: string[]][] = [
    [
      "a missing input",
      "u,w\n1,2\n",
      { inputs: ["u", "v"] },
      [],
      'unknown column "v" in data.csv; known: "u", "w"',
    ],
    ["text", "u,v\n1,2\n1,b\n", { inputs: ["u", "v"] }, [], 'line 3, column "v"', 'not a number: "b"'],
    ["too many columns", "u,v,w\n1,2,3\n", {}, [], "3 columns (u, v, w), fit.json has 2 inputs", "--inputs"],
    ["too few inputs", "u,v\n1,2\n", {}, ["--inputs", "u"], "1 column (u), fit.json has 2 inputs"],
    [
      "inputs of another number",
      "u,v\n1,2\n",
      { inputs: ["u"] },
      [],
      "fit.json: invalid inputs; 2 expected: 1",
    ],
    [
      "labels that are none",
      "u,v\n1,2\n",
      { labels: 3 },
      [],
      "fit.json: invalid labels; not a list of strings: 3",
    ],
  ];
  for (const [name, csv, fit, args, ...says] of refused)
    it(`refuses ${name}`, async (t) => {
      const { write, moestat } = bench(t);
      write("fit.json", { params: line, ...fit });
      write("data.csv", csv);
      assertRefused(await moestat("predict", "fit.json", "data.csv", ...args), ...says);
    });
});
