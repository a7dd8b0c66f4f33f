import { normal } from "../../random/normal.js";
import type { Params, Uniform } from "../../types.js";

/**
 * The start of the released code for k experts near a truth of k* <= k (softmax gate, Gaussian experts): a random
 * surjection of the fitted onto the true atoms, the last on the last, and for each atom one normal draw
 * added to its gate (standard deviation 0.005 n^-0.083) and one added to its regression coefficients
 * (0.05 n^-0.083). The pinned last gate and the variances stay at the truth.
 */
export function nearTruthStart(truth: Params, k: number, n: number, uniform: Uniform): Params {
  const field = (name: "beta0" | "b" | "sigma2") =>
    (name === "beta0" ? truth.gating[name] : truth.experts[name]) as readonly number[];
  const rows = (name: "beta1" | "a") =>
    (name === "beta1" ? truth.gating[name] : truth.experts[name]) as readonly (readonly number[])[];
  const kTrue = field("beta0").length;
  if (!(Number.isInteger(k) && k >= kTrue))
    throw new Error(`invalid experts; at least the true ${kTrue} are needed: ${k}`);
  const next = normal(uniform);
  const shrink = n ** -0.083;
  const onto = surjection(k, kTrue, uniform);
  const gateMoves = onto.map((_, i) => (i < k - 1 ? 0.005 * shrink * next() : 0));
  const expertMoves = onto.map(() => 0.05 * shrink * next());
  return {
    gating: {
      name: "softmax",
      beta0: onto.map((j, i) => field("beta0")[j] + gateMoves[i]),
      beta1: onto.map((j, i) => rows("beta1")[j].map((value) => value + gateMoves[i])),
    },
    experts: {
      name: "gaussian",
      a: onto.map((j, i) => rows("a")[j].map((value) => value + expertMoves[i])),
      b: onto.map((j, i) => field("b")[j] + expertMoves[i]),
      sigma2: onto.map((j) => field("sigma2")[j]),
    },
  };
}

/** A uniformly random map of 0..k-1 onto 0..kTrue-1 that takes the last to the last: drawn until it is onto. */
function surjection(k: number, kTrue: number, uniform: Uniform): number[] {
  for (;;) {
    const map = Array.from({ length: k }, (_, i) =>
      i === k - 1 ? kTrue - 1 : Math.floor(uniform() * kTrue),
    );
    if (new Set(map).size === kTrue) return map;
  }
}
