import type { ExpertsParams, FamilyParams } from "../../types.js";
import { byPreference, isEligible } from "../maximum/choose.js";
import type { Reached } from "../multistart/climbAll.js";
import type { Problem } from "../problem/problem.js";
import { sameMaximum } from "../problem/tolerances.js";
import { type Answer, type AnyAnswer, answerOf } from "./answer.js";
import { lazily } from "./lazily.js";

/** A maximum that was passed over. */
export interface Alternative<
  Experts extends ExpertsParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
> extends Answer<Experts, Gate> {
  /** Its log-likelihood, with a penalty the penalised one, less that of the answer. */
  readonly ahead: number;
  /** Why it is not the answer, in words. */
  readonly reason: string;
}

/**
 * Every distinct eligible maximum but the answer, the highest first. Two ends of the same height, within `sameMaximum`, with the same
 * numbers of observations are one.
 */
export function alternativesOf(
  problem: Problem,
  chosen: Reached,
  answer: AnyAnswer,
  reached: readonly Reached[],
): Alternative<ExpertsParams>[] {
  const kept: Reached[] = [];
  for (const one of [...reached].sort(byPreference(problem)))
    if (one !== chosen && isEligible(one) && ![chosen, ...kept].some((other) => isSame(problem, one, other)))
      kept.push(one);
  return kept
    .sort((p, q) => q.maximum.state.value - p.maximum.state.value)
    .map((one) => {
      const alternative = answerOf(problem, one);
      const ahead = heightOf(alternative) - heightOf(answer);
      return Object.assign(lazily(alternative, {}), { ahead, reason: reasonOf(answer, alternative, ahead) });
    });
}

/** What was maximised. */
export const heightOf = ({ logLik, penalised = logLik }: Pick<AnyAnswer, "logLik" | "penalised">): number =>
  penalised;

function isSame({ n }: Problem, p: Reached, q: Reached): boolean {
  if (Math.abs(p.maximum.state.value - q.maximum.state.value) * n > sameMaximum.nats) return false;
  const sorted = ({ observations }: Reached) => [...observations].sort((a, b) => a - b);
  const others = sorted(q);
  return sorted(p).every((m, i) => Math.abs(m - others[i]) <= 0.01 * (1 + m));
}

/** Why a maximum that is `ahead` nats higher is not the answer. */
export function reasonOf(answer: AnyAnswer, alternative: AnyAnswer, ahead: number): string {
  if (ahead === 0) return "as high";
  if (ahead < 0) return `${nats(ahead)} lower`;
  const more = alternative.allowance - answer.allowance;
  const few = Math.min(...alternative.certificate.observations).toFixed(1);
  return `${nats(ahead)} higher, but chance may give ${nats(more)} more to its experts, the least with ${few} observations`;
}

/** To a tenth, and one digit of what is less. */
function nats(value: number): string {
  const size = Math.abs(value);
  return `${size < 0.1 ? Number(size.toPrecision(1)) : size.toFixed(1)} nats`;
}
