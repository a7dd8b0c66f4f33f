import type { AnyParams } from "../../src/types.js";
import type { Estimates } from "../report/estimates.js";
import { estimatesTable, valuesTable } from "../report/estimates.js";
import type { Told } from "../report/report.js";
import type { Reported, ReportedAlternative } from "../report/reported.js";
import { keptEstimates } from "./estimates.js";
import { type Kept, revived } from "./read.js";

/** A maximum that a file keeps, and what it keeps of it. */
export interface KeptMaximum {
  readonly shown: Reported;
  readonly told: Told;
  /** Absent for a maximum that was passed over, of which a file has the parameters alone. */
  readonly estimates?: Estimates;
  /** Of the answer, where the file keeps it. */
  readonly answer?: Pick<ReportedAlternative, "logLik" | "status" | "certificate" | "hits">;
}

/**
 * Maximum `number` of a file, by default the one that it was written for. Throws where it does not keep that one, and where a level is asked for
 * that needs what it does not keep.
 */
export function keptMaximum(kept: Kept, number?: number, level?: number): KeptMaximum {
  const { file, json, fixed } = kept;
  const { pick: own = 1 } = json;
  const alternatives = json.alternatives && revived(json.alternatives);
  const isAnswer = own === 1;
  const fit = {
    ...{ n: json.n ?? Number.NaN, k: json.k, choice: json.choice, search: json.search },
    parameterSet: json.parameterSet as Reported["fit"]["parameterSet"],
    ...(fixed === undefined ? {} : { fixed }),
    ...(json.penalty === undefined
      ? {}
      : { penalty: json.penalty as NonNullable<Reported["fit"]["penalty"]> }),
    ...(isAnswer ? { logLik: json.logLik ?? Number.NaN } : {}),
    ...(alternatives === undefined ? {} : { alternatives: alternatives as unknown as ReportedAlternative[] }),
  };
  if (number !== undefined && number !== own) {
    if (level !== undefined)
      throw new Error(`invalid --level; ${file} keeps no standard errors of maximum ${number}`);
    return { ...passedOver(kept, fit, number), ...(isAnswer ? { answer: mainOf(kept) } : {}) };
  }
  const estimates = keptEstimates(kept, level);
  const main = mainOf(kept);
  return {
    shown: {
      fit,
      answer: {
        ...main,
        standardErrors: json.standardErrors as NonNullable<Reported["answer"]["standardErrors"]>,
      },
      number: own,
      ...(isAnswer ? {} : { reason: json.reason ?? "another one was chosen" }),
    },
    told: {
      remarks: revived(json.remarks) as Told["remarks"],
      gain: json.gain as Told["gain"],
      printed: estimatesTable(kept.data, kept.model, kept.params, estimates),
      method: estimates.method,
    },
    estimates,
    ...(isAnswer ? { answer: main } : {}),
  };
}

/** The maximum that a file was written for. */
const mainOf = ({ json, params }: Kept): Reported["answer"] => ({
  params,
  logLik: json.logLik ?? Number.NaN,
  ...(json.penalised === undefined ? {} : { penalised: json.penalised ?? Number.NaN }),
  status: json.status,
  certificate: revived(json.certificate) as unknown as Reported["answer"]["certificate"],
  hits: json.search.agreed,
  criteria: revived(json.criteria),
});

/** One of the alternatives in a file: its parameters without standard errors, and no remarks. */
function passedOver(
  { file, json, data, model }: Kept,
  fit: Reported["fit"],
  number: number,
): Pick<KeptMaximum, "shown" | "told"> {
  const one = json.alternatives?.find(({ pick }) => pick === number);
  if (one === undefined) throw new Error(`invalid --pick ${number}; ${file} keeps ${keptIn(json)}`);
  const { reason, hits } = one;
  const params = model.canonical(one.params as AnyParams);
  const { logLik, status, certificate, criteria } = revived(one);
  const answer = { params, logLik, status, certificate, criteria, hits } as unknown as Reported["answer"];
  const values = valuesTable(data, model, params);
  return {
    shown: { fit, answer, number, reason },
    told: {
      remarks: { steps: [], classes: [], repeatedValues: [] },
      gain: undefined,
      printed: {
        ...values,
        notes: [
          `standard errors, remarks on this maximum and the gain over fewer experts are not in ${file}; \`moestat fit\` with --pick ${number} has them`,
        ],
      },
      method: undefined,
    },
  };
}

function keptIn({ pick = 1, alternatives }: Kept["json"]): string {
  const numbers = [pick, ...(alternatives ?? []).map((one) => one.pick)];
  const all = [...new Set(numbers)].sort((p, q) => p - q).join(", ");
  return alternatives === undefined
    ? `maximum ${pick} alone (fit --alternatives keeps the others)`
    : `maximum ${all}`;
}
