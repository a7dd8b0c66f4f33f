import type { Params } from "../types.js";
import type { Model } from "./model.js";

/** What a model expects of the response at each row: of its classes, or of its mean. */
export type Prediction =
  | {
      readonly kind: "classes";
      /** P(Y = s + 1 | x) in `probabilities[row][s]`. */
      readonly probabilities: number[][];
    }
  | {
      readonly kind: "line";
      /** E(Y | x) for each row. */
      readonly mean: number[];
    };

/**
 * Prediction of the response at rows of d inputs: the probabilities of the classes, or, where the experts' laws lie on the
 * line, the conditional mean sum_i w_i(x) m_i(x), with gate weights w_i and the centres m_i of the experts' laws
 * (their means, where the laws are symmetric, as Gaussian ones are). Throws if the parameters do not suit the
 * model or a row has another number of inputs: `invalid rows[3]; 2 inputs expected: 1`.
 */
export function predict(model: Model, params: Params, rows: readonly (readonly number[])[]): Prediction {
  const conditional = model.conditional(params);
  const gate = model.gate(params);
  checkRows(model, rows);
  const probabilities: number[][] = [];
  const mean: number[] = [];
  for (const x of rows) {
    const { support, logDensity } = conditional(x);
    if (support.kind === "classes")
      probabilities.push(Array.from({ length: support.classes }, (_, s) => Math.exp(logDensity(s + 1))));
    else {
      const weights = gate(x);
      mean.push(
        weights.reduce((sum, weight, i) => (weight > 0 ? sum + weight * support.centres[i] : sum), 0),
      );
    }
  }
  return classes(model) ? { kind: "classes", probabilities } : { kind: "line", mean };
}

/**
 * P(Y = s + 1 | x) at rows of d inputs: `classProbabilities(...)[row][s]`; each row sums to 1. Throws as `predict`
 * does, and for experts whose response is no class.
 */
export function classProbabilities(
  model: Model,
  params: Params,
  rows: readonly (readonly number[])[],
): number[][] {
  const prediction = predict(model, params, rows);
  if (prediction.kind === "classes") return prediction.probabilities;
  throw new Error(`no class probabilities; the response of the expert ${model.expert.name} is a number`);
}

/** Whether the response is a class: the kind of support does not depend on the predictors. */
const classes = ({ expert }: Model): boolean =>
  expert.support([expert.predictors.map(() => 0)]).kind === "classes";

function checkRows({ inputs }: Model, rows: readonly (readonly number[])[]): void {
  for (const [t, row] of rows.entries()) {
    if (row.length !== inputs)
      throw new Error(`invalid rows[${t}]; ${inputs} inputs expected: ${row.length}`);
    const bad = row.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new Error(`invalid rows[${t}][${bad}]; not a finite number: ${row[bad]}`);
  }
}
