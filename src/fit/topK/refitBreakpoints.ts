import { basesOf, responseIn, standardUnits } from "../../params/units.js";
import { degeneracyOf } from "../problem/degenerate.js";
import type { Problem } from "../problem/problem.js";
import { type Breakpoints, narrowestInterval, type Offer, type Segment } from "./breakpoints.js";
import type { RivalTerms } from "./rivals.js";

/** As `profile` with K = 1, with the value of each interval after the experts are refitted to what they then own. */
export type RefitProfile = (
  termsOfRivals: RivalTerms,
  breakpoints: Breakpoints,
  segment: Segment,
  degenerate: boolean,
  offer: Offer,
) => void;

/**
 * The profile for experts that are fitted by least squares; undefined for others. With K = 1 each expert's maximum is a
 * function of the second moments of (1, x, y) over the observations that it owns, of which a crossing moves one from one
 * expert to another: every interval of a line is exact at the cost of two small Cholesky factors. Intervals on which
 * an expert would be spurious are passed over, unless `degenerate`.
 */
export function refitProfileOf(problem: Problem): RefitProfile | undefined {
  const { model, sample, likelihood, bounds, n } = problem;
  const { gating, expert, experts: k } = model;
  const { leastSquaresHeight: heightOf } = expert;
  if (heightOf === undefined || likelihood.maximiseExperts === undefined) return undefined;
  const units = standardUnits(sample, gating, expert);
  const { intercept, columns } = basesOf(sample, units)(expert.predictors[0]);
  const y = responseIn(units, expert, sample.y);
  const rows = [...(intercept ? [new Float64Array(n).fill(1)] : []), ...columns, y];
  const p = rows.length;
  const size = (p * (p + 1)) / 2;
  const moments = Array.from({ length: k }, () => new Float64Array(size));
  const owned = new Int32Array(k);
  const values = new Float64Array(k);
  const factor = new Float64Array(size);

  function move(i: number, t: number, sign: 1 | -1): void {
    const own = moments[i];
    let at = 0;
    for (let a = 0; a < p; a++) {
      const scaled = sign * rows[a][t];
      for (let b = 0; b <= a; b++) own[at++] += scaled * rows[b][t];
    }
    owned[i] += sign;
  }

  /** The residual sum of squares, the last squared pivot of the moments' Cholesky factor. */
  function residual(own: Float64Array): number {
    let square = 0;
    for (let a = 0, at = 0; a < p; a++) {
      const row = at;
      for (let b = 0, other = 0; b <= a; b++, at++) {
        let rest = own[at];
        for (let c = 0; c < b; c++) rest -= factor[row + c] * factor[other + c];
        other += b + 1;
        if (b < a) {
          const pivot = factor[other - 1];
          factor[at] = pivot > 0 ? rest / pivot : 0;
        } else {
          square = rest;
          // A column that depends on those before it explains nothing more.
          factor[at] = rest > 1e-12 * own[at] ? Math.sqrt(rest) : 0;
        }
      }
    }
    return Math.max(0, square);
  }

  const measure = (i: number) => {
    values[i] = owned[i] > 0 ? heightOf(residual(moments[i]) / owned[i], bounds) : 0;
  };

  function isSound(): boolean {
    const occupancy = Array.from(owned, (observations, i) => ({ observations, logDensity: values[i] }));
    const { tooFew, spurious } = degeneracyOf(problem, occupancy);
    return !tooFew && !spurious;
  }

  return ({ expert: own, rival }, { at, order, count, inside }, { from, to }, degenerate, offer) => {
    for (const moment of moments) moment.fill(0);
    owned.fill(0);
    for (let t = 0; t < n; t++) move(inside[t] === 1 ? own : rival[t], t, 1);
    for (let i = 0; i < k; i++) measure(i);
    let left = 0;
    const changed = new Set<number>();
    for (let c = 0; c <= count; c++) {
      const right = c < count ? at[order[c]] : 1;
      if (right - left > narrowestInterval[0]) {
        for (const i of changed) measure(i);
        changed.clear();
        let total = 0;
        for (let i = 0; i < k; i++) total += owned[i] * values[i];
        const value = total / n;
        if (degenerate || isSound()) offer(from.move + 0.5 * (left + right) * (to.move - from.move), value);
      }
      if (c === count) return;
      const t = order[c];
      const enters = inside[t] === 0;
      move(enters ? own : rival[t], t, 1);
      move(enters ? rival[t] : own, t, -1);
      changed.add(own).add(rival[t]);
      left = right;
    }
  };
}
