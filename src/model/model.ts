import { type Expert, type Gating, selectedOf } from "../family.js";
import { checkParams } from "../params/check.js";
import { coordinatesOf } from "../params/coordinates.js";
import { type Layout, layoutOf } from "../params/layout.js";
import { logJacobianOf, rawUnits, standardUnits } from "../params/units.js";
import type { ConditionalDensity, MixingMeasure, Params, Sample, Uniform } from "../types.js";
import { type Bind, bindingOf } from "./bind.js";
import { checkParts } from "./checks.js";
import { type Pointwise, pointwiseOf } from "./conditional.js";
import { measureOf } from "./measure.js";
import { drawResponses } from "./simulate.js";

/** A mixture of k experts on d inputs: what one can compute from its parameters. See `moe`. */
export interface Model {
  readonly gating: Gating;
  readonly expert: Expert;
  readonly experts: number;
  readonly inputs: number;
  /** How many experts the gate selects, where it leaves some out; undefined where all of them have a weight. */
  readonly selected: number | undefined;
  /** Number of free parameters; the last gate, pinned by translation, has none. */
  readonly size: number;
  readonly layout: Layout;
  /** Throws if `params` is not a point of this model, naming the field, the rule and the value. */
  readonly check: (params: Params) => void;
  /** Parameters of the same density with the last gate at 0, and with the families' names and options filled in. */
  readonly canonical: (params: Params) => Params;
  /**
   * The mixing measure sum_i exp(beta0_i) delta_{atom i}, as the parameters stand; with a temperature the weights are
   * exp(beta0_i / tau). A field that the experts share stands in every atom.
   */
  readonly measure: (params: Params) => MixingMeasure;
  /** Gate weights at one input: k numbers that sum to 1. */
  readonly gateWeights: (params: Params, x: readonly number[]) => number[];
  /** The gate weights as a function of the input, for many inputs. */
  readonly gate: (params: Params) => (x: readonly number[]) => number[];
  /** The mean of y under each expert as a function of the input: k numbers. Throws for experts without a mean (classes). */
  readonly means: (params: Params) => (x: readonly number[]) => number[];
  /** The conditional density g(y | x). */
  readonly conditional: (params: Params) => ConditionalDensity;
  /**
   * Sum over the sample of log g(y_t | x_t). Computed in standardised units, with the Jacobian of the response's, since in the
   * data's own large terms would cancel where data lie far from zero.
   */
  readonly logLik: (params: Params, sample: Sample) => number;
  /** Draws a label and a response for each row of the input columns. */
  readonly sampler: (
    params: Params,
  ) => (columns: readonly Float64Array[], uniform: Uniform) => { labels: Int32Array; y: Float64Array };
  /** Likelihood and coordinates on a data set: what a fitter works with. */
  readonly bind: Bind;
}

/** What a model is made of. */
export interface MoeOptions {
  readonly gating: Gating;
  readonly expert: Expert;
  /** Number of experts k, from 1 to 1000. */
  readonly experts: number;
  /** Number of inputs d, from 1 to 1000; 1 if not given. */
  readonly inputs?: number;
}

/**
 * Joins a gating and an expert to the model g(y | x) = sum_i softmax_i(h_i(x)) f(y | x, expert i).
 * Throws if the number of experts or inputs is not an integer from 1 to 1000, if a top-K gating selects more experts than there
 * are, or if the gating and the expert have a field of the same name.
 */
export function moe({ gating, expert, experts: k, inputs: d = 1 }: MoeOptions): Model {
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
    selected: selectedOf(gating, k),
    size: layout.size,
    layout,
    check,
    canonical: (params) => raw.toParams(thetaOf(params)),
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
      const units = standardUnits(sample, gating, expert);
      const { likelihood, coordinates } = bind(sample, units);
      return likelihood.evaluate(coordinates.toTheta(params), 0) + logJacobianOf(units, sample.n);
    },
    sampler: (params) => {
      const theta = thetaOf(params);
      return (columns, uniform) => drawResponses(gating, expert, layout, theta, columns, uniform);
    },
    bind,
  };
}
