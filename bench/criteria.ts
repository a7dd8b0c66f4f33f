import {
  gaussian,
  normalDesign,
  type Params,
  type Sample,
  sample,
  select,
  softmax,
  stream,
} from "../src/index.js";
import type { Best } from "../src/inference/select.js";
import { modelOf } from "../src/registry.js";

// How often each criterion tells the number of experts that data were drawn from: one line, two and three lines far apart and close
// together, inputs standard normal, fits of 1 to 4 experts. A test with 19 replicates rejects at the level 0.05 where no replicate gains as
// much as the data.
// node dist/bench/criteria.js [samples] [replicates of the test, 0 for none] [sizes, as 200,1000]

const samples = Number(process.argv[2] ?? 20);
const replicates = Number(process.argv[3] ?? 19);
const sizes = (process.argv[4] ?? "200,1000").split(",").map(Number);

const truths: Readonly<Record<string, Params>> = {
  "one line": { gating: { beta0: [0], beta1: [[0]] }, experts: { a: [[1]], b: [0], sigma2: [0.25] } },
  "two, apart": {
    gating: { beta0: [0, 0], beta1: [[1.5], [0]] },
    experts: { a: [[1], [-1]], b: [2, -1], sigma2: [0.2, 0.3] },
  },
  "two, close": {
    gating: { beta0: [0, 0], beta1: [[1], [0]] },
    experts: { a: [[1], [-0.2]], b: [0.5, -0.5], sigma2: [0.3, 0.3] },
  },
  "three, apart": {
    gating: { beta0: [-0.5, 0, 0], beta1: [[2], [-1], [0]] },
    experts: { a: [[1], [-1], [0.5]], b: [4, 0, -4], sigma2: [0.2, 0.3, 0.2] },
  },
  "three, close": {
    gating: { beta0: [0, 0, 0], beta1: [[2], [-2], [0]] },
    experts: { a: [[1], [-1], [0]], b: [1, 0, -1], sigma2: [0.25, 0.25, 0.25] },
  },
};

const criteria: readonly (keyof Best)[] = ["aic", "bic", "icl", "evidence", "dsc", "test"];

const draw = (truth: Params, n: number, key: string): Sample =>
  sample(modelOf(truth), truth, { n, design: normalDesign({ d: 1 }), uniform: stream(key) });

console.log(`hits of ${samples} samples, in brackets what was chosen; test: ${replicates} replicates`);
for (const [name, truth] of Object.entries(truths))
  for (const n of sizes) {
    const experts = (truth.gating.beta0 as readonly number[]).length;
    const found: Best[] = [];
    for (let i = 0; i < samples; i++) {
      const data = draw(truth, n, `criteria/${name}/${n}/${i}`);
      const { best } = await select({ gating: softmax(), expert: gaussian() }, data, {
        k: [1, 2, 3, 4],
        seed: i,
        ...(replicates > 0 ? { test: { replicates } } : {}),
      });
      found.push(best);
    }
    const cells = criteria.map((criterion) => {
      const chosen = found.map(({ [criterion]: k }) => k ?? 0).sort();
      return `${criterion} ${chosen.filter((k) => k === experts).length} (${chosen.join("")})`;
    });
    console.log(`${name}, n = ${n}: ${cells.join(" | ")}`);
  }
