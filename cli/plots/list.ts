import type { Figure } from "../../figures/types.js";
import { type FitProgress, fit as fitModel } from "../../src/fit/index.js";
import { dendrogram } from "../../src/inference/dendrogram.js";
import { quantilePlot } from "../../src/inference/quantilePlot.js";
import { informationSpectrum } from "../../src/inference/spectrum.js";
import { moe } from "../../src/model/model.js";
import { predictive } from "../../src/model/predictive/predictive.js";
import { isMixed } from "../../src/params/records.js";
import type { Figures } from "../figure-files.js";
import type { FitFile, WrittenMaximum, WrittenSelection } from "./fit-file.js";
import {
  classesPicture,
  linesPicture,
  type Pictured,
  responsibilitiesPicture,
  supportOf,
  wordsOf,
} from "./pictures.js";

/** Hears how far a fit is that a picture needs: how many climbs have ended, and from how many starts. */
type Say = (climbed: number, starts: number) => void;

/** A picture of a fit, or a sentence that says why there is none. */
export type Draw = (figures: Figures, pictured: Pictured, say: Say) => Figure | string;

/** The pictures of a fit, by what follows the fit's name in their files' names; last the one that takes a fit of its own. */
export const pictures = {
  fit: (figures, pictured) =>
    pictured.observed.y.levels === undefined
      ? figures.fittedLinesFigure(linesPicture(pictured))
      : figures.fittedClassesFigure(classesPicture(pictured)),
  responsibilities: drawResponsibilities,
  residuals: drawResiduals,
  maxima: drawMaxima,
  criteria: drawCriteria,
  information: drawSpectrum,
  dendrogram: drawDendrogram,
} as const satisfies Readonly<Record<string, Draw>>;

export type PictureName = keyof typeof pictures;
export const pictureNames = Object.keys(pictures) as PictureName[];

function drawResponsibilities({ responsibilitiesFigure }: Figures, pictured: Pictured): Figure | string {
  const { fit, along } = pictured;
  if (fit.model.k === 1) return "one expert has all observations";
  if (along.held.rows.length === 0) return `no observation has ${along.held.categories}`;
  return responsibilitiesFigure(responsibilitiesPicture(pictured));
}

function drawResiduals({ quantilesFigure }: Figures, pictured: Pictured): Figure {
  const { fit } = pictured;
  const on = supportOf(fit);
  const words = wordsOf(pictured, "quantile residuals");
  if (on === "line") return quantilesFigure({ ...words, ...quantilePlot(...residualsOf(pictured)) });
  const note = `A ${on === "values" ? "class" : "count"} has a probability of its own, within which its residual is drawn at random (seed ${fit.seed}).`;
  return quantilesFigure({ ...words, ...quantilePlot(...drawnResidualsOf(pictured)), notes: [note] });
}

type Residuals = readonly [
  residuals: readonly number[],
  { readonly weights?: ArrayLike<number> | undefined },
];

const residualsOf = ({ law, observed: { sample } }: Pictured): Residuals => [
  law.quantileResiduals,
  { weights: sample.weights },
];

/** Of more observations than this, rows that stand for several have one residual for all. */
const mostDrawn = 100_000;

/** Residuals that are drawn at random: one for each observation, where weights say how many there are. */
function drawnResidualsOf(pictured: Pictured): Residuals {
  const { fit, observed } = pictured;
  const { weights } = observed.sample;
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
  if (weights === undefined || !weights.every(Number.isInteger) || total > mostDrawn)
    return residualsOf(pictured);
  const each = Array.from(weights).flatMap((weight, t) => new Array<number>(weight).fill(t));
  const {
    rows,
    sample: { y, offset, trials },
  } = observed;
  const repeated = {
    rows: each.map((t) => rows[t]),
    y: each.map((t) => y[t]),
    offset: offset && each.map((t) => offset[t]),
    trials: trials && each.map((t) => trials[t]),
    seed: fit.seed,
  };
  return [predictive(fit.model, fit.params, repeated).quantileResiduals, {}];
}

