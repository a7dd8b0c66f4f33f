import { type Bounds, type Expert, type Gating, unbounded } from "../family.js";
import { likelihoodOf } from "../likelihood/assemble.js";
import type { Likelihood } from "../likelihood/likelihood.js";
import type { Engine } from "../numeric/kernels.js";
import { checkParams } from "../params/check.js";
import { type Coordinates, coordinatesOf } from "../params/coordinates.js";
import { isShared, type Layout, layoutOf, slopesField } from "../params/layout.js";
import { basesOf, rawUnits, responseIn, type Units } from "../params/units.js";
import type {
  ConditionalDensity,
  Field,
  GateBlocks,
  MixingMeasure,
  Params,
  Sample,
  Uniform,
} from "../types.js";
import { type Pointwise, pointwiseOf } from "./conditional.js";
import { drawResponses } from "./simulate.js";

/** A mixture of k experts on d inputs: what one can compute from its parameters. See `moe`. */
export interface Model {
  readonly gating: Gating;
  readonly expert: Expert;
  readonly experts: number;
  readonly inputs: number;
  /** Number of free parameters; the last gate, pinned by translation, has none. */
  readonly size: number;
  readonly layout: Layout;
  /** Throws if `params` is not a point of this model, naming the field, the rule and the value. */
  readonly check: (params: Params) => void;
  /** The same model with the last gate at 0 and the families' names filled in. */
  readonly canonical: (params: Params) => Params;
  /**
   * The mixing measure sum_i exp(beta0_i) delta_{atom i}, as the parameters stand; with a temperature the weights are
   * exp(beta0_i / tau). A field that the experts share stands in every atom.
   */
  readonly measure: (params: Params) => MixingMeasure;
  /** Gate weights at one input: k numbers that sum to 1. */
  readonly gateWeights: (params: Params, x: readonly number[]) => number[];
  /** The same as a function of the input, for many of them. */
  readonly gate: (params: Params) => (x: readonly number[]) => number[];
  /** The mean of y under each expert as a function of the input: k numbers. Throws for experts without a mean (classes). */
  readonly means: (params: Params) => (x: readonly number[]) => number[];
  /** The conditional density g(y | x). */
  readonly conditional: (params: Params) => ConditionalDensity;
  /** Sum over the sample of log g(y_t | x_t). */
  readonly logLik: (params: Params, sample: Sample) => number;
  /** Draws a label and a response for each row of the input columns. */
  readonly sampler: (
    params: Params,
  ) => (columns: readonly Float64Array[], uniform: Uniform) => { labels: Int32Array; y: Float64Array };
  /** Likelihood and coordinates on a data set, in given units: what a fitter works with. `engine`: other than the fastest. */
  readonly bind: (
    sample: Sample,
    units: Units,
    bounds: Bounds,
    engine?: Engine,
  ) => { likelihood: Likelihood; coordinates: Coordinates };
}

/** What a model is made of. */
export interface MoeOptions {
  readonly gating: Gating;
  readonly expert: Expert;
  /** Number of experts k >= 1. */
  readonly experts: number;
  /** Number of inputs d >= 1; 1 if not given. */
  readonly inputs?: number;
}

/**
 * Joins a gating and an expert to the model g(y | x) = sum_i softmax_i(h_i(x)) f(y | x, expert i).
 * Throws if the number of experts or inputs is not a positive integer.
 */
export function moe({ gating, expert, experts: k, inputs: d = 1 }: MoeOptions): Model {
  checkCount("experts", k);
  checkCount("inputs", d);
  const { selection } = gating;
  if (selection && selection.k > k)
    throw new Error(`invalid topK; at most the number of experts, ${k}: ${selection.k}`);
  if (gating.linear && gating.predictors.length !== 1)
    throw new Error(
      `invalid gating "${gating.name}"; linear, but its predictors are not one: ${gating.predictors.length}`,
    );
  const layout = layoutOf(gating, expert, k, d);
  const check = (params: Params) => checkParams(gating, expert, k, d, params);
  const plain = coordinatesOf(gating, expert, layout, rawUnits, unbounded);

  const bind: Model["bind"] = (sample, units, bounds, engine) => {
    if (sample.d !== d) throw new Error(`invalid sample; the model has ${d} inputs: ${sample.d}`);
    const response = responseIn(units, expert, sample.y);
    return {
      likelihood: likelihoodOf({
        gating,
        expert,
        layout,
        basisOf: basesOf(sample, units),
        y: response,
        engine,
      }),
      coordinates: coordinatesOf(gating, expert, layout, units, bounds),
    };
  };

  const measure = (params: Params): MixingMeasure => {
    check(params);
    const atoms: Record<string, number[][]> = {};
    for (const [part, family] of [
      ["gating", gating],
      ["experts", expert],
    ] as const)
      for (const [name, spec] of Object.entries(family.fields)) {
        if (name === gating.logWeight && part === "gating") continue;
        const field = params[part][name];
        const entries = isShared(family, spec) ? new Array(k).fill(field) : (field as Field);
        atoms[name] = entries.map((entry) => [entry].flat(2) as number[]);
      }
    const { logWeight, temperature } = gating;
    const over = temperature === undefined ? 1 : (params.gating[temperature] as unknown as number);
    const logWeights = (params.gating[logWeight] as number[]).map((value) => value / over);
    const gate = gateBlocks(gating);
    return { logWeights, atoms, gate, ...(selection && selection.k < k ? { selected: selection.k } : {}) };
  };

  const logLik = (params: Params, sample: Sample) => {
    check(params);
    const { likelihood, coordinates } = bind(sample, rawUnits, unbounded);
    return likelihood.evaluate(coordinates.toTheta(params), 0);
  };

  /** theta in the data's own units. */
  const thetaOf = (params: Params) => {
    check(params);
    return plain.toTheta(params);
  };

  let made: Pointwise | undefined;
  /** Made when it is asked for: fits do without. */
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
    size: layout.size,
    layout,
    check,
    canonical: (params) => plain.toParams(thetaOf(params)),
    measure,
    gate,
    gateWeights: (params, x) => gate(params)(x),
    means: (params) => pointwise().means(thetaOf(params)),
    conditional: (params) => pointwise().conditional(thetaOf(params)),
    logLik,
    sampler: (params) => {
      const theta = thetaOf(params);
      return (columns, uniform) => drawResponses(gating, expert, layout, theta, columns, uniform);
    },
    bind,
  };
}

/** The blocks of a mixing measure that are a gating's, by their roles. */
function gateBlocks(gating: Gating): GateBlocks {
  const { fields, logWeight, temperature } = gating;
  const slopes = slopesField(gating);
  return {
    blocks: Object.keys(fields).filter((name) => name !== logWeight),
    ...(slopes === undefined ? {} : { slopes }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}

function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`invalid ${name}; not a positive integer: ${value}`);
}
