import { type Activation, activationName, activationOf } from "../activations/index.js";
import type { Gating } from "../family.js";
import type { OptionDeclarations } from "../params/options.js";
import { checkNames } from "../words/names.js";
import { temperatureField, temperatureOption, temperaturePredictor } from "./temperature.js";

/** Parameters of an activation dense-to-sparse gate. */
export type ActivationDenseToSparseParams = {
  readonly name: "activationDenseToSparse";
  readonly beta0: number[];
  readonly beta1: number[][];
  readonly tau: number;
  readonly activation: string;
  readonly temperature?: number;
  readonly intercept?: false;
};

/**
 * The activation dense-to-sparse gate: weight of expert i is softmax_i((act(beta1_i'x) + beta0_i) / tau), with one
 * temperature tau > 0 for all, estimated unless it is given. A common translation of all beta0_i changes nothing, so
 * the last is pinned at 0; the slopes are all free.
 * Fields: `beta0` (k), `beta1` (k x d), `tau` (one number). Options: `activation`, a name or an activation of your
 * own; `temperature`, the given tau. Throws where the activation is none, or the temperature out of range.
 * Source: Nguyen, Akbarian, Ho (2024), section 3. With o = beta0, z = beta1'x, T = log tau and h = (act(z) + o) / tau:
 *   dh/do = 1 / tau,  dh/dz = act'(z) / tau,  dh/dT = -h;
 *   second derivatives oo 0, oz 0, oT -1 / tau, zz act''(z) / tau, zT -act'(z) / tau, TT h.
 */
export function activationDenseToSparse(options: {
  readonly activation: string | Activation;
  readonly temperature?: number;
}): Gating<ActivationDenseToSparseParams> {
  checkNames("activationDenseToSparse", options, ["activation", "temperature"]);
  const { activation, temperature } = options;
  const act = activationOf(activation);
  return {
    name: "activationDenseToSparse",
    options: { activation: act.name, ...(temperature === undefined ? {} : { temperature }) },
    spellings: { activation: activationName },
    predictors: [
      { name: "offset", basis: "constant", pinned: true, bound: "gate" },
      { name: "slope", basis: "linear", bound: "gate" },
      temperaturePredictor(temperature),
    ],
    fields: {
      beta0: { predictor: 0, part: "intercept", link: "identity" },
      beta1: { predictor: 1, part: "slopes", link: "identity" },
      tau: temperatureField(2),
    },
    logWeight: "beta0",
    temperature: "tau",
    ...(act.increasing ? { increasing: true } : {}),
    ...(act.kernel === undefined ? {} : { kernel: `activation ${act.kernel}` }),
    evaluate: ([offset, slope, logTemperature], _y, m, order, { value, first, second }) => {
      const inverse = Math.exp(-logTemperature[0]);
      act.evaluate(slope, m, order, value, first[1], second[1][1]);
      for (let t = 0; t < m; t++) value[t] = (value[t] + offset[0]) * inverse;
      if (order > 0) {
        first[0].fill(inverse, 0, m);
        for (let t = 0; t < m; t++) first[1][t] *= inverse;
        for (let t = 0; t < m; t++) first[2][t] = -value[t];
      }
      if (order > 1) {
        second[0][0].fill(0, 0, m);
        second[0][1].fill(0, 0, m);
        second[0][2].fill(-inverse, 0, m);
        for (let t = 0; t < m; t++) second[1][1][t] *= inverse;
        for (let t = 0; t < m; t++) second[1][2][t] = -first[1][t];
        second[2][2].set(value.subarray(0, m));
      }
    },
  };
}

activationDenseToSparse.options = {
  activation: {
    kind: "text",
    help: "activation of the gate's slopes: sigmoid, tanh, gelu ..., or with its parameter, xgelu:0.1",
    placeholder: "NAME",
    examples: ["sigmoid", "gelu", "xSiLU(0.2)"],
    needed: true,
  },
  temperature: temperatureOption,
} satisfies OptionDeclarations;
