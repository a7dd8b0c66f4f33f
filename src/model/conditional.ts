import { MoestatError } from "../error.js";
import { type Expert, type Gating, termOf } from "../family.js";
import { logSumExp } from "../numeric/logSumExp.js";
import { checkCompanion } from "../params/companion.js";
import { comeFrom, givenBy } from "../params/givenBy.js";
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
  /** The mean of y under each expert, with an offset and a number of trials as in a sample. Throws for an expert whose law has none. */
  readonly means: (
    theta: Float64Array,
  ) => (x: readonly number[], offset?: number, trials?: number) => number[];
}

/** A model at one input at a time; throws where an input has another number of entries than the model. */
export function pointwiseOf(gating: Gating, layout: Layout): Pointwise {
  const { families } = layout;
  const { M, eta, scores, load, predict, score } = plainBlocksOf(gating, layout);
  const loadPoint = (x: readonly number[]) => {
    const { inputs: d } = layout;
    if (x.length !== d) throw new MoestatError(`invalid x; ${d} inputs expected: ${x.length}`);
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
    if (offset !== undefined) checkOffset(families);
    predict("experts", theta, 1);
    return eta.map(({ experts }) => experts.map(([value], u) => (u === 0 ? value + (offset ?? 0) : value)));
  };
  return {
    logGateWeights: (theta, x) => {
      loadPoint(x);
      return logWeightsAt(theta);
    },
    conditional: (theta) => {
      const density = mixtureDensityOf(families);
      return (x, offset, trials) => {
        checkCompanion(families, trials);
        loadPoint(x);
        const logWeights = logWeightsAt(theta);
        const predictors = predictorsAt(theta, offset);
        return {
          logDensity: density(logWeights, predictors, trials),
          supports: predictors.map((own, i) => families[i].support(own, trials)),
        };
      };
    },
    means: (theta) => {
      const means = families.map(({ name, mean }) => {
        if (mean === undefined) throw new MoestatError(`no means; the law of the expert ${name} has none`);
        return mean;
      });
      return (x, offset, trials) => {
        checkCompanion(families, trials);
        loadPoint(x);
        return predictorsAt(theta, offset).map((own, i) => means[i](own, trials));
      };
    },
  };
}

/** y -> log sum_i exp(logWeights[i]) f_i(y | eta[i]) for the experts' densities f_i, which are 0 at what they cannot give. */
function mixtureDensityOf(families: readonly Expert[]) {
  const terms = families.map((family) => termOf(family, 1));
  const canGive = givenBy(families) ?? (() => true);
  const response = new Float64Array(1);
  return (logWeights: readonly number[], eta: readonly (readonly number[])[], trials?: number) => {
    const blocks = eta.map((predictors) => predictors.map((value) => Float64Array.of(value)));
    const companion = trials === undefined ? undefined : Float64Array.of(trials);
    const joint = new Array<number>(eta.length);
    return (y: number): number => {
      response[0] = y;
      for (let i = 0; i < blocks.length; i++) {
        joint[i] = Number.NEGATIVE_INFINITY;
        if (!canGive(i, y) || !comeFrom(families[i], response, companion)) continue;
        families[i].evaluate(blocks[i], response, 1, 0, terms[i], companion);
        joint[i] = logWeights[i] + terms[i].value[0];
      }
      return logSumExp(joint);
    };
  };
}
