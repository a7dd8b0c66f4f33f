import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { workerPool } from "../experiments/executors/threads.js";
import { tasksOf } from "../experiments/schedule.js";
import { experimentByName, protocolByName } from "../experiments/specs/index.js";
import { withoutTime } from "../experiments/storage/results-file.js";
import { isCertified } from "../experiments/summarize.js";
import { fit, sample, stream, uniform } from "../src/index.js";
import { rawUnits } from "../src/params/units.js";
import { dataSet, gaussianModel, startNear } from "./cases.js";
import { exponent, median, medianMs, timed } from "./measure.js";
import type { Effort, Row, Section } from "./report.js";

/** What one size took in a process of its own. */
interface OneSize {
  readonly n: number;
  readonly sampleMs: number;
  readonly fitMs: number;
  readonly certified: boolean;
  /** Largest resident memory of the process, in MB. */
  readonly peakMB: number;
}

/** Time and memory of sampling and of a fit (k = 2, one start near the truth) against n, each size in a new process. */
export function scalingSize({ quick }: Effort): Section {
  const sizes = quick ? [1e3, 1e4, 1e5] : [1e3, 1e4, 1e5, 1e6, 1e7];
  const script = fileURLToPath(import.meta.url);
  const measured = sizes.map(
    (n): OneSize => JSON.parse(execFileSync(process.execPath, [script, String(n)], { encoding: "utf8" })),
  );
  const of = (y: (one: OneSize) => number) =>
    exponent(measured.filter(({ n }) => n >= 1e4).map((one) => ({ x: one.n, y: y(one) })));
  const [first, last] = [measured[0], measured[measured.length - 1]];
  const bytes = ((last.peakMB - first.peakMB) * 2 ** 20) / (last.n - first.n);
  return {
    title: "Scaling with the sample size",
    describes:
      "Sampling and a fit with k = 2 from one start near the truth, to its certified maximum, once in a new process for each size after some small fits that warm the code up, one thread. Peak: resident memory of the whole process.",
    rows: measured.map(({ n, sampleMs, fitMs, certified, peakMB }) => ({
      n,
      "sample ms": sampleMs,
      "fit ms": fitMs,
      "fit ns/sample": (1e6 * fitMs) / n,
      "peak MB": Math.round(peakMB),
      certified: certified ? "yes" : "no",
    })),
    notes: [
      `Exponents from n = 10,000: sampling ${of((one) => one.sampleMs).toFixed(2)}, fit ${of((one) => one.fitMs).toFixed(2)}. Memory: ${bytes.toFixed(0)} bytes a sample above that of the smallest size.`,
    ],
  };
}

function measureSize(n: number): OneSize {
  const model = gaussianModel(2);
  for (let i = 1; i <= 20; i++) fit(model, dataSet(2000, i), { start: startNear(2, 2000, i) });
  const drawn = timed(() => dataSet(n, 0));
  const fitted = timed(() => fit(model, drawn.result, { start: startNear(2, n, 0) }));
  return {
    n,
    sampleMs: drawn.ms,
    fitMs: fitted.ms,
    certified: isCertified(fitted.result.status),
    peakMB: process.resourceUsage().maxRSS / 1024,
  };
}

