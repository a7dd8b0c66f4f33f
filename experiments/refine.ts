/** Where a gate weight changes by more between neighbours, more points are drawn between them. */
const mostChange = 0.1;

/** A step is halved so often: what is steep after that is upright in any picture. */
const mostHalvings = 12;

/** Points of a curve, and after which of them a gate jumps. */
export interface Refined {
  readonly at: readonly number[];
  readonly jumps: readonly number[];
}

/** A grid made the finer the more gate weights change between its points. `weightsAt`: the weights at each point. */
export function refined(
  grid: readonly number[],
  weightsAt: (at: readonly number[]) => readonly (readonly number[])[],
): Refined {
  let at = grid;
  for (let halving = 0; ; halving++) {
    const weights = weightsAt(at);
    const isSteep = (t: number) =>
      t + 1 < at.length && weights[t].some((weight, i) => Math.abs(weight - weights[t + 1][i]) > mostChange);
    const jumps = at.flatMap((_, t) => (isSteep(t) ? [t] : []));
    if (jumps.length === 0 || halving === mostHalvings) return { at, jumps };
    const before = at;
    at = before.flatMap((x, t) => (isSteep(t) ? [x, (x + before[t + 1]) / 2] : [x]));
  }
}
