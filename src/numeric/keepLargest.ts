/**
 * Scores of all but the k experts with the largest ranks are set to -Infinity, sample by sample; of equal ranks the
 * first is larger.
 */
export function keepLargest(
  M: Float64Array,
  ranks: readonly number[],
  scores: readonly number[],
  k: number,
  m: number,
): void {
  for (let i = 0; i < ranks.length; i++) {
    for (let t = 0; t < m; t++) {
      const own = M[ranks[i] + t];
      let above = 0;
      for (let j = 0; j < ranks.length; j++) {
        const other = M[ranks[j] + t];
        if (other > own || (other === own && j < i)) above++;
      }
      if (above >= k) M[scores[i] + t] = Number.NEGATIVE_INFINITY;
    }
  }
}