/** Time of a pass against the number of experts and of inputs. */
export function scalingModel({ quick }: Effort): Section {
  const n = quick ? 2000 : 20_000;
  const repeats = quick ? 3 : 15;
  const experts = [1, 2, 4, 8, 16].map((k) => ({ varies: "k", k, d: 1 }));
  const inputs = [1, 2, 4, 8, 16, 32].map((d) => ({ varies: "d", k: 2, d }));
  const rows = [...experts, ...inputs].map(({ varies, k, d }) => {
    const model = gaussianModel(k, d);
    const { likelihood, theta } = bound(k, d, n);
    const score = new Float64Array(model.size);
    const hessian = new Float64Array(model.size ** 2);
    const ns = (order: 0 | 1 | 2) =>
      (1e6 * medianMs(repeats, () => likelihood.evaluate(theta, order, score, hessian))) / n;
    return { varies, k, d, parameters: model.size, "order 0": ns(0), "order 1": ns(1), "order 2": ns(2) };
  });
  const of = (varies: "k" | "d", order: "order 0" | "order 1" | "order 2") =>
    exponent(
      rows
        .filter((row) => row.varies === varies)
        .slice(-3)
        .map((row) => ({ x: row[varies], y: row[order] })),
    );
  const exponents = (["k", "d"] as const).map(
    (varies) =>
      `in ${varies}: ${(["order 0", "order 1", "order 2"] as const).map((order) => of(varies, order).toFixed(2)).join(", ")}`,
  );
  return {
    title: "Scaling with the numbers of experts and inputs",
    describes: `One pass over ${n.toLocaleString("en")} samples, nanoseconds per sample, median of ${repeats} runs, one thread.`,
    rows,
    notes: [`Exponents for orders 0, 1, 2 over the three largest: ${exponents.join("; ")}.`],
  };
}

/** A likelihood of k experts on data with d inputs, at parameters that are nothing special. */
function bound(k: number, d: number, n: number) {
  const model = gaussianModel(k, d);
  const uniformNumbers = stream(`bench/${k}/${d}`);
  const number = () => 2 * uniformNumbers() - 1;
  const each = <T>(value: () => T) => Array.from({ length: k }, value);
  const row = () => Array.from({ length: d }, number);
  const params = {
    gating: { beta0: each(number), beta1: each(row) },
    experts: { a: each(row), b: each(number), sigma2: each(() => 0.5 + uniformNumbers()) },
  };
  const data = sample(model, params, { n, design: uniform({ d }), uniform: uniformNumbers });
  const { likelihood, coordinates } = model.bind(data, rawUnits);
  return { likelihood, theta: coordinates.toTheta(params) };
}

/** Batches of trials that take one worker some fifteen seconds: fits of many small steps, and of fewer large ones. */
const batches = [
  { name: "demystifying-over", replicates: 120 },
  { name: "multinomial-regime2-over-tanh", replicates: 60 },
];

/** The same batches of trials with one worker thread and with two, by the executor of `run` and `reproduce`. */
export async function scalingWorkers({ quick }: Effort): Promise<Section> {
  const n = quick ? 1000 : 10_000;
  const rounds = quick ? 1 : 3;
  const rows: Row[] = [];
  for (const { name, replicates } of batches) {
    const protocol = { ...protocolByName(experimentByName(name)), sizes: [n] };
    const batch = (seed: string, trials: number) => tasksOf(name, { ...protocol, replicates: trials }, seed);
    const count = quick ? 8 : replicates;
    const seconds = new Map<number, number[]>([1, 2].map((workers) => [workers, []]));
    const records = new Map<number, string>();
    for (let round = 0; round < rounds; round++)
      for (const workers of [1, 2]) {
        const pool = workerPool({ workers });
        try {
          // The first trials make the code fast in every worker.
          for await (const _ of pool.run(batch("warm", Math.min(20, count))));
          const begun = performance.now();
          const lines: string[] = [];
          for await (const record of pool.run(batch("moestat", count))) lines.push(withoutTime(record));
          seconds.get(workers)!.push((performance.now() - begun) / 1000);
          records.set(workers, lines.sort().join());
        } finally {
          await pool.close();
        }
      }
    const speedups = seconds.get(1)!.map((alone, round) => alone / seconds.get(2)![round]);
    rows.push(
      ...[1, 2].map(
        (workers): Row => ({
          trials: `${count} of ${name}`,
          workers,
          seconds: median(seconds.get(workers)!),
          "times one worker": workers === 1 ? 1 : median(speedups),
          "same records": records.get(workers) === records.get(1) ? "yes" : "no",
        }),
      ),
    );
  }
  return {
    title: "Scaling with the workers",
    describes: `Trials of the certified protocol (n = ${n.toLocaleString("en")}) in warm worker threads; seconds, median of ${rounds} rounds in turn.`,
    rows,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(measureSize(Number(process.argv[2]))));
}
