import type { FamilyParams, Prediction, RandomSource, Support, Tail } from "./types.js";

/**
 * A linear predictor of a family: a linear function of the inputs whose coefficients are free parameters,
 * one set for each expert. `affine`: intercept and d slopes; `linear`: d slopes; `constant`: an intercept.
 */
export interface Predictor {
  readonly name: string;
  readonly basis: "affine" | "linear" | "constant";
  /** The columns of a sample that the predictor sees, counted from 0; all where absent. Its slopes are those of these, in this order. */
  readonly columns?: readonly number[];
  /** Applied to each input before the predictor is formed: it is then linear in M(x_1), ..., M(x_d). */
  readonly transform?: Transform;
  /** The last expert's coefficients stay 0: a common shift would not change the model (translation). */
  readonly pinned?: boolean;
  /** All experts have one and the same set of coefficients. */
  readonly shared?: boolean;
  /** The coefficients are given, not estimated: this intercept and slopes 0 (a reference class, say). */
  readonly fixed?: number;
  /** Which entry of `Bounds` limits the coefficients (in standardised units). */
  readonly bound: keyof Bounds;
}

/** A function of one input. */
export interface Transform {
  readonly name: string;
  /** M(x) of one input. */
  readonly apply: (input: number) => number;
}

/** Bounds of the compact parameter set, in units of standardised inputs and response: see `defaultBounds`. */
export interface Bounds {
  /** Largest absolute gate coefficient. */
  readonly gate: readonly [low: number, high: number];
  /** Regression coefficients of an expert. */
  readonly coefficient: readonly [low: number, high: number];
  /** Logarithm of a variance over the variance of the response, or of a squared coefficient of variation. */
  readonly logVariance: readonly [low: number, high: number];
  /** Coefficients of a class score. */
  readonly classScore: readonly [low: number, high: number];
  /** Coefficients of the logarithm of a mean: of counts, whose unit is one, or of positive numbers over their root mean square. */
  readonly logMean: readonly [low: number, high: number];
  /** Logarithm of degrees of freedom. */
  readonly logFreedom: readonly [low: number, high: number];
  /** Coefficients of log odds of a success. */
  readonly logOdds: readonly [low: number, high: number];
  /** Logarithm of a temperature. */
  readonly logTemperature: readonly [low: number, high: number];
}

/** No bounds: the whole space. */
export const unbounded: Bounds = {
  gate: [-Infinity, Infinity],
  coefficient: [-Infinity, Infinity],
  logVariance: [-Infinity, Infinity],
  classScore: [-Infinity, Infinity],
  logMean: [-Infinity, Infinity],
  logFreedom: [-Infinity, Infinity],
  logOdds: [-Infinity, Infinity],
  logTemperature: [-Infinity, Infinity],
};

/**
 * How a named natural parameter is read off the predictors' coefficients. A field of a predictor that the experts
 * share is written once, not once for each expert.
 */
export interface FieldSpec {
  /** Index of the predictor; several indices for a field that has an entry for each of them (classes, say). */
  readonly predictor: number | readonly number[];
  readonly part: "intercept" | "slopes";
  /** `log`: the coefficient is the logarithm of the natural parameter, which must be positive; `logReciprocal`: minus that. */
  readonly link: Link;
}

export type Link = "identity" | "log" | "logReciprocal";

/** A family's term and its derivatives in its predictors, for a block of up to `blockLength` samples. */
export interface Term {
  readonly value: Float64Array;
  /** first[u]: derivative in predictor u. */
  readonly first: readonly Float64Array[];
  /** second[u][v], v >= u. */
  readonly second: readonly (readonly Float64Array[])[];
}

/**
 * What gatings and experts share: one additive term of the log-likelihood of each expert, as a function of
 * a few predictors. `evaluate` states the term and its first (order >= 1) and second (order 2) derivatives
 * for the first m samples of a block: eta[u][t] is predictor u of sample t, y[t] its response. A
 * predictor on the basis `constant` has the same value for all samples, eta[u][0]. `companion[t]` stands beside y[t] where an expert has such a
 * column (see `Expert`) and the sample gives it.
 */
