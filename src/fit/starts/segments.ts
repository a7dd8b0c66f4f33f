import type { Basis } from "../../family.js";
import { endsOf, type Frequencies } from "../../numeric/frequencies.js";
import { basesOf, locatedResponse, responseIn } from "../../params/units.js";
import { maximiseExperts } from "../em/mStep.js";
import { expertSize } from "../problem/chance.js";
import type { Problem } from "../problem/problem.js";

/** How steep the gate begins, per standard deviation of the direction along which it changes. */
const steepness = 30;

/** A start whose experts own segments along a direction of the inputs, and what the segments explain. */
export interface SegmentStart {
  readonly theta: Float64Array;
  readonly height: number;
}

/**
 * For each direction of the inputs (coefficients of the gate's columns) the best division of the observations into k segments along it,
 * one for each expert, by dynamic programming: the maximum of
 *   sum_i [ -(m_i / 2) log s_i^2 + (q / 2) log s_i^2 - w log(n / m_i) ],
 * which is the log-likelihood of change points less what chance may have given it, up to constants (m_i observations in segment i with the
 * mean squared residual s_i^2 of least squares there, q parameters an expert, w gate coefficients). A segment has 2 q observations or more, and
 * equal inputs are not divided. The best first; none where no such division exists, or where the gate's score has no
 * intercepts to place borders with.
 * Source: Bellman (1961); for k segments Bai and Perron (2003), Computation and analysis of multiple structural change models.
 */
export function segmentStarts(problem: Problem, directions: readonly Float64Array[]): SegmentStart[] {
  const columns = gateColumns(problem);
  if (columns.length === 0) return [];
  return directions
    .flatMap((direction) => {
      const along = new Float64Array(problem.sample.n);
      direction.forEach((c, j) => {
        for (let t = 0; t < along.length; t++) along[t] += c * columns[j][t];
      });
      const best = bestSegments(problem, along);
      return best === undefined
        ? []
        : [{ theta: thetaOf(problem, direction, along, best.cuts), height: best.height }];
    })
    .sort((p, q) => q.height - p.height);
}

/** The columns of the gate's score in units of theta. */
function gateColumns({ model, sample, units }: Problem): readonly Float64Array[] {
  const score = model.gating.predictors.find(({ basis }) => basis === "affine");
  return score === undefined ? [] : basesOf(sample, units)(score).columns;
}

/** The observations in order along a direction are cut before these places. */
interface Segments {
  readonly cuts: readonly number[];
  readonly height: number;
}

function bestSegments(problem: Problem, along: Float64Array): Segments | undefined {
  const { model, sample } = problem;
  const { n } = sample;
  const k = model.k;
  const least = 2 * expertSize(problem, 0);
  const order = Array.from(along.keys()).sort((s, t) => along[s] - along[t]);
  const ends = endsOf(order, sample.weights);
  /** The observations before place t. */
  const before = (t: number) => (t === 0 ? 0 : ends[t - 1]);
  /** Whether a cut may come before place t. */
  const mayCut = (t: number) => t === n || along[order[t]] > along[order[t - 1]];
  const { from: heightsFrom, toEnd } = segmentHeights(problem, order, before, least);
  // best[t]: the greatest sum of the segments so far, the last of which ends before place t; from[i][t]: where segment i + 1 begins then.
  let best = Float64Array.from(heightsFrom(0));
  const from: Int32Array[] = [];
  for (let i = 1; i < k; i++) {
    const next = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY);
    const begin = new Int32Array(n + 1);
    for (let s = 1; s < n && before(n) - before(s) >= least; s++) {
      if (best[s] === Number.NEGATIVE_INFINITY || !mayCut(s)) continue;
      const last = i === k - 1;
      const heights = last ? toEnd : heightsFrom(s);
      for (let t = last ? n : s + 1; t <= n; t++) {
        const height = best[s] + (last ? heights[s] : heights[t]);
        if (!(height > next[t])) continue;
        next[t] = height;
        begin[t] = s;
      }
    }
    best = next;
    from.push(begin);
  }
  if (!(best[n] > Number.NEGATIVE_INFINITY)) return undefined;
  const cuts: number[] = [];
  for (let i = from.length - 1, t = n; i >= 0; i--) {
    t = from[i][t];
    cuts.unshift(t);
  }
  return { cuts: cuts.map((t) => 0.5 * (along[order[t - 1]] + along[order[t]])), height: best[n] };
}

