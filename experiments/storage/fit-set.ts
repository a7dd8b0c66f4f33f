/** A set of fits by size and replicate, each with a mark. It takes four bytes a fit. */
export interface FitSet {
  /** The mark of a fit; 0 where the fit is not in the set. */
  readonly markOf: (n: number, replicate: number) => number;
  /** Adds a fit. The mark is a whole number from 1 to 2^32 - 1. */
  readonly add: (n: number, replicate: number, mark: number) => void;
  /** How many fits of size n have a replicate below `replicates`. */
  readonly count: (n: number, replicates: number) => number;
}

// Marks are kept in blocks of so many replicates, so that a set costs nothing before there are fits.
const block = 4096;

/** An empty set of fits. */
export function fitSet(): FitSet {
  const sizes = new Map<number, Map<number, Uint32Array>>();
  return {
    markOf: (n, replicate) => sizes.get(n)?.get(Math.floor(replicate / block))?.[replicate % block] ?? 0,
    add(n, replicate, mark) {
      const blocks = sizes.get(n) ?? new Map<number, Uint32Array>();
      sizes.set(n, blocks);
      const at = Math.floor(replicate / block);
      const marks = blocks.get(at) ?? new Uint32Array(block);
      blocks.set(at, marks);
      marks[replicate % block] = mark;
    },
    count(n, replicates) {
      let fits = 0;
      for (const [at, marks] of sizes.get(n) ?? [])
        for (let i = 0; i < block && at * block + i < replicates; i++) if (marks[i] !== 0) fits++;
      return fits;
    },
  };
}
