import { isEligible } from "../src/fit/maximum/choose.js";
import { climbAll } from "../src/fit/multistart/climbAll.js";
import { methodOf } from "../src/fit/multistart/method.js";
import { warmStarts } from "../src/fit/multistart/warm.js";
import { problemOf } from "../src/fit/problem/problem.js";
import { answerOf } from "../src/fit/report/answer.js";
import {
  type Answer,
  expertGain,
  fit,
  gaussian,
  type Model,
  moe,
  type Params,
  type Sample,
  softmax,
} from "../src/index.js";
import { behindStep, changePlane, changePoints, narrow, onePlane, sampleOf } from "./simulated.js";

// Rules that choose among maxima, compared on the same pools: all distinct eligible maxima of one search per sample. For samples of one
// line the share of answers with a chance expert (fewer than 30 observations and less than an eighth of another's variance); for
// the others the share of samples in which the answer, or the answer or the first alternative, is as high as the maximum next to the truth.
// node dist/bench/rules.js [samples]

const samples = Number(process.argv[2] ?? 40);

interface Scored extends Answer {
  /** Variances. */
  readonly sigma2: readonly number[];
}

type Score = (one: Scored, context: { readonly n: number; readonly d: number }) => number;

const sds = ({ sigma2 }: Scored) => sigma2.map(Math.sqrt);
const narrowness = (one: Scored) => {
  const s = sds(one);
  const widest = Math.max(...s);
  return s.reduce((sum, value) => sum + Math.log(widest / value), 0);
};
const windows = ({ certificate }: Scored, n: number) =>
  certificate.observations.reduce((sum, m) => sum + Math.log(n / m), 0);
const ratioOf = ({ sigma2 }: Scored) => Math.min(...sigma2) / Math.max(...sigma2);
const luck = ({ hits }: Scored) => 0.5 * Math.log(hits);

const allowing =
  (a: (p: number) => number, b: (p: number) => number): Score =>
  (one, { n, d }) =>
    one.logLik - a(d + 1) * narrowness(one) - b(d + 1) * windows(one, n);
const atLeast =
  (ratio: number): Score =>
  (one) =>
    one.logLik - (ratioOf(one) < ratio ? 1e6 : 0);

const rules: Readonly<Record<string, Score>> = {
  "highest eligible": (one) => one.logLik,
  "variance ratio >= 1/10": atLeast(0.1),
  "variance ratio >= 1/50": atLeast(0.02),
  "p narrow": allowing(
    (p) => p,
    () => 0,
  ),
  "p narrow + p window": allowing(
    (p) => p,
    (p) => p,
  ),
  "q narrow + p window": allowing(
    (p) => p + 1,
    (p) => p,
  ),
  "the same + borders (the rule)": (one) => one.logLik - one.allowance,
  "the rule + log(hits) / 2": (one) => one.logLik - one.allowance + luck(one),
  "2p narrow + p window": allowing(
    (p) => 2 * p,
    (p) => p,
  ),
};

/** All distinct eligible maxima from two rounds of starts, none of which is pruned, and from a default fit, which adds its last look. */
function poolOf(model: Model, data: Sample, seed: number): Scored[] {
  const problem = problemOf(model, data);
  const method = methodOf(model);
  const rounds = [0, 1].flatMap((round) => warmStarts(problem, method, `${seed}/${round}`, 12).starts);
  const { reached } = climbAll(problem, method, rounds, { seed, maxSteps: 500, wanted: Infinity });
  const answers = reached.filter(isEligible).map((one) => answerOf(problem, one)) as Answer[];
  const result = fit(model, data, { seed });
  for (const one of [result, ...result.alternatives])
    if (one.status !== "collapsed" && !answers.some(({ logLik }) => Math.abs(logLik - one.logLik) < 0.01))
      answers.push(one);
  return answers.map((one) => ({ ...one, sigma2: one.params.experts.sigma2 as readonly number[] }));
}

const modelOf = (k: number, d: number) => moe({ gating: softmax(), expert: gaussian(), k, inputs: d });

const hasChanceExpert = (one: Scored): boolean =>
  one.certificate.observations.some((m, i) => m < 30 && one.sigma2[i] < Math.max(...one.sigma2) / 8);

