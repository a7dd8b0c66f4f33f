import type { Gating } from "../family.js";
import type { OptionDeclarations } from "../params/options.js";
import { checkNames } from "../words/names.js";
import { temperatureField, temperatureOption, temperaturePredictor } from "./temperature.js";

/** Parameters of a dense-to-sparse gate. */
export type DenseToSparseParams = {
  readonly name: "denseToSparse";
  readonly beta0: number[];
  readonly beta1: number[][];
  readonly tau: number;
  readonly temperature?: number;
  readonly intercept?: false;
};

/**
 * The dense-to-sparse gate: weight of expert i is softmax_i((beta0_i + beta1_i'x) / tau), with one temperature tau > 0
 * for all, estimated unless it is given. Estimated, it cannot be identified: (beta0, beta1, tau) -> c (beta0, beta1, tau)
 * changes nothing. So theta holds beta0 / tau and beta1 / tau, in which this is the softmax gate, with the same maxima over the
 * same parameter set; a fit leaves tau where it began, at 1 unless a start says otherwise.
 * Fields: `beta0` (k), `beta1` (k x d), `tau` (one number). Option: `temperature`, the given tau.
 * Source: Nguyen, Akbarian, Ho (2024), section 2. With the predictor s = (beta0 + beta1'x) / tau the score is h = s:
 *   dh/ds = 1,  dh/dlog tau = 0.
 */
export function denseToSparse(options: { readonly temperature?: number } = {}): Gating<DenseToSparseParams> {
  checkNames("denseToSparse", options, ["temperature"]);
  const { temperature } = options;
  return {
    name: "denseToSparse",
    ...(temperature === undefined ? {} : { options: { temperature } }),
    predictors: [
      { name: "score", basis: "affine", pinned: true, bound: "gate" },
      temperaturePredictor(temperature),
    ],
    fields: {
      beta0: { predictor: 0, part: "intercept", link: "identity" },
      beta1: { predictor: 0, part: "slopes", link: "identity" },
      tau: temperatureField(1),
    },
    logWeight: "beta0",
    temperature: "tau",
    homogeneous: true,
    evaluate: ([score], _y, m, order, { value, first, second }) => {
      for (let t = 0; t < m; t++) value[t] = score[t];
      if (order > 0) {
        first[0].fill(1, 0, m);
        first[1].fill(0, 0, m);
      }
      if (order > 1) for (const row of [second[0][0], second[0][1], second[1][1]]) row.fill(0, 0, m);
    },
  };
}

denseToSparse.options = { temperature: temperatureOption } satisfies OptionDeclarations;
