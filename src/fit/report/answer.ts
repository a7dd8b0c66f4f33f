import type { AnyModel } from "../../model/model.js";
import { isMixed } from "../../params/records.js";
import type { AnyParams, ExpertsParams, FamilyParams, MixingMeasure, Params, Status } from "../../types.js";
import { type Candidate, type Certificate, certify, type Kind } from "../maximum/certificate.js";
import type { Found } from "../maximum/choose.js";
import type { Problem } from "../problem/problem.js";
import { type Covariance, covarianceOf } from "./covariance.js";
import { type Criteria, criteriaOf } from "./criteria.js";
import { lazily } from "./lazily.js";
import { canonicalOrder, reordered } from "./order.js";
import { type StandardErrors, standardErrorsOf } from "./standardErrors.js";
import { type PoorWald, poorWaldOf } from "./wald.js";

/** A maximum of the likelihood with what is known of it, as plain data. What costs something is computed when it is read. */
export interface Answer<
  Experts extends ExpertsParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
> {
  /** The estimate, its experts in canonical order; what the gating pins is 0 for the last expert. */
  readonly params: Params<Experts, Gate>;
  /** Its mixing measure; throws where there is none, as for experts of several families (see `Model.measure`). */
  readonly measure: MixingMeasure;
  /** The log-likelihood of `params` on the sample, evaluated there. */
  readonly logLik: number;
  /** The log-likelihood with the penalty, which is what is maximised; absent without a penalty. */
  readonly penalised?: number;
  readonly status: Status;
  /** What the rule of choice takes it for, which the status does not tell: one that is collapsed may be `exact`. */
  readonly kind: Kind;
  readonly certificate: Certificate;
  /** How many independent starts led to it. */
  readonly hits: number;
  /** The nats that experts this narrow, on this few observations, may owe to chance (see `allowanceOf`). */
  readonly allowance: number;
  /** From the observed information, in the shape of `params`; null where the data identify nothing. */
  readonly standardErrors: StandardErrors<Experts>;
  /** Of all natural parameters, from the observed information. */
  readonly covariance: Covariance;
  /** Where intervals from the standard errors mean little; null where nothing speaks against them. */
  readonly poorWald: PoorWald | null;
  readonly criteria: Criteria;
}

/** An answer of a model with experts of one family or of several. */
export type AnyAnswer = Answer<ExpertsParams>;

/** A maximum in the parameters' own units, its experts in canonical order. */
export function answerOf(problem: Problem, found: Found): AnyAnswer {
  const { maximum, allowance, ...known } = inOrder(problem, found);
  const { state } = maximum;
  const params = problem.coordinates.toParams(state.theta);
  const logLik = problem.logLikAt(params);
  const data = withMeasure(problem.model, {
    params,
    logLik,
    ...(problem.given.penalty === undefined ? {} : { penalised: logLik + problem.penaltyAt(state.theta) }),
    status: known.status(),
    kind: known.kind,
    certificate: known.certificate(),
    hits: found.hits,
    allowance,
    criteria: criteriaOf(problem, state.theta, logLik),
  });
  const answer: AnyAnswer = lazily<
    typeof data,
    Pick<AnyAnswer, "standardErrors" | "covariance" | "poorWald">
  >(data, {
    standardErrors: () => standardErrorsOf(problem.model, params, answer.covariance),
    covariance: () => covarianceOf(problem, state),
    poorWald: () => poorWaldOf(problem, answer) ?? null,
  });
  return answer;
}

/**
 * Adds the mixing measure of its parameters to what was just made. For experts of several families the property throws when it is read, and is not
 * enumerated, so that the whole can be copied and printed all the same.
 */
function withMeasure<A extends { readonly params: AnyParams }>(
  { families, measure }: AnyModel,
  answer: A,
): A & Pick<Answer, "measure"> {
  if (!isMixed(families)) return Object.assign(answer, { measure: measure(answer.params) });
  return Object.defineProperty(answer, "measure", {
    get: () => measure(answer.params),
    enumerable: false,
  }) as A & Pick<Answer, "measure">;
}

/** The candidate with its experts in canonical order. */
function inOrder(problem: Problem, found: Candidate): Candidate {
  const { theta } = found.maximum.state;
  const order = canonicalOrder(problem, theta);
  if (order.every((i, a) => i === a)) return found;
  const maximum = reordered(problem, found.maximum, order);
  return maximum === undefined ? found : certify(problem, maximum);
}
