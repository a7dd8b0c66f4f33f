import { copiesOf } from "../../numeric/frequencies.js";
import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import type { Standardised } from "./standardised.js";

/** Weights of each row for each expert: weights[i][t]. A row that stands for several observations counts so often beside. */
export type Weights = readonly Float64Array[];

/** A way to draw weights for k experts. */
export type DrawWeights = (data: Standardised, k: number, uniform: Uniform) => Weights;

/** Labels as weights: most of the weight to the label, a little to all, so that no expert starts with too few observations. */
function softly(labels: Int32Array, k: number): Weights {
  const spread = 0.1;
  const weights = Array.from({ length: k }, () => new Float64Array(labels.length).fill(spread / k));
  for (let t = 0; t < labels.length; t++) weights[labels[t]][t] += 1 - spread;
  return weights;
}

/** Each expert starts from d + 2 random observations, with a tenth of their weight on all others together. */
export function seeds(
  { n, seen, weights: counts, total, rowAt }: Standardised,
  k: number,
  uniform: Uniform,
): Weights {
  const size = seen.length + 2;
  return Array.from({ length: k }, () => {
    const weights = new Float64Array(n).fill((0.1 * size) / total);
    for (let s = 0; s < size; s++) {
      const t = rowAt(uniform() * total);
      weights[t] += 1 / (counts?.[t] ?? 1);
    }
    return weights;
  });
}

/** k-means on standardised (x, y) from k-means++ centres. */
export function clusters(
  { n, rows, weights, total: observations, rowAt }: Standardised,
  k: number,
  uniform: Uniform,
): Weights {
  const countOf = (t: number) => (weights === undefined ? 1 : weights[t]);
  const first = rowAt(uniform() * observations);
  const centres = [rows.map((column) => column[first])];
  const distance = new Float64Array(n).fill(Infinity);
  const squares = new Float64Array(n);
  while (centres.length < k) {
    const latest = centres[centres.length - 1];
    let total = 0;
    distances(rows, latest, squares);
    for (let t = 0; t < n; t++) {
      if (squares[t] < distance[t]) distance[t] = squares[t];
      total += countOf(t) * distance[t];
    }
    let left = uniform() * total;
    let chosen = 0;
    while (chosen < n - 1 && left >= countOf(chosen) * distance[chosen])
      left -= countOf(chosen) * distance[chosen++];
    centres.push(rows.map((column) => column[chosen]));
  }
  const labels = new Int32Array(n);
  nearest(rows, centres, labels, distance, squares);
  for (let round = 0; round < 5; round++) {
    const counts = new Float64Array(k);
    for (let t = 0; t < n; t++) counts[labels[t]] += countOf(t);
    const sums = rows.map((column) => {
      const sum = new Float64Array(k);
      for (let t = 0; t < n; t++) sum[labels[t]] += countOf(t) * column[t];
      return sum;
    });
    counts.forEach((count, i) => {
      if (count > 0) centres[i] = sums.map((sum) => sum[i] / count);
    });
    nearest(rows, centres, labels, distance, squares);
  }
  return softly(labels, k);
}

/** Slices of random widths along a random direction of the inputs; along the response where there are none. */
export function slices(
  { n, seen, rows, weights, total }: Standardised,
  k: number,
  uniform: Uniform,
): Weights {
  const next = normal(uniform);
  const along = new Float64Array(n);
  for (const column of seen.length > 0 ? seen : rows) {
    const c = next();
    for (let t = 0; t < n; t++) along[t] += c * column[t];
  }
  const order = Array.from(along.keys()).sort((s, t) => along[s] - along[t]);
  const sortedAt = copiesOf(order, weights);
  const cuts = Array.from({ length: k - 1 }, () => along[sortedAt(uniform() * total)]);
  const labels = new Int32Array(n);
  for (const cut of cuts) for (let t = 0; t < n; t++) if (along[t] >= cut) labels[t]++;
  return softly(labels, k);
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
