import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sentence } from "../../cli/errors.js";
import { visible } from "../../cli/output.js";
import { assertRefused, bench, ended } from "./process.js";

const lines = {
  gating: { beta0: [0, 0], beta1: [[1], [0]] },
  experts: { a: [[1], [2]], b: [0, 1], sigma2: [1, 1] },
};
const huge = { ...lines, experts: { a: [[1e308], [-1e308]], b: [1e308, 1e308], sigma2: [1, 1] } };

/** A text of so many brackets in place of a number. */
const nested = (depth: number) =>
  JSON.stringify({ ...lines, gating: { ...lines.gating, beta0: "X" } }).replace(
    '"X"',
    "[".repeat(depth) + "]".repeat(depth),
  );

describe("input that is made to break the program gets a sentence", () => {
  const refused: readonly [what: string, files: Record<string, unknown>, args: string[], message: string][] =
    [
      [
        "brackets without end",
        { "m.json": nested(200_000) },
        ["sample", "m.json", "--n", "1"],
        "nested in more than 3 lists",
      ],
      [
        "a design beyond all numbers",
        { "m.json": lines },
        ["sample", "m.json", "--n", "2", "--design", "uniform:-1e308:1e308"],
        "no sample; with the design uniform:-1e+308:1e+308 x[0][0] is not finite: Infinity",
      ],
      [
        "responses beyond all numbers",
        { "m.json": huge },
        ["sample", "m.json", "--n", "2", "--design", "uniform:1:2"],
        "no sample; with these parameters and inputs y[",
      ],
      [
        "a prediction beyond all numbers",
        { "m.json": huge, "x.csv": "x\n1\n3\n" },
        ["predict", "m.json", "x.csv"],
        "no prediction at rows[0]; the mean of experts[0] is not finite: Infinity",
      ],
      [
        "a response that no expert comes near",
        { "m.json": lines, "x.csv": "x,y\n1,1e200\n" },
        ["predict", "m.json", "x.csv", "--residuals"],
        "invalid y[0]; so far from every expert that its density is no number: 1e+200",
      ],
      [
        "a loss beyond all numbers",
        { "h.json": huge, "m.json": lines },
        ["loss", "h.json", "m.json", "--json"],
        "no loss d1 of h.json against m.json; not a finite number",
      ],
      [
        "a device without an end in place of parameters",
        {},
        ["sample", "/dev/zero", "--n", "1"],
        "invalid /dev/zero; longer than 256 MB",
      ],
      [
        "escape sequences in the name of a column",
        { "d.csv": "x,\u001b]0;title\u0007\n1,2\n2,1\n" },
        ["fit", "d.csv", "--response", "y", "--experts", "1"],
        'known: "x", "\\u001b]0;title\\u0007"',
      ],
    ];
  for (const [what, files, args, message] of refused)
    it(what, async (t) => {
      const { write, moestat } = bench(t);
      for (const [name, content] of Object.entries(files)) write(name, content);
      assertRefused(await moestat(...args), message);
    });

  it("a table without an end, when the memory has no more", async (t) => {
    const { start } = bench(t);
    const child = start(["fit", "-", "--response", "y", "--experts", "1"], {
      NODE_OPTIONS: "--max-old-space-size=64",
    });
    const rows = "1,2\n".repeat(50_000);
    child.stdin?.on("error", () => {});
    const more = () => {
      while (child.exitCode === null && child.stdin?.write(rows));
    };
    child.stdin?.on("drain", more);
    child.stdin?.write("x,y\n");
    more();
    const { code, stderr } = await ended(child);
    assert.match(stderr, /invalid standard input; too large for the memory: [\d,]+ rows and more/);
    assert.equal(code, 2);
  });

  it("of moderate length, whatever the length of a cell", () => {
    const cell = "a".repeat(30_000);
    assert.ok(sentence(new Error(`not a number: ${cell}`)).length < 200);
    assert.ok(sentence(new Error(`known: ${"word ".repeat(30_000)}`)).length < 1600);
    assert.equal(sentence(new Error("invalid n; not positive: -1")), "invalid n; not positive: -1");
  });

  it("in which nothing moves a cursor or turns the text", () => {
    assert.equal(visible("a\tb\nc"), "a\tb\nc");
    assert.equal(visible("\u001b[2J \u202e \u2028 \r \u0085"), "\\u001b[2J \\u202e \\u2028 \\u000d \\u0085");
  });
});
