import { MoestatError } from "../error.js";
import type { Gating, Transform } from "../family.js";
import { shown } from "../numeric/shown.js";
import type { OptionDeclarations } from "../params/options.js";
import { checkNames, unknownName } from "../words/names.js";
import { softmax } from "./softmax.js";

/** The transforms that have a name. */
const transforms: Readonly<Record<string, (input: number) => number>> = {
  tanh: Math.tanh,
  sigmoid: (input) => 1 / (1 + Math.exp(-input)),
};

/** Parameters of a modified softmax gate. */
export type ModifiedSoftmaxParams = {
  readonly name: "modifiedSoftmax";
  readonly beta0: number[];
  readonly beta1: number[][];
  readonly transform: string;
  readonly intercept?: false;
};

/**
 * The modified softmax gate: weight of expert i is softmax_i(beta0_i + beta1_i'M(x)), M applied to each input: the softmax
 * gate of M(x).
 * Fields: `beta0` (k), `beta1` (k x d). Option: `transform`, M by its name (tanh, sigmoid) or one of your own. Throws where
 * it is neither.
 * Source: Nguyen, Akbarian, Nguyen, Ho (2024), section 4.
 */
export function modifiedSoftmax(options: {
  readonly transform: string | Transform;
}): Gating<ModifiedSoftmaxParams> {
  checkNames("modifiedSoftmax", options, ["transform"]);
  const M = transformOf(options.transform);
  const { predictors, record, ...score } = softmax();
  return {
    ...score,
    name: "modifiedSoftmax",
    options: { transform: M.name },
    predictors: predictors.map((predictor) => ({ ...predictor, transform: M })),
  };
}

modifiedSoftmax.options = {
  transform: {
    kind: "text",
    help: `function of each input of the gate: ${Object.keys(transforms).join(", ")}`,
    placeholder: "NAME",
    examples: ["tanh"],
    needed: true,
  },
} satisfies OptionDeclarations;

/** A transform by its name, or one of the caller's own. */
function transformOf(given: string | Transform): Transform {
  if (typeof given === "string") {
    if (!Object.hasOwn(transforms, given)) throw unknownName("transform", given, Object.keys(transforms));
    return { name: given, apply: transforms[given] };
  }
  if (typeof given?.name === "string" && typeof given.apply === "function") return given;
  throw new MoestatError(`invalid transform; a transform has a name and apply: ${shown(given)}`);
}
