import { type AnyAnswer, type AnyFit, expertGain, type Gain } from "../src/fit/index.js";
import type { AnyModel } from "../src/model/model.js";
import type { Sample } from "../src/types.js";
import { count } from "./terminal.js";

/** The maximum that is shown: the answer (number 1) or another. */
export interface Shown {
  readonly fit: AnyFit;
  readonly answer: AnyAnswer;
  readonly number: number;
  /** Why it is not the answer; undefined for the answer. */
  readonly reason?: string;
}

/** Maximum `number` of a fit: 1 is the answer, 2 the first alternative. Throws where there is none. */
export function picked(fit: AnyFit, number = 1): Shown {
  if (number === 1) return { fit, answer: fit, number };
  const { alternatives } = fit;
  const one = alternatives[number - 2];
  if (one === undefined)
    throw new Error(
      `invalid --pick; ${count(alternatives.length + 1, "maximum", "maxima")} found: ${number}`,
    );
  return { fit, answer: one, number, reason: one.reason };
}

/**
 * What the last expert gains in the shown maximum, by a search of one expert less; the law of chance gains is that of the answer by the
 * default rule.
 */
export function gainOf(model: AnyModel, sample: Sample, { fit, answer, number }: Shown): Gain | undefined {
  const gain = expertGain(model, sample, fit);
  if (gain === undefined || (number === 1 && fit.choice === "weighed")) return gain;
  const { smaller, smallerStatus } = gain;
  return {
    smaller,
    smallerStatus,
    nats: (answer.penalised ?? answer.logLik) - smaller,
    chance: { share: null, limits: "the law was simulated for the answer by --choice weighed alone" },
    allowance: answer.allowance,
  };
}
