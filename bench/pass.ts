import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unbounded } from "../src/family.js";
import { gaussian, grid, moe, type Params, sample, softmax, stream } from "../src/index.js";
import { rawUnits } from "../src/units.js";

// One pass over 1e5 samples (log-likelihood, + score, + Hessian) in plain TypeScript beside the same pass in C
// (bench/pass.c, compiled here with all of gcc's vector instructions). Each round takes the best of 15 runs of
// either, the rounds alternate, and the table shows medians over rounds: the machine's mood cancels.

const n = 100_000;
const rounds = 7;
const runs = 15;
const truth: Params = {
  gating: { name: "softmax", beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { name: "gaussian", a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};
const data = sample(moe({ gating: softmax(), expert: gaussian(), experts: 2 }), truth, {
  n,
  design: grid(),
  uniform: stream("bench"),
});

/** The point of pass.c for k experts: the truth, its second expert in slightly different copies. */
function point(k: number): Params {
  const of = <T>(values: readonly T[]) => [...values.slice(0, k - 1), values[3]];
  return {
    gating: { beta0: of([-8, -0.7, 0.2, 0]), beta1: of([[25], [0], [0.1], [0]]) },
    experts: {
      a: of([[-20], [20], [20.1], [20]]),
      b: of([15, -5, -5, -5]),
      sigma2: of([0.09, 0.16, 0.15, 0.16]),
    },
  };
}

function ours(k: number): (order: 0 | 1 | 2) => number {
  const model = moe({ gating: softmax(), expert: gaussian(), experts: k });
  const { likelihood, coordinates } = model.bind(data, rawUnits, unbounded);
  const theta = coordinates.toTheta(point(k));
  const score = new Float64Array(model.size);
  const hessian = new Float64Array(model.size ** 2);
  return (order) => {
    let best = Infinity;
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      likelihood.evaluate(theta, order, score, hessian);
      best = Math.min(best, performance.now() - start);
    }
    return (best * 1e6) / n;
  };
}

const binary = join(mkdtempSync(join(tmpdir(), "moestat-bench-")), "pass");
execFileSync("gcc", ["-O3", "-march=native", "-ffast-math", "bench/pass.c", "-o", binary, "-lmvec", "-lm"]);
/** key "k order" -> ns per sample. */
function native(): Map<string, number> {
  const lines = execFileSync(binary, { encoding: "utf8" }).trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [, k, order, ns] = /k=(\d) order=(\d) ([\d.]+)/.exec(line) as RegExpExecArray;
      return [`${k} ${order}`, Number(ns)];
    }),
  );
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const passes = new Map([2, 3, 4].map((k) => [k, ours(k)]));
const rows = new Map<string, { ours: number[]; native: number[] }>();
for (let round = 0; round < rounds; round++) {
  const its = native();
  for (const [k, pass] of passes) {
    for (const order of [0, 1, 2] as const) {
      const key = `${k} ${order}`;
      const row = rows.get(key) ?? { ours: [], native: [] };
      row.ours.push(pass(order));
      row.native.push(its.get(key) as number);
      rows.set(key, row);
    }
  }
}
console.log("k  order  moestat ns/sample  C ns/sample  ratio");
for (const [key, row] of rows) {
  const ratio = median(row.ours.map((value, i) => value / row.native[i]));
  const [k, order] = key.split(" ");
  console.log(
    `${k}  ${order.padEnd(5)}  ${median(row.ours).toFixed(1).padStart(17)}  ${median(row.native).toFixed(1).padStart(11)}  ${ratio.toFixed(2).padStart(5)}`,
  );
}
