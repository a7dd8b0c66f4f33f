import type { Params, Sample } from "../../src/index.js";
import { fit, modelOf, sample, stream, uniform } from "../../src/index.js";

/** Two lines and a gate: the balanced truth of the experiments. */
export const truth = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
} satisfies Params;

/** A sample of the truth, or of other parameters. */
export const drawn = (n: number, key: string, params: Params = truth): Sample =>
  sample(modelOf(params), params, { n, design: uniform(), uniform: stream(key) });

/** Where an ascent stands after some steps: the log-likelihood that it still lacks, and the experts. */
export interface Stop {
  readonly steps: number;
  readonly lacks: number;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** An over-specified start: the second line split in two. */
export const start: Params = {
  gating: { name: "softmax", beta0: [0, 0, 0], beta1: [[3], [0], [0]] },
  experts: { name: "gaussian", a: [[2], [-1], [-2]], b: [1, -0.7, -1.2], sigma2: [0.3, 0.3, 0.3] },
};

/** The two ascents from one start on the same data, each stopped after the given numbers of steps, beneath the higher of their ends. */
export function climbs(
  data: Sample,
  steps: { readonly em: readonly number[]; readonly newton: readonly number[] },
) {
  const model = modelOf(start);
  const stopped = (method: "em" | "newton", maxSteps: number) =>
    fit(model, data, { method, start, maxSteps, ...(method === "em" && { tolerance: 1e-300 }) });
  const ofNewton = steps.newton.map((most) => stopped("newton", most));
  const ofEm = steps.em.map((most) => stopped("em", most));
  const highest = Math.max(...[...ofNewton, ...ofEm].map(({ logLik }) => logLik));
  const stopsOf = (fits: readonly (typeof ofEm)[number][], most: readonly number[]): Stop[] =>
    fits.map(({ logLik, params }, i) => {
      const { a, b } = params.experts as { a: number[][]; b: number[] };
      return { steps: most[i], lacks: highest - logLik, a: a.map(([slope]) => slope), b };
    });
  return { em: stopsOf(ofEm, steps.em), newton: stopsOf(ofNewton, steps.newton) };
}