const percent = (count: number) => ((100 * count) / samples).toFixed(0).padStart(4);

console.log("one plane: per cent of answers with a chance expert");
for (const [d, sizes] of [
  [1, [30, 50, 100, 200, 1000]],
  [2, [50, 200]],
  [5, [100, 300]],
] as const)
  for (const n of sizes) {
    const pools = Array.from({ length: samples }, (_, i) =>
      poolOf(modelOf(2, d), onePlane(d, n, `rules/plane/${d}/${n}/${i}`), i),
    );
    report(
      `d = ${d}, n = ${n}`,
      (score) => pools.filter((pool) => hasChanceExpert(bestOf(pool, (one) => score(one, { n, d })))).length,
    );
  }

console.log("one plane: per cent of default fits with a chance expert and no warning, of all with one");
for (const [d, sizes] of [
  [1, [50, 100, 1000]],
  [2, [100]],
  [5, [200]],
] as const)
  for (const n of sizes) {
    const gains = Array.from({ length: samples }, (_, i) => {
      const data = onePlane(d, n, `rules/word/${d}/${n}/${i}`);
      const result = fit(modelOf(2, d), data);
      const scored = { ...result, hits: 1, sigma2: result.params.experts.sigma2 as readonly number[] };
      return hasChanceExpert(scored) ? expertGain(modelOf(2, d), data, result) : undefined;
    }).filter((gain) => gain !== undefined);
    const silent = gains.filter(({ nats, allowance }) => allowance <= nats);
    console.log(`d = ${d}, n = ${n}: ${percent(silent.length).trim()} of ${percent(gains.length).trim()}`);
  }

console.log(
  "truths: per cent with an answer as high as the maximum next to the truth; in brackets: that, or the highest other one is",
);
const truths: readonly (readonly [string, Params, number, readonly number[]])[] = [
  ["one change point", changePoints[1], 2, [100, 200]],
  ["two change points", changePoints[2], 3, [100, 200]],
  ["a change plane, d = 2", changePlane(2), 2, [100, 300]],
  ["a change plane, d = 5", changePlane(5), 2, [200]],
  ["15 %, variance 1/100", narrow(0.15, 1 / 100), 2, [100, 300]],
  ["15 %, variance 1/1000", narrow(0.15, 1 / 1000), 2, [100, 300]],
  ["30 %, variance 1/100", narrow(0.3, 1 / 100), 2, [100, 300]],
  ["30 %, variance 1/1000", narrow(0.3, 1 / 1000), 2, [100]],
  ["20 % behind a step, 1/1000", behindStep(0.2, 1 / 1000), 2, [100, 300]],
];
for (const [name, truth, k, sizes] of truths)
  for (const n of sizes) {
    const pools = Array.from({ length: samples }, (_, i) => {
      const data: Sample = sampleOf(truth, n, `rules/${name}/${n}/${i}`);
      const model = modelOf(k, data.d);
      const next = fit(model, data, { start: truth }).logLik;
      return { next, pool: poolOf(model, data, i) };
    });
    report(
      `${name}, n = ${n}`,
      (score) =>
        pools.filter(({ next, pool }) => bestOf(pool, (one) => score(one, { n, d: 1 })).logLik >= next - 0.5)
          .length,
      (score) =>
        pools.filter(({ next, pool }) => {
          const best = bestOf(pool, (one) => score(one, { n, d: 1 }));
          const others = pool.filter((one) => one !== best);
          const second = others.length > 0 ? bestOf(others, (one) => one.logLik).logLik : -Infinity;
          return Math.max(best.logLik, second) >= next - 0.5;
        }).length,
    );
  }

function bestOf(pool: readonly Scored[], score: (one: Scored) => number): Scored {
  return pool.reduce((best, one) => (score(one) > score(best) ? one : best));
}

function report(name: string, count: (score: Score) => number, listed?: (score: Score) => number): void {
  const cells = Object.entries(rules).map(
    ([rule, score]) =>
      `${rule}${percent(count(score))}${listed ? ` (${percent(listed(score)).trim()})` : ""}`,
  );
  console.log(`${name}: ${cells.join(" | ")}`);
}
