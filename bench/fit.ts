import {
  fit,
  gaussian,
  grid,
  type Model,
  moe,
  nearTruthStart,
  type Params,
  sample,
  softmax,
  stream,
} from "../src/index.js";

// Wall-clock time of fits on samples from the published truth, one thread; medians of `repeats` data sets.

const truth: Params = {
  gating: { name: "softmax", beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { name: "gaussian", a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};
const model = (experts: number): Model => moe({ gating: softmax(), expert: gaussian(), experts });
const repeats = 7;

function report(name: string, k: number, n: number, near: boolean) {
  const times: number[] = [];
  let certified = 0;
  for (let i = 0; i < repeats; i++) {
    const data = sample(model(2), truth, { n, design: grid(), uniform: stream(`bench/${n}/${i}`) });
    const start = near ? { start: nearTruthStart(truth, k, n, stream(`start/${i}`)) } : {};
    const begun = performance.now();
    const { status } = fit(model(k), data, start);
    times.push(performance.now() - begun);
    if (status === "converged" || status === "singular") certified++;
  }
  const median = times.sort((a, b) => a - b)[repeats >> 1];
  console.log(
    `${name.padEnd(52)} ${median.toFixed(0).padStart(7)} ms   certified ${certified} of ${repeats}`,
  );
}

report("k = 2, n = 1e5, from a start near the truth", 2, 100_000, true);
for (const k of [2, 3, 4]) report(`k = ${k}, n = 1e3, default starts`, k, 1000, false);
for (const k of [2, 3]) report(`k = ${k}, n = 1e4, default starts`, k, 10_000, false);
