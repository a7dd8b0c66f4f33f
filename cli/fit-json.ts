import type { Gain, Remarks } from "../src/fit/index.js";
import type { Data } from "./data.js";
import type { Shown } from "./pick.js";

/** The fields that `fit --json` promises, and nothing that a program cannot read. What belongs to one maximum is that of the shown one. */
export function fitJson(
  { inputs, response, labels }: Data,
  shown: Shown,
  { remarks, gain }: { readonly remarks: Remarks; readonly gain: Gain | undefined },
  withAlternatives: boolean,
): Record<string, unknown> {
  const { fit, answer, number, reason } = shown;
  const { n, experts, parameterSet, choice, search, steps, starts } = fit;
  const { status, logLik, certificate, params, criteria, hits, allowance } = answer;
  return {
    status,
    logLik,
    n,
    experts,
    inputs,
    response,
    ...(labels === undefined ? {} : { labels }),
    ...(reason === undefined ? { steps } : { pick: number, reason }),
    parameterSet,
    choice,
    search: { ...search, agreed: hits },
    certificate,
    params,
    standardErrors: answer.standardErrors,
    criteria,
    allowance,
    gain,
    remarks,
    starts,
    ...(withAlternatives ? { alternatives: alternativesOf(shown) } : {}),
  };
}

const alternativesOf = ({ fit }: Shown) =>
  fit.alternatives.map(
    ({ params, logLik, status, certificate, hits, allowance, criteria, ahead, reason }, a) => ({
      pick: a + 2,
      params,
      logLik,
      status,
      certificate,
      hits,
      allowance,
      criteria,
      ahead,
      reason,
    }),
  );
