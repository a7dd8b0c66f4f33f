import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportData } from "../../report/types.js";
import { balanced, bench, outputOf, smallRun, smallStudy } from "./process.js";

const tiny = ["--sizes", "60,120", "--reps", "1", "--workers", "1", "--out", "results"];

/** The numbers in a page. */
const numbersOf = (html: string): ReportData =>
  JSON.parse(/<script type="application\/json" id="numbers">(.*?)<\/script>/s.exec(html)![1]);

/** The page without its program and style sheet, which are the same in all. */
const markup = (html: string): string =>
  html.replace(/<script>.*<\/script>/s, "").replace(/<style>.*?<\/style>/s, "");

describe("the report of a run", () => {
  it("is written by run and figure, with the verdict, the numbers, the fits and the manifest", async (t) => {
    const { left, moestat, read } = bench(t);
    await left(...smallRun);
    const { code, stderr } = await moestat(...smallRun);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^report in results\/index\.html$/m);
    const html = read("results/index.html");
    const { runs, studies, analyses } = numbersOf(html);
    assert.deepEqual([runs.length, studies.length, analyses.length], [1, 0, 0]);
    assert.equal(runs[0].fits.rows.length, 6);
    assert.equal(runs[0].fits.leftOut, 0);
    assert.deepEqual(runs[0].summary, JSON.parse(read("results/softmax-exact-certified.summary.json")));
    const page = markup(html);
    for (const part of ["1 run, 6 fits: 6 certified, 0 not", "<b>0</b> agree", "<b>1</b> undecided", "D₁"])
      assert.ok(page.includes(part), part);
    const { results, command } = JSON.parse(read("results/softmax-exact-certified.manifest.json"));
    for (const part of [results.sha256, command, process.version]) assert.ok(page.includes(part), part);
    assert.equal(page.match(/noscript/g)?.length, 2);
    assert.ok(!page.includes("data:image"));

    outputOf(await moestat("figure", "softmax-exact", "--format", "svg"));
    const drawn = read("results/index.html");
    assert.match(drawn, /<noscript><img alt="Softmax gating[^"]*" src="data:image\/svg\+xml,%3Csvg|%3C\?xml/);
    assert.deepEqual(numbersOf(drawn), numbersOf(html));
  });

  it("loads nothing from outside", async (t) => {
    const { left, read } = bench(t);
    await left(...smallRun);
    const page = markup(read("results/index.html"));
    assert.match(page, /Content-Security-Policy" content="default-src 'none';/);
    for (const [, source] of page.matchAll(/\b(?:src|href)="([^"]*)"/g)) assert.match(source, /^(#|data:)/);
  });

  it("holds all runs of a folder and the studies whose runs are there, and is the same when it is made again", async (t) => {
    const { left, moestat, read } = bench(t);
    await left(...smallStudy);
    await left(...smallRun);
    outputOf(await moestat("figure", "fisher-spectrum", "--format", "csv", "--out", "results"));
    const html = read("results/index.html");
    const { runs, studies, analyses } = numbersOf(html);
    assert.deepEqual(
      runs.map(({ name }) => name),
      ["softmax-exact-certified", "topk-three-d1-certified", "topk-three-d2-certified"],
    );
    assert.deepEqual(
      studies.map(({ name }) => name),
      ["topk-three"],
    );
    assert.deepEqual(
      analyses.map(({ name }) => name),
      ["fisher-spectrum"],
    );
    const known = new Set(runs.map(({ name }) => name));
    assert.ok(studies[0].curves.flat().every(({ run }) => known.has(run)));
    outputOf(await moestat(...smallRun));
    assert.equal(read("results/index.html"), html);
  });

  it("shows words of one's own as words", async (t) => {
    const { moestat, write, read } = bench(t);
    const title = `</script><img src=x onerror="alert(1)"> & co`;
    const file = write("own.json", { name: "own", title, truth: balanced });
    outputOf(await moestat("run", file, ...tiny));
    const html = read("results/index.html");
    assert.ok(!html.includes("<img src=x"));
    assert.equal(numbersOf(html).runs[0].summary.title, title);
    assert.equal(html.match(/<\/script>/g)?.length, 2);
  });

  it("draws no data where code of one's own decides what they are", async (t) => {
    const { moestat, write, read } = bench(t);
    const truth = JSON.stringify(balanced);
    const design = `{ name: "half", d: 1, draw: (n, uniform) => [Float64Array.from({ length: n }, () => uniform() / 2)] }`;
    const file = write("half.mjs", `export default { truth: ${truth}, design: ${design}, losses: ["d1"] };`);
    outputOf(await moestat("run", file, ...tiny));
    const [run] = numbersOf(read("results/index.html")).runs;
    assert.equal(run.setting, undefined);
    assert.equal(run.fits.rows.length, 2);
  });

  it("leaves a damaged run out and says so", async (t) => {
    const { left, moestat, write, read } = bench(t);
    await left(...smallRun);
    write("results/softmax-exact-certified.jsonl", "no results\n");
    const { code, stderr } = await moestat("run", "topk-exact", ...tiny);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^left out of the report: softmax-exact-certified; /m);
    assert.deepEqual(
      numbersOf(read("results/index.html")).runs.map(({ name }) => name),
      ["topk-exact-certified"],
    );
  });
});
