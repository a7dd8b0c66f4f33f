import { markdownTable } from "../cli/terminal.js";
import { regime1Truth } from "../experiments/specs/multinomial-truths.js";
import { problemOf } from "../src/fit/problem/problem.js";
import { leavesOf } from "../src/fit/report/covariance.js";
import {
  bootstrap,
  type Fit,
  fit,
  intervals,
  type Model,
  modelOf,
  normal,
  type Params,
  profile,
  type Sample,
  sample,
  sandwich,
  stream,
  uniform,
} from "../src/index.js";
import { alignmentTo } from "../src/inference/alignment.js";

// How often 95 % intervals contain the parameter: of Wald, by the information and by the sandwich, of the profile likelihood, and of the
// parametric bootstrap, its percentile and its basic interval. Parameters of a field count together. The last
// column says how many had no Wald interval, and how many had one of a fit whose Wald intervals mean little (`poorWald`).
// node dist/bench/coverage.js [samples] [replicates of the bootstrap]

/** A law of data, and the parameters nearest to it. */
interface Setting {
  readonly name: string;
  readonly n: number;
  readonly truth: Params;
  readonly draw: (n: number, key: string) => Sample;
}

const samples = Number(process.argv[2] ?? 200);
const replicates = Number(process.argv[3] ?? 200);
const methods = ["Wald", "sandwich", "profile", "percentile", "basic"] as const;
type Ends = readonly [low: number, high: number] | null;

const fromModel = (truth: Params) => (n: number, key: string) =>
  sample(modelOf(truth), truth, { n, design: uniform(), uniform: stream(key) });

/** The errors of a sample times a factor that depends on the input: the mean square is 1, so that means and overall variances stay. */
const unequal =
  (truth: Params) =>
  (n: number, key: string): Sample => {
    const { x, labels, ...rest } = fromModel(truth)(n, key);
    const gauss = normal(stream(`${key}/errors`));
    const { a, b, sigma2 } = truth.experts as unknown as { a: number[][]; b: number[]; sigma2: number[] };
    // x^2 has the mean 1/3 over [-1, 1].
    const y = x[0].map((at, t) => {
      const i = labels?.[t] ?? 0;
      return b[i] + a[i][0] * at + Math.sqrt(3 * sigma2[i]) * at * gauss();
    });
    return { ...rest, x, y };
  };

const line: Params = {
  gating: { name: "softmax", beta0: [0], beta1: [[0]] },
  experts: { name: "gaussian", a: [[1]], b: [0.5], sigma2: [0.5] },
};
const two: Params = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};

/** Two multinomial experts that pass from one class to the other on either side of a gate's border: two thousand observations tell them apart. */
const classes: Params = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[-10], [0]] },
  experts: {
    name: "multinomialLogistic",
    classes: 2,
    a: [
      [-4, 0],
      [4, 0],
    ],
    b: [
      [[-8], [0]],
      [[-8], [0]],
    ],
  },
};

/** The parameters nearest to a law, from a sample of a million. */
function nearest(draw: Setting["draw"], start: Params): Params {
  return fit(modelOf(start), draw(1_000_000, "coverage/nearest"), { start }).params;
}

const settings: readonly Setting[] = [
  { name: "two Gaussian experts", n: 300, truth: two, draw: fromModel(two) },
  { name: "multinomial, told apart", n: 2000, truth: classes, draw: fromModel(classes) },
  {
    name: "multinomial, of the experiments",
    n: 1000,
    truth: regime1Truth("standard"),
    draw: fromModel(regime1Truth("standard")),
  },
  { name: "one line, unequal errors", n: 300, truth: line, draw: unequal(line) },
  { name: "two lines, unequal errors", n: 300, truth: nearest(unequal(two), two), draw: unequal(two) },
];

/** The intervals of all estimated parameters by each method. */
async function intervalsOf(model: Model, data: Sample, result: Fit, key: string) {
  const wald = intervals(result);
  const robust = intervals(result, { covariance: sandwich(model, data, result) });
  const drawn = await bootstrap(model, data, result, { replicates, seed: key, starts: "estimate" });
  return wald.parameters.map(({ name, standing, low, high }, i): Record<(typeof methods)[number], Ends> => {
    const both = (one: { readonly low: number | null; readonly high: number | null }): Ends =>
      one.low === null || one.high === null ? null : [one.low, one.high];
    const { percentile, basic } = drawn.parameters[i];
    return {
      Wald: both({ low, high }),
      sandwich: both(robust.parameters[i]),
      profile: standing === "given" ? null : profileOf(model, data, result, name),
      percentile,
      basic,
    };
  });
}

/** An end that is no end, since the set or the search stopped there, leaves the interval open. */
function profileOf(model: Model, data: Sample, result: Fit, parameter: string): Ends {
  const { low, high, ends } = profile(model, data, result, { parameter });
  return [ends.low === "level" ? low : -Infinity, ends.high === "level" ? high : Infinity];
}

const rows: string[][] = [["truth", "n", "field", ...methods, "Wald: none, poor"]];
for (const { name, n, truth, draw } of settings) {
  const model = modelOf(truth);
  const fields = new Map<
    string,
    { asked: number; none: number; hits: number[]; made: number[]; poor: number }
  >();
  for (let s = 0; s < samples; s++) {
    const key = `coverage/${name}/${s}`;
    const data = draw(n, key);
    const result = fit(model, data, { seed: key });
    const problem = problemOf(model, data);
    // The truth with the labels of the fit.
    const target = leavesOf(model, alignmentTo(problem, result.params)(model.canonical(truth)).params);
    const found = await intervalsOf(model, data, result, key);
    result.covariance.parameters.forEach(({ name: parameter, standing }, i) => {
      if (standing === "given") return;
      const field = parameter.replace(/\[.*/, "");
      const entry = fields.get(field) ?? {
        asked: 0,
        none: 0,
        hits: methods.map(() => 0),
        made: methods.map(() => 0),
        poor: 0,
      };
      fields.set(field, entry);
      entry.asked++;
      if (found[i].Wald === null) entry.none++;
      else if (result.poorWald !== null) entry.poor++;
      methods.forEach((method, m) => {
        const { [method]: ends } = found[i];
        if (ends === null) return;
        entry.made[m]++;
        if (ends[0] <= target[i].estimate && target[i].estimate <= ends[1]) entry.hits[m]++;
      });
    });
  }
  for (const [field, { asked, none, poor, hits, made }] of fields) {
    const shares = hits.map((hit, m) => (made[m] === 0 ? "—" : `${((100 * hit) / made[m]).toFixed(1)} %`));
    rows.push([name, String(n), field, ...shares, `${none}, ${poor} of ${asked}`]);
  }
}
console.log(markdownTable(rows));
// Of one parameter; fields of several have up to as many times as many samples.
const error = (100 * Math.sqrt((0.95 * 0.05) / samples)).toFixed(1);
console.log(
  `\n${samples} samples, ${replicates} replicates; Monte Carlo standard error of a share of 95 % for a field of one parameter: ${error} %`,
);
