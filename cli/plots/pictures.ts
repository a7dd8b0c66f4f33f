import type { ClassesPicture, LinesPicture, ResponsibilitiesPicture } from "../../figures/index.js";
import { count, fixed } from "../../figures/numbers.js";
import { predict } from "../../src/model/predict.js";
import { expertClasses } from "../../src/model/predictive/expertClasses.js";
import { type PredictiveOfObserved, predictive } from "../../src/model/predictive/predictive.js";
import { kindOf } from "../../src/params/givenBy.js";
import type { Support } from "../../src/types.js";
import { expertsInWords } from "../families.js";
import type { Along } from "./along.js";
import type { FitFile } from "./fit-file.js";
import type { ObservedRows } from "./observed.js";

/** A fit with the data and the input that its pictures show. */
export interface Pictured {
  readonly fit: FitFile;
  readonly observed: ObservedRows;
  readonly along: Along;
  /** What the model says of the observations. */
  readonly law: PredictiveOfObserved;
}

/** The words of a picture, `what` after the name of the fit. */
export function wordsOf({ fit }: Pick<Pictured, "fit">, what: string) {
  const { formula, status, logLik } = fit;
  return {
    title: `${formula}: ${what}`,
    subtitle: [`${modelInWords(fit)} · status\u00a0${status} · log-likelihood\u00a0${fixed(logLik)}`],
  };
}

function modelInWords({ model: { k, gating, families, selected } }: FitFile): string {
  if (k === 1) return `one ${spaced(families[0].name)} expert`;
  const some = selected === undefined ? "" : ` that selects ${selected}`;
  return `${spaced(expertsInWords(families))}, ${spaced(gating.name)} gate${some}`;
}

/** `multinomial logistic` of `multinomialLogistic`, `Gaussian` of `gaussian`. */
const spaced = (name: string): string =>
  name
    .replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .replace(/\b(gaussian|poisson|student)\b/g, ([first, ...rest]) => first.toUpperCase() + rest.join(""));

/** Probability of the prediction band. */
const bandProbability = 0.9;

/** What the law at the observations is computed with. */
export const lawOf = (
  { model, params, seed }: FitFile,
  { rows, sample: { y, offset, trials } }: ObservedRows,
) => predictive(model, params, { rows, y, offset, trials, seed });

/** The data, the mean of each expert and of the mixture, and a prediction band. */
export function linesPicture(pictured: Pictured): LinesPicture {
  const { fit, observed, along } = pictured;
  const { rows, offset, at } = along;
  const N = usualTrials(observed);
  const law = predictive(fit.model, fit.params, {
    rows,
    offset,
    trials: N === undefined ? undefined : rows.map(() => N),
    intervals: [bandProbability],
  });
  const scale = 1 / (N ?? 1);
  const scaled = (values: readonly number[]) => values.map((value) => scale * value);
  return {
    ...wordsOf(pictured, "data and experts"),
    ...shownData(pictured),
    grid: { at, levels: along.x.levels !== undefined },
    means: transposed(law.expertMeans).map(scaled),
    gateWeights: transposed(law.gateWeights),
    mean: scaled(law.mean),
    band: {
      low: scaled(law.intervals.map(([[low]]) => low)),
      high: scaled(law.intervals.map(([[, high]]) => high)),
      probability: bandProbability,
      whole: N === undefined && supportOf(fit) === "integers",
    },
    notes: [
      ...heldNote(pictured, "Curves and band"),
      ...(N === undefined ? [] : [`The band is for ${N} trials, the median of the data.`]),
    ],
  };
}

/** The (lower) median of the numbers of trials, where there are some. */
const usualTrials = ({ sample: { trials } }: ObservedRows): number | undefined =>
  trials === undefined ? undefined : [...trials].sort((p, q) => p - q)[(trials.length - 1) >> 1];

/** The classes of the observations, and the class probabilities of the mixture and of each expert. */
export function classesPicture(pictured: Pictured): ClassesPicture {
  const { fit, along } = pictured;
  const { model, params } = fit;
  const { rows, offset, at } = along;
  const prediction = predict(model, params, rows, offset === undefined ? {} : { offset });
  const probabilities = prediction.kind === "classes" ? prediction.probabilities : [];
  const experts = expertClasses(model, params, { rows, offset });
  const gate = model.gate(params);
  return {
    ...wordsOf(pictured, "classes and experts"),
    ...shownData(pictured),
    grid: { at, levels: along.x.levels !== undefined },
    probabilities: transposed(probabilities),
    experts: Array.from({ length: model.k }, (_, i) => transposed(experts.map((row) => row[i]))),
    gateWeights: transposed(rows.map(gate)),
    notes: heldNote(pictured, "Curves"),
  };
}

/** Where the responses of a fit live. */
export const supportOf = ({ model: { families } }: FitFile): Support["on"] =>
  kindOf(families.find(({ pointAt }) => pointAt === undefined) ?? families[0]);

/** Which expert each observation is likely to come from. */
export const responsibilitiesPicture = (pictured: Pictured): ResponsibilitiesPicture => ({
  ...wordsOf(pictured, "most probable experts"),
  ...shownData(pictured),
  responsibilities: transposed(pictured.along.held.rows.map((t) => pictured.law.responsibilities[t])),
  notes: pointsNote(pictured),
});

/** The observations that are in the held categories. */
function shownData({ observed, along: { x, held } }: Pictured) {
  const { weights, n } = observed.sample;
  const of = <T>(values: ArrayLike<T>): T[] => held.rows.map((t) => values[t]);
  return {
    x: { ...x, values: of(x.values) },
    y: { ...observed.y, values: of(observed.y.values) },
    weights: weights && of(weights),
    all: n,
  };
}

/** At what the other inputs are held. */
function heldNote(pictured: Pictured, what: string): string[] {
  const { held, x } = pictured.along;
  return held.text === ""
    ? []
    : [
        `${what} are for rows of ${pictured.observed.file.file.replace(/^.*\//, "")} that differ in ${x.name} alone, the other inputs held at ${held.text.replaceAll(" = ", "\u00a0=\u00a0")}; by default these are medians, and the most frequent combination of categories.`,
        ...pointsNote(pictured),
        ...(held.categories === "" ? ["The points have other inputs of their own."] : []),
      ];
}

/** Which observations are drawn, where not all are. */
function pointsNote({ along: { held }, observed: { sample } }: Pictured): string[] {
  if (held.categories === "") return [];
  const rows = sample.weights === undefined ? "observations" : "rows";
  const isAll = held.categories === held.text;
  return [
    `Points have ${held.categories}, as ${count(held.rows.length)} of ${count(sample.n)} ${rows} have${isAll ? "" : "; numbers among their other inputs are their own"}.`,
  ];
}

/** Columns of rows. */
const transposed = <T>(rows: readonly (readonly T[])[]): T[][] =>
  (rows[0] ?? []).map((_, j) => rows.map((row) => row[j]));
