import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readParams } from "../../cli/params.js";
import { assertRefused, balanced, bench } from "./process.js";

const { gating, experts } = balanced;

describe("a parameter file is refused for", { concurrency: true }, () => {
  const cases: { name: string; content: unknown; says: string[] }[] = [
    { name: "being empty", content: "", says: ["invalid JSON; empty"] },
    { name: "not being JSON", content: "{gating", says: ["invalid JSON"] },
    { name: "being a list", content: [1], says: ["not an object"] },
    { name: "a lack of experts", content: { gating }, says: ['no "experts"'] },
    {
      name: "experts that are null",
      content: { gating, experts: null },
      says: ["invalid experts; not an object: null"],
    },
    {
      name: "a negative variance",
      content: { gating, experts: { ...experts, sigma2: [0.25, -0.3] } },
      says: ["sigma2[1]; not positive: -0.3"],
    },
    {
      name: "a lack of variances",
      content: { gating, experts: { a: [[1], [2]], b: [1, 2] } },
      says: ["sigma2"],
    },
    {
      name: "wrong lengths",
      content: { gating, experts: { ...experts, b: [1, 2, 3] } },
      says: ["experts.b"],
    },
    {
      name: "slopes of different lengths",
      content: { gating, experts: { ...experts, a: [[1], [1, 2]] } },
      says: ["experts.a[1]"],
    },
    {
      name: "text among its numbers",
      content: { gating, experts: { ...experts, b: [1, "2"] } },
      says: ['invalid experts.b[1]; not a number: "2"'],
    },
    {
      name: "a null among its numbers",
      content: { gating: { ...gating, beta1: [[null], [0]] }, experts },
      says: ["invalid gating.beta1[0][0]; not a number: null"],
    },
    {
      name: "a number beyond the range",
      content: JSON.stringify(balanced).replace("-1.5", "1e999"),
      says: ["invalid experts.a[1][0]; not finite"],
    },
    {
      name: "no experts at all",
      content: { gating: { beta0: [], beta1: [] }, experts: { a: [], b: [], sigma2: [] } },
      says: ["invalid"],
    },
    {
      name: "brackets in brackets, 5,000 deep",
      content: JSON.stringify(balanced).replace("-1.5", "[".repeat(5000) + "]".repeat(5000)),
      says: ["invalid experts.a[1][0][0]; nested in more than 3 lists"],
    },
    {
      name: "experts in brackets, 5,000 deep",
      content: `{"gating":{},"experts":${"[".repeat(5000)}${"]".repeat(5000)}}`,
      says: ["invalid experts; not an object: [[[[...]]]]"],
    },
    {
      name: "an unknown gating",
      content: { gating: { ...gating, name: "hard" }, experts },
      says: ['unknown gating "hard"'],
    },
    {
      name: "an unknown expert",
      content: { gating, experts: { ...experts, name: "cauchy" } },
      says: ['"cauchy"; known: binomial, gamma'],
    },
  ];
  for (const { name, content, says } of cases)
    it(name, async (t) => {
      const { write, moestat } = bench(t);
      write("truth.json", content);
      assertRefused(await moestat("sample", "truth.json", "--n", "10"), "truth.json: ", ...says);
    });
});

describe("a parameter file with options is refused for", () => {
  const cases: { name: string; content: object; says: string }[] = [
    {
      name: "a misspelt entry",
      content: { gating: { ...gating, topk: 1 }, experts },
      says: "unknown gating.topk; softmax has beta0, beta1, topK, rank",
    },
    {
      name: "an entry of another gating",
      content: { gating: { ...gating, tau: 0.5 }, experts },
      says: "unknown gating.tau",
    },
    {
      name: "a lack of a temperature",
      content: { gating: { ...gating, name: "denseToSparse" }, experts },
      says: "missing gating.tau",
    },
    {
      name: "a temperature for each expert",
      content: { gating: { ...gating, name: "denseToSparse", tau: [1, 1] }, experts },
      says: "invalid gating.tau; not a finite number: [1,1]",
    },
    {
      name: "a negative temperature",
      content: { gating: { ...gating, name: "denseToSparse", tau: -1 }, experts },
      says: "invalid gating.tau; not positive: -1",
    },
    {
      name: "another temperature than the given one",
      content: { gating: { ...gating, name: "denseToSparse", temperature: 0.5, tau: 1 }, experts },
      says: "invalid gating.tau; given, not estimated, and must be 0.5: 1",
    },
    {
      name: "an unknown activation",
      content: {
        gating: { ...gating, name: "activationDenseToSparse", activation: "swoosh", tau: 1 },
        experts,
      },
      says: 'unknown activation "swoosh"',
    },
    {
      name: "an unknown transform",
      content: { gating: { ...gating, name: "modifiedSoftmax", transform: "cube" }, experts },
      says: 'unknown transform "cube"',
    },
    {
      name: "more selected experts than there are",
      content: { gating: { ...gating, topK: 3 }, experts },
      says: "invalid topK; at most the number of experts, 2: 3",
    },
    {
      name: "a rank without a selection",
      content: { gating: { ...gating, rank: "score" }, experts },
      says: 'invalid gating.rank; it needs topK, which is missing: "score"',
    },
    {
      name: "a selection that is not a number",
      content: { gating: { ...gating, topK: "2" }, experts },
      says: 'invalid gating.topK; not a positive integer: "2"',
    },
    {
      name: "a lack of an option",
      content: { gating: { ...gating, name: "modifiedSoftmax" }, experts },
      says: 'missing gating.transform; modifiedSoftmax needs it, as in "tanh"',
    },
    {
      name: "more classes than there is memory for",
      content: {
        gating,
        experts: { name: "multinomialLogistic", classes: 3e7, a: [[0, 0]], b: [[[0], [0]]] },
      },
      says: "invalid experts.classes; greater than 1000: 30000000",
    },
    {
      name: "a reference class that is not 0",
      content: {
        gating: { ...gating, beta0: [0], beta1: [[0]] },
        experts: { name: "multinomialLogistic", classes: 2, a: [[1, 1]], b: [[[1], [0]]] },
      },
      says: "invalid experts.a[0][1]",
    },
  ];
  for (const { name, content, says } of cases)
    it(name, async (t) => {
      const { write, path } = bench(t);
      write("truth.json", content);
      await assert.rejects(readParams(path("truth.json")), ({ message }: Error) => {
        assert.ok(message.includes(`truth.json: ${says}`), message);
        return true;
      });
    });
});

