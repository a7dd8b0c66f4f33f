import type { Params } from "../../src/index.js";

/** Truths whose fits are compared between engines. */
export const truths: Readonly<Record<string, Params>> = {
  "Gaussian experts": {
    gating: { name: "softmax", beta0: [0.5, 0], beta1: [[3], [0]] },
    experts: { name: "gaussian", a: [[2], [-1]], b: [1, -1], sigma2: [0.25, 0.16] },
  },
  "an activation": {
    gating: {
      name: "activationDenseToSparse",
      activation: "sigmoid",
      beta0: [-0.3, 0],
      beta1: [[2.5], [0.3]],
      tau: 0.3,
    },
    experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
  },
  "a top-K gate": {
    gating: { name: "softmax", topK: 1, rank: "slope", beta0: [0, 0], beta1: [[4], [0]] },
    experts: { name: "gaussian", a: [[2], [-1]], b: [1, -1], sigma2: [0.25, 0.16] },
  },
  counts: {
    gating: { name: "softmax", beta0: [0, 0], beta1: [[4], [0]] },
    experts: { name: "poisson", a: [[1], [-1]], b: [1, 0.5] },
  },
};

/** What is compared of a fit. */
export interface Compared {
  readonly params: Params;
  readonly logLik: number;
  readonly status: string;
  readonly score: number;
}

/**
 * The source of a module whose `fits` are those of all truths, by `fit` and by `fitAsync`, with the library and the workers at the given
 * addresses: the same text runs in a page and in Node.
 */
export const fitsSource = (library: string, parallel: string): string => `
import { fit, modelOf, sample, stream, uniform } from ${JSON.stringify(library)};
import { fitAsync } from ${JSON.stringify(parallel)};
const truths = ${JSON.stringify(truths)};
const compared = ({ params, logLik, status, certificate: { score } }) => ({ params, logLik, status, score });
export async function fits() {
  const found = {};
  for (const [name, truth] of Object.entries(truths)) {
    const model = modelOf(truth);
    const data = sample(model, truth, { n: 300, design: uniform(), uniform: stream("browser") });
    const heard = [];
    const onProgress = ({ climbed }) => heard.push(climbed);
    const there = compared(await fitAsync(model, data, { starts: 2, onProgress }));
    found[name] = { here: compared(fit(model, data, { starts: 2 })), there, climbs: heard.length };
  }
  return found;
}`;

/** What that module gives. */
export type Fits = Readonly<
  Record<string, { readonly here: Compared; readonly there: Compared; readonly climbs: number }>
>;
