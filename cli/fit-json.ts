import { version } from "../experiments/package-info.js";
import type { Gain, Remarks } from "../src/fit/index.js";
import type { Data } from "./data/types.js";
import type { Shown } from "./pick.js";

/** What is known of the shown maximum beside its numbers, and `more` fields. */
interface Told {
  readonly remarks: Remarks;
  readonly gain: Gain | undefined;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The fields that `fit --json` promises, and nothing that a program cannot read. What belongs to one maximum is that of the shown one. */
export function fitJson(
  data: Data,
  shown: Shown,
  { remarks, gain, more = {} }: Told,
  { seed, alternatives = false }: { readonly seed: string; readonly alternatives?: boolean },
): Record<string, unknown> {
  const { formula, inputs, columns, response, labels, recipe, reading, weights, trials } = data;
  const { fit, answer, number, reason } = shown;
  const { n, k, parameterSet, choice, fixed, penalty, search, steps, starts } = fit;
  const { status, kind, logLik, penalised, certificate, params, criteria, hits, allowance } = answer;
  return {
    status,
    kind,
    logLik,
    n,
    k,
    experts: k,
    formula,
    inputs,
    columns,
    response,
    ...(labels === undefined ? {} : { labels }),
    ...(weights === undefined ? {} : { weights }),
    ...(trials === undefined ? {} : { trials }),
    recipe,
    ...(Object.keys(reading).length === 0 ? {} : { reading }),
    data: { file: data.file, rows: data.sample.n, dropped: data.dropped, remarks: data.remarks },
    version,
    seed,
    ...(reason === undefined ? { steps } : { pick: number, reason }),
    parameterSet,
    choice,
    ...(fixed === undefined ? {} : { fixed }),
    ...(penalty === undefined ? {} : { penalty, penalised }),
    search: { ...search, agreed: hits },
    certificate,
    params,
    standardErrors: answer.standardErrors,
    ...more,
    criteria,
    allowance,
    gain,
    remarks,
    starts,
    ...(alternatives ? { alternatives: alternativesOf(shown) } : {}),
  };
}

const alternativesOf = ({ fit }: Shown) =>
  fit.alternatives.map(
    ({ params, logLik, status, kind, certificate, hits, allowance, criteria, ahead, reason }, a) => ({
      pick: a + 2,
      params,
      logLik,
      status,
      kind,
      certificate,
      hits,
      allowance,
      criteria,
      ahead,
      reason,
    }),
  );
