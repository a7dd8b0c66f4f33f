import type { Gating } from "../../src/family.js";

/**
 * A gate that is no part of the package, as somebody would add it: weight of expert i is proportional to
 * sigmoid(beta0_i + beta1_i'x). No common shift leaves the weights alone, so nothing is pinned.
 * Fields: `beta0` (k), `beta1` (k x d). With s the predictor and q = sigmoid(-s): h = log sigmoid(s), dh/ds = q, second -q (1 - q).
 */
export const sigmoid = (): Gating => ({
  name: "sigmoid",
  predictors: [{ name: "score", basis: "affine", bound: "gate" }],
  fields: {
    beta0: { predictor: 0, part: "intercept", link: "identity" },
    beta1: { predictor: 0, part: "slopes", link: "identity" },
  },
  logWeight: "beta0",
  evaluate: ([score], _y, m, order, { value, first, second }) => {
    for (let t = 0; t < m; t++) {
      const s = score[t];
      const e = Math.exp(-Math.abs(s));
      value[t] = Math.min(s, 0) - Math.log1p(e);
      if (order === 0) continue;
      const q = (s > 0 ? e : 1) / (1 + e);
      first[0][t] = q;
      if (order > 1) second[0][0][t] = -e / ((1 + e) * (1 + e));
    }
  },
});
