import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import type { MeanPrediction } from "../types.js";
import { checkNames } from "../words/names.js";

/** Parameters of point masses: they have none. */
export type PointMassParams = { readonly name: "pointMass"; readonly at: number };

/**
 * Point mass: Y is `at`, whatever x is. It has no parameters, and in a mixture with other experts its gate weight is the probability of
 * the excess of this value: of zeros among counts (zero inflation), of a ceiling of scores. Option: `at`.
 * Source: Lambert (1992, Zero-inflated Poisson regression). The logarithm of its probability at `at` is 0.
 *
 * @example
 * ```ts
 * import { moe, pointMass, poisson, softmax } from "moestat";
 *
 * moe({ gating: softmax(), experts: [poisson(), pointMass({ at: 0 })] }); // counts with more zeros
 * ```
 */
export function pointMass(options: { readonly at: number }): Expert<PointMassParams, MeanPrediction> {
  checkNames("pointMass", options, ["at"]);
  const { at } = options;
  checkOption("at", pointMass.options.at, at);
  return {
    name: "pointMass",
    options: { at },
    predictors: [],
    fields: {},
    pointAt: at,
    evaluate: (_eta, _y, m, _order, { value }) => {
      value.fill(0, 0, m);
    },
    checkResponse: (y) => {
      const bad = y.findIndex((value) => value !== at);
      if (bad >= 0) throw new MoestatError(`invalid y[${bad}]; not the point ${at}: ${y[bad]}`);
    },
    equivariance: "none",
    predictorScale: () => [],
    draws: () => () => at,
    mean: () => at,
    variance: () => 0,
    cumulative: (_eta, y, tail) => (y >= at === (tail === "lower") ? 1 : 0),
    support: () => ({ on: "values", points: [at] }),
  };
}

pointMass.options = {
  at: { kind: "number", help: "the value of a point mass", placeholder: "C", examples: [0], needed: true },
} satisfies OptionDeclarations;
