import type { FamilyParams, MixingMeasure, Params, Status } from "../../types.js";
import { type Candidate, type Certificate, certify } from "../maximum/certificate.js";
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
  Experts extends FamilyParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
> {
  /** The estimate, its experts in canonical order; what the gating pins is 0 for the last expert. */
  readonly params: Params<Experts, Gate>;
  readonly measure: MixingMeasure;
  /** The log-likelihood of `params` on the sample, evaluated there. */
  readonly logLik: number;
  readonly status: Status;
  readonly certificate: Certificate;
  /** How many independent starts led to it. */
  readonly hits: number;
  /** The nats that experts this narrow, on this few observations, may owe to chance (see `allowanceOf`). */
  readonly allowance: number;
  /** From the observed information, in the shape of `params`; null where the data identify nothing. */
  readonly standardErrors: StandardErrors;
  /** Of all natural parameters, from the observed information. */
  readonly covariance: Covariance;
  /** Where intervals from the standard errors mean little; null where nothing speaks against them. */
  readonly poorWald: PoorWald | null;
  readonly criteria: Criteria;
}

/** A maximum in the parameters' own units, its experts in canonical order. */
export function answerOf(problem: Problem, found: Found): Answer {
  const { maximum, allowance, ...known } = inOrder(problem, found);
  const { state } = maximum;
  const params = problem.coordinates.toParams(state.theta);
  const logLik = problem.logLikAt(params);
  const data = {
    params,
    measure: problem.model.measure(params),
    logLik,
    status: known.status(),
    certificate: known.certificate(),
    hits: found.hits,
    allowance,
    criteria: criteriaOf(problem, state.theta, logLik),
  };
  const answer: Answer = lazily<typeof data, Pick<Answer, "standardErrors" | "covariance" | "poorWald">>(
    data,
    {
      standardErrors: () => standardErrorsOf(problem.model, params, answer.covariance),
      covariance: () => covarianceOf(problem, state),
      poorWald: () => poorWaldOf(problem, answer) ?? null,
    },
  );
  return answer;
}

/** The candidate with its experts in canonical order. */
function inOrder(problem: Problem, found: Candidate): Candidate {
  const { theta } = found.maximum.state;
  const order = canonicalOrder(problem, theta);
  if (order.every((i, a) => i === a)) return found;
  const maximum = reordered(problem, found.maximum, order);
  return maximum === undefined ? found : certify(problem, maximum);
}
