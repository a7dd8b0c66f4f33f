import type { Slot } from "../../params/layout.js";
import { meanAndSd } from "../../params/units.js";
import { normal } from "../../random/normal.js";
import type { Sample, Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import type { Problem } from "../problem/problem.js";

/** Weights of each observation for each expert: weights[i][t]. */
type Weights = readonly Float64Array[];

/**
 * A random start: one M-step for the experts with weights drawn in the way that is at `turn`, the gate at
 * equal weights (EM moves it from there), or, where such a gate is a saddle or has no derivative, tilted at random
 * about random observations. The ways take turns because each finds maxima that the others miss: overlapping
 * lines (`seeds`), experts that own a region (`clusters`, `slices`).
 */
export function randomStart(problem: Problem, turn: number, uniform: Uniform): Float64Array {
  const { model, size, sample, coordinates } = problem;
  const ways = [seeds, clusters, slices];
  const theta = new Float64Array(size);
  maximiseExperts(problem, theta, ways[turn % ways.length](sample, model.experts, uniform), 25);
  const { selection, predictors } = model.gating;
  const freeSlopes = predictors.some(({ basis, pinned }) => basis !== "constant" && !pinned);
  if (selection || freeSlopes) {
    const columns = standardised(sample).inputs;
    const next = normal(uniform);
    for (const slot of coordinates.layout.slots) {
      if (slot.part !== "gating" || slot.offset < 0 || slot.predictor.shared) continue;
      const at = Math.floor(uniform() * sample.n);
      tilt(
        theta,
        slot,
        columns.map((column) => column[at]),
        next,
      );
    }
  }
  return theta;
}

/** A fit of k - 1 experts: its theta, its mean Hessian, and each expert's share of the observations. */
export interface SmallerFit {
  readonly problem: Problem;
  readonly theta: Float64Array;
  readonly hessian: Float64Array;
  readonly shares: readonly number[];
}

/**
 * A start for k experts from a fit of k - 1: a new expert is inserted beside a random one, its coefficients
 * moved from that one's by normal steps of the size that one observation can tell, sqrt(share / -H_jj), its gate
 * tilted at random about a random observation, where it gets a third of the other's weight. The
 * maximum for k - 1 is a saddle for k, and the over-specified maxima lie around it: most are found from here.
 */
export function insertedStart(problem: Problem, base: SmallerFit, uniform: Uniform): Float64Array {
  const { sample, coordinates, size } = problem;
  const next = normal(uniform);
  const { slots, experts: k } = coordinates.layout;
  const beside = Math.floor(uniform() * (k - 1));
  const at = Math.floor(uniform() * sample.n);
  const point = standardised(sample).inputs.map((column) => column[at]);
  const theta = new Float64Array(size);
  for (const slot of slots) {
    if (slot.offset < 0) continue;
    // The new expert comes first, so that the pinned last one stays what it is.
    const isNew = slot.atom === 0 && !slot.predictor.shared;
    const twin = base.problem.coordinates.layout.slots.find(
      ({ part, atom, predictorIndex }) =>
        part === slot.part &&
        predictorIndex === slot.predictorIndex &&
        atom === (slot.atom === 0 ? beside : slot.atom - 1),
    ) as Slot;
    for (let c = 0; c < slot.length; c++)
      theta[slot.offset + c] = twin.offset < 0 ? 0 : base.theta[twin.offset + c];
    if (!isNew) continue;
    if (slot.part === "gating") {
      if (slot.predictor.basis !== "linear") theta[slot.offset] -= Math.log(3);
      tilt(theta, slot, point, next);
    } else {
      for (let c = 0; c < slot.length; c++) {
        const j = twin.offset + c;
        const information = -base.hessian[j * base.problem.size + j] / Math.max(base.shares[beside], 1e-12);
        theta[slot.offset + c] += next() / Math.sqrt(Math.max(information, 1e-3));
      }
    }
  }
  return theta;
}

/** Adds a random slope to the gate that leaves the predictor at the given point as it is. */
function tilt(
  theta: Float64Array,
  { offset, predictor }: Slot,
  point: readonly number[],
  next: () => number,
): void {
  const intercept = predictor.basis !== "linear";
  if (predictor.basis === "constant") return;
  point.forEach((xj, j) => {
    const slope = steepness * next();
    theta[offset + j + (intercept ? 1 : 0)] += slope;
    if (intercept) theta[offset] -= slope * xj;
  });
}

/** Typical slope of an inserted gate per standard deviation of an input. */
const steepness = 2.5;

/** Labels as weights: most of the weight to the label, a little to all, so that no expert starts tooFew. */
function softly(labels: Int32Array, k: number): Weights {
  const spread = 0.1;
  const weights = Array.from({ length: k }, () => new Float64Array(labels.length).fill(spread / k));
  for (let t = 0; t < labels.length; t++) weights[labels[t]][t] += 1 - spread;
  return weights;
}

/** Each expert starts from d + 2 random observations, with a tenth of their weight on all others together. */
function seeds({ n, d }: Sample, k: number, uniform: Uniform): Weights {
  const size = d + 2;
  return Array.from({ length: k }, () => {
    const weights = new Float64Array(n).fill((0.1 * size) / n);
    for (let s = 0; s < size; s++) weights[Math.floor(uniform() * n)] += 1;
    return weights;
  });
}

/** k-means on standardised (x, y) from k-means++ centres. */
function clusters(sample: Sample, k: number, uniform: Uniform): Weights {
  const { n } = sample;
  const { rows } = standardised(sample);
  const first = Math.floor(uniform() * n);
  const centres = [rows.map((column) => column[first])];
  const distance = new Float64Array(n).fill(Infinity);
  const squares = new Float64Array(n);
  while (centres.length < k) {
    const latest = centres[centres.length - 1];
    let total = 0;
    distances(rows, latest, squares);
    for (let t = 0; t < n; t++) {
      if (squares[t] < distance[t]) distance[t] = squares[t];
      total += distance[t];
    }
    let left = uniform() * total;
    let chosen = 0;
    while (chosen < n - 1 && left >= distance[chosen]) left -= distance[chosen++];
    centres.push(rows.map((column) => column[chosen]));
  }
  const labels = new Int32Array(n);
  nearest(rows, centres, labels, distance, squares);
  for (let round = 0; round < 5; round++) {
    const counts = new Float64Array(k);
    for (let t = 0; t < n; t++) counts[labels[t]]++;
    const sums = rows.map((column) => {
      const sum = new Float64Array(k);
      for (let t = 0; t < n; t++) sum[labels[t]] += column[t];
      return sum;
    });
    counts.forEach((count, i) => {
      if (count > 0) centres[i] = sums.map((sum) => sum[i] / count);
    });
    nearest(rows, centres, labels, distance, squares);
  }
  return softly(labels, k);
}

/** Slices of random widths along a random direction of the inputs. */
function slices(sample: Sample, k: number, uniform: Uniform): Weights {
  const { n } = sample;
  const next = normal(uniform);
  const along = new Float64Array(n);
  for (const column of standardised(sample).inputs) {
    const c = next();
    for (let t = 0; t < n; t++) along[t] += c * column[t];
  }
  const sorted = Float64Array.from(along).sort();
  const cuts = Array.from({ length: k - 1 }, () => sorted[Math.floor(uniform() * n)]);
  const labels = new Int32Array(n);
  for (const cut of cuts) for (let t = 0; t < n; t++) if (along[t] >= cut) labels[t]++;
  return softly(labels, k);
}

/** A sample with unit variances. */
interface Standardised {
  readonly inputs: readonly Float64Array[];
  /** Rows (x, y), the response weighted like all the inputs together. */
  readonly rows: readonly Float64Array[];
}

const made = new WeakMap<Sample, Standardised>();
/** A sample with unit variances, made once: every start wants it. */
function standardised(sample: Sample): Standardised {
  const known = made.get(sample);
  if (known) return known;
  const { d, x, y } = sample;
  const inputs = x.map(withUnitVariance);
  const own = { inputs, rows: [...inputs, withUnitVariance(y).map((value) => value * Math.sqrt(d))] };
  made.set(sample, own);
  return own;
}

function withUnitVariance(column: Float64Array): Float64Array {
  const [mean, sd] = meanAndSd(column);
  return column.map((value) => (value - mean) / sd);
}

/** Overwrites the squared distances of all points from a centre. */
function distances(rows: readonly Float64Array[], centre: readonly number[], into: Float64Array): void {
  into.fill(0);
  rows.forEach((column, j) => {
    const at = centre[j];
    for (let t = 0; t < into.length; t++) into[t] += (column[t] - at) ** 2;
  });
}

/** Overwrites the label of each point by that of its nearest centre, the first of equal ones; two work arrays. */
function nearest(
  rows: readonly Float64Array[],
  centres: readonly (readonly number[])[],
  labels: Int32Array,
  least: Float64Array,
  squares: Float64Array,
): void {
  least.fill(Infinity);
  centres.forEach((centre, i) => {
    distances(rows, centre, squares);
    for (let t = 0; t < labels.length; t++) {
      if (squares[t] >= least[t]) continue;
      least[t] = squares[t];
      labels[t] = i;
    }
  });
}