function drawMaxima({ maximaFigure }: Figures, { fit }: Pictured): Figure | string {
  const { alternatives, file } = fit;
  if (fit.pick !== undefined) return `${file} is of a maximum that was picked`;
  if (alternatives === undefined) return `${file} holds one maximum alone; fit with --alternatives`;
  return maximaFigure({
    ...wordsOf({ fit }, "maxima found"),
    answer: { ...maximumOf(fit), hits: fit.hits },
    others: alternatives.map((one) => ({ ...maximumOf(one), hits: one.hits, reason: one.reason })),
  });
}

/** Infinite numbers are null in JSON. */
const maximumOf = ({ logLik, allowance, status, certificate }: WrittenMaximum) => ({
  logLik,
  allowance,
  status,
  score: certificate.score ?? Number.POSITIVE_INFINITY,
  maxEigenvalue: certificate.maxEigenvalue ?? Number.NEGATIVE_INFINITY,
});

/** So many experts more than the fit has begin the dendrogram. */
const moreExperts = 3;

function drawDendrogram(
  { dendrogramFigure }: Figures,
  { fit, observed }: Pictured,
  say: Say,
): Figure | string {
  const { model, seed } = fit;
  if (model.selected !== undefined) return "the theory of dendrograms is for gates that select all experts";
  if (isMixed(model.families)) return "experts of several families have no dendrogram";
  const larger = withExperts(model.k + moreExperts, fit);
  const { sample } = observed;
  const n = sample.weights?.reduce((sum, weight) => sum + weight, 0) ?? sample.n;
  if (n <= larger.size)
    return `${larger.k} experts have ${larger.size} parameters, too many for ${n} observations`;
  const onProgress = ({ climbed, starts }: FitProgress) => say(climbed, starts);
  const { params, status } = fitModel(larger, sample, { seed, onProgress });
  const words = wordsOf({ fit }, `dendrogram of ${larger.k} experts`);
  return dendrogramFigure({
    ...words,
    ...dendrogram(larger, sample, params),
    subtitle: [`Fitted again with ${larger.k} experts: status ${status}`],
  });
}

function withExperts(k: number, { model }: FitFile) {
  const { gating, families, columns, inputs, intercept } = model;
  const [expert] = families;
  return moe({ gating, expert, k, inputs: { ...columns, columns: inputs }, intercept });
}

function drawCriteria({ criteriaFigure }: Figures, { fit }: Pictured): Figure | string {
  const { selection, file } = fit;
  if (selection === undefined) return `${file} is of one number of experts`;
  const { rows } = selection;
  return criteriaFigure({
    ...wordsOf({ fit }, "how many experts"),
    k: rows.map(({ k }) => k),
    criteria: criteriaOf(selection),
  });
}

/** The criteria that are on the scale of twice the log-likelihood; null where the fit is not sound. */
function criteriaOf({ rows }: WrittenSelection) {
  const of = (name: string, value: (row: (typeof rows)[number]) => number | null | undefined) => ({
    name,
    values: rows.map((row) => (["collapsed", "maxSteps"].includes(row.status) ? null : (value(row) ?? null))),
  });
  const all = [
    of("AIC", ({ aic }) => aic),
    of("BIC", ({ bic }) => bic),
    of("ICL", ({ icl }) => icl),
    of("−2 log evidence", ({ evidence }) => {
      const log = evidence?.logEvidence ?? null;
      return log === null ? null : -2 * log;
    }),
  ];
  return all.filter(({ values }) => values.some((value) => value !== null));
}

/** Log-likelihoods that differ by more, relative to their size, are of other data. */
const sameLogLik = 1e-6;

function drawSpectrum({ spectrumFigure }: Figures, { fit, observed }: Pictured): Figure | string {
  const { model, params, logLik, file } = fit;
  const own = model.logLik(params, observed.sample);
  if (!(Math.abs(own - logLik) <= sameLogLik * (1 + Math.abs(logLik))))
    return `${observed.file.file} is not what ${file} was fitted to: its log-likelihood there is ${own.toFixed(2)}`;
  return spectrumFigure({
    ...wordsOf({ fit }, "information"),
    ...informationSpectrum(model, observed.sample, fit),
  });
}
