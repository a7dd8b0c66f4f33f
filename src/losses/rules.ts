import { rbar } from "../algebra/rbar.js";
import { MoestatError } from "../error.js";
import { slopes } from "./measure.js";

const { hypot } = Math;

/** The blocks of a Gaussian expert. */
export const gaussianBlocks = ["a", "b", "sigma2"] as const;

/**
 * What an atom pays, apart from its weight: (|Delta_{t2} beta1|^2 + offset^2)^(power / 2) + constant, or the
 * constant alone where the gate slope does not count. A loss is a rule that reads these off the atom's
 * differences from its true atom and the size of its cell.
 */
export type AtomRule = (
  difference: (block: string) => readonly number[],
  cellSize: number,
) => { readonly slope?: { readonly power: number; readonly offset: number }; readonly constant: number };

/**
 * |(Delta_{t2} beta1, Delta of the blocks)|^power, the Euclidean norm of all differences together. The power
 * may depend on the size of the cell.
 */
export const euclideanRule =
  (blocks: readonly string[], power: (cellSize: number) => number = () => 1): AtomRule =>
  (difference, cellSize) => ({
    slope: { power: power(cellSize), offset: hypot(...blocks.flatMap(difference)) },
    constant: 0,
  });

const firstPower = euclideanRule(gaussianBlocks);

/**
 * |(Delta_{t2} beta1, Delta b)|^r + |(Delta a, Delta sigma2)|^(r/2), r = rbar(cell size), in larger cells; the
 * Euclidean norm of all differences for an atom alone in its cell.
 */
export const rbarRule: AtomRule = (difference, cellSize) => {
  if (cellSize === 1) return firstPower(difference, cellSize);
  const { value: power } = rbar(cellSize);
  return {
    slope: { power, offset: hypot(...difference("b")) },
    constant: hypot(...difference("a"), ...difference("sigma2")) ** (power / 2),
  };
};

/**
 * sum over blocks of |Delta block|^(power of the block), the norms of the blocks one by one. The powers may
 * depend on the size of the cell; a block without one does not count.
 */
export const blockPowers =
  (powersOf: (cellSize: number) => Readonly<Record<string, number>>): AtomRule =>
  (difference, cellSize) => {
    const { [slopes]: power, ...others } = powersOf(cellSize);
    const constant = Object.entries(others).reduce(
      (sum, [block, exponent]) => sum + hypot(...difference(block)) ** exponent,
      0,
    );
    return power === undefined ? { constant } : { slope: { power, offset: 0 }, constant };
  };

/** |Delta block|^r for each of the blocks, added. Throws unless the exponent r is at least 1. */
export function samePower(blocks: readonly string[], r: number): AtomRule {
  if (!isExponent(r)) throw new MoestatError(`invalid exponent; not at least 1: ${r}`);
  const powers = Object.fromEntries(blocks.map((block) => [block, r]));
  return blockPowers(() => powers);
}

/** Whether a number can be the exponent of a distance: at least 1, so that the distance is convex. */
export const isExponent = (r: number): boolean => r >= 1 && Number.isFinite(r);
