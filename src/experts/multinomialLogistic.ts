import { MoestatError } from "../error.js";
import type { Expert, Predictor } from "../family.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import type { ClassPrediction } from "../types.js";
import { checkNames } from "../words/names.js";

/** Parameters of multinomial logistic experts. */
export type MultinomialLogisticParams = {
  readonly name: "multinomialLogistic";
  readonly a: number[][];
  readonly b: number[][][];
  readonly classes: number;
  readonly intercept?: false;
};

/**
 * Multinomial logistic expert: Y in 1..R with P(Y = s | x) = softmax_s(a_s + b_s'x), with a predictor (affine) for
 * each class; the last class is the reference, with a_R = 0 and b_R = 0.
 * Fields: `a` (intercepts, k x R), `b` (slopes, k x R x d). Option: `classes`, the number R >= 2.
 * Source: Nguyen, Akbarian, Nguyen, Ho (2024), eq. (1). With class probabilities p:
 *   d log f / d eta_s = 1[y = s] - p_s,  second derivatives p_s p_u - 1[s = u] p_s.
 */
export function multinomialLogistic(options: {
  readonly classes: number;
}): Expert<MultinomialLogisticParams, ClassPrediction> {
  checkNames("multinomialLogistic", options, ["classes"]);
  const { classes: R } = options;
  checkOption("classes", multinomialLogistic.options.classes, R);
  const indices = Array.from({ length: R }, (_, s) => s);
  return {
    name: "multinomialLogistic",
    options: { classes: R },
    predictors: indices.map((s): Predictor => {
      const score = { name: `class ${s + 1}`, basis: "affine", bound: "classScore" } as const;
      return s === R - 1 ? { ...score, fixed: 0 } : score;
    }),
    fields: {
      a: { predictor: indices, part: "intercept", link: "identity" },
      b: { predictor: indices, part: "slopes", link: "identity" },
    },
    kernel: "multinomialLogistic",
    evaluate: (eta, y, m, order, { value, first, second }) => {
      for (let t = 0; t < m; t++) {
        let largest = eta[0][t];
        for (let s = 1; s < R; s++) if (eta[s][t] > largest) largest = eta[s][t];
        let total = 0;
        for (let s = 0; s < R; s++) total += Math.exp(eta[s][t] - largest);
        // Whatever y is, the value must be a number; `checkResponse` is what refuses it.
        const chosen = Math.min(R, Math.max(1, Math.round(y[t]))) - 1;
        value[t] = eta[chosen][t] - largest - Math.log(total);
        if (order === 0) continue;
        for (let s = 0; s < R; s++)
          first[s][t] = (s === chosen ? 1 : 0) - Math.exp(eta[s][t] - largest) / total;
        if (order === 1) continue;
        for (let s = 0; s < R; s++) {
          const p = (s === chosen ? 1 : 0) - first[s][t];
          second[s][s][t] = p * (p - 1);
          for (let u = s + 1; u < R; u++) second[s][u][t] = p * ((u === chosen ? 1 : 0) - first[u][t]);
        }
      }
    },
    checkResponse: (y) => {
      const bad = y.findIndex((value) => !(Number.isInteger(value) && value >= 1 && value <= R));
      if (bad >= 0) throw new MoestatError(`invalid y[${bad}]; not a class from 1 to ${R}: ${y[bad]}`);
    },
    equivariance: "none",
    predictorScale: () => indices.map(() => ({ shift: 0, scale: 1 })),
    draws:
      (eta, { uniform }) =>
      (t) => {
        const largest = Math.max(...eta.map((score) => score[t]));
        const weights = eta.map((score) => Math.exp(score[t] - largest));
        let left = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
        let s = 0;
        // The last class takes what rounding leaves over.
        while (s < R - 1 && left >= weights[s]) left -= weights[s++];
        return s + 1;
      },
    cumulative: (eta, y, tail) => {
      const largest = Math.max(...eta);
      const sumOf = (isIn: (value: number) => boolean) =>
        eta.reduce((sum, score, s) => (isIn(s + 1) ? sum + Math.exp(score - largest) : sum), 0);
      const [lower, upper] = [sumOf((value) => value <= y), sumOf((value) => value > y)];
      return (tail === "lower" ? lower : upper) / (lower + upper);
    },
    support: () => ({ on: "values", points: indices.map((s) => s + 1) }),
  };
}

multinomialLogistic.options = {
  classes: {
    kind: "integer",
    help: "number of classes of the response",
    placeholder: "R",
    least: 2,
    most: 1000,
    examples: [2, 3],
    needed: true,
    fromResponse: "labels",
  },
} satisfies OptionDeclarations;