/** What segments explain, from place s to before place t. */
interface SegmentHeights {
  /** Of the segments from s on, by t. */
  readonly from: (s: number) => Float64Array;
  /** Of the segments to the end, by s. */
  readonly toEnd: Float64Array;
}

/** The heights of segments; those of one beginning are computed together, when they are asked for. */
function segmentHeights(
  problem: Problem,
  order: readonly number[],
  before: (t: number) => number,
  least: number,
): SegmentHeights {
  const { model, sample, units } = problem;
  const { n } = sample;
  const basis: Basis = basesOf(sample, units)(model.families[0].predictors[0]);
  const y = responseIn(units, model.families, locatedResponse(sample, model.families));
  const q = expertSize(problem, 0);
  const w = model.columns.gating.length + 1;
  const grow = growingLeastSquares(basis, y, sample.weights);
  const heightOf = (squares: number, m: number) =>
    0.5 * (q - m) * Math.log(Math.max(squares / m, 1e-12)) - w * Math.log(problem.n / m);
  const rows: (Float64Array | undefined)[] = [];
  const toEnd = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY);
  grow.clear();
  for (let s = n - 1; s >= 0; s--) {
    const squares = grow.add(order[s]);
    const m = before(n) - before(s);
    if (m >= least) toEnd[s] = heightOf(squares, m);
  }
  const beginAt = (s: number): Float64Array => {
    const heights = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY);
    grow.clear();
    for (let t = s; t < n; t++) {
      const squares = grow.add(order[t]);
      const m = before(t + 1) - before(s);
      if (m >= least) heights[t + 1] = heightOf(squares, m);
    }
    return heights;
  };
  const from = (s: number): Float64Array => {
    rows[s] ??= beginAt(s);
    return rows[s] as Float64Array;
  };
  return { from, toEnd };
}

/**
 * Least squares on a basis for a set of observations that grows: the upper triangular factor of the rows (1, x, y), without the 1 where
 * there is no intercept, by Givens rotations. `add` takes in an observation and returns the residual sum of squares.
 */
function growingLeastSquares({ intercept, columns }: Basis, y: Float64Array, weights: Frequencies) {
  const d = columns.length;
  const first = intercept ? 1 : 0;
  const width = first + d + 1;
  const row = new Float64Array(width);
  const r = new Float64Array(width * width);
  const add = (t: number): number => {
    if (intercept) row[0] = 1;
    for (let j = 0; j < d; j++) row[first + j] = columns[j][t];
    row[width - 1] = y[t];
    if (weights !== undefined) for (let a = 0; a < width; a++) row[a] *= Math.sqrt(weights[t]);
    for (let a = 0; a < width; a++) {
      if (row[a] === 0) continue;
      const at = a * width;
      const size = Math.sqrt(r[at + a] * r[at + a] + row[a] * row[a]);
      const cos = r[at + a] / size;
      const sin = row[a] / size;
      for (let b = a; b < width; b++) {
        const above = r[at + b];
        r[at + b] = cos * above + sin * row[b];
        row[b] = cos * row[b] - sin * above;
      }
    }
    return r[width * width - 1] ** 2;
  };
  return { clear: () => r.fill(0), add };
}

/** The gate that changes from expert to expert at the cuts, and each expert fitted to what it owns. */
function thetaOf(
  problem: Problem,
  direction: Float64Array,
  along: Float64Array,
  cuts: readonly number[],
): Float64Array {
  const { model, coordinates, size, sample, low, high } = problem;
  const { n, weights: counts } = sample;
  const k = model.k;
  let squares = 0;
  for (let t = 0; t < n; t++) squares += (counts?.[t] ?? 1) * along[t] ** 2;
  const steep = steepness / Math.sqrt(squares / problem.n || 1);
  const theta = new Float64Array(size);
  const sumOfCuts = (i: number) => cuts.slice(0, i).reduce((sum, cut) => sum + cut, 0);
  for (const { part, atom, predictor, offset } of coordinates.layout.slots) {
    if (part !== "gating" || offset < 0 || predictor.basis !== "affine") continue;
    theta[offset] = -steep * (sumOfCuts(atom) - sumOfCuts(k - 1));
    direction.forEach((c, j) => {
      theta[offset + 1 + j] = steep * (atom - (k - 1)) * c;
    });
  }
  const weights = Array.from({ length: k }, () => new Float64Array(n));
  for (let t = 0; t < n; t++) weights[cuts.filter((cut) => along[t] > cut).length][t] = 1;
  maximiseExperts(problem, theta, weights, 1);
  return theta.map((value, j) => Math.min(Math.max(value, low[j]), high[j]));
}
