import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { assertRefused, balanced, bench, outputOf } from "./process.js";

const small = ["--sizes", "60,120", "--reps", "1", "--workers", "1"];
const json = { truth: balanced, losses: ["d1", "hellinger"] };

/** Two experts in the plane: weights proportional to the sigmoids of their scores, an own loss. */
const sigmoidGate = `
import { uniform } from "moestat";
const gate = {
  name: "normalisedSigmoid",
  predictors: [{ name: "score", basis: "affine", bound: "gate" }],
  fields: {
    beta0: { predictor: 0, part: "intercept", link: "identity" },
    beta1: { predictor: 0, part: "slopes", link: "identity" },
  },
  logWeight: "beta0",
  evaluate: ([score], _y, m, order, { value, first, second }) => {
    for (let t = 0; t < m; t++) {
      const e = score[t];
      const p = 1 / (1 + Math.exp(-e));
      value[t] = Math.min(e, 0) - Math.log1p(Math.exp(-Math.abs(e)));
      if (order > 0) first[0][t] = 1 - p;
      if (order > 1) second[0][0][t] = -p * (1 - p);
    }
  },
};
const worstIntercept = (estimate, truth) =>
  Math.max(...truth.atoms.b.map(([b]) => Math.min(...estimate.atoms.b.map(([c]) => Math.abs(c - b)))));
export default {
  title: "Normalised sigmoid gate",
  truth: {
    gating: { beta0: [0, 0], beta1: [[3, 1], [-3, 0]] },
    experts: { a: [[2, 0], [-1.5, 1]], b: [3, -3], sigma2: [0.25, 0.16] },
  },
  gating: gate,
  design: uniform({ d: 2 }),
  starts: "near-truth",
  losses: [worstIntercept, "hellinger"],
};
`;

describe("an experiment of one's own on the command line", { concurrency: 2 }, () => {
  it("runs from a JSON file, is listed and drawn", async (t) => {
    const { moestat, write, read } = bench(t);
    write("my exp.json", json);
    const { code, stdout, stderr } = await moestat("run", "my exp.json", ...small);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^my-exp: exact-specified, k = 2 of 2 experts\nprotocol certified \(own\)/);
    assert.match(stderr, /draw them with: moestat figure 'my exp\.json'$/m);
    const elsewhere = await moestat("run", "my exp.json", ...small, "--out", "my results");
    assert.match(elsewhere.stderr, /moestat figure 'my exp\.json' --out 'my results'$/m);
    assertRefused(
      await moestat("figure", "my exp.json", "--out", "no results"),
      "run: moestat run 'my exp.json' --out 'no results'",
    );
    const files = outputOf(await moestat("figure", "my exp.json", "--format", "svg"));
    assert.equal(
      files,
      "results/figures/my-exp-certified.svg\nresults/figures/my-exp-certified-sample.svg\n",
    );
    assert.match(read("results/figures/my-exp-certified.svg"), /an experiment of one/);
    assert.match(
      outputOf(await moestat("list", "my exp.json")),
      /^experiment .*\nmy-exp +2 .*\n\nmy-exp: exact/,
    );
    const [listed] = JSON.parse(outputOf(await moestat("list", "my exp.json", "--json")));
    assert.deepEqual([listed.name, listed.protocols[0].losses], ["my-exp", ["d1", "hellinger"]]);
  });

  it("runs a gate and a loss of its own in any number of workers alike, and draws them", async (t) => {
    const { moestat, write, read } = bench(t);
    write("gate.mjs", sigmoidGate);
    const run = (workers: string, out: string) =>
      moestat("run", "gate.mjs", ...small, "--workers", workers, "--out", out);
    assert.match(outputOf(await run("1", "one")), /mean worstIntercept/);
    outputOf(await run("2", "two"));
    const summary = "gate-certified.summary.json";
    assert.equal(read(`one/${summary}`), read(`two/${summary}`));
    const figure = outputOf(await moestat("figure", "gate.mjs", "--out", "one", "--format", "svg"));
    assert.equal(figure, "one/figures/gate-certified.svg\none/figures/gate-certified-sample.svg\n");
  });

  it("is not mixed with results of other code, but where only losses are code they are computed again", async (t) => {
    const { moestat, write } = bench(t);
    write("gate.mjs", sigmoidGate);
    const run = (file: string) => moestat("run", file, "--sizes", "60", "--reps", "1", "--workers", "1");
    outputOf(await run("gate.mjs"));
    write("gate.mjs", sigmoidGate.replace("-Math.abs(e)", "0 - Math.abs(e)"));
    const { code, stderr } = await run("gate.mjs");
    assert.equal(code, 2);
    assert.match(stderr, /from another definition of gate; code is "\w{16}", not "\w{16}" \(choose another/);

    const loss = (factor: string) =>
      `const scaled = (e, t) => ${factor} * Math.abs(e.atoms.b[0][0] - t.atoms.b[0][0]);
       export default { truth: ${JSON.stringify(balanced)}, losses: [scaled] };`;
    write("loss.ts", loss("1"));
    const mean = async () => {
      const { stdout, stderr } = await moestat(
        "run",
        "loss.ts",
        "--sizes",
        "60",
        "--reps",
        "2",
        "--workers",
        "1",
        "--json",
      );
      return { mean: JSON.parse(stdout).losses[0].sizes[0].mean, stderr };
    };
    const before = await mean();
    write("loss.ts", loss("2"));
    const after = await mean();
    assert.equal(after.mean, 2 * before.mean);
    assert.match(after.stderr, /the losses of 2 fits were computed again/);
  });

  it("is refused by file, entry, rule and value", async (t) => {
    const { moestat, write } = bench(t);
    write("my.json", { ...json, experts: "3" });
    assertRefused(
      await moestat("run", "my.json"),
      'moestat: my.json: experts; not a whole number from 1 to 1000 or a list that holds something: "3"',
    );
    write("slip.json", { ...json, exprets: 3 });
    assertRefused(
      await moestat("list", "slip.json"),
      "slip.json: unknown entry exprets",
      'did you mean "experts"?',
    );
    assertRefused(await moestat("run", "none.json"), "cannot read none.json; no such file or folder");
    write("odd.mjs", "export default { truth: 3 + };");
    assertRefused(await moestat("figure", "odd.mjs"), "odd.mjs: cannot be loaded; ");
    assert.equal(existsSync("results"), false);
  });

  it("says which fit its code fails in", async (t) => {
    const { moestat, write } = bench(t);
    write(
      "odd.mjs",
      `const odd = (e) => e.atoms.b[0][0] === 1 ? 0 : e.none.b;
       export default { truth: ${JSON.stringify(balanced)}, losses: [odd] };`,
    );
    const { code, stderr } = await moestat("run", "odd.mjs", "--sizes", "60", "--reps", "1");
    assert.equal(code, 2, stderr);
    assert.match(stderr, /\nmoestat: odd, n = 60, replicate 0: Cannot read properties of undefined/);
  });
});

