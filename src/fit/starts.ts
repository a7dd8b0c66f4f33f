import { normal } from "../random/normal.js";
import type { Sample, Uniform } from "../types.js";
import type { Problem } from "./problem.js";

/** Weights of each observation for each expert: weights[i][t]. */
type Weights = readonly Float64Array[];

/**
 * A random start: one M-step for the experts with weights drawn in the way that is at `turn`, the gate at
 * equal weights (EM moves it from there). The ways take turns because each finds maxima that the others miss:
 * overlapping lines (`seeds`), experts that own a region (`clusters`, `slices`).
 */
export function randomStart(problem: Problem, turn: number, uniform: Uniform): Float64Array {
  const { model, likelihood, bounds, size, sample } = problem;
  const ways = [seeds, clusters, slices];
  const theta = new Float64Array(size);
  likelihood.maximiseExperts(theta, ways[turn % ways.length](sample, model.experts, uniform), bounds);
  return theta;
}

/**
 * Starts for k experts from a fit of k - 1: each expert in turn is split into two of half its weight, moved
 * apart along each coefficient by a multiple of its precision, 1/sqrt(-H_jj). The maximum for k - 1 is a saddle
 * for k (the duplicated expert), and the over-specified maximum lies near it.
 */
export function splitStarts(
  problem: Problem,
  smaller: Problem,
  theta: Float64Array,
  hessian: Float64Array,
): Float64Array[] {
  const k = problem.model.experts;
  const slots = smaller.coordinates.layout.slots;
  const starts: Float64Array[] = [];
  for (let j = 0; j < k - 1; j++) {
    for (const slot of slots) {
      if (slot.atom !== j) continue;
      for (let c = 0; c < slot.length; c++) {
        const shiftsWeight = slot.part === "gating" && c === 0 && slot.predictor.basis !== "linear";
        if (shiftsWeight) continue;
        const at = slot.offset < 0 ? -1 : slot.offset + c;
        const curvature = at < 0 ? 0 : -hessian[at * smaller.size + at];
        const scale = curvature > 1e-6 ? 1 / Math.sqrt(curvature) : 1;
        starts.push(split(problem, smaller, theta, j, slot.part, slot.predictorIndex, c, 0.7 * scale));
      }
    }
  }
  return starts;
}

/** theta of k - 1 experts with expert j doubled (its copy comes first), the two `move` apart in one coefficient. */
function split(
  problem: Problem,
  smaller: Problem,
  theta: Float64Array,
  j: number,
  part: "gating" | "experts",
  predictorIndex: number,
  coefficient: number,
  move: number,
): Float64Array {
  const doubled = new Float64Array(problem.size);
  const source = smaller.coordinates.layout.slots;
  for (const slot of problem.coordinates.layout.slots) {
    if (slot.offset < 0) continue;
    const atom = slot.atom === 0 ? j : slot.atom - 1;
    const twin = source.find(
      (s) => s.part === slot.part && s.atom === atom && s.predictorIndex === slot.predictorIndex,
    );
    if (twin && twin.offset >= 0)
      doubled.set(theta.subarray(twin.offset, twin.offset + twin.length), slot.offset);
    const copy = slot.atom === 0 ? 1 : slot.atom - 1 === j ? -1 : 0;
    if (copy === 0) continue;
    if (slot.part === "gating" && slot.predictor.basis !== "linear" && slot.predictor.pinned)
      doubled[slot.offset] -= Math.LN2;
    if (slot.part === part && slot.predictorIndex === predictorIndex)
      doubled[slot.offset + coefficient] += copy * move;
  }
  return doubled;
}

/** Labels as weights: most of the weight to the label, a little to all, so that no expert starts starved. */
function softly(labels: Int32Array, k: number): Weights {
  const spread = 0.1;
  return Array.from({ length: k }, (_, i) =>
    Float64Array.from(labels, (label) => spread / k + (label === i ? 1 - spread : 0)),
  );
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
  const rows = standardRows(sample);
  const first = Math.floor(uniform() * n);
  const centres = [rows.map((column) => column[first])];
  const distance = new Float64Array(n).fill(Infinity);
  while (centres.length < k) {
    const latest = centres[centres.length - 1];
    let total = 0;
    for (let t = 0; t < n; t++) {
      distance[t] = Math.min(distance[t], squaredDistance(rows, latest, t));
      total += distance[t];
    }
    let left = uniform() * total;
    let chosen = 0;
    while (chosen < n - 1 && left >= distance[chosen]) left -= distance[chosen++];
    centres.push(rows.map((column) => column[chosen]));
  }
  let labels = nearest(rows, centres, n);
  for (let round = 0; round < 5; round++) {
    const sums = centres.map(() => new Float64Array(rows.length + 1));
    for (let t = 0; t < n; t++) {
      const sum = sums[labels[t]];
      rows.forEach((column, j) => {
        sum[j] += column[t];
      });
      sum[rows.length]++;
    }
    sums.forEach((sum, i) => {
      if (sum[rows.length] > 0) centres[i] = rows.map((_, j) => sum[j] / sum[rows.length]);
    });
    labels = nearest(rows, centres, n);
  }
  return softly(labels, k);
}

/** Slices of random widths along a random direction of the inputs. */
function slices({ n, x }: Sample, k: number, uniform: Uniform): Weights {
  const next = normal(uniform);
  const along = new Float64Array(n);
  for (const column of standardised(x)) {
    const c = next();
    for (let t = 0; t < n; t++) along[t] += c * column[t];
  }
  const sorted = Float64Array.from(along).sort();
  const cuts = Array.from({ length: k - 1 }, () => sorted[Math.floor(uniform() * n)]);
  return softly(
    Int32Array.from(along, (value) => cuts.filter((cut) => value >= cut).length),
    k,
  );
}

/** Rows (x, y) with unit variance, the response weighted like all the inputs together. */
function standardRows({ d, x, y }: Sample): Float64Array[] {
  return [...standardised(x), standardised([y])[0].map((value) => value * Math.sqrt(d))];
}

function standardised(columns: readonly Float64Array[]): Float64Array[] {
  return columns.map((column) => {
    const n = column.length;
    const mean = column.reduce((sum, value) => sum + value, 0) / n;
    const sd = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n) || 1;
    return column.map((value) => (value - mean) / sd);
  });
}

function squaredDistance(rows: readonly Float64Array[], centre: readonly number[], t: number): number {
  let sum = 0;
  for (let j = 0; j < rows.length; j++) sum += (rows[j][t] - centre[j]) ** 2;
  return sum;
}

function nearest(
  rows: readonly Float64Array[],
  centres: readonly (readonly number[])[],
  n: number,
): Int32Array {
  const labels = new Int32Array(n);
  for (let t = 0; t < n; t++) {
    let least = Infinity;
    for (let i = 0; i < centres.length; i++) {
      const distance = squaredDistance(rows, centres[i], t);
      if (distance < least) {
        least = distance;
        labels[t] = i;
      }
    }
  }
  return labels;
}
