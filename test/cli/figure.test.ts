import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRefused, bench, outputOf } from "./process.js";

const page = ["--panel", "b", "--bare", "--width", "85mm", "--font-size", "7.5pt", "--to", "paper"];

describe("moestat figure", { concurrency: 2 }, () => {
  it("sets one panel for a column, with its caption and its numbers in files of their own", async (t) => {
    const { moestat, read } = bench(t);
    const args = ["figure", "fisher-spectrum", ...page, "--caption", "paper/spectrum.tex"];
    const files = outputOf(await moestat(...args, "--format", "csv,svg,vega-lite"));
    assert.deepEqual(files.trim().split("\n"), [
      "paper/fisher-spectrum.svg",
      "paper/fisher-spectrum.csv",
      "paper/fisher-spectrum.vl.json",
      "paper/spectrum.tex",
    ]);
    const svg = read("paper/fisher-spectrum.svg");
    const [, width] = /<svg [^>]*width="([\d.]+)(?:pt)?"/.exec(svg)!;
    assert.ok(Math.abs(Number(width) - (85 / 25.4) * 72) <= 1, width);
    assert.doesNotMatch(svg, /<text[^>]*>Spectrum of/);
    assert.match(svg, /<title>Spectrum of the Fisher information at the truth<\/title>/);
    assert.match(svg, /<desc>Spectrum of the Fisher information at the truth\. Temperature gates/);
    assert.match(svg, /<dc:subject>version \d[\d.]*, command moestat figure fisher-spectrum --panel b /);
    assert.match(read("paper/fisher-spectrum.csv"), /^panel,series,x,y,low,high\n[^\n]*,plain,/);
    assert.match(read("paper/spectrum.tex"), /^Spectrum of the Fisher information .*\$\\tau\$/);
    const { concat, title } = JSON.parse(read("paper/fisher-spectrum.vl.json"));
    assert.deepEqual([concat.length, title], [1, ""]);
  });

  it("draws a figure higher than a page on several", async (t) => {
    const { moestat } = bench(t);
    const args = ["figure", "fisher-spectrum", "--height", "6in", "--format", "svg,csv", "--to", "paper"];
    assert.deepEqual(
      outputOf(await moestat(...args))
        .trim()
        .split("\n"),
      ["paper/fisher-spectrum-1.svg", "paper/fisher-spectrum-2.svg", "paper/fisher-spectrum.csv"],
    );
  });

  it("refuses what cannot be set", async (t) => {
    const { moestat } = bench(t);
    const refused = async (part: string, ...args: string[]) =>
      assertRefused(await moestat("figure", "fisher-spectrum", "--to", "paper", ...args), part);
    await refused("invalid font size; below 7 pt: 6", "--font-size", "6pt");
    await refused("invalid --width; not a length in in, cm, mm, pt: 3", "--width", "3");
    await refused('unknown panel "e"; known: a, b, c, d', "--panel", "e");
  });
});
