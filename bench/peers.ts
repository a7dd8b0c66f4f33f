import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fit, type Params, type Sample } from "../src/index.js";
import { rawUnits } from "../src/params/units.js";
import { dataSet, gaussianModel, startNear } from "./cases.js";
import { median, timed } from "./measure.js";
import type { Effort, Row, Section } from "./report.js";

/** What a peer did on one data set. */
interface Outcome {
  readonly seconds: number;
  readonly logLik: number;
  readonly iterations?: number;
  readonly evaluations?: number;
}

/** A data set with a start, written out for programs in other languages. */
interface Task {
  readonly data: string;
  readonly start: string;
  readonly posterior: string;
  readonly k: number;
  /** The log-likelihood of our certified maximum. */
  readonly logLik: number;
}

interface Peer {
  readonly name: string;
  readonly installed: boolean;
  /** How to get it. */
  readonly install: string;
  readonly run: (task: Task) => Outcome;
}

/** Nats below our maximum that count as having reached it. */
const gap = 0.01;

/** Time to the same log-likelihood in other programs, on the same data from the same start, if they are installed. */
export function peers({ quick }: Effort): Section {
  const folder = mkdtempSync(join(tmpdir(), "moestat-bench-"));
  try {
    const available = known();
    const sets = quick ? 1 : 5;
    const settings = (
      quick
        ? [[2, 500]]
        : [
            [2, 10_000],
            [3, 10_000],
          ]
    ) as readonly (readonly [number, number])[];
    return {
      title: "Beside other programs",
      describes: `The same data sets (k true experts: 2) and starts near the truth, one thread; medians over ${sets} data sets, the start of a program's process not counted. moestat: to the certified maximum. Reached: data sets on which a program came within ${gap} nats of that maximum; one that did not stopped before or at another maximum. scipy stops as soon as it is there; flexmix stops at a relative change of the log-likelihood, the number in brackets, or after 300 steps.`,
      rows: settings.flatMap(([k, n]) => compared(k, n, sets, available, folder)),
      notes: [
        ...available
          .filter(({ installed }) => !installed)
          .map(({ name, install }) => `${name} is not installed here; ${install}`),
        "Other programs: see bench/peers.md.",
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compared(k: number, n: number, sets: number, available: readonly Peer[], folder: string): Row[] {
  const model = gaussianModel(k);
  const all = Array.from({ length: sets }, (_, i) => ({ data: dataSet(n, i), start: startNear(k, n, i) }));
  const ours = all.map(({ data, start }) => {
    fit(model, data, { start });
    const { ms, result } = timed(() => fit(model, data, { start }));
    return { seconds: ms / 1000, logLik: result.logLik, steps: result.steps };
  });
  const tasks = all.map(({ data, start }, i) =>
    written(folder, `${k}-${n}-${i}`, data, start, ours[i].logLik),
  );
  const row = (program: string, outcomes: readonly (Outcome & { readonly steps?: number })[]): Row => {
    const reached = outcomes.filter(({ logLik }, i) => logLik >= ours[i].logLik - gap).length;
    const seconds = median(outcomes.map((one) => one.seconds));
    const steps = outcomes.map((one) => one.steps ?? one.iterations ?? one.evaluations ?? Number.NaN);
    return {
      program,
      "fitted k": k,
      n,
      ms: 1000 * seconds,
      "times moestat": seconds / median(ours.map((one) => one.seconds)),
      steps: median(steps),
      "median gap": Math.max(0, median(outcomes.map(({ logLik }, i) => ours[i].logLik - logLik))),
      reached: `${reached} of ${sets}`,
    };
  };
  return [
    row("moestat", ours),
    ...available.filter(({ installed }) => installed).map(({ name, run }) => row(name, tasks.map(run))),
  ];
}

function known(): Peer[] {
  const script = (name: string) => fileURLToPath(new URL(`../../bench/${name}`, import.meta.url));
  const r = succeeds("Rscript", ["-e", "library(flexmix)"]);
  const python = succeeds("python3", ["-c", "import numpy, scipy"]);
  const flexmix = (tolerance: string): Peer => ({
    name: `R flexmix [${tolerance}]`,
    installed: r,
    install: "on Debian: apt-get install --no-install-recommends r-base-core r-cran-flexmix",
    run: ({ data, posterior, k }) =>
      outcome("Rscript", [script("peers.R"), data, posterior, String(k), tolerance, "1"]),
  });
  return [
    {
      name: "scipy BFGS",
      installed: python,
      install: "python3 -m pip install numpy scipy",
      run: ({ data, start, logLik }) =>
        outcome("python3", [script("peers.py"), data, start, String(logLik - gap), "1"]),
    },
    flexmix("1e-6"),
    flexmix("1e-10"),
  ];
}

// One thread for all: numpy's linear algebra would take every core.
const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

const succeeds = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

function outcome(program: string, args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as Outcome;
}

function written(folder: string, name: string, data: Sample, start: Params, logLik: number): Task {
  const k = (start.gating.beta0 as readonly number[]).length;
  const file = (kind: string, header: readonly string[], rows: readonly (readonly number[])[]) => {
    const path = join(folder, `${name}-${kind}.csv`);
    writeFileSync(path, [header, ...rows].map((row) => `${row.join(",")}\n`).join(""));
    return path;
  };
  const { likelihood, coordinates } = gaussianModel(k).bind(data, rawUnits);
  const r = Array.from({ length: k }, () => new Float64Array(data.n));
  likelihood.responsibilities(coordinates.toTheta(start), r);
  const { beta0, beta1 } = start.gating as unknown as { beta0: number[]; beta1: number[][] };
  const { a, b, sigma2 } = start.experts as unknown as { a: number[][]; b: number[]; sigma2: number[] };
  const each = Array.from({ length: data.n }, (_, t) => t);
  return {
    k,
    logLik,
    data: file(
      "data",
      ["x", "y"],
      each.map((t) => [data.x[0][t], data.y[t]]),
    ),
    start: file(
      "start",
      ["beta0", "beta1", "a", "b", "sigma2"],
      beta0.map((value, i) => [value, beta1[i][0], a[i][0], b[i], sigma2[i]]),
    ),
    posterior: file(
      "posterior",
      r.map((_, i) => `r${i + 1}`),
      each.map((t) => r.map((row) => row[t])),
    ),
  };
}
