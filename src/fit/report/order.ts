import { dot, times, unit } from "../../numeric/orthogonal.js";
import { symmetricEigen } from "../../numeric/symmetricEigen.js";
import { spectrumOf } from "../../numeric/trustRegion.js";
import { firstSlope, type Slot, widthOf } from "../../params/layout.js";
import { relabelled } from "../../params/relabelled.js";
import type { LocalMaximum, TiedState } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";

/** Keys of two experts are the same if they differ by at most this, relative to the largest. */
const tied = 1e-6;

/**
 * The canonical order of the experts, whatever the start, the labels and the order of the input columns: along the first direction of
 * the gate's slopes (the leading eigenvector of their scatter, its largest component positive), so that with one input the experts
 * stand from left to right as the gate leads to them. Ties, as with constant weights, go by the experts' coefficients at the centre of
 * the inputs, the mean first. Experts of several families exchange places within a family, and those that are fixed at different values do not
 * exchange them. Entry a is the label of the expert that
 * comes in place a.
 */
export function canonicalOrder(problem: Problem, theta: Float64Array): number[] {
  const { model, coordinates, kinds } = problem;
  const k = model.k;
  const slopes = slopesOf(problem, theta);
  const along = slopes === undefined ? new Float64Array(k) : firstDirectionOf(slopes);
  const keys = Array.from({ length: k }, (_, i) => [
    along[i],
    ...coefficientsOf(coordinates.layout.slots, theta, i),
  ]);
  const order = new Array<number>(k);
  for (const kind of new Set(kinds)) {
    const places = [...order.keys()].filter((i) => kinds[i] === kind);
    sorted(places, keys).forEach((expert, a) => {
      order[places[a]] = expert;
    });
  }
  return order;
}

/** Experts of one kind in the order of their keys, those that are tied in the order in which they are given. */
function sorted(experts: readonly number[], keys: readonly (readonly number[])[]): number[] {
  const scale = keys[experts[0]].map((_, c) => Math.max(...experts.map((i) => Math.abs(keys[i][c]))));
  const compare = (p: readonly number[], q: readonly number[]): number => {
    for (let c = 0; c < p.length; c++) if (Math.abs(p[c] - q[c]) > tied * scale[c]) return p[c] - q[c];
    return 0;
  };
  return [...experts].sort((i, j) => compare(keys[i], keys[j]) || i - j);
}

/** The slopes of each expert's gate, those of the pinned one 0; undefined for gates without slopes. */
function slopesOf({ model, coordinates }: Problem, theta: Float64Array): Float64Array[] | undefined {
  const u = model.gating.predictors.findIndex(
    (predictor) =>
      predictor.basis !== "constant" && !predictor.shared && widthOf(predictor, model.inputs) > 0,
  );
  if (u < 0) return undefined;
  return coordinates.layout.slots
    .filter(({ part, predictorIndex }) => part === "gating" && predictorIndex === u)
    .map(({ offset, length, predictor }) => {
      const first = firstSlope(predictor);
      return offset < 0 ? new Float64Array(length - first) : theta.slice(offset + first, offset + length);
    });
}

function firstDirectionOf(slopes: readonly Float64Array[]): Float64Array {
  const [{ length: d }] = slopes;
  const means = Array.from(
    { length: d },
    (_, j) => slopes.reduce((sum, row) => sum + row[j], 0) / slopes.length,
  );
  const scatter = new Float64Array(d * d);
  for (const row of slopes)
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) scatter[a * d + b] += (row[a] - means[a]) * (row[b] - means[b]);
  const direction = symmetricEigen(scatter, d).vectors[d - 1];
  const largest = direction.reduce((best, c) => (Math.abs(c) > Math.abs(best) * (1 + tied) ? c : best), 0);
  const sign = Math.sign(largest) || 1;
  return Float64Array.from(slopes, (row) => row.reduce((sum, c, j) => sum + sign * c * direction[j], 0));
}

/** An expert's coefficients: of each predictor the intercept, then all slopes. */
function coefficientsOf(slots: readonly Slot[], theta: Float64Array, i: number): number[] {
  const own = slots.filter(({ part, atom, offset }) => part === "experts" && atom === i && offset >= 0);
  const intercepts = own.map(({ offset }) => theta[offset]);
  return [
    ...intercepts,
    ...own.flatMap(({ offset, length }) => [...theta.subarray(offset + 1, offset + length)]),
  ];
}

/** A maximum with its experts in another order; undefined where the reference expert changes and that leads out of the box, or past ties. */
export function reordered(
  problem: Problem,
  maximum: LocalMaximum,
  order: readonly number[],
): LocalMaximum | undefined {
  const { state } = maximum;
  const moved = movedState(problem, state, order);
  return moved && { ...maximum, state: moved };
}

function movedState(problem: Problem, state: TiedState, order: readonly number[]): TiedState | undefined {
  const { size, low, high, fixed } = problem;
  const k = order.length;
  const keepsLast = order[k - 1] === k - 1;
  const theta = relabelled(problem.coordinates, state.theta, order);
  const outside = theta.some((value, j) => value < low[j] || value > high[j]);
  const gateHeld = state.held.some((j) => j < problem.likelihood.gateSize);
  if (outside || (!keepsLast && (gateHeld || state.ties))) return undefined;
  const places = new Int32Array(size).map((_, j) => j);
  const inverse = order.map((_, i) => order.indexOf(i));
  // Column j of T: the old coordinates of the new unit vector j.
  const columns = Array.from(places, (j) => relabelled(problem.coordinates, unit(size, j), inverse));
  const gradient = Float64Array.from(columns, (column) => dot(column, state.gradient));
  const hessian = new Float64Array(size * size);
  const products = columns.map((column) => times(state.hessian, column));
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) hessian[a * size + b] = dot(columns[a], products[b]);
  const placeOf = (j: number) => columns.findIndex((column) => column[j] === 1);
  const held = state.held.map(placeOf).sort((a, b) => a - b);
  const free = Array.from(places).filter((j) => !held.includes(j) && !fixed.includes(j));
  // Not a spread copy of the state, which would compute the old spectrum.
  const { value, radius, stalled, ties } = state;
  const common = { theta, value, gradient, hessian, radius, stalled, held, free };
  if (ties) {
    // The reference is the same, so that the new coordinates are the old ones in another order.
    const oldPlaces = free.map((j) => state.free.indexOf(columns[j].indexOf(1)));
    const vectors = state.eigen.vectors.map((v) => Float64Array.from(oldPlaces, (a) => v[a]));
    return { ...common, ties, score: state.score, eigen: { ...state.eigen, vectors } };
  }
  const score = free.reduce((most, j) => Math.max(most, Math.abs(gradient[j])), 0);
  return { ...common, score, eigen: spectrumOf(common) };
}
