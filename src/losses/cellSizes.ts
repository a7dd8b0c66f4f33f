import type { MixingMeasure } from "../types.js";
import { voronoiCells } from "./voronoi.js";

/** The blocks of the gate, which cells leave out by default. */
const gate = ["beta1", "tau"];

/**
 * The cell pattern of an estimate: how many of its atoms are in the cell of each true atom, in the order of the
 * truth, as in "1,2". Fits with one pattern have lost and found the same experts. The cells are those of
 * `voronoiCells` in the given blocks; by default in all blocks of the truth but beta1 and tau, which are
 * the experts'. Throws if a block is missing.
 */
export const cellSizes = (
  estimate: MixingMeasure,
  truth: MixingMeasure,
  blocks: readonly string[] = Object.keys(truth.atoms).filter((block) => !gate.includes(block)),
): string =>
  voronoiCells(estimate, truth, blocks)
    .map(({ length }) => length)
    .join(",");
