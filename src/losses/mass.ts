/** The scale s = e^{t1} that fits the true weights to the cell masses best, and the misfit left in each cell. */
interface MassFit {
  readonly scale: number;
  readonly misfit: readonly number[];
}

/**
 * Minimises sum_j |masses[j] - s weights[j]| over s > 0. It is sum_j weights[j] |masses[j] / weights[j] - s|,
 * so the weighted median of the ratios is a minimiser: exact. Where the median is 0 (empty cells hold half of
 * the weight) the infimum is approached as s -> 0, and scale 0 is returned.
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
  return { scale, misfit: misfits(masses, weights, scale, precision) };
}

/** |masses[j] - scale weights[j]|; below `precision`, relative to the mass, it is rounding and becomes 0. */
export const misfits = (
  masses: readonly number[],
  weights: readonly number[],
  scale: number,
  precision: number,
): number[] =>
  masses.map((mass, j) => {
    const difference = Math.abs(mass - scale * weights[j]);
    return difference <= precision * Math.max(mass, scale * weights[j]) ? 0 : difference;
  });

/**
 * inf over s >= 0 of max_j |masses[j] - s weights[j]|. The maximum is convex and piecewise linear in s: it is least
 * where one misfit is 0 or two are equal. Misfits below `precision` count as 0, as in `misfits`.
 */
export function leastMaximum(
  masses: readonly number[],
  weights: readonly number[],
  precision: number,
): number {
  const scales = masses.flatMap((mass, j) =>
    masses.flatMap((other, l) => [
      (mass + other) / (weights[j] + weights[l]),
      (mass - other) / (weights[j] - weights[l]),
    ]),
  );
  const values = scales
    .filter((scale) => scale >= 0 && Number.isFinite(scale))
    .map((scale) => Math.max(...misfits(masses, weights, scale, precision)));
  return Math.min(...values);
}
