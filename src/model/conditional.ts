import { type Expert, type Gating, termOf } from "../family.js";
import { logSumExp } from "../numeric/logSumExp.js";
import type { Layout } from "../params/layout.js";
import { checkOffset } from "../params/units.js";
import type { ConditionalDensity } from "../types.js";
import { plainBlocksOf } from "./plainBlocks.js";

/** A model at one input at a time. */
export interface Pointwise {
  /**
   * The logarithms of the gate weights softmax_i(h_i(x)): -Infinity for experts that are not selected, and finite otherwise,
   * also where a weight itself is too small.
   */
  readonly logGateWeights: (theta: Float64Array, x: readonly number[]) => number[];
  /** The conditional density g(y | x) = sum_i softmax_i(h_i(x)) f(y | x, expert i). */
  readonly conditional: (theta: Float64Array) => ConditionalDensity;
  /** The mean of y under each expert, with an offset as in a sample. Throws for an expert whose law has none. */
  readonly means: (theta: Float64Array) => (x: readonly number[], offset?: number) => number[];
}

/** A model at one input at a time; throws where an input has another number of entries than the model. */
export function pointwiseOf(gating: Gating, expert: Expert, layout: Layout): Pointwise {
  const { M, eta, scores, load, predict, score } = plainBlocksOf(gating, expert, layout);
  const loadPoint = (x: readonly number[]) => {
    const { inputs: d } = layout;
    if (x.length !== d) throw new Error(`invalid x; ${d} inputs expected: ${x.length}`);
    load(
      x.map((value) => [value]),
      1,
    );
  };
  /** The log weights at the input that is loaded. */
  const logWeightsAt = (theta: Float64Array): number[] => {
    score(theta, 1);
    const h = scores.map((offset) => M[offset]);
    const normaliser = logSumExp(h);
    return h.map((value) => value - normaliser);
  };
  /** The experts' predictors at the input that is loaded: a copy, which stays valid when other inputs are loaded. */
  const predictorsAt = (theta: Float64Array, offset: number | undefined): number[][] => {
    if (offset !== undefined) checkOffset(expert);
    predict("experts", theta, 1);
    return eta.map(({ experts }) => experts.map(([value], u) => (u === 0 ? value + (offset ?? 0) : value)));
  };
  return {
    logGateWeights: (theta, x) => {
      loadPoint(x);
      return logWeightsAt(theta);
    },
    conditional: (theta) => {
      const density = mixtureDensityOf(expert);
      return (x, offset) => {
        loadPoint(x);
        const logWeights = logWeightsAt(theta);
        const predictors = predictorsAt(theta, offset);
        return { logDensity: density(logWeights, predictors), supports: predictors.map(expert.support) };
      };
    },
    means: (theta) => {
      const { mean } = expert;
      if (mean === undefined) throw new Error(`no means; the law of the expert ${expert.name} has none`);
      return (x, offset) => {
        loadPoint(x);
        return predictorsAt(theta, offset).map(mean);
      };
    },
  };
}

/** y -> log sum_i exp(logWeights[i]) f(y | eta[i]) for an expert's density f. */
function mixtureDensityOf(expert: Expert) {
  const term = termOf(expert, 1);
  const response = new Float64Array(1);
  return (logWeights: readonly number[], eta: readonly (readonly number[])[]) => {
    const blocks = eta.map((predictors) => predictors.map((value) => Float64Array.of(value)));
    const joint = new Array<number>(eta.length);
    return (y: number): number => {
      response[0] = y;
      for (let i = 0; i < blocks.length; i++) {
        expert.evaluate(blocks[i], response, 1, 0, term);
        joint[i] = logWeights[i] + term.value[0];
      }
      return logSumExp(joint);
    };
  };
}
