import { gaussian, type Inputs, moe, normal, type Sample, softmax, stream } from "../src/index.js";
import { rawUnits } from "../src/params/units.js";
import { median, timed } from "./measure.js";
import type { Effort, Row, Section } from "./report.js";

/** A model and a sample, by what they are called. */
interface Case {
  readonly name: string;
  readonly inputs: Inputs;
  /** The number of experts, if it is not 3. */
  readonly k?: number;
  /** A case of the same passes without weights, to which they are compared. */
  readonly weighted?: string;
}

const dummies = Array.from({ length: 30 }, (_, j) => j + 1);
const cases: readonly Case[] = [
  { name: "one input", inputs: { gating: [0], experts: [0] } },
  { name: "one input, weights", inputs: { gating: [0], experts: [0] }, weighted: "one input" },
  { name: "one input, two experts", inputs: { gating: [0], experts: [0] }, k: 2 },
  {
    name: "one input, two experts, weights",
    inputs: { gating: [0], experts: [0] },
    k: 2,
    weighted: "one input, two experts",
  },
  { name: "30 dummies, for the experts", inputs: { gating: [0], experts: [0, ...dummies] } },
  { name: "30 dummies, for both", inputs: { gating: [0, ...dummies], experts: [0, ...dummies] } },
  {
    name: "30 dummies, for both, weights",
    inputs: { gating: [0, ...dummies], experts: [0, ...dummies] },
    weighted: "30 dummies, for both",
  },
];

/** One numeric input and a factor of 31 levels as 30 columns of 0 and 1. */
function sampleOf(n: number, weighted: boolean): Sample {
  const uniform = stream("design");
  const next = normal(uniform);
  const level = Int32Array.from({ length: n }, () => Math.floor(31 * uniform()));
  const x = [
    Float64Array.from({ length: n }, next),
    ...dummies.map((own) => Float64Array.from(level, (one) => (one === own ? 1 : 0))),
  ];
  const y = Float64Array.from({ length: n }, next);
  const weights = weighted ? { weights: Float64Array.from({ length: n }, () => 0.5 + uniform()) } : {};
  return { n, d: x.length, x, y, ...weights };
}

/** Passes with score and Hessian over a sample with weights, and over one with many dummy columns, by the number of parameters. */
export function design({ quick }: Effort): Section {
  const n = quick ? 3000 : 30_000;
  const passes = cases.map(({ inputs, k = 3, weighted }) => {
    const columns = typeof inputs === "number" ? inputs : { ...inputs, columns: 31 };
    const model = moe({ gating: softmax(), expert: gaussian(), k, inputs: columns });
    const { likelihood } = model.bind(sampleOf(n, weighted !== undefined), rawUnits);
    const { size } = likelihood;
    const next = normal(stream("design/theta"));
    const theta = Float64Array.from({ length: size }, () => 0.3 * next());
    const [score, hessian] = [new Float64Array(size), new Float64Array(size * size)];
    return { size, ns: () => (1e6 * timed(() => likelihood.evaluate(theta, 2, score, hessian)).ms) / n };
  });
  const rounds = Array.from({ length: quick ? 3 : 21 }, () => passes.map(({ ns }) => ns()));
  const rows = cases.map(({ name, weighted }, i): Row => {
    const plain = cases.findIndex((one) => one.name === weighted);
    const { size } = passes[i];
    const perParameter = (round: readonly number[], c: number) => round[c] / passes[c].size;
    return {
      case: name,
      parameters: size,
      "ns/observation": median(rounds.map((round) => round[i])),
      "ns/observation/parameter": median(rounds.map((round) => perParameter(round, i))),
      "per parameter, to the first": median(
        rounds.map((round) => perParameter(round, i) / perParameter(round, 0)),
      ),
      "to that without weights":
        weighted === undefined ? "" : median(rounds.map((round) => round[i] / round[plain])),
    };
  });
  return {
    title: "Weights and dummy columns",
    describes: `A pass with score and Hessian of three Gaussian experts, or two, n = ${n}: nanoseconds, medians; the rounds alternate. A Hessian has an entry for each pair of parameters, so that the cost of each grows with their number.`,
    rows,
  };
}
