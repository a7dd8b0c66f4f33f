/**
 * Sampling speed, one thread: `node dist/bench/sampling.js`. Prints the median milliseconds of a sample of 1e5 and of
 * 1e6 points from the two truths (inputs, labels and responses), and nanoseconds per random number and stream.
 */
import { gaussian } from "../src/experts/gaussian.js";
import { softmax } from "../src/gatings/softmax.js";
import { moe } from "../src/model.js";
import { grid, uniform } from "../src/random/designs.js";
import { normal } from "../src/random/normal.js";
import { stream } from "../src/random/stream.js";
import { sample } from "../src/sample.js";
import type { Params } from "../src/types.js";

const model = moe({ gating: softmax(), expert: gaussian(), experts: 2, inputs: 1 });
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

const line = (what: string, value: number, unit: string) =>
  console.log(`${what.padEnd(44)} ${value.toFixed(1).padStart(8)} ${unit}`);

const sum = (n: number, draw: () => number) => {
  let total = 0;
  for (let t = 0; t < n; t++) total += draw();
  return total;
};
line("a normal number", 1e9 * 1e-6 * medianSeconds(15, (r) => sum(1e6, normal(stream(`z/${r}`)))), "ns");
line("a uniform number", 1e9 * 1e-6 * medianSeconds(15, (r) => sum(1e6, stream(`u/${r}`))), "ns");
line("a stream", 1e6 * 1e-3 * medianSeconds(15, (r) => sum(1e3, () => stream(`s/${r}`)())), "us");

for (const n of [1e5, 1e6])
  for (const [name, truth, design] of [
    ["paper's truth, grid", paper, grid()],
    ["balanced truth, uniform", balanced, uniform()],
  ] as const) {
    const seconds = medianSeconds(15, (r) =>
      sample(model, truth, { n, design, uniform: stream(`bench/${r}`) }),
    );
    line(`sample of ${n} (${name})`, 1e3 * seconds, "ms");
  }
