import { isMixed } from "../../params/records.js";
import { basesOf, locatedResponse, responseIn } from "../../params/units.js";
import { weighedBy } from "../problem/chance.js";
import type { Problem } from "../problem/problem.js";
import { type Breakpoints, narrowestInterval, type Offer, type Segment } from "./breakpoints.js";
import type { RivalTerms } from "./rivals.js";

/**
 * As `profile` with K = 1, but with the value of each interval after the experts are refitted to the observations that they own
 * there. Intervals on which less than `least` would be left of it without what chance may have given are passed over.
 */
export type RefitProfile = (
  rivalTerms: RivalTerms,
  breakpoints: Breakpoints,
  segment: Segment,
  least: number,
  offer: Offer,
) => void;

/**
 * The profile for experts that are fitted by least squares; undefined for others, and for several families. With K = 1 each expert's maximum is a
 * function of the second moments of (1, x, y) over the observations that it owns. At a breakpoint one observation
 * goes from one expert to another: every interval of a line is exact at the cost of two small Cholesky factors.
 */
export function refitProfileOf(problem: Problem): RefitProfile | undefined {
  const { model, likelihood, bounds, n, sample } = problem;
  const countOf = (t: number) => (sample.weights === undefined ? 1 : sample.weights[t]);
  const [{ leastSquaresHeight, predictors }] = model.families;
  if (isMixed(model.families) || leastSquaresHeight === undefined) return undefined;
  if (likelihood.maximiseExperts === undefined) return undefined;
  const columns = regressionColumns(problem);
  const p = columns.length;
  const owned = Array.from({ length: model.k }, () => nothingOwned(p));
  const factor = new Float64Array(owned[0].moments.length);
  const areAlike = predictors.some(({ shared }) => shared);
  const heightOf = (squares: number, observations: number) =>
    observations > 0 ? leastSquaresHeight(squares / observations, bounds) : 0;
  const refit = (changed: Iterable<Owned>) => {
    for (const one of changed) {
      one.squares = residual(one.moments, factor, p);
      one.logDensity = heightOf(one.squares, one.observations);
    }
    if (!areAlike) return;
    const common = heightOf(sumOf(owned, "squares"), sumOf(owned, "observations"));
    for (const one of owned) one.logDensity = common;
  };
  return ({ expert, rival }, { shares, order, count, inside }, { from, to }, least, offer) => {
    for (const one of owned) clear(one);
    for (let t = 0; t < sample.n; t++)
      give(owned[inside[t] === 1 ? expert : rival[t]], columns, t, countOf(t));
    const changed = new Set(owned);
    let left = 0;
    for (let c = 0; c <= count; c++) {
      const right = c < count ? shares[order[c]] : 1;
      if (right - left > narrowestInterval.step) {
        refit(changed);
        changed.clear();
        const value = totalOf(owned) / n;
        if (weighedBy(problem, value, owned) >= least)
          offer(from.move + 0.5 * (left + right) * (to.move - from.move), value);
      }
      if (c === count) return;
      const t = order[c];
      const enters = inside[t] === 0;
      const gaining = owned[enters ? expert : rival[t]];
      const losing = owned[enters ? rival[t] : expert];
      give(gaining, columns, t, countOf(t));
      give(losing, columns, t, -countOf(t));
      changed.add(gaining).add(losing);
      left = right;
    }
  };
}

/** The columns of the regression and the response, in standardised units. */
function regressionColumns({ model: { families }, sample, units }: Problem): Float64Array[] {
  const { intercept, columns } = basesOf(sample, units)(families[0].predictors[0]);
  const y = responseIn(units, families, locatedResponse(sample, families));
  return [...(intercept ? [new Float64Array(sample.n).fill(1)] : []), ...columns, y];
}

/**
 * The observations that an expert owns: their number, their second moments, and its mean log density on them once fitted; where the
 * experts share a variance, that of all on all.
 */
interface Owned {
  observations: number;
  /** The lower triangle, row by row, the response last. */
  readonly moments: Float64Array;
  /** The residual sum of squares, once fitted. */
  squares: number;
  logDensity: number;
}
const nothingOwned = (p: number): Owned => ({
  observations: 0,
  moments: new Float64Array((p * (p + 1)) / 2),
  squares: 0,
  logDensity: 0,
});
function clear(owned: Owned): void {
  owned.observations = 0;
  owned.moments.fill(0);
}

/** Gives observation t to an expert as often as it counts, or with a negative count takes it away. */
function give(owned: Owned, columns: readonly Float64Array[], t: number, count: number): void {
  const { moments } = owned;
  let at = 0;
  for (let a = 0; a < columns.length; a++) {
    const scaled = count * columns[a][t];
    for (let b = 0; b <= a; b++) moments[at++] += scaled * columns[b][t];
  }
  owned.observations += count;
}

/** The residual sum of squares: the last squared pivot of the Cholesky factor of p x p moments, which overwrites `factor`. */
function residual(moments: Float64Array, factor: Float64Array, p: number): number {
  let square = 0;
  for (let a = 0, at = 0; a < p; a++) {
    const row = at;
    for (let b = 0, other = 0; b <= a; b++, at++) {
      let rest = moments[at];
      for (let c = 0; c < b; c++) rest -= factor[row + c] * factor[other + c];
      other += b + 1;
      if (b < a) {
        const pivot = factor[other - 1];
        factor[at] = pivot > 0 ? rest / pivot : 0;
      } else {
        square = rest;
        // A column that depends on those before it explains nothing more.
        factor[at] = rest > 1e-12 * moments[at] ? Math.sqrt(rest) : 0;
      }
    }
  }
  return Math.max(0, square);
}

const sumOf = (owned: readonly Owned[], what: "squares" | "observations"): number =>
  owned.reduce((sum, one) => sum + one[what], 0);

const totalOf = (owned: readonly Owned[]) =>
  owned.reduce((total, { observations, logDensity }) => total + observations * logDensity, 0);
