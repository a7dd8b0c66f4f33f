import type { Gain, Remarks } from "../../src/fit/index.js";
import type { AnyModel } from "../../src/model/model.js";
import { countOf } from "../../src/params/fixed.js";
import { expertsInWords, inWords } from "../families.js";
import type { Printed } from "../format.js";
import { count, listed, table, wrapped } from "../terminal.js";
import { certificateLines } from "./certificate.js";
import { gainLines } from "./chance.js";
import { coefficientsOf } from "./coefficients.js";
import type { Estimates } from "./estimates.js";
import { namingOf } from "./naming.js";
import { parameterSetLine } from "./parameterSet.js";
import { remarkLines, waldNote } from "./remarks.js";
import type { Reported, ReportedData } from "./reported.js";
import { passedOver, searchLines } from "./search.js";

/** What is known of the shown maximum beside its numbers. */
export interface Told {
  readonly remarks: Remarks;
  readonly gain: Gain | undefined;
  /** The table of the estimates, and how its intervals were made; undefined where it has none. */
  readonly printed: Printed;
  readonly method: Estimates["method"] | undefined;
}

/** A report of a fit for reading: what was asked, what was found, how sure it is, and the parameters. */
export function fitReport(
  data: ReportedData,
  model: AnyModel,
  shown: Reported,
  { remarks, gain, printed, method }: Told,
): string {
  const { fit, answer } = shown;
  const blocks = [
    [
      ...modelLines(data, model, fit.fixed),
      parameterSetLine(data, model, fit.parameterSet),
      ...penaltyLines(fit),
      ...searchLines(shown),
    ],
    [...certificateLines(answer, fit.n, namingOf(model, data)), ...remarkLines(data, model, remarks)],
    [...criteriaLines(model, shown), ...gainLines(shown, gain), ...passedOver(shown)],
  ];
  return [
    ...blocks.map((lines) => lines.map((line) => wrapped(line)).join("\n")),
    table(printed.reading),
    ...[...printed.notes, ...notes(data, model, shown, remarks, method)].map((note) =>
      wrapped(`Note: ${note}.`),
    ),
  ].join("\n\n");
}

function modelLines(
  data: ReportedData,
  { gating, families, layout, size }: AnyModel,
  given: Reported["fit"]["fixed"],
): string[] {
  const fixed = countOf(given, layout);
  const told = fixed === 0 ? "" : `, ${fixed} fixed`;
  return [
    ...dataLines(data),
    `${inWords(gating, "gating")}, ${expertsInWords(families)}, ${count(size - fixed, "free parameter")}${told}`,
  ];
}

/** What is added to the log-likelihood. */
function penaltyLines({ penalty }: Reported["fit"]): string[] {
  if (penalty === undefined) return [];
  const { gateRidge, variance } = penalty;
  const parts = [
    ...(gateRidge === undefined
      ? []
      : [`a ridge of ${gateRidge} on the gate's slopes, as differences to their mean`]),
    ...(variance === undefined
      ? []
      : [
          `an inverse-gamma prior of the residual variances, shape ${variance.shape} and scale ${variance.scale}`,
        ]),
  ];
  return [
    `penalised likelihood, in standardised units: ${listed(parts)}; the certificate and the standard errors are those of what is maximised`,
  ];
}

/** The data of a fit in a few lines. */
export const dataLines = ({
  file,
  formula,
  labels,
  references,
  remarks,
  sample,
  weights,
  observations,
}: ReportedData): string[] => [
  `${file}: ${count(sample.n, "row")}; ${formula}`,
  ...(weights === undefined ? [] : [`weights ${weights}, in all ${observations.toLocaleString("en")}`]),
  ...remarks,
  ...(labels ? [`classes: ${labels.join(", ")} (the last is the reference)`] : []),
  ...referenceLines(references),
];

function referenceLines(references: ReportedData["references"]): string[] {
  const levels = Object.entries(references).map(([column, level]) => `${column} ${level}`);
  return levels.length === 0 ? [] : [`reference levels: ${levels.join(", ")}`];
}

function criteriaLines({ size: all, layout }: AnyModel, { fit, answer }: Reported): string[] {
  const { logLik, penalised, criteria } = answer;
  const { identified, aic, bic, icl } = criteria;
  const size = all - countOf(fit.fixed, layout);
  const values = { AIC: aic, BIC: bic, ICL: icl };
  const told = Object.entries(values).map(([name, value]) => `   ${name} ${value.toFixed(2)}`);
  const counting =
    identified === size
      ? []
      : [
          `AIC, BIC and ICL: counting ${identified} of ${size} parameters, those on which the density depends`,
        ];
  return [
    `log-likelihood ${logLik.toFixed(4)}${told.join("")}`,
    ...(penalised === undefined
      ? []
      : [
          `with the penalty ${penalised.toFixed(4)}, but for constants, which is what is maximised; AIC, BIC and ICL are those of the log-likelihood there`,
        ]),
    ...counting,
  ];
}

/** What is to be said of standard errors and intervals, whichever table they stand in. */
export function notes(
  data: ReportedData,
  model: AnyModel,
  { answer }: Reported,
  { poorWald }: Remarks,
  method: Estimates["method"] | undefined,
): string[] {
  const errors = answer.standardErrors;
  const logs = coefficientsOf(model, data).filter(
    (one) => one.link !== "identity" && Boolean(errors && one.entryOf(errors[one.part])),
  );
  const isMaximum = answer.status !== "collapsed" && answer.status !== "maxSteps";
  const isWald = method === "wald" || method === "sandwich";
  return [
    ...(isMaximum ? [] : ["standard errors suppose a maximum; do not rely on them here"]),
    ...(isWald ? waldNote(poorWald, namingOf(model, data)) : []),
    ...(isWald && logs.length > 0
      ? [
          `intervals of the ${listed([...new Set(logs.map(({ predictor }) => predictor))])} are symmetric on the log scale`,
        ]
      : []),
  ];
}