export interface Family<Fields extends FamilyParams = FamilyParams> {
  readonly name: string;
  /** The type of the family's part of a parameter record; there is no such value. */
  readonly record?: Fields;
  /** What the family was made with, as it stands beside the fields in a parameter record. */
  readonly options?: FamilyOptions;
  /** For an option that a record may spell in several ways: the form that it has in `options`. */
  readonly spellings?: Readonly<Record<string, (given: string) => string>>;
  readonly predictors: readonly Predictor[];
  readonly fields: Readonly<Record<string, FieldSpec>>;
  /** Writes the term and as many of its derivatives as `order` says, for the first m samples of a block. */
  readonly evaluate: (
    eta: readonly Float64Array[],
    y: Float64Array,
    m: number,
    order: Order,
    term: Term,
    companion?: Float64Array,
  ) => void;
  /** Name of a kernel that does the same faster, where there is one: see `Kernels.terms` and `Kernels.densities`. */
  readonly kernel?: string;
}

/** The type of a family's part of a parameter record, and that of what is predicted by its experts. */
export type RecordOf<F extends Family> = NonNullable<F["record"]>;
export type PredictionOf<E extends Expert> = NonNullable<E["predicted"]>;

/** Options of a family as plain data. */
export type FamilyOptions = Readonly<Record<string, string | number | boolean>>;

/** How many derivatives are wanted. */
export type Order = 0 | 1 | 2;

/**
 * A gating: its term is the score h_i(x), and the gate weights are softmax_i(h_i(x)) over the selected experts: all
 * of them unless there is a `selection`.
 */
export interface Gating<Fields extends FamilyParams = FamilyParams> extends Family<Fields> {
  /** The field that is the logarithm of an atom's weight in the mixing measure. */
  readonly logWeight: string;
  /** The shared field that `logWeight` is divided by, if there is one. */
  readonly temperature?: string;
  /**
   * The temperature divides the whole score, so that only the other coefficients divided by it can be identified. These ratios
   * are the coefficients of the predictors, and the score does not depend on the predictor of the temperature.
   */
  readonly homogeneous?: true;
  /**
   * The score is the gating's only predictor, with derivatives 1 and 0. So it is linear in the parameters, its part of
   * the EM criterion concave, and the likelihood need not call `evaluate`.
   */
  readonly linear?: true;
  /** At given other predictors the score grows with that of the slopes, so that by slopes experts rank as by these predictors. */
  readonly increasing?: true;
  readonly selection?: Selection;
}

/**
 * Only the `k` experts that rank highest have a weight. They are ranked by their score, or by the `slope` part of
 * it: the score with the intercept of the field `logWeight` taken away.
 */
export interface Selection {
  readonly k: number;
  readonly rank: "slope" | "score";
}

/** How many of k experts a gating selects, where it leaves some out; undefined where all of them have a weight. */
export const selectedOf = ({ selection }: Gating, k: number): number | undefined =>
  selection !== undefined && selection.k < k ? selection.k : undefined;

/** The gating that gives all experts a weight, with the same scores. */
export const withoutSelection = <Fields extends FamilyParams>({
  selection,
  ...gating
}: Gating<Fields>): Gating<Fields> => gating;

/** Coefficients of one predictor on its basis: the intercept first, where the basis has one. */
export type Coefficients = Float64Array;

/** The columns on which a predictor is linear: a leading 1 if `intercept`, then the columns. */
export interface Basis {
  readonly intercept: boolean;
  readonly columns: readonly Float64Array[];
  /** The values of the columns, in their units, at the input 0 (where M(x) = 0). */
  readonly origin: readonly number[];
}

/**
 * An inverse-gamma density of a variance s relative to the response's, but for its constant: its logarithm is
 * -(shape + 1) log s - scale / s.
 */
export interface VariancePrior {
  readonly shape: number;
  readonly scale: number;
}

/** Location and scale of a response, used to standardise it. */
export interface ResponseScale {
  readonly centre: number;
  readonly scale: number;
}

/** Changes of the response's unit: see `Expert`. */
export type Equivariance = "shiftAndScale" | "scale" | "none";

