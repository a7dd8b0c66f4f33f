/** The gates that the page offers, by the names of the package. */
export const gateNames = ["softmax", "denseToSparse", "activationDenseToSparse", "modifiedSoftmax"] as const;
export type GateName = (typeof gateNames)[number];

/** The experts that it offers. */
export const familyNames = ["gaussian", "poisson", "multinomialLogistic"] as const;
export type FamilyName = (typeof familyNames)[number];

/** Activations and transforms that it offers, and which ranks a selection goes by. */
export const activationNames = ["sigmoid", "tanh", "gelu", "silu", "softplus", "relu", "arctan"] as const;
export const transformNames = ["tanh", "sigmoid"] as const;
export const rankNames = ["slope", "score"] as const;

/** The gate; `activation`, `transform`, `tau` and `rank` count only where the gate has them. */
export interface Gate {
  readonly name: GateName;
  readonly activation: (typeof activationNames)[number];
  readonly transform: (typeof transformNames)[number];
  readonly tau: number;
  /** How many experts are selected at each input; 0 for all. */
  readonly topK: number;
  readonly rank: (typeof rankNames)[number];
}

/** One true expert with its gate: the predictor of its response is b + a x, and `sigma` its noise, where it has any. */
export interface Atom {
  readonly beta0: number;
  readonly beta1: number;
  readonly a: number;
  readonly b: number;
  readonly sigma: number;
}

/** All that a link to the page holds: what is true, what is drawn from it, and what is fitted. */
export interface State {
  readonly gate: Gate;
  readonly family: FamilyName;
  readonly atoms: readonly Atom[];
  /** Inputs are uniform on [-reach, reach]. */
  readonly reach: number;
  readonly n: number;
  readonly seed: number;
  /** How many experts are fitted. */
  readonly fitted: number;
}

/** The numbers of an expert, in the order in which a link lists them. */
export const atomFields = ["beta0", "beta1", "a", "b", "sigma"] as const;
export type AtomField = (typeof atomFields)[number];

/** Whether a gate has a temperature, and whether moving all slopes together changes nothing. */
export const hasTemperature = ({ name }: Gate): boolean =>
  name === "denseToSparse" || name === "activationDenseToSparse";
export const isAffine = ({ name }: Gate): boolean => name !== "activationDenseToSparse";

/** Whether experts have a noise of their own. */
export const hasNoise = (family: FamilyName): boolean => family === "gaussian";
