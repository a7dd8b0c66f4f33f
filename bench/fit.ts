import { isCertified } from "../experiments/summarize.js";
import { problemOf } from "../src/fit/problem/problem.js";
import { type Fit, type FitOptions, fit } from "../src/index.js";
import { bfgs } from "./bfgs.js";
import { dataSet, gaussianModel, startNear } from "./cases.js";
import { counting, type Passes } from "./counting.js";
import { median, timed } from "./measure.js";
import type { Effort, Row, Section } from "./report.js";

/** Fits of samples from the published truth, one thread, and BFGS on the same data from the same start. */
export function fits({ quick }: Effort): Section {
  const small = quick ? 0.1 : 1;
  const repeats = quick ? 2 : 9;
  return {
    title: "Fits",
    describes: `Milliseconds of a fit on samples from the published truth, median of ${repeats} data sets; one thread. Passes: over all data, by order (0, 1, 2), medians; EM's are not counted. Certified: the score vanishes and no eigenvalue of the Hessian is positive. BFGS: exact gradients by the same kernels, standardised inputs, from the same start until its log-likelihood is within 1e-4 nats of the fit's; \`certified\` is then the share that got there within 2,000 passes.`,
    rows: [
      nearTruth("exact, k = 2, from one start near the truth", 2, 1e5 * small, repeats),
      nearTruth("over-fitted, k = 3, from one start near the truth", 3, 1e4 * small, repeats),
      baseline("the same by BFGS", 3, 1e4 * small, repeats),
      ...[2, 3, 4].flatMap((k) =>
        (quick ? [1e2] : [1e3, 1e4]).map((n) =>
          row(`k = ${k}, default starts`, k, n, quick ? 1 : 5, () => ({})),
        ),
      ),
      emStep(2, 1e5 * small),
      emStep(3, 1e5 * small),
    ],
  };
}

interface Run {
  readonly ms: number;
  readonly passes: Passes;
  readonly good: boolean;
}

const summary = (what: string, n: number, runs: readonly Run[]): Row => ({
  what,
  n,
  ms: median(runs.map(({ ms }) => ms)),
  ...Object.fromEntries(
    ([0, 1, 2] as const).map((order) => [
      `passes ${order}`,
      Number(median(runs.map(({ passes }) => passes[order])).toFixed(1)),
    ]),
  ),
  certified: `${runs.filter(({ good }) => good).length} of ${runs.length}`,
});

function row(what: string, k: number, n: number, repeats: number, options: (i: number) => FitOptions): Row {
  const run = (i: number): Run => {
    const { model, passes } = counting(gaussianModel(k), n);
    const data = dataSet(n, i);
    const { ms, result } = timed(() => fit(model, data, options(i)));
    return { ms, passes, good: isCertified(result.status) };
  };
  run(repeats);
  return summary(
    what,
    n,
    Array.from({ length: repeats }, (_, i) => run(i)),
  );
}

const nearTruth = (what: string, k: number, n: number, repeats: number): Row =>
  row(what, k, n, repeats, (i) => ({ start: startNear(k, n, i) }));

function baseline(what: string, k: number, n: number, repeats: number): Row {
  const model = gaussianModel(k);
  const run = (i: number): Run => {
    const data = dataSet(n, i);
    const start = startNear(k, n, i);
    const best: Fit = fit(model, data, { start });
    const { likelihood, coordinates } = problemOf(model, data);
    const target = likelihood.evaluate(coordinates.toTheta(best.params), 0) - 1e-4;
    const { ms, result } = timed(() =>
      bfgs((theta, score) => likelihood.evaluate(theta, 1, score), coordinates.toTheta(start), {
        target,
        maxEvaluations: 2000,
      }),
    );
    return { ms, passes: [0, result.evaluations, 0], good: result.reached };
  };
  run(repeats);
  return summary(
    what,
    n,
    Array.from({ length: repeats }, (_, i) => run(i)),
  );
}

/** From the difference of a long and a short run, so that what is done once cancels. */
function emStep(k: number, n: number): Row {
  const model = gaussianModel(k);
  const data = dataSet(n, 0);
  const ms = (maxSteps: number) => {
    const options = { method: "em", start: startNear(k, n, 0), maxSteps, tolerance: 1e-15 } as const;
    const runs = [0, 1, 2].map(() => timed(() => fit(model, data, options)));
    return { ms: median(runs.map((run) => run.ms)), steps: runs[0].result.steps };
  };
  const [short, long] = [ms(2), ms(22)];
  return {
    what: `one EM step, k = ${k}`,
    n,
    ms: (long.ms - short.ms) / (long.steps - short.steps),
    "passes 0": null,
    "passes 1": null,
    "passes 2": null,
    certified: "",
  };
}
