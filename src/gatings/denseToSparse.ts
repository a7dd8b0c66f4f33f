import type { Gating } from "../family.js";
import type { OptionDeclarations } from "../params/options.js";
import { temperatureField, temperatureOption, temperaturePredictor } from "./temperature.js";

/**
 * The dense-to-sparse gate: weight of expert i is softmax_i((beta0_i + beta1_i'x) / tau), with one temperature tau > 0
 * for all, estimated unless it is given. Estimated, it cannot be identified: (beta0, beta1, tau) -> c (beta0, beta1, tau)
 * changes nothing, and a fit is singular in that direction.
 * Fields: `beta0` (k), `beta1` (k x d), `tau` (one number). Option: `temperature`, the given tau.
 * Source: Nguyen, Akbarian, Ho (2024), section 2. With s the score, T = log tau and h = s / tau:
 *   dh/ds = 1 / tau,  dh/dT = -h,  second derivatives 0, -1 / tau, h.
 */
export const denseToSparse = ({ temperature }: { readonly temperature?: number } = {}): Gating => ({
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
  evaluate: ([score, logTemperature], _y, m, order, { value, first, second }) => {
    const inverse = Math.exp(-logTemperature[0]);
    for (let t = 0; t < m; t++) value[t] = score[t] * inverse;
    if (order > 0) {
      first[0].fill(inverse, 0, m);
      for (let t = 0; t < m; t++) first[1][t] = -value[t];
    }
    if (order > 1) {
      second[0][0].fill(0, 0, m);
      second[0][1].fill(-inverse, 0, m);
      second[1][1].set(value.subarray(0, m));
    }
  },
});

denseToSparse.options = { temperature: temperatureOption } satisfies OptionDeclarations;
