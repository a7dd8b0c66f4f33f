/** A source of uniform numbers in [0, 1). Every random function takes one; none keeps its own. */
export type Uniform = () => number;

/** The two sources that a draw may use; `normal` gives standard normal numbers. */
export interface RandomSource {
  readonly uniform: Uniform;
  /** A standard normal number. */
  readonly normal: () => number;
}

/** Which side of a distribution function: `lower` is P(Y <= y), `upper` is P(Y > y). */
export type Tail = "lower" | "upper";

/**
 * A data set of n observations: d input columns and one response column, all of length n.
 * `labels` (0-based expert indices) are present on simulated data only.
 */
export interface Sample {
  readonly n: number;
  readonly d: number;
  /** d columns of n inputs. */
  readonly x: readonly Float64Array[];
  readonly y: Float64Array;
  /**
   * How often each observation counts, at least 0 and not always 0; once each where absent. They are frequencies: with whole numbers all
   * is as if each row stood there as often, and n is everywhere their sum.
   */
  readonly weights?: Float64Array;
  /** Added to the first predictor of every expert: to the mean, the logarithm of a mean of counts, ... */
  readonly offset?: Float64Array;
  /** The number of trials of each row, whose successes the response counts: positive whole numbers. */
  readonly trials?: Float64Array;
  readonly labels?: Int32Array;
}

/** One named natural parameter with an entry per expert, a number, a vector or a matrix; in the record of one expert that entry. */
export type Field = readonly (number | readonly number[] | readonly (readonly number[])[])[];

/**
 * Natural parameters of a mixture of k experts, as plain records that serialise as they are. Fields
 * have one entry per expert, or are one number that all experts share; the family's name and its options stand beside them, so that a record
 * describes its own model: `{ gating: { name: "softmax", beta0, beta1 }, experts: { name: "gaussian", a, b, sigma2 } }`.
 * Experts of several families have a record each, whose fields are that expert's own:
 * `experts: [{ name: "gaussian", a: [2], b: 1, sigma2: 0.5 }, { name: "pointMass", at: 0 }]`.
 */
export interface Params<
  Experts extends ExpertsParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
> {
  readonly gating: Gate;
  readonly experts: Experts;
}
/** One record for all experts, or, where they are of several families, one for each. */
export type ExpertsParams = FamilyParams | readonly FamilyParams[];
/** Parameters of a mixture of experts of one family or of several. */
export type AnyParams = Params<ExpertsParams>;
/** Parameters of a gating or of the experts: its name, its fields with an entry for each expert, and its options. */
export interface FamilyParams {
  readonly name?: string;
  readonly [field: string]: Field | string | number | boolean | undefined;
}

/** What a model expects of the response at each row: its mean, or the probabilities of its classes. */
export type Prediction = MeanPrediction | ClassPrediction;
/** Predicted means. */
export interface MeanPrediction {
  readonly kind: "mean";
  /** E(Y | x) for each row. */
  readonly mean: number[];
}
/** Predicted probabilities of classes. */
export interface ClassPrediction {
  readonly kind: "classes";
  /** P(Y = s + 1 | x) in `probabilities[row][s]`. */
  readonly probabilities: number[][];
}

/**
 * The measure G = sum_i exp(logWeights[i]) delta_{atom i}: not a probability measure. Every block holds,
 * for each atom, the vector of one named parameter (a scalar is a vector of length 1).
 */
export interface MixingMeasure {
  readonly logWeights: readonly number[];
  readonly atoms: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** Which blocks are the gate's. Where absent, they are the slopes `beta1` and the temperature `tau`. */
  readonly gate?: GateBlocks;
  /** How many experts the gate selects at each input, if not all. */
  readonly selected?: number;
}

/** The blocks of a measure that belong to the gate, and what some of them are to it. */
export interface GateBlocks {
  /** All of them; the others are the experts'. */
  readonly blocks: readonly string[];
  /** The slopes, which a translation of the gate moves. */
  readonly slopes?: string;
  readonly temperature?: string;
}

/** How the inputs are drawn: n points in d dimensions, as columns. A fixed design ignores `uniform`. */
export interface Design {
  readonly name: string;
  readonly d: number;
  /** The range of every input, where they are drawn uniformly or at equal distances over it. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Draws n inputs: d columns of them. */
  readonly draw: (n: number, uniform: Uniform) => Float64Array[];
}

/**
 * Where a law of Y lives and how its mass lies there, in increasing points: between two of them the density is smooth and
 * nearly a polynomial of low degree times an exponential or a power, and all but 1e-13 of the mass is between the first and
 * the last of them (1e-16 where a distance of densities is to be right to 1e-8 even if it is tiny).
 * `values`: on these numbers and no others (classes). `line`: the density is one in the Lebesgue sense; where the law has an end, as
 * on a half-line, this is the first or the last point, and the density may be infinite there. `integers`: on whole numbers
 * (counts); the points are whole, the last is one of them, and where they are far apart log f is smooth in between.
 */
export interface Support {
  readonly on: "values" | "line" | "integers";
  readonly points: readonly number[];
}

/**
 * The conditional law of Y at one input: log density (log probability on values and integers), and the supports of the parts
 * that it is mixed of, which are of one kind.
 */
export interface Conditional {
  /** log g(y | x), or the log probability of y. */
  readonly logDensity: (y: number) => number;
  readonly supports: readonly Support[];
}

/**
 * A conditional density g(y | x), evaluated one input at a time; with the offset of a sample, 0 if not given, and its number of trials (see
 * `Sample`).
 */
export type ConditionalDensity = (x: readonly number[], offset?: number, trials?: number) => Conditional;

/**
 * What a fit is.
 * `converged`: the score vanishes and the Hessian is negative definite: a strict local maximum.
 * `singular`: the score vanishes, no eigenvalue is positive, some are zero: a maximum with flat directions.
 * `boundary`: a maximum over the bounded parameter set that touches a bound, mostly of the gate.
 * `collapsed`: an expert rests on too few observations, or a variance has reached its bound: spurious.
 * `maxSteps`: none of these was reached within the steps allowed.
 */
export type Status = "converged" | "singular" | "boundary" | "collapsed" | "maxSteps";
