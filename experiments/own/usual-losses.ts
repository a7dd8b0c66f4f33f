import type { Gating } from "../../src/family.js";

/**
 * The losses of the theory for a gate and Gaussian or multinomial experts, the headline first; none where the four papers, which are
 * about named families, say nothing. `over`: more experts are fitted than the truth has.
 */
export function usualLosses(gating: Gating, expert: string | undefined, over: boolean): string[] {
  if (expert === "multinomialLogistic")
    return gating.selection ? ["multinomial.d1", "multinomial.experts"] : ["multinomial.d1"];
  if (expert !== "gaussian") return [];
  if (gating.name === "activationDenseToSparse") return [over ? "activation.over" : "activation.exact"];
  if (gating.name === "denseToSparse") return ["temperature.dr(2)", "temperature.dr(1)"];
  if (gating.name !== "softmax") return [];
  if (!gating.selection) return over ? ["d2", "d1"] : ["d1", "d2"];
  return over ? ["topk.experts.over", "topk.d2", "topk.gate.over"] : ["topk.experts", "topk.d1", "topk.gate"];
}
