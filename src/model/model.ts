import { MoestatError } from "../error.js";
import {
  type Expert,
  type Gating,
  type PredictionOf,
  type RecordOf,
  selectedOf,
  sumOfPossible,
} from "../family.js";
import { shown } from "../numeric/shown.js";
import { checkParams } from "../params/check.js";
import { companionIn } from "../params/companion.js";
import { coordinatesOf } from "../params/coordinates.js";
import { checkResponses } from "../params/givenBy.js";
import { type Layout, layoutOf } from "../params/layout.js";
import { observed } from "../params/observed.js";
import { logJacobianOf, rawUnits, standardUnits } from "../params/units.js";
import type {
  AnyParams,
  ConditionalDensity,
  ExpertsParams,
  FamilyParams,
  MixingMeasure,
  Params,
  Prediction,
  Sample,
} from "../types.js";
import { checkNames } from "../words/names.js";
import { type Bind, bindingOf } from "./bind.js";
import { checkFamily, checkParts } from "./checks.js";
import { type Pointwise, pointwiseOf } from "./conditional.js";
import { changedOf, familiesOf } from "./families.js";
import { measureOf } from "./measure.js";
import {
  columnsOf,
  columnsOfExperts,
  hasIntercept,
  type Inputs,
  type Intercept,
  inputsOf,
  type OfParts,
  partsOn,
} from "./parts.js";
import type { Simulator } from "./sample.js";
import { drawResponses } from "./simulate.js";

/**
 * A mixture of k experts on d inputs: what one can compute from its parameters. See `moe`. The types are those of the parameters of its
 * experts and of its gate, and of a prediction; `Model` alone is any of experts of one family, `AnyModel` any at all.
 */
export interface Model<
  Experts extends ExpertsParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
  Predicted extends Prediction = Prediction,
> {
  /** The gating and the families on the columns that they see (see `partsOn`). */
  readonly gating: Gating<Gate>;
  /** The family of each expert: one and the same object where family and options are the same. */
  readonly families: readonly Expert<FamilyParams, Predicted>[];
  /** Number of experts. */
  readonly k: number;
  /** @deprecated The name is `k`. */
  readonly experts: number;
  /** Number of columns of a sample. */
  readonly inputs: number;
  /** Which of them, counted from 0, the gate and the experts see. */
  readonly columns: OfParts<readonly number[]>;
  /** Which parts have intercepts. */
  readonly intercept: OfParts<boolean>;
  /** How many experts the gate selects, where it leaves some out; undefined where all of them have a weight. */
  readonly selected: number | undefined;
  /** Number of free parameters; the last gate, pinned by translation, has none. */
  readonly size: number;
  readonly layout: Layout;
  /** Throws if `params` is not a point of this model, naming the field, the rule and the value. */
  readonly check: (params: AnyParams) => void;
  /** Parameters of the same density with the last gate at 0, and with the families' names and options filled in. */
  readonly canonical: (params: AnyParams) => Params<Experts, Gate>;
  /**
   * The mixing measure sum_i exp(beta0_i) delta_{atom i}, as the parameters stand; with a temperature the weights are
   * exp(beta0_i / tau). A field that the experts share stands in every atom. Throws for experts of several families, whose atoms have
   * no blocks in common.
   */
  readonly measure: (params: AnyParams) => MixingMeasure;
  /** Gate weights at one input: k numbers that sum to 1. */
  readonly gateWeights: (params: AnyParams, x: readonly number[]) => number[];
  /** The gate weights as a function of the input, for many inputs. */
  readonly gate: (params: AnyParams) => (x: readonly number[]) => number[];
  /** The mean of y under each expert as a function of the input, and of an offset and a number of trials as in a sample: k numbers. Throws for experts without a mean (classes). */
  readonly means: (params: AnyParams) => (x: readonly number[], offset?: number, trials?: number) => number[];
  /** The conditional density g(y | x). */
  readonly conditional: (params: AnyParams) => ConditionalDensity;
  /**
   * Sum over the sample of log g(y_t | x_t), each as often as its weight says. Computed in standardised units, with the Jacobian of the response's, since in the
   * data's own large terms would cancel where data lie far from zero.
   */
  readonly logLik: (params: AnyParams, sample: Sample) => number;
  /** Draws a label and a response for each row of the input columns. */
  readonly sampler: Simulator["sampler"];
  /** Likelihood and coordinates on a data set: what a fitter works with. */
  readonly bind: Bind<Experts>;
}

/** A mixture of experts of one family or of several. */
export type AnyModel = Model<ExpertsParams>;

/** What a model is made of. */
export interface MoeOptions<G extends Gating = Gating, E extends Expert = Expert> {
  readonly gating: G;
  /** The family of all experts, of which there are k. */
  readonly expert?: E;
  /** Number of experts, from 1 to 1000. */
  readonly k?: number;
  /** The family of each expert, in place of `expert` and `k`; a number is the deprecated form of `k`. */
  readonly experts?: readonly E[] | number;
  /** Number of inputs d, from 0 to 1000, or the inputs of each part; 1 if not given. */
  readonly inputs?: Inputs;
  /** `{ experts: false }`: experts, or with `gating` the gate, without intercepts: these are 0 and not estimated. */
  readonly intercept?: Intercept;
}

