/** Memory that kernels work on, and the kernels: all offsets that these take are counted in doubles of M. */
export interface Workspace {
  readonly M: Float64Array;
  readonly kernels: Kernels;
}

/**
 * Gives a workspace with room for at least the given number of doubles. Several holders may be given the same workspace. Each
 * therefore writes all that it reads, leaves nothing there for its next call, and calls no other holder in between: a likelihood is
 * done with its workspace whenever one of its functions returns.
 */
export type Engine = (doubles: number) => Workspace;

/**
 * The block kernels: the inner loops of the likelihood. All arrays of a block live in one stretch of memory, the workspace
 * (see `planWorkspace`), and are named by the offset of their first double. A group of k arrays, one for each expert say, or the
 * rows of a matrix, are k neighbouring blocks, `blockStride` apart. The kernels exist twice with equal results up to
 * rounding: `plainKernels` in TypeScript, the reference, and those of assembly/ in WebAssembly, two doubles at
 * a time.
 *
 * Each works on the first m elements, m <= blockLength. Unless it is said otherwise m is a multiple of 4 (`padded`):
 * what is behind the last sample of a block repeats that sample and has weight 0.
 */
export interface Kernels {
  /**
   * out <- exp(values), within 2 ulp everywhere: from 0 and the subnormal numbers to Infinity, and NaN. The likelihood does not
   * call it: through it the exponential that the other kernels are made with is tested by itself.
   */
  readonly exp: (values: number, m: number, out: number) => void;
  /** eta <- c0 + c1 x. */
  readonly linear: (eta: number, c0: number, c1: number, x: number, m: number) => void;
  /** eta <- eta + c x. */
  readonly addLinear: (eta: number, c: number, x: number, m: number) => void;
  /** For k scores h: e <- e + h - max h. */
  readonly addAbove: (e: number, h: number, k: number, m: number) => void;
  /**
   * For k scores h and log densities e: p <- softmax(h), r <- softmax(h + e); returns the sum over the first m samples of
   * LSE(h + e) - LSE(h). Any m; p and r are 0 behind it as far as `padded`. `ratios` are two blocks for its own use.
   */
  readonly posterior: (
    h: number,
    e: number,
    k: number,
    m: number,
    p: number,
    r: number,
    ratios: number,
  ) => number;
  /** `posterior` with each sample counted as often as its weight w says, which must be 0 behind m. */
  readonly weightedPosterior: (
    w: number,
    h: number,
    e: number,
    k: number,
    m: number,
    p: number,
    r: number,
    ratios: number,
  ) => number;
  /**
   * `posterior` for densities f in place of their logarithms, which must be at most 1: p <- softmax(h), r_i <- p_i f_i over
   * their sum; returns the sum over the first m samples of log(sum_i p_i f_i), or NaN where such a sum is less than 1e-290:
   * only the logarithms can tell then. Any m; p and r are 0 behind it as far as `padded`. densities <- sum_i p_i f_i, 1 behind m.
   */
  readonly mixture: (
    h: number,
    f: number,
    k: number,
    m: number,
    p: number,
    r: number,
    densities: number,
  ) => number;
  /**
   * For k scores h: p <- softmax(h) and largest <- max h; returns the sum over the first m samples of LSE(h) - largest.
   * Any m; p is 0 behind it as far as `padded`. tops <- the largest p, whose logarithm is largest - LSE(h), 1 behind m.
   */
  readonly prior: (h: number, k: number, m: number, p: number, largest: number, tops: number) => number;
  /** sum values. */
  readonly sum: (values: number, m: number) => number;
  /** sum a b. */
  readonly dot: (a: number, b: number, m: number) => number;
  /** sum w log(values), for positive values that are not subnormal. */
  readonly weightedLogs: (w: number, values: number, m: number) => number;
  /** sum w (h - shift) over the samples with w != 0. */
  readonly weightedGap: (w: number, h: number, shift: number, m: number) => number;
  /** out <- a b. */
  readonly product: (a: number, b: number, m: number, out: number) => void;
  /** out <- a b; adds its sum to the double at `sums`. */
  readonly productRow: (a: number, b: number, m: number, out: number, sums: number) => void;
  /** out <- a b; adds its sum and that of its product with x to the two doubles at `sums`. */
  readonly weightedRow: (a: number, b: number, x: number, m: number, out: number, sums: number) => void;
  /** Adds A B' to p rows of q entries, `width` apart, at `out`: A the p rows at `left`, B the q rows at `right`. */
  readonly addCross: (
    left: number,
    p: number,
    right: number,
    q: number,
    m: number,
    out: number,
    width: number,
  ) => void;
  /**
   * Of `count` experts sets the scores of all but the k with the largest ranks to -Infinity, sample by sample; of equal
   * ranks the first is larger.
   */
  readonly keepLargest: (ranks: number, scores: number, count: number, k: number, m: number) => void;
  /** out <- q ((1 - r) a b + c): one expert's own curvature in two of its predictors; q is r, or r times case weights. */
  readonly curvature: (r: number, q: number, a: number, b: number, c: number, m: number, out: number) => void;
  /**
   * Adds the moments of the products h_j = left right_j with a + c neighbouring blocks, a <= 2 on the basis (1, x) and
   * after them c <= 2 on the basis (1), one to three in all: sum h_j (1, x, x^2) to three doubles for each j; without x^2 where
   * one of both factors is on the basis (1), without x where both are. `affine` 1: the left one is on (1, x), 0: on (1).
   */
  readonly addMoments: (
    left: number,
    affine: 0 | 1,
    right: number,
    a: number,
    c: number,
    x: number,
    m: number,
    out: number,
  ) => void;
  /**
   * The same for h_j = q ((1 - r) left right_j + second_j), an expert's own curvature. `second` 0: no second derivatives. q is r,
   * or r times case weights.
   */
  readonly addOwnMoments: (
    r: number,
    q: number,
    left: number,
    affine: 0 | 1,
    right: number,
    second: number,
    a: number,
    c: number,
    x: number,
    m: number,
    out: number,
  ) => void;
  /** Families' terms by the name of their kernel, as far as there are such; else `evaluate` is called on the blocks. */
  readonly terms: Readonly<Record<string, TermKernel>>;
  /** The same terms of experts whose density is at most 1, with the density as their value and not its logarithm. */
  readonly densities: Readonly<Record<string, TermKernel>>;
}

/** `Family.evaluate` on blocks that are named by their offsets; `eta`, `first` and `second` are neighbours each. */
export type TermKernel = (eta: readonly number[], y: number, m: number, order: number, term: TermAt) => void;

/** A term's arrays as offsets in the workspace. */
export interface TermAt {
  readonly value: number;
  readonly first: readonly number[];
  readonly second: readonly (readonly number[])[];
}

/** Number of samples that the block kernels work on at a time; a multiple of 4. */
export const blockLength = 768;

/**
 * Distance between neighbouring blocks in the workspace. A power of two would put the same element of all blocks
 * into the same few cache sets. assembly/lanes.ts states it too.
 */
export const blockStride = blockLength + 8;

/** The next multiple of 4. */
export const padded = (m: number): number => (m + 3) & ~3;
