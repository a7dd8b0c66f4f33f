import type { FieldSpec } from "../src/family.js";
import type { Fit } from "../src/fit/index.js";
import type { Model } from "../src/model.js";
import type { Status } from "../src/types.js";
import type { Data } from "./csv.js";
import { brief, count, table } from "./terminal.js";

const MEANING: Readonly<Record<Status, string>> = {
  converged: "a strict local maximum: the score vanishes and the Hessian is negative definite",
  singular:
    "a maximum with flat directions: the score vanishes and no eigenvalue of the Hessian is positive, but some are zero, so not all parameters are determined by the data (more experts than the data ask for?)",
  boundary: "not a free maximum: a gate parameter has reached the bound of the parameter set",
  collapsed: "spurious: an expert rests on too few points, or a variance has reached its bound",
  maxSteps: "not certified: the score has not vanished where the search stopped",
};

// The 97.5 % quantile of the standard normal law.
const Z = 1.959963984540054;

/** A report of a fit for reading: what it is, how sure its parameters are, how the starts ended. */
export function fitReport(data: Data, model: Model, fit: Fit): string {
  const { score, maxEigenvalue, support, atBound } = fit.certificate;
  const { aic, bic, icl } = fit.criteria;
  return [
    `${data.file}: ${count(fit.n, "row")}; response ${data.response}; input${data.inputs.length === 1 ? "" : "s"} ${data.inputs.join(", ")}`,
    `${model.gating.name} gating, ${count(model.experts, `${model.expert.name} expert`)}, ${count(model.size, "free parameter")}`,
    "",
    `status: ${fit.status}, ${MEANING[fit.status]}`,
    `certificate: largest mean score ${brief(score, 3)}, largest eigenvalue of the mean Hessian ${brief(maxEigenvalue, 3)}`,
    `observations per expert: ${support.map((share) => share.toFixed(1)).join(", ")} (sums of responsibilities)`,
    ...(atBound.length > 0 ? [`at a bound: ${atBound.join(", ")}`] : []),
    startsSentence(fit),
    ...passedOver(fit),
    "",
    `log-likelihood ${fit.logLik.toFixed(4)}   AIC ${aic.toFixed(2)}   BIC ${bic.toFixed(2)}   ICL ${icl.toFixed(2)}`,
    "",
    table(parameterRows(data, model, fit)),
    ...notes(model, fit),
  ].join("\n");
}

const near = (fit: Fit, logLik: number): boolean =>
  Math.abs(logLik - fit.logLik) <= 1e-6 * (1 + Math.abs(fit.logLik));

function startsSentence(fit: Fit): string {
  const reached = fit.starts.filter((start) => near(fit, start.logLik)).length;
  return `starts: ${reached} of ${fit.starts.length} ended at this log-likelihood`;
}

/** A line about starts that scored higher and are not the answer. */
function passedOver(fit: Fit): string[] {
  const higher = fit.starts.filter((start) => start.logLik > fit.logLik && !near(fit, start.logLik));
  if (higher.length === 0) return [];
  const statuses = [...new Set(higher.map((start) => start.status))].join(", ");
  const best = Math.max(...higher.map((start) => start.logLik));
  return [
    `passed over: ${count(higher.length, "start")} with a higher log-likelihood (up to ${best.toFixed(4)}) but status ${statuses}`,
  ];
}

/** Names of the entries of a parameter: none for a number, the inputs for slopes, else indices. */
function entries(
  value: unknown,
  inputs: readonly string[],
  part: FieldSpec["part"],
): [string, number | null][] {
  if (!Array.isArray(value)) return [["", value as number | null]];
  return value.flatMap((entry, u) => {
    const label = part === "slopes" ? ` ${inputs[u]}` : `[${u}]`;
    return entries(entry, inputs, part).map(([rest, number]): [string, number | null] => [
      label + rest,
      number,
    ]);
  });
}

/** A 95 % Wald interval; on the log scale for parameters that must be positive. */
export function interval(
  value: number,
  error: number | null,
  link: FieldSpec["link"],
): [number, number] | undefined {
  if (error === null || !Number.isFinite(error)) return undefined;
  if (link === "identity") return [value - Z * error, value + Z * error];
  const factor = Math.exp((Z * error) / value);
  return [value / factor, value * factor];
}

function parameterRows(data: Data, model: Model, fit: Fit): string[][] {
  const errors = fit.standardErrors();
  const rows: string[][] = [];
  for (let i = 0; i < model.experts; i++) {
    const families = [
      [model.gating, fit.params.gating, errors.gating],
      [model.expert, fit.params.experts, errors.experts],
    ] as const;
    for (const [family, values, familyErrors] of families)
      for (const [name, spec] of Object.entries(family.fields)) {
        const last = family.predictors[spec.predictor].pinned && i === model.experts - 1;
        const found = entries(entryOf(values, name, i), data.inputs, spec.part);
        const spread = entries(entryOf(familyErrors, name, i), data.inputs, spec.part);
        for (const [j, [label, value]] of found.entries())
          rows.push(
            parameterRow(`${i + 1}`, name + label, value ?? 0, spread[j]?.[1] ?? null, spec, last === true),
          );
      }
  }
  return [["expert", "parameter", "estimate", "std. error", "95 % interval"], ...blankRepeats(rows)];
}

const entryOf = (family: Readonly<Record<string, unknown>>, name: string, i: number): unknown =>
  (family[name] as unknown[])?.[i];

function parameterRow(
  expert: string,
  name: string,
  value: number,
  error: number | null,
  { link }: FieldSpec,
  reference: boolean,
): string[] {
  if (reference) return [expert, name, "0", "", "reference"];
  const bounds = interval(value, error, link);
  return [
    expert,
    name,
    brief(value, 5),
    brief(error, 3),
    bounds ? `${brief(bounds[0])} to ${brief(bounds[1])}` : "not identified",
  ];
}

/** The expert's number is shown once, in the first of its rows. */
const blankRepeats = (rows: readonly string[][]): string[][] =>
  rows.map((row, i) => (i > 0 && rows[i - 1][0] === row[0] ? ["", ...row.slice(1)] : row));

function notes(model: Model, fit: Fit): string[] {
  const logs = [model.gating, model.expert].flatMap(({ fields }) =>
    Object.keys(fields).filter((name) => fields[name].link === "log"),
  );
  const words = [
    ...(fit.status === "converged" || fit.status === "singular"
      ? []
      : ["standard errors suppose a maximum; do not rely on them here"]),
    ...(logs.length > 0 ? [`intervals of ${logs.join(", ")} are symmetric on the log scale`] : []),
  ];
  return words.length === 0 ? [] : ["", `Note: ${words.join("; ")}.`];
}