/**
 * Joins a gating and experts to the model g(y | x) = sum_i softmax_i(h_i(x)) f_i(y | x). Experts of one family are
 * `expert: gaussian(), k: 3`, those of several `experts: [gaussian(), gaussian(), pointMass({ at: 0 })]`.
 * Those of a known model are `moe({ ...model, expert: model.families[0], k: 3 })`.
 * The gate and the experts may see different columns of a sample, or none, and may go without intercepts.
 * Throws if the number of experts is not an integer from 1 to 1000 or that of inputs one from 0, if lists of inputs do not hold columns,
 * each once, if a top-K gating selects more experts than there are, or by no inputs, if the gating and an expert have a
 * field of the same name, or if the experts' responses are not of one kind.
 *
 * @example
 * ```ts
 * import { gaussian, moe, pointMass, softmax } from "moestat";
 *
 * const lines = moe({ gating: softmax(), expert: gaussian(), k: 2, inputs: 3 });
 * const withZeros = moe({ gating: softmax(), experts: [gaussian(), pointMass({ at: 0 })] });
 * // The gate sees the first input alone, the experts see both.
 * const apart = moe({
 *   gating: softmax(), expert: gaussian(), k: 2, inputs: { gating: [0], experts: [0, 1] },
 * });
 * ```
 */
export function moe<G extends Gating = Gating, E extends Expert = Expert>(
  options: MoeOptions<G, E> & { readonly k: number; readonly experts?: number },
): Model<RecordOf<E>, RecordOf<G>, PredictionOf<E>>;
/** @deprecated The number of experts is `k`; `experts` is the list of their families. */
export function moe<G extends Gating = Gating, E extends Expert = Expert>(
  options: MoeOptions<G, E> & { readonly experts: number },
): Model<RecordOf<E>, RecordOf<G>, PredictionOf<E>>;
export function moe<G extends Gating = Gating, E extends Expert = Expert>(
  options: MoeOptions<G, E>,
): Model<ExpertsParams, RecordOf<G>, PredictionOf<E>>;
export function moe(options: MoeOptions): AnyModel {
  // Of a model, which another is made of, the rest is passed over.
  if (!isModel(options))
    checkNames("moe", options, ["gating", "expert", "k", "experts", "inputs", "intercept"]);
  checkFamily("gating", "logWeight", "softmax()", options.gating);
  const { inputs = 1, intercept = {}, ...given } = options;
  const d = inputsOf(inputs);
  const parts = {
    gating: given.gating,
    families: familiesOf(isModel(options) ? changedOf(given, options.layout.k) : given),
  };
  const { gating, families } = partsOn(parts, inputs, intercept);
  const k = families.length;
  checkParts(gating, families, d);
  const layout = layoutOf(gating, families, d);
  const check = (params: AnyParams) => checkParams(gating, families, d, params);
  const raw = coordinatesOf(gating, layout, rawUnits);
  const bind = bindingOf(gating, layout);

  /** theta in the data's own units. */
  const thetaOf = (params: AnyParams) => {
    check(params);
    return raw.toTheta(params);
  };

  let made: Pointwise | undefined;
  /** Made at the first call, since fits do without. */
  const pointwise = () => {
    made ??= pointwiseOf(gating, layout);
    return made;
  };
  const gate: Model["gate"] = (params) => {
    const theta = thetaOf(params);
    return (x) => pointwise().logGateWeights(theta, x).map(Math.exp);
  };

  return {
    gating,
    families,
    k,
    experts: k,
    inputs: d,
    columns: { gating: columnsOf(gating, d), experts: columnsOfExperts(families, d) },
    intercept: { gating: hasIntercept(gating), experts: families.every(hasIntercept) },
    selected: selectedOf(gating, k),
    size: layout.size,
    layout,
    check,
    canonical: (params) => raw.toParams(thetaOf(params)),
    measure: (params) => {
      check(params);
      return measureOf(gating, families, params);
    },
    gate,
    gateWeights: (params, x) => gate(params)(x),
    means: (params) => pointwise().means(thetaOf(params)),
    conditional: (params) => pointwise().conditional(thetaOf(params)),
    logLik: (params, sample) => {
      check(params);
      const data = observed(sample);
      checkResponses(families, data.y, companionIn(families, data));
      const units = standardUnits(data, gating, families);
      const { likelihood, coordinates } = bind(data, units);
      const total = sumOfPossible(likelihood.evaluate(coordinates.toTheta(params), 0));
      return total + logJacobianOf(units, families, data);
    },
    sampler: (params) => {
      const theta = thetaOf(params);
      return (columns, uniform, rows = {}) => drawResponses(gating, layout, theta, columns, uniform, rows);
    },
    bind,
  };
}

const isModel = (value: unknown): value is AnyModel =>
  typeof value === "object" && value !== null && "bind" in value && typeof value.bind === "function";

/** Throws unless a value is what `moe` makes. */
export function checkModel(model: unknown): void {
  if (!isModel(model))
    throw new MoestatError(`invalid model; not a model, as moe({ ... }) makes: ${shown(model)}`);
}