describe("a changed experiment on the command line", () => {
  it("has results of its own beside those of the declared one, and is drawn with the same options", async (t) => {
    const { moestat, write, path } = bench(t);
    write("truth.json", balanced);
    const changes = ["--k", "3", "--loss", "d2,d1", "--truth", "truth.json", "--design", "normal:0:1"];
    const set = ["--parameter-set", "own:beta1=6"];
    const { code, stdout, stderr } = await moestat("run", "softmax-exact", ...small, ...changes, ...set);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout.replace(/\s+/g, " "),
      /^softmax-exact with k = 3, the losses d2 and d1, another truth, the design normal:0:1, /,
    );
    assert.ok(
      stderr.includes(`moestat figure softmax-exact ${changes.join(" ")} --parameter-set own:beta1=-6:6\n`),
    );
    const files = readdirSync(path("results"));
    assert.equal(files.filter((file) => /^softmax-exact--k3-losses-.*\.jsonl$/.test(file)).length, 1);
    const drawn = await moestat("figure", "softmax-exact", ...changes, ...set, "--format", "svg");
    assert.match(outputOf(drawn), /^results\/figures\/softmax-exact--k3-.*-certified\.svg$/m);
    assertRefused(
      await moestat("figure", "softmax-exact", "--k", "3"),
      "no finished run of softmax-exact --k 3",
    );
    assertRefused(await moestat("figure", "softmax-exact"), "no finished run of softmax-exact");
  });

  it("is an experiment, and no study", async (t) => {
    const { moestat } = bench(t);
    assertRefused(await moestat("run", "topk-three", "--k", "3"), "invalid --k; topk-three is a study");
    assertRefused(
      await moestat("figure", "fisher-spectrum", "--loss", "d1"),
      "invalid --loss; fisher-spectrum",
    );
    assertRefused(
      await moestat("run", "softmax-exact", "--loss", "d3"),
      'unknown loss "d3"; did you mean "d1"?',
    );
    assertRefused(
      await moestat("run", "softmax-exat"),
      'unknown experiment "softmax-exat"; did you mean "softmax-exact"?',
    );
    assertRefused(
      await moestat("figure", "topk-thre"),
      'unknown experiment "topk-thre"; did you mean "topk-three"?',
    );
  });
});

describe("moestat init", { concurrency: 2 }, () => {
  for (const file of ["my-experiment.mjs", "gates.ts", "small.json"])
    it(`writes ${file}, which runs as it stands, and overwrites nothing`, async (t) => {
      const { moestat, read } = bench(t);
      const given = file === "my-experiment.mjs" ? [] : [file];
      assert.equal(outputOf(await moestat("init", ...given)), `${file}\n`);
      const text = read(file);
      assert.match(
        outputOf(await moestat("run", file, "--sizes", "60", "--reps", "1", "--workers", "1")),
        /^Two crossing lines, one expert too many\n/,
      );
      assertRefused(await moestat("init", ...given), `cannot write ${file}; it is there already`);
      assert.equal(read(file), text);
    });

  it("prints its file in commands as a shell takes it, in the file as seen from its folder", async (t) => {
    const { moestat, path, read } = bench(t);
    mkdirSync(path("my gates"));
    const { code, stdout, stderr } = await moestat("init", "my gates/my gate.mjs");
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "my gates/my gate.mjs\n");
    assert.match(stderr, /: moestat run 'my gates\/my gate\.mjs' --quick$/m);
    const commands = read("my gates/my gate.mjs").match(/moestat (run|figure) 'my gate\.mjs' /g);
    assert.equal(commands?.length, 3);
  });

  it("refuses other endings", async (t) => {
    assertRefused(await bench(t).moestat("init", "my.yaml"), "invalid FILE; its name ends with none of .mjs");
  });
});