describe("moestat sample and loss refuse", { concurrency: true }, () => {
  it("a missing parameter file", async (t) => {
    const { moestat } = bench(t);
    assertRefused(
      await moestat("sample", "truth.json", "--n", "10"),
      "cannot read truth.json; no such file or folder",
    );
  });

  const designs: [design: string, ...says: string[]][] = [
    ["ring:0:1", 'unknown design "ring"'],
    ["uniform:1:-1", "from must be below to"],
    ["uniform:-1:1:2", "uniform:-1:1:2"],
    ["given:none.csv", "cannot read none.csv"],
  ];
  for (const [design, ...says] of designs)
    it(`the design ${design}`, async (t) => {
      const { write, moestat } = bench(t);
      write("truth.json", balanced);
      assertRefused(await moestat("sample", "truth.json", "--n", "10", "--design", design), ...says);
    });

  it("a sample of no points", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    assertRefused(
      await moestat("sample", "truth.json", "--n", "0"),
      "invalid --n; not a positive integer: 0",
    );
  });

  it("to write where there is no folder", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    const ended = await moestat("sample", "truth.json", "--n", "10", "--out", "none/data.csv");
    assertRefused(ended, "cannot write none/data.csv; no such file or folder");
  });

  it("an unknown loss", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    const ended = await moestat("loss", "truth.json", "truth.json", "--loss", "d1,voronio");
    assertRefused(ended, 'unknown loss "voronio"; known begin with d1, d2, pinned');
  });

  it("a loss without its exponent, or with one that it does not take", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    const loss = (name: string) => moestat("loss", "truth.json", "truth.json", "--loss", name);
    assertRefused(await loss("temperature.dr"), "it needs its exponent, as in temperature.dr(2)");
    assertRefused(await loss("temperature.dr(0.5)"), "the exponent must be at least 1: 0.5");
    assertRefused(await loss("temperature.dr(2)"), "no block: tau");
  });

  it("to compare models with different numbers of classes", async (t) => {
    const { write, moestat } = bench(t);
    for (const classes of [2, 3]) {
      const zeros = new Array(classes).fill(0);
      write(`${classes}.json`, {
        gating: { beta0: [0], beta1: [[0]] },
        experts: { name: "multinomialLogistic", classes, a: [zeros], b: [zeros.map(() => [0])] },
      });
    }
    assertRefused(await moestat("loss", "2.json", "3.json"), "classes 3", "classes 2");
  });

  it("to compare models with different inputs", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    write("plane.json", {
      gating: { beta0: [0], beta1: [[0, 0]] },
      experts: { a: [[1, 2]], b: [0], sigma2: [1] },
    });
    assertRefused(await moestat("loss", "plane.json", "truth.json"), "1 input", "plane.json has", "2 inputs");
  });

  it("a start with another number of experts", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    write("data.csv", `x,y\n${Array.from({ length: 30 }, (_, t) => `${t},${(t * t) % 7}`).join("\n")}\n`);
    const ended = await moestat(
      "fit",
      "data.csv",
      "--response",
      "y",
      "--experts",
      "3",
      "--start",
      "truth.json",
    );
    assertRefused(ended, "invalid start truth.json", "2 gaussian experts", "3 gaussian experts");
  });
});
