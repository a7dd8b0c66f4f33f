import type { Problem } from "./problem.js";

/** The gate's scores of each expert, and for each row the expert with the largest: the first of those that tie. */
export function leadersOf(
  { model, likelihood, sample }: Problem,
  theta: Float64Array,
): { readonly scores: readonly Float64Array[]; readonly leader: Int32Array } {
  const scores = Array.from({ length: model.k }, () => new Float64Array(sample.n));
  likelihood.terms.scores(theta, scores);
  const leader = Int32Array.from({ length: sample.n }, (_, t) => {
    let first = 0;
    for (let i = 1; i < model.k; i++) if (scores[i][t] > scores[first][t]) first = i;
    return first;
  });
  return { scores, leader };
}
