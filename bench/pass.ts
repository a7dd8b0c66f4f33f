import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Params } from "../src/index.js";
import type { Likelihood } from "../src/likelihood/likelihood.js";
import { rawUnits } from "../src/params/units.js";
import { dataSet, gaussianModel } from "./cases.js";
import { median } from "./measure.js";
import type { Effort, Row, Section } from "./report.js";

/** A way to evaluate the likelihood of k experts on the data of this section. */
interface Variant {
  readonly name: string;
  readonly likelihood: (k: number) => Pick<Likelihood, "evaluate">;
}

const n = 100_000;
const runs = 15;
const orders = [0, 1, 2] as const;

/** The package's own likelihood, as every fit uses it. */
const own: Variant = {
  name: "moestat",
  likelihood: (k) => gaussianModel(k).bind(dataSet(n, 0), rawUnits).likelihood,
};

/**
 * One pass over 1e5 samples by the number of experts and derivatives, in each variant (other kernels ...) and in C. The
 * rounds alternate between them, so that the machine's mood cancels in the ratios.
 */
export function pass({
  quick,
  variants = [own],
}: Effort & { readonly variants?: readonly Variant[] }): Section {
  const rounds = quick ? 1 : 7;
  const experts = [2, 3, 4];
  const passes = variants.map(({ name, likelihood }) => ({
    name,
    ns: new Map(experts.map((k) => [k, timer(k, likelihood(k))])),
  }));
  const native = compiled();
  const measured = new Map<string, number[]>();
  const add = (name: string, k: number, order: number, ns: number) => {
    const key = `${name} ${k} ${order}`;
    measured.set(key, [...(measured.get(key) ?? []), ns]);
  };
  for (let round = 0; round < rounds; round++) {
    for (const { k, order, ns } of native?.() ?? []) add("C", k, order, ns);
    for (const k of experts)
      for (const order of orders) for (const { name, ns } of passes) add(name, k, order, ns.get(k)!(order));
  }
  const rows = experts.flatMap((k) =>
    orders.map((order): Row => {
      const of = (name: string) => measured.get(`${name} ${k} ${order}`) ?? [];
      const columns = variants.flatMap(({ name }) => {
        const ratios = of("C").map((ns, round) => of(name)[round] / ns);
        return [
          [`${name} ns/sample`, median(of(name))],
          [`${name} / C`, ratios.length > 0 ? median(ratios) : null],
        ];
      });
      return {
        k,
        order,
        ...Object.fromEntries(columns),
        "C ns/sample": native ? median(of("C")) : null,
      };
    }),
  );
  return {
    title: "One pass over the data",
    describes: `Log-likelihood (order 0), with score (1), with Hessian (2) of ${n.toLocaleString("en")} samples, one thread: nanoseconds per sample, the best of ${runs} runs, the median of ${rounds} rounds. C: the same sums in bench/pass.c, gcc -O3 -march=native -ffast-math with its vector library, run in turn with ours.`,
    rows,
    notes: native ? [] : ["No gcc here: without the column of C."],
  };
}

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

function timer(k: number, likelihood: Pick<Likelihood, "evaluate">): (order: 0 | 1 | 2) => number {
  const model = gaussianModel(k);
  const theta = model.bind(dataSet(2, 0), rawUnits).coordinates.toTheta(point(k));
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

interface Native {
  readonly k: number;
  readonly order: number;
  readonly ns: number;
}

/** Compiles pass.c and gives a function that runs it once; `undefined` without a compiler. */
function compiled(): (() => Native[]) | undefined {
  const source = fileURLToPath(new URL("../../bench/pass.c", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "moestat-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const binary = join(folder, "pass");
  const options = ["-O3", "-march=native", "-ffast-math", source, "-o", binary, "-lmvec", "-lm"];
  try {
    execFileSync("gcc", options, { stdio: "pipe" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const line = /k=(\d) order=(\d) ([\d.]+)/;
  return () =>
    execFileSync(binary, { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((text) => {
        const [, k, order, ns] = line.exec(text)!;
        return { k: Number(k), order: Number(order), ns: Number(ns) };
      });
}
