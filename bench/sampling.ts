/**
 * Sampling speed, one thread: `node dist/bench/sampling.js`. Prints the median milliseconds of a sample of 1e5 and of
 * 1e6 points from the two truths (inputs, labels and responses), the cost of a random number and of a stream, and the
 * bytes that a sample holds. As a module it hands out these rows.
 */
import { fileURLToPath } from "node:url";
import { gaussian } from "../src/experts/gaussian.js";
import { softmax } from "../src/gatings/softmax.js";
import { moe } from "../src/model/model.js";
import { sample } from "../src/model/sample.js";
import { grid, uniform } from "../src/random/designs.js";
import { normal } from "../src/random/normal.js";
import { stream } from "../src/random/stream.js";
import type { Params } from "../src/types.js";

const model = moe({ gating: softmax(), expert: gaussian(), k: 2, inputs: 1 });
const paper: Params = {
  gating: { beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};
const balanced: Params = {
  gating: { beta0: [0, 0], beta1: [[3], [0]] },
  experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};

/** Median seconds of `repeats` runs after one more to warm up. */
function medianSeconds(repeats: number, run: (repeat: number) => unknown): number {
  run(-1);
  const times = Array.from({ length: repeats }, (_, repeat) => {
    const start = performance.now();
    run(repeat);
    return (performance.now() - start) / 1000;
  });
  return times.sort((a, b) => a - b)[repeats >> 1];
}

const sum = (n: number, draw: () => number) => {
  let total = 0;
  for (let t = 0; t < n; t++) total += draw();
  return total;
};

/** The rows of this benchmark, measured now: a median of 15 runs each. */
export function sampling(): readonly {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}[] {
  const rows = [
    ["a normal number", 1e3 * medianSeconds(15, (r) => sum(1e6, normal(stream(`z/${r}`)))), "ns"],
    ["a uniform number", 1e3 * medianSeconds(15, (r) => sum(1e6, stream(`u/${r}`))), "ns"],
    ["a stream", 1e3 * medianSeconds(15, (r) => sum(1e3, () => stream(`s/${r}`)())), "us"],
    ...[1e5, 1e6].flatMap((n) =>
      (
        [
          ["paper's truth, grid", paper, grid()],
          ["balanced truth, uniform", balanced, uniform()],
        ] as const
      ).map(([name, truth, design]) => {
        const run = (r: number) => sample(model, truth, { n, design, uniform: stream(`bench/${r}`) });
        return [`sample of ${n} (${name})`, 1e3 * medianSeconds(15, run), "ms"] as const;
      }),
    ),
    ["bytes a point of sample of 1000000", bytes(1e6), "bytes"],
  ] as const;
  return rows.map(([what, value, unit]) => ({ what, value, unit }));
}

/** Bytes of the columns that a sample with d = 1 holds, for each of its n points. */
function bytes(n: number): number {
  const { x, y, labels } = sample(model, paper, { n, design: grid(), uniform: stream("bytes") });
  return [...x, y, labels].reduce((total, column) => total + (column?.byteLength ?? 0), 0) / n;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const { what, value, unit } of sampling())
    console.log(`${what.padEnd(44)} ${value.toFixed(1).padStart(8)} ${unit}`);
