/** A source of uniform numbers in [0, 1). Every random function takes one; none keeps its own. */
export type Uniform = () => number;

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
  readonly labels?: Int32Array;
}

/** One named natural parameter with an entry per expert: a number, a vector or a matrix. */
export type Field = readonly (number | readonly number[] | readonly (readonly number[])[])[];

/**
 * Natural parameters of a mixture of k experts, as plain records that serialise as they are. Fields
 * have one entry per expert, or are one number that all experts share; the family's name and its options stand beside them, so that a record
 * describes its own model: `{ gating: { name: "softmax", beta0, beta1 }, experts: { name: "gaussian", a, b, sigma2 } }`.
 */
export interface Params {
  readonly gating: FamilyParams;
  readonly experts: FamilyParams;
}
export interface FamilyParams {
  readonly name?: string;
  readonly [field: string]: Field | string | number | boolean | undefined;
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
  readonly draw: (n: number, uniform: Uniform) => Float64Array[];
}

/** Where the mass of a conditional law of Y lies: on classes 1..R, or on the line around some centres. */
export type Support =
  | { readonly kind: "classes"; readonly classes: number }
  | { readonly kind: "line"; readonly centres: readonly number[]; readonly spreads: readonly number[] };

/** The conditional law of Y at one input: log density (log probability for classes) and where its mass lies. */
export interface Conditional {
  readonly logDensity: (y: number) => number;
  readonly support: Support;
}

/** A conditional density g(y | x), evaluated one input at a time. */
export type ConditionalDensity = (x: readonly number[]) => Conditional;

/**
 * What a fit is.
 * `converged`: the score vanishes and the Hessian is negative definite: a strict local maximum.
 * `singular`: the score vanishes, no eigenvalue is positive, some are zero: a maximum with flat directions.
 * `boundary`: a maximum over the bounded parameter set that touches a bound, mostly of the gate.
 * `collapsed`: an expert rests on too few observations, or a variance has reached its bound: spurious.
 * `maxSteps`: none of these was reached within the steps allowed.
 */
export type Status = "converged" | "singular" | "boundary" | "collapsed" | "maxSteps";
