import { inPreference, type Weighed } from "../maximum/choose.js";
import { sameMaximum } from "../problem/tolerances.js";
import { heightOf } from "./alternatives.js";
import type { AnyAnswer } from "./answer.js";

/** What is to be known of an answer to compare it with others: the allowance is 0 where the highest is asked for. */
type Compared = Pick<AnyAnswer, "kind" | "logLik" | "penalised" | "allowance">;

/** An answer as the rule of choice looks at it, in nats. */
const weighedOf = (answer: Compared): Weighed => ({
  kind: answer.kind,
  value: heightOf(answer) - answer.allowance,
});

/** Orders answers of one choice on the same data by the rule of choice, the preferred one first. */
export const byPreferredAnswer = (p: Compared, q: Compared): number =>
  inPreference(weighedOf(p), weighedOf(q));

/** Whether the rule prefers an answer to another by more than makes two maxima one. */
export function isPreferred(one: Compared, other: Compared): boolean {
  const { kind, value } = weighedOf(other);
  return inPreference(weighedOf(one), { kind, value: value + sameMaximum.nats }) < 0;
}
