import type { MixingMeasure } from "../types.js";
import { slopes, temperature } from "./measure.js";
import { voronoiCells } from "./voronoi.js";

/** The blocks of the gate, where a measure does not say which they are. */
const usualGate = [slopes, temperature];

/**
 * The cell pattern of an estimate: how many of its atoms are in the cell of each true atom, in the order of the
 * truth, as in "1,2". Fits with one pattern have lost and found the same experts. The cells are those of
 * `voronoiCells` in the given blocks; by default in all blocks of the truth that are not
 * the gate's. Throws if a block is missing.
 */
export const cellSizes = (
  estimate: MixingMeasure,
  truth: MixingMeasure,
  blocks: readonly string[] = expertBlocks(truth),
): string =>
  voronoiCells(estimate, truth, blocks)
    .map(({ length }) => length)
    .join(",");

function expertBlocks({ atoms, gate }: MixingMeasure): string[] {
  const { blocks } = gate ?? { blocks: usualGate };
  return Object.keys(atoms).filter((block) => !blocks.includes(block));
}
