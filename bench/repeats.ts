import { drawData, experimentByName, fittedModel, protocolByName } from "../experiments/index.js";
import { normal, type Sample, stream } from "../src/index.js";
import { rawUnits } from "../src/params/units.js";
import { median, timed } from "./measure.js";
import type { Effort, Row, Section } from "./report.js";

const names = [
  "demystifying-over",
  "demystifying-over-4",
  "temperature-over-gelu",
  "multinomial-regime2-over-tanh",
];
const levels = 100;

/** Passes with score and Hessian over inputs that are all different, and over the same ones rounded to a few values. */
export function repeats({ quick }: Effort): Section {
  const n = quick ? 10_000 : 100_000;
  const rows = names.map((name): Row => {
    const experiment = experimentByName(name);
    const model = fittedModel(experiment);
    const protocol = protocolByName(experiment);
    const task = { experiment: name, protocol: protocol.name, n, replicate: 0, seed: "repeats" };
    const data = drawData(experiment, protocol, task);
    const passes = [data, rounded(data)].map((sample) => {
      const { likelihood } = model.bind(sample, rawUnits);
      const { size } = likelihood;
      const next = normal(stream("repeats"));
      const theta = Float64Array.from({ length: size }, () => 0.3 * next());
      const [score, hessian] = [new Float64Array(size), new Float64Array(size * size)];
      return () => timed(() => likelihood.evaluate(theta, 2, score, hessian)).ms;
    });
    const rounds = Array.from({ length: quick ? 3 : 21 }, () => passes.map((pass) => pass()));
    const [different, few] = [0, 1].map((i) => median(rounds.map((round) => round[i])));
    return {
      experiment: name,
      "ns, all different": (1e6 * different) / n,
      [`ns, ${levels} values`]: (1e6 * few) / n,
      ratio: median(rounds.map(([a, b]) => b / a)),
    };
  });
  return {
    title: "Repeated inputs",
    describes: `A pass with score and Hessian, n = ${n}, over inputs that are all different and over inputs rounded to ${levels} values: nanoseconds an observation, medians; the rounds alternate.`,
    rows,
  };
}

/** The inputs moved to the middles of so many equal intervals. */
const rounded = ({ x, ...rest }: Sample): Sample => ({
  ...rest,
  x: x.map((column) => {
    const low = column.reduce((least, value) => Math.min(least, value));
    const width = (column.reduce((most, value) => Math.max(most, value)) - low) / levels;
    return column.map(
      (value) => low + width * (Math.min(levels - 1, Math.floor((value - low) / width)) + 0.5),
    );
  }),
});
