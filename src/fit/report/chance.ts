import type { AnyModel } from "../../model/model.js";
import { chiSquareTail } from "../../numeric/incompleteGamma.js";

/** Where the law of chance gains was simulated, and where it is therefore not known. */
const simulated = { mostInputs: 8, leastPerParameter: 10, mostExperts: 3 } as const;

/**
 * The law of what chance gains with expert k and d inputs: 2 gain / dispersion is close to a chi-square variable with these degrees
 * of freedom, so that the mean gain is 0.9 + 4.1 d / (1 + d / 16) + (k - 2). The dispersion, above 1, makes its tail heavier.
 */
export function chanceLaw(k: number, d: number): { readonly dispersion: number; readonly degrees: number } {
  const mean = 0.9 + (4.1 * d) / (1 + d / 16) + (k - 2);
  const dispersion = 1 + d / 20;
  return { dispersion, degrees: (2 * mean) / dispersion };
}

/** The share of samples in which chance alone gives a gain or more, and what is not known of it. */
export interface Chance {
  /** Of samples that have one expert less; null where no law was simulated for the model. */
  readonly share: number | null;
  /** Why the share is not known, or what makes it doubtful; undefined where nothing does. */
  readonly limits?: string;
}

/**
 * How often chance alone gives a gain over k - 1 experts, for a softmax gate and Gaussian experts, where both fits are chosen by the rule
 * of `byPreference` (see `chanceLaw`); with that rule the law of the gain does not depend on n. Calibrated by simulation (bench/chance.ts), not derived: inputs uniform, normal errors. A mean that
 * bends, heavy tails or variances that depend on the inputs are not chance to it either.
 */
export function chanceOf(model: AnyModel, n: number, gain: number): Chance {
  const { gating, families, k, columns, intercept } = model;
  const isLinear = gating.linear === true || gating.homogeneous === true;
  if (families.some(({ name }) => name !== "gaussian") || !isLinear || model.selected !== undefined)
    return { share: null, limits: "no law was simulated for this gate and these experts" };
  if (families.some(({ predictors }) => predictors.some(({ shared }) => shared)))
    return { share: null, limits: "no law was simulated for experts that share a variance" };
  const unlike = unlikeSimulated(columns, intercept);
  if (unlike !== undefined) return { share: null, limits: `no law was simulated for ${unlike}` };
  const d = columns.gating.length;
  const { dispersion, degrees } = chanceLaw(k, d);
  const share = chiSquareTail((2 * Math.max(0, gain)) / dispersion, degrees);
  const doubts = [
    ...(d > simulated.mostInputs ? [`more than ${simulated.mostInputs} inputs`] : []),
    ...(k > simulated.mostExperts ? [`more than ${simulated.mostExperts} experts`] : []),
    ...(n < simulated.leastPerParameter * model.size
      ? [`fewer than ${simulated.leastPerParameter} observations for each of ${model.size} parameters`]
      : []),
  ];
  return doubts.length === 0 ? { share } : { share, limits: `not simulated for ${doubts.join(", ")}` };
}

/** What of the inputs and intercepts of a model was not simulated; undefined if all was. */
function unlikeSimulated(
  { gating, experts }: AnyModel["columns"],
  intercept: AnyModel["intercept"],
): string | undefined {
  if (gating.length !== experts.length || gating.some((j) => !experts.includes(j)))
    return "a gate and experts that see different inputs";
  if (gating.length === 0) return "a model without inputs";
  return intercept.gating && intercept.experts ? undefined : "a model without intercepts";
}