/** An expert: its term is the log density of y given the predictors. `Predicted` is what `predict` gives. */
export interface Expert<Fields extends FamilyParams = FamilyParams, Predicted extends Prediction = Prediction>
  extends Family<Fields> {
  /** The type of a prediction; there is no such value. */
  readonly predicted?: Predicted;
  /**
   * The column of a sample that stands beside the response, if the family looks at one: numbers of trials. Its functions take the column, or
   * the number that belongs to one y, last; without it they are as the family says where a sample has no such column.
   */
  readonly companion?: "trials";
  /** Throws if the response cannot come from this family. */
  readonly checkResponse: (y: Float64Array, companion?: Float64Array) => void;
  /**
   * Which changes of the response's unit the family follows: a shift and a scale (a location family), a scale (positive numbers; beside a
   * location family it has density 0 at others, and the model follows a scale), or none (classes, counts). The response is standardised accordingly before a fit, so that the answer does not depend on its unit. A
   * point mass has no unit of its own: it follows the experts beside it.
   */
  readonly equivariance: Equivariance;
  /** Each predictor in the original units is shift + scale * (predictor for the standardised response); `scale` has the centre 0. */
  readonly predictorScale: (response: ResponseScale) => readonly { shift: number; scale: number }[];
  /**
   * The maximum of sum_i sum_t weights[i][t] * term_it over all experts i of the family together, since they may share coefficients: for each
   * expert one array of coefficients per predictor. It is the M-step in closed form. Newton steps are made where it is absent. With a
   * prior the log densities of the variances are added, once for one that is shared.
   */
  readonly maximise?: (
    weights: readonly Float64Array[],
    y: Float64Array,
    bases: readonly Basis[],
    bounds: Bounds,
    prior?: VariancePrior,
  ) => readonly (readonly Coefficients[])[];
  /**
   * Present where the closed form `maximise` is least squares on the first predictor, so that an offset may be taken from the
   * response: the mean of the term at the maximum, as a
   * function of the mean squared residual (of all experts together where they share a variance).
   */
  readonly leastSquaresHeight?: (meanSquare: number, bounds: Bounds) => number;
  /** The law of y on a block of predictors, as a function that draws y at sample t; work that the samples share is done once, before. */
  readonly draws: (
    eta: readonly Float64Array[],
    random: RandomSource,
    companion?: Float64Array,
  ) => (t: number) => number;
  /**
   * The mean of y, given one expert's predictors eta[u]. Absent where there is none, as for classes or a Cauchy law; NaN where it is these
   * predictors that have none.
   */
  readonly mean?: (eta: readonly number[], companion?: number) => number;
  /** The variance of y, given one expert's predictors; absent where there is none, and infinite or NaN where that lies in these predictors. */
  readonly variance?: (eta: readonly number[], companion?: number) => number;
  /**
   * P(Y <= y), or with the tail `upper` P(Y > y), given one expert's predictors: for any y, between the values of a law too. Each
   * keeps its digits where it is small.
   */
  readonly cumulative: (eta: readonly number[], y: number, tail: Tail, companion?: number) => number;
  /** Where the mass of y lies, given one expert's predictors eta[u]; of the same kind for all predictors. */
  readonly support: (eta: readonly number[], companion?: number) => Support;
  /**
   * Present where y is this value and no other. The term is then its logarithm of the probability there, 0. In a mixture such an expert
   * has density 0 at all other values, and experts whose laws are on the line have density 0 at this one: see `givenBy`.
   */
  readonly pointAt?: number;
}

/**
 * The log density, in a likelihood, of a response that an expert cannot give. It stands for -Infinity, and is finite so that a
 * responsibility of 0 times it is 0; any density that a family states is greater.
 */
export const impossible = -1e150;

/** A sum of log densities; -Infinity where it has terms that are `impossible`. */
export const sumOfPossible = (sum: number): number =>
  sum <= 0.5 * impossible ? Number.NEGATIVE_INFINITY : sum;

/** Work arrays for a family's term. */
export const termOf = ({ predictors }: Family, length: number): Term => {
  const block = () => new Float64Array(length);
  return {
    value: block(),
    first: predictors.map(block),
    second: predictors.map(() => predictors.map(block)),
  };
};
