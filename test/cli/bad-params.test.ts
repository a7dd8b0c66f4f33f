import { describe, it } from "node:test";
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
      name: "an unknown gating",
      content: { gating: { ...gating, name: "hard" }, experts },
      says: ['unknown gating "hard"'],
    },
    {
      name: "an unknown expert",
      content: { gating, experts: { ...experts, name: "cauchy" } },
      says: ['"cauchy"; known: gaussian'],
    },
  ];
  for (const { name, content, says } of cases)
    it(name, async (t) => {
      const { write, moestat } = bench(t);
      write("truth.json", content);
      assertRefused(await moestat("sample", "truth.json", "--n", "10"), "truth.json: ", ...says);
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
    assertRefused(ended, 'unknown loss "voronio"; known: d1, d2, pinned');
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
