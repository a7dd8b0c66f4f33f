import { isCertified } from "../experiments/summarize.js";
import type { Family, FieldSpec, Predictor } from "../src/family.js";
import type { Fit } from "../src/fit/index.js";
import type { Model } from "../src/model/model.js";
import { isShared, predictorsOf } from "../src/params/layout.js";
import type { Status } from "../src/types.js";
import type { Data } from "./data.js";
import { inWords } from "./families.js";
import { brief, count, table } from "./terminal.js";

const MEANING: Readonly<Record<Status, string>> = {
  converged: "a strict local maximum: the score vanishes and the Hessian is negative definite",
  singular:
    "a maximum with flat directions: the score vanishes and no eigenvalue of the Hessian is positive, but some are zero, so not all parameters are determined by the data (more experts than the data ask for, or a gate that the data cannot tell)",
  boundary: "not a free maximum: a parameter has reached the bound of the parameter set",
  collapsed: "spurious: an expert rests on too few points, or a variance has reached its bound",
  maxSteps: "not certified: the score has not vanished where the search stopped",
};

// The 97.5 % quantile of the standard normal law.
const Z = 1.959963984540054;

/** A report of a fit for reading: what it is, how sure its parameters are, how the starts ended. */
export function fitReport(data: Data, model: Model, fit: Fit): string {
  const { score, maxEigenvalue, observations, atBound } = fit.certificate;
  const { aic, bic, icl } = fit.criteria;
  return [
    `${data.file}: ${count(fit.n, "row")}; response ${data.response}; input${data.inputs.length === 1 ? "" : "s"} ${data.inputs.join(", ")}`,
    ...(data.labels ? [`classes: ${data.labels.join(", ")} (the last is the reference)`] : []),
    `${inWords(model.gating, "gating")}, ${model.experts} ${inWords(model.expert, model.experts === 1 ? "expert" : "experts")}, ${count(model.size, "free parameter")}`,
    "",
    `status: ${fit.status}, ${MEANING[fit.status]}`,
    `certificate: largest mean score ${brief(score, 3)}, largest eigenvalue of the mean Hessian ${brief(maxEigenvalue, 3)}`,
    ...flatLines(fit),
    `observations per expert: ${observations.map((share) => share.toFixed(1)).join(", ")} (sums of responsibilities)`,
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

/** A line about starts that ended at a higher log-likelihood and are not the answer. */
function passedOver(fit: Fit): string[] {
  const higher = fit.starts.filter((start) => start.logLik > fit.logLik && !near(fit, start.logLik));
  if (higher.length === 0) return [];
  const statuses = [...new Set(higher.map((start) => start.status))].join(", ");
  const best = Math.max(...higher.map((start) => start.logLik));
  return [
    `passed over: ${count(higher.length, "start")} with a higher log-likelihood (up to ${best.toFixed(4)}) but status ${statuses}`,
  ];
}

/** A line for each flat direction; its entries have the names of the library, which count from 0. */
function flatLines({ status, certificate: { flatDirections } }: Fit): string[] {
  if (status !== "singular" && status !== "boundary") return [];
  const shown = flatDirections.slice(0, mostFlat).map((direction) => {
    const size = (name: string): number => Math.abs(direction[name]);
    const names = Object.keys(direction);
    const largest = names.toSorted((p, q) => size(q) - size(p)).slice(0, mostFlat);
    const kept = names.filter((name) => largest.includes(name));
    const sign = Math.sign(direction[largest[0]]);
    const ratio = kept.map((name) => brief(sign * direction[name], 2)).join(" : ");
    const rest = names.length > kept.length ? `, and ${names.length - kept.length} smaller` : "";
    return `the data say nothing along: ${kept.join(" : ")} = ${ratio}${rest} (standardised inputs, indices from 0)`;
  });
  const left = flatDirections.length - shown.length;
  return left > 0 ? [...shown, `and along ${count(left, "other direction")}`] : shown;
}
/** The report shows at most this many flat directions, and entries of each; `--json` has all. */
const mostFlat = 6;

/** A 95 % Wald interval; on the log scale for parameters that must be positive. */
function interval(
  value: number,
  error: number | null,
  link: FieldSpec["link"],
): [number, number] | undefined {
  if (error === null || !Number.isFinite(error)) return undefined;
  if (link === "identity") return [value - Z * error, value + Z * error];
  const factor = Math.exp((Z * error) / value);
  return [value / factor, value * factor];
}

/** One number of a parameter, ready to be shown. */
interface Entry {
  readonly name: string;
  readonly value: number;
  readonly error: number | null;
  readonly link: FieldSpec["link"];
  /** Empty for an estimate; otherwise why the value is known. */
  readonly known: "" | "reference" | "given";
}

function parameterRows(data: Data, model: Model, fit: Fit): string[][] {
  const errors = fit.standardErrors();
  const families = [
    [model.gating, fit.params.gating, errors.gating],
    [model.expert, fit.params.experts, errors.experts],
  ] as const;
  const rows: string[][] = [];
  // Parameters that the experts share come last, after those of each expert.
  for (let i = 0; i <= model.experts; i++)
    for (const [family, values, spread] of families)
      for (const [name, spec] of Object.entries(family.fields)) {
        if (isShared(family, spec) !== (i === model.experts)) continue;
        const ofExpert = (fields: Readonly<Record<string, unknown>>) =>
          i === model.experts ? fields[name] : (fields[name] as unknown[])[i];
        const entries = entriesOf(name, family, spec, ofExpert(values), ofExpert(spread), {
          data,
          last: i === model.experts - 1,
        });
        for (const entry of entries) rows.push([i === model.experts ? "all" : `${i + 1}`, ...cells(entry)]);
      }
  return [["expert", "parameter", "estimate", "std. error", "95 % interval"], ...blankRepeats(rows)];
}

/** The numbers of one parameter of one expert, by class and input where it has an entry for each. */
function entriesOf(
  name: string,
  family: Family,
  spec: FieldSpec,
  value: unknown,
  error: unknown,
  { data: { inputs, labels }, last }: { readonly data: Data; readonly last: boolean },
): Entry[] {
  const several = typeof spec.predictor !== "number";
  return predictorsOf(family, spec).flatMap((predictor, s) => {
    const ownName = several ? `${name}[${labels?.[s] ?? s + 1}]` : name;
    const [ownValue, ownError] = several
      ? [(value as unknown[])[s], (error as unknown[])[s]]
      : [value, error];
    const shared = { link: spec.link, known: knownAs(predictor, last) };
    if (spec.part === "intercept")
      return [{ ...shared, name: ownName, value: ownValue as number, error: ownError as number | null }];
    const M = predictor.transform?.name;
    return inputs.map((input, u) => ({
      ...shared,
      name: `${ownName} ${M === undefined ? input : `${M}(${input})`}`,
      value: (ownValue as number[])[u],
      error: (ownError as (number | null)[])[u],
    }));
  });
}

const knownAs = ({ pinned, fixed, shared }: Predictor, last: boolean): Entry["known"] => {
  if (fixed !== undefined) return shared ? "given" : "reference";
  return pinned && last ? "reference" : "";
};

function cells({ name, value, error, link, known }: Entry): string[] {
  if (known !== "") return [name, brief(value, 5), "", known];
  const bounds = interval(value, error, link);
  return [
    name,
    brief(value, 5),
    brief(error, 3),
    bounds ? `${brief(bounds[0])} to ${brief(bounds[1])}` : "not identified",
  ];
}

/** The expert's number is shown once, in the first of its rows. */
const blankRepeats = (rows: readonly string[][]): string[][] =>
  rows.map((row, i) => (i > 0 && rows[i - 1][0] === row[0] ? ["", ...row.slice(1)] : row));

function notes({ gating, expert }: Model, fit: Fit): string[] {
  const errors = fit.standardErrors();
  const logs = [[gating, errors.gating] as const, [expert, errors.experts] as const].flatMap(
    ([{ fields }, spread]) =>
      Object.keys(fields).filter(
        (name) => fields[name].link === "log" && [spread[name]].flat(3).some((error) => Boolean(error)),
      ),
  );
  const words = [
    ...(isCertified(fit.status) ? [] : ["standard errors suppose a maximum; do not rely on them here"]),
    ...(logs.length > 0 ? [`intervals of ${logs.join(", ")} are symmetric on the log scale`] : []),
  ];
  return words.length === 0 ? [] : ["", `Note: ${words.join("; ")}.`];
}
