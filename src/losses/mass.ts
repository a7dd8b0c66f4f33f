/** The scale s = e^{t1} that fits the true weights to the cell masses best, and the misfit left in each cell. */
export interface MassFit {
  readonly scale: number;
  readonly misfit: readonly number[];
}

/**
 * Minimises sum_j |masses[j] - s weights[j]| over s > 0. It is sum_j weights[j] |masses[j] / weights[j] - s|,
 * so the weighted median of the ratios is a minimiser: exact. Where the median is 0 (empty cells hold half of
 * the weight) the infimum is approached as s -> 0, and scale 0 is returned.
 * A misfit below `precision`, relative to the mass, is rounding and is returned as 0.
 */
export function fitMasses(masses: readonly number[], weights: readonly number[], precision: number): MassFit {
  const ratios = masses
    .map((mass, j) => ({ ratio: mass / weights[j], weight: weights[j] }))
    .filter(({ weight }) => weight > 0)
    .sort((p, q) => p.ratio - q.ratio);
  const half = ratios.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  const { ratio: scale } = ratios.find(({ weight }) => {
    below += weight;
    return below >= half;
  })!;
  const misfit = masses.map((mass, j) => {
    const difference = Math.abs(mass - scale * weights[j]);
    return difference <= precision * Math.max(mass, scale * weights[j]) ? 0 : difference;
  });
  return { scale, misfit };
}
