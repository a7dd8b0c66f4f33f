import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief } from "../../cli/terminal.js";
import { gaussian, type Params, select, softmax } from "../../src/index.js";
import { assertRefused, bench, outputOf } from "./process.js";
import { sampleOf, twoLines, unwrapped } from "./samples.js";

const csv = twoLines("select", "x", 60);
const data = sampleOf(csv);
// Two starts find the maxima here, and hundreds of samples are fitted.
const fit = ["fit", "data.csv", "--response", "y", "--experts", "1:2", "--starts", "2"];

describe("several numbers of experts", { concurrency: true }, () => {
  // 19 replicates are the fewest that can reject at 0.05.
  const library = select({ gating: softmax(), expert: gaussian() }, data, {
    k: [1, 2],
    seed: "1",
    starts: 2,
    choice: "weighed",
    test: { replicates: 19 },
  });

  it("are compared as the library compares them, and the best by each criterion is marked", async (t) => {
    const { write, moestat } = bench(t);
    const { rows, best } = await library;
    write("data.csv", csv);
    const { code, stdout, stderr } = await moestat(...fit, "--test", "19", "--out", "fit.json");
    assert.equal(code, 0, stderr);
    const lines = stdout.split("\n").filter((line) => /^ +[12] /.test(line));
    const marked = (text: string, isBest: boolean) => `${text}${isBest ? "*" : ""}`;
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ +/)),
      rows.map(({ k, logLik, parameters, aic, bic, icl, evidence, test, status }) => [
        ...[`${k}`, logLik.toFixed(4), `${parameters}`],
        marked(aic.toFixed(2), best.aic === k),
        marked(bic.toFixed(2), best.bic === k),
        marked(icl.toFixed(2), best.icl === k),
        marked(evidence.logEvidence!.toFixed(2), best.evidence === k),
        marked(brief(test?.share ?? null, 3), best.test === k),
        status,
      ]),
    );
    assert.match(
      unwrapped(stdout),
      /^data\.csv: 60 rows; y ~ x\nsoftmax gating, gaussian experts: 1 and 2$/m,
    );
    assert.equal(stderr, `wrote fit.json: the fit of ${best.bic} experts, which BIC prefers\n`);
    const point = outputOf(await moestat("predict", "fit.json", "data.csv"));
    assert.match(point, /^x,y,\.fitted\n/);
  });

  it("are printed as JSON with their fits, each of which further commands take", async (t) => {
    const { write, moestat, read } = bench(t);
    const { rows, best, dendrogram } = await library;
    write("data.csv", csv);
    const args = [...fit, "--test", "19", "--json", "--out", "fit.json", "--quiet"];
    const { stdout, stderr } = await moestat(...args);
    const json = JSON.parse(stdout);
    assert.deepEqual(json.best, best);
    assert.deepEqual(json.dendrogram, JSON.parse(JSON.stringify(dendrogram)));
    assert.deepEqual(
      json.rows.map((row: { fit: { params: Params } }) => row.fit.params),
      rows.map((row) => row.fit.params),
    );
    assert.deepEqual(
      json.rows.map(({ test, evidence }: Record<string, unknown>) => [test, evidence]),
      rows.map(({ test, evidence }) => [test, evidence]),
    );
    const kept = JSON.parse(read("fit.json"));
    assert.deepEqual([kept.k, kept.selection.best], [best.bic, best]);
    assert.equal(kept.logLik, rows[best.bic! - 1].logLik);
    assert.equal(stderr, "");
  });

  it("are printed as a table for documents and for programs", async (t) => {
    const { write, moestat } = bench(t);
    const { rows } = await library;
    write("data.csv", csv);
    const [header, ...lines] = outputOf(await moestat(...fit, "--format", "csv"))
      .trim()
      .split("\n");
    assert.equal(header, "experts,logLik,parameters,aic,bic,icl,logEvidence,status");
    assert.deepEqual(
      lines.map((line) => line.split(",").slice(1, 4).map(Number)),
      rows.map(({ logLik, parameters, aic }) => [logLik, parameters, aic]),
    );
    const latex = outputOf(await moestat(...fit, "--format", "latex"));
    assert.ok(latex.includes(`$2$ & $${rows[1].logLik.toFixed(4)}$ & $8$ & `), latex);
    assert.match(latex, /\\begin\{tabular\}\{rrrrrrrl\}\n\\toprule.*\\bottomrule\n\\end\{tabular\}/s);
    const markdown = outputOf(await moestat(...fit, "--format", "markdown"));
    assert.match(markdown, /^\| experts \| log-likelihood \|.*\n\|-+:\|/);
  });

  it("may be more or fewer than a gate selects", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const args = [...fit, "--experts", "1:3", "--top-k", "2", "--json"];
    const { rows } = JSON.parse(outputOf(await moestat(...args)));
    for (const row of rows) {
      write("one.json", row.fit);
      outputOf(await moestat("predict", "one.json", "data.csv"));
    }
    assert.deepEqual(
      rows.map((row: { fit: { params: Params } }) => row.fit.params.gating.topK),
      [undefined, undefined, 2],
    );
  });

  it("are refused where they are no range, and with what has a meaning for one number alone", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", csv);
    const refused = async (args: string[], says: string) =>
      assertRefused(await moestat("fit", "data.csv", "--response", "y", ...args), says);
    await refused(["--experts", "3:1"], "invalid --experts; not a range as 1:5: 3:1");
    await refused(["--experts", "1,0"], "invalid --experts; not a positive integer: 0");
    await refused(["--experts", "1:2", "--pick", "2"], "invalid --pick; it is for one number of experts");
    await refused(["--experts", "2", "--test", "9"], "invalid --test; it needs several numbers of experts");
    await refused(["--experts", "1:2", "--json", "--format", "csv"], "invalid --format csv; --json asks");
    await refused(["--experts", "1:40"], "are too few for");
  });
});
