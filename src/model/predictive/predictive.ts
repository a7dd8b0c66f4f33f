import { MoestatError } from "../../error.js";
import { logSumExp } from "../../numeric/logSumExp.js";
import { shown } from "../../numeric/shown.js";
import { checkCompanion, companionIn } from "../../params/companion.js";
import { checkResponses } from "../../params/givenBy.js";
import { stream } from "../../random/stream.js";
import type { AnyParams } from "../../types.js";
import { checkNames } from "../../words/names.js";
import { checkMeans } from "../checks.js";
import { type AnyModel, checkModel } from "../model.js";
import { type BesideRows, besideRowNames, checkRows } from "../rows.js";
import { jointAt, momentsOf } from "./law.js";
import { eachMixture } from "./mixtures.js";
import { quantileOf } from "./quantiles.js";
import { quantileResidualOf } from "./residuals.js";

/** What a predictive law is asked for. */
export interface PredictiveOptions extends BesideRows {
  /** Rows of d inputs; empty rows for a model without inputs. */
  readonly rows: readonly (readonly number[])[];
  /** Levels of quantiles, each in (0, 1); none if not given. */
  readonly levels?: readonly number[] | undefined;
  /** Probabilities of central intervals, each in (0, 1): 0.95 is from the 0.025 to the 0.975 quantile. None if not given. */
  readonly intervals?: readonly number[] | undefined;
  /** Responses, one per row. */
  readonly y?: ArrayLike<number> | undefined;
  /** What the residuals of responses with atoms are drawn with (see `stream`); 1 if not given. */
  readonly seed?: string | number | undefined;
}

/** The law of the response at each row. What an expert's law does not have, a mean or a standard deviation, is NaN; a variance may be infinite. */
export interface Predictive {
  /** E(Y | x). */
  readonly mean: number[];
  /** Standard deviation of Y given x: of the mixture, not of the estimate of its mean. */
  readonly sd: number[];
  /** `quantiles[row][j]`: the smallest y with P(Y <= y | x) >= levels[j]. */
  readonly quantiles: number[][];
  /** `intervals[row][j]`: the central interval of probability intervals[j], or more where Y has atoms. */
  readonly intervals: [low: number, high: number][][];
  /** `gateWeights[row][i]`: the probability of expert i given x. */
  readonly gateWeights: number[][];
  /** `expertMeans[row][i]`: the mean of Y under expert i. */
  readonly expertMeans: number[][];
  /** `expertSds[row][i]`: the standard deviation of Y under expert i. */
  readonly expertSds: number[][];
  /** The most probable expert, counted from 0: given the response where there is one. Of several the first. */
  readonly mostProbable: number[];
}

/** The same where responses are given. */
export interface PredictiveOfObserved extends Predictive {
  /** `responsibilities[row][i]`: the probability of expert i given x and y. */
  readonly responsibilities: number[][];
  /** log g(y | x). */
  readonly logDensity: number[];
  /** y - E(Y | x). */
  readonly residuals: number[];
  /** Randomised quantile residuals (Dunn and Smyth 1996): standard normal numbers where the model is right; nothing is random for responses without atoms. */
  readonly quantileResiduals: number[];
}

/**
 * The predictive law of a model at rows of inputs: moments, quantiles and intervals of the mixture, the experts and their probabilities, and with
 * responses also what these say. The parameters are taken as they are, so that no interval has the uncertainty of an estimate.
 * Throws if the parameters do not suit the model, or a row, an offset, a response or a level is out of its range:
 * `invalid levels[1]; not between 0 and 1: 1.5`.
 */
export function predictive(
  model: AnyModel,
  params: AnyParams,
  options: PredictiveOptions & { readonly y: ArrayLike<number> },
): PredictiveOfObserved;
export function predictive(model: AnyModel, params: AnyParams, options: PredictiveOptions): Predictive;
export function predictive(
  model: AnyModel,
  params: AnyParams,
  options: PredictiveOptions,
): Predictive | PredictiveOfObserved {
  checkModel(model);
  checkNames("predictive", options, ["rows", ...besideRowNames, "levels", "intervals", "y", "seed"]);
  const { rows, offset, trials, levels = [], intervals = [], y, seed = 1 } = options;
  model.check(params);
  checkRows(model, rows, { offset, trials });
  checkLevels("levels", levels);
  checkLevels("intervals", intervals);
  if (y !== undefined) checkResponse(model, y, rows.length, trials);

  const { families: experts } = model;
  const quantile = quantileOf(experts);
  const joint = jointAt(experts);
  const quantileResidual = quantileResidualOf(experts, stream(`${seed}/residuals`));
  const law: Predictive = {
    mean: [],
    sd: [],
    quantiles: [],
    intervals: [],
    gateWeights: [],
    expertMeans: [],
    expertSds: [],
    mostProbable: [],
  };
  const observed = {
    responsibilities: [] as number[][],
    logDensity: [] as number[],
    residuals: [] as number[],
    quantileResiduals: [] as number[],
  };
  eachMixture(model, params, { rows, offset, trials }, (mixture, t) => {
    const moments = momentsOf(mixture);
    const { mean, variance, means, variances } = moments;
    checkMeans(t, means);
    law.mean.push(mean);
    law.sd.push(Math.sqrt(variance));
    law.gateWeights.push([...mixture.weights]);
    law.expertMeans.push([...means]);
    law.expertSds.push(variances.map(Math.sqrt));
    law.quantiles.push(levels.map((p) => quantile(mixture, moments, p)));
    law.intervals.push(
      intervals.map((share) => [
        quantile(mixture, moments, (1 - share) / 2),
        quantile(mixture, moments, (1 + share) / 2),
      ]),
    );
    if (y === undefined) {
      law.mostProbable.push(largestOf(mixture.weights));
      return;
    }
    const terms = new Array<number>(experts.length);
    joint(mixture, y[t], terms);
    const logDensity = logSumExp(terms);
    if (logDensity === Number.NEGATIVE_INFINITY)
      throw new MoestatError(
        `invalid y[${t}]; so far from every expert that its density is no number: ${y[t]}`,
      );
    const responsibilities = terms.map((term) => Math.exp(term - logDensity));
    law.mostProbable.push(largestOf(responsibilities));
    observed.responsibilities.push(responsibilities);
    observed.logDensity.push(logDensity);
    observed.residuals.push(y[t] - mean);
    observed.quantileResiduals.push(quantileResidual(mixture, y[t]));
  });
  return y === undefined ? law : { ...law, ...observed };
}

const largestOf = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value > values[best] ? i : best), 0);

function checkLevels(name: string, levels: readonly number[]): void {
  if (!Array.isArray(levels))
    throw new MoestatError(`invalid ${name}; not a list of numbers: ${shown(levels)}`);
  for (const [j, level] of levels.entries())
    if (!(level > 0 && level < 1))
      throw new MoestatError(`invalid ${name}[${j}]; not between 0 and 1: ${shown(level)}`);
}

function checkResponse(
  { families }: AnyModel,
  y: ArrayLike<number>,
  n: number,
  trials: ArrayLike<number> | undefined,
): void {
  if (y.length !== n) throw new MoestatError(`invalid y; ${n} values expected, one per row: ${y.length}`);
  const values = Float64Array.from(y);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new MoestatError(`invalid y[${bad}]; not a finite number: ${shown(y[bad])}`);
  checkCompanion(families, trials);
  checkResponses(families, values, companionIn(families, { trials: trials && Float64Array.from(trials) }));
}
