import { type Expert, type Gating, type PredictionOf, type RecordOf, selectedOf } from "../family.js";
import { shown } from "../numeric/shown.js";
import { checkParams } from "../params/check.js";
import { coordinatesOf } from "../params/coordinates.js";
import { type Layout, layoutOf } from "../params/layout.js";
import { observed } from "../params/observed.js";
import { logJacobianOf, rawUnits, standardUnits } from "../params/units.js";
import type {
  ConditionalDensity,
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
import { measureOf } from "./measure.js";
import {
  columnsOf,
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
 * experts and of its gate, and of a prediction; `Model` alone is any.
 */
export interface Model<
  Experts extends FamilyParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
  Predicted extends Prediction = Prediction,
> {
  /** The gating and the expert on the columns that they see (see `partsOn`). */
  readonly gating: Gating<Gate>;
  readonly expert: Expert<Experts, Predicted>;
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
  readonly check: (params: Params) => void;
  /** Parameters of the same density with the last gate at 0, and with the families' names and options filled in. */
  readonly canonical: (params: Params) => Params<Experts, Gate>;
  /**
   * The mixing measure sum_i exp(beta0_i) delta_{atom i}, as the parameters stand; with a temperature the weights are
   * exp(beta0_i / tau). A field that the experts share stands in every atom.
   */
  readonly measure: (params: Params) => MixingMeasure;
  /** Gate weights at one input: k numbers that sum to 1. */
  readonly gateWeights: (params: Params, x: readonly number[]) => number[];
  /** The gate weights as a function of the input, for many inputs. */
  readonly gate: (params: Params) => (x: readonly number[]) => number[];
  /** The mean of y under each expert as a function of the input, and of an offset as in a sample: k numbers. Throws for experts without a mean (classes). */
  readonly means: (params: Params) => (x: readonly number[], offset?: number) => number[];
  /** The conditional density g(y | x). */
  readonly conditional: (params: Params) => ConditionalDensity;
  /**
   * Sum over the sample of log g(y_t | x_t), each as often as its weight says. Computed in standardised units, with the Jacobian of the response's, since in the
   * data's own large terms would cancel where data lie far from zero.
   */
  readonly logLik: (params: Params, sample: Sample) => number;
  /** Draws a label and a response for each row of the input columns. */
  readonly sampler: Simulator["sampler"];
  /** Likelihood and coordinates on a data set: what a fitter works with. */
  readonly bind: Bind;
}

/** What a model is made of. */
export interface MoeOptions<G extends Gating = Gating, E extends Expert = Expert> {
  readonly gating: G;
  readonly expert: E;
  /** Number of experts k, from 1 to 1000. */
  readonly experts: number;
  /** Number of inputs d, from 0 to 1000, or the inputs of each part; 1 if not given. */
  readonly inputs?: Inputs;
  /** `{ experts: false }`: experts, or with `gating` the gate, without intercepts: these are 0 and not estimated. */
  readonly intercept?: Intercept;
}

/**
 * Joins a gating and an expert to the model g(y | x) = sum_i softmax_i(h_i(x)) f(y | x, expert i); those of a known model by
 * `moe({ ...model, experts: 3 })`.
 * The gate and the experts may see different columns of a sample, or none, and may go without intercepts.
 * Throws if the number of experts is not an integer from 1 to 1000 or that of inputs one from 0, if lists of inputs do not hold columns,
 * each once, if a top-K gating selects more experts than there are, or by no inputs, or if the gating and the expert have a
 * field of the same name.
 */
export function moe<G extends Gating = Gating, E extends Expert = Expert>(
  options: MoeOptions<G, E>,
): Model<RecordOf<E>, RecordOf<G>, PredictionOf<E>> {
  // Of a model, which another is made of, the rest is passed over.
  if (!isModel(options)) checkNames("moe", options, ["gating", "expert", "experts", "inputs", "intercept"]);
  checkFamily("gating", "logWeight", "softmax()", options.gating);
  checkFamily("expert", "support", "gaussian()", options.expert);
  const { experts: k, inputs = 1, intercept = {}, ...families } = options;
  const d = inputsOf(inputs);
  const { gating, expert } = partsOn(families, inputs, intercept);
  checkParts(gating, expert, k, d);
  const layout = layoutOf(gating, expert, k, d);
  const check = (params: Params) => checkParams(gating, expert, k, d, params);
  const raw = coordinatesOf(gating, expert, layout, rawUnits);
  const bind = bindingOf(gating, expert, layout);

  /** theta in the data's own units. */
  const thetaOf = (params: Params) => {
    check(params);
    return raw.toTheta(params);
  };

  let made: Pointwise | undefined;
  /** Made at the first call, since fits do without. */
  const pointwise = () => {
    made ??= pointwiseOf(gating, expert, layout);
    return made;
  };
  const gate: Model["gate"] = (params) => {
    const theta = thetaOf(params);
    return (x) => pointwise().logGateWeights(theta, x).map(Math.exp);
  };

  return {
    gating,
    expert,
    experts: k,
    inputs: d,
    columns: { gating: columnsOf(gating, d), experts: columnsOf(expert, d) },
    intercept: { gating: hasIntercept(gating), experts: hasIntercept(expert) },
    selected: selectedOf(gating, k),
    size: layout.size,
    layout,
    check,
    canonical: (params) => raw.toParams(thetaOf(params)) as Params<RecordOf<E>, RecordOf<G>>,
    measure: (params) => {
      check(params);
      return measureOf(gating, expert, k, params);
    },
    gate,
    gateWeights: (params, x) => gate(params)(x),
    means: (params) => pointwise().means(thetaOf(params)),
    conditional: (params) => pointwise().conditional(thetaOf(params)),
    logLik: (params, sample) => {
      check(params);
      const data = observed(sample);
      const units = standardUnits(data, gating, expert);
      const { likelihood, coordinates } = bind(data, units);
      return likelihood.evaluate(coordinates.toTheta(params), 0) + logJacobianOf(units, likelihood.n);
    },
    sampler: (params) => {
      const theta = thetaOf(params);
      return (columns, uniform, rows = {}) =>
        drawResponses(gating, expert, layout, theta, columns, uniform, rows);
    },
    bind,
  };
}

const isModel = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "bind" in value && typeof value.bind === "function";

/** Throws unless a value is what `moe` makes. */
export function checkModel(model: unknown): void {
  if (!isModel(model)) throw new Error(`invalid model; not a model, as moe({ ... }) makes: ${shown(model)}`);
}
