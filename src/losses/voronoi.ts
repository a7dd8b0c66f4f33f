import type { MixingMeasure } from "../types.js";
import { checkMeasures } from "./measure.js";

/** Voronoi cells: entry j lists the estimate's atoms (0-based) that belong to atom j of the truth. */
export type Cells = readonly (readonly number[])[];

/** How far apart two atoms are: here given the difference of each named block, in the order of `blocks`. */
export type AtomDistance = (differences: readonly (readonly number[])[]) => number;

/** The Euclidean norm of all differences together: the distance of the papers' cells. */
export const euclidean: AtomDistance = (differences) => Math.hypot(...differences.flat());

/** The difference of two vectors. */
export const minus = (x: readonly number[], y: readonly number[]): number[] =>
  x.map((value, u) => value - y[u]);

/**
 * The Voronoi cells of a mixing measure around the atoms of another, in the named parameter blocks:
 * A_j = {i : |theta_i - theta*_j| <= |theta_i - theta*_l| for all l} (P1, section 2). An atom that is equally
 * near to several true atoms is put into the first of these cells. Throws if a block is missing.
 */
export const voronoiCells = (
  estimate: MixingMeasure,
  truth: MixingMeasure,
  blocks: readonly string[],
  distance: AtomDistance = euclidean,
): Cells =>
  cellsOf(
    nearestAtoms(estimate, truth, blocks, distance).map(([first]) => first),
    truth,
  );

/**
 * Every way to put atoms that are equally near to several true atoms into one of their cells: one entry
 * where there are no ties, the usual case. With more than `mostChoices` ways only the first is returned.
 */
export function voronoiChoices(
  estimate: MixingMeasure,
  truth: MixingMeasure,
  blocks: readonly string[],
): readonly Cells[] {
  const nearest = nearestAtoms(estimate, truth, blocks, euclidean);
  if (nearest.reduce((product, options) => product * options.length, 1) > mostChoices)
    return [
      cellsOf(
        nearest.map(([first]) => first),
        truth,
      ),
    ];
  const owners = nearest.reduce<number[][]>(
    (partial, options) => partial.flatMap((owner) => options.map((j) => [...owner, j])),
    [[]],
  );
  return owners.map((owner) => cellsOf(owner, truth));
}

/** Each way costs an infimum; ten atoms that each tie between two cells have so many. */
const mostChoices = 1024;

/** For each atom of the estimate the atoms of the truth that are nearest to it: several if they tie. */
function nearestAtoms(
  estimate: MixingMeasure,
  truth: MixingMeasure,
  blocks: readonly string[],
  distance: AtomDistance,
): number[][] {
  checkMeasures(estimate, truth, blocks);
  return estimate.logWeights.map((_, i) => {
    const distances = truth.logWeights.map((_, j) =>
      distance(blocks.map((block) => minus(estimate.atoms[block][i], truth.atoms[block][j]))),
    );
    const least = Math.min(...distances);
    return distances.flatMap((value, j) => (value === least ? [j] : []));
  });
}

const cellsOf = (owner: readonly number[], truth: MixingMeasure): Cells =>
  truth.logWeights.map((_, j) => owner.flatMap((value, i) => (value === j ? [i] : [])));
