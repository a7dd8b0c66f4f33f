/**
 * Block kernels. All arrays of a block live in one Float64Array M, the arena, and are named by the offset of
 * their first element: with one base and one length in registers the loops run two to three times as fast as
 * over separate arrays. Each kernel works on the first m <= blockLength elements.
 */

/** Number of samples that the block kernels work on at a time. */
export const blockLength = 256;

/**
 * Distance between neighbouring blocks in the arena. A power of two would put the same element of all blocks
 * into the same few cache sets.
 */
export const blockStride = blockLength + 8;

/** Hands out blocks of the arena; `memory` makes it once all are known. */
export function arena(): {
  block: () => number;
  blocks: (count: number) => number;
  memory: () => Float64Array;
} {
  let next = 0;
  const blocks = (count: number) => {
    const at = next;
    next += count * blockStride;
    return at;
  };
  return { blocks, block: () => blocks(1), memory: () => new Float64Array(next) };
}

// exp(x) = 2^(j / 256) 2^k exp(r) with x = (256 k + j) ln 2 / 256 + r, |r| <= ln 2 / 512: tables for the powers
// of two and the Taylor polynomial of degree 4, whose remainder is below 4e-17.
const powers = Float64Array.from({ length: 2048 }, (_, k) => 2 ** (k - 1024));
const roots = Float64Array.from({ length: 256 }, (_, j) => 2 ** (j / 256));
const perStep = 256 / Math.LN2;
/** Adding and subtracting 1.5 * 2^52 rounds to the nearest integer. */
const rounder = 6755399441055744;
// ln 2 / 256 in two parts; the first has 35 bits, so that its product with an integer step count is exact.
const stepHigh = Math.round((Math.LN2 / 256) * 2 ** 43) / 2 ** 43;
const stepLow = Math.LN2 / 256 - stepHigh + 2.3190468138462996e-17 / 256;

/**
 * out <- exp(values - shift) and total <- total + out. The exponential is within 2 ulp for arguments between
 * -708 and 709, where its result is a normal number; elsewhere (underflow, overflow, NaN) it is Math.exp.
 */
export function addExp(
  M: Float64Array,
  values: number,
  shift: number,
  m: number,
  out: number,
  total: number,
): void {
  for (let t = 0; t < m; t++) {
    const x = M[values + t] - M[shift + t];
    let e: number;
    if (x > -708 && x < 709) {
      const steps = x * perStep + rounder - rounder;
      const r = x - steps * stepHigh - steps * stepLow;
      const k = steps | 0;
      const scale = powers[(k >> 8) + 1024] * roots[k & 255];
      const r2 = r * r;
      e = scale + scale * (r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24)));
    } else {
      e = Math.exp(x);
    }
    M[out + t] = e;
    M[total + t] += e;
  }
}

/** sum log(values), for values within [1e-9, 1e9]: one log for every 32 factors. */
export function sumLog(M: Float64Array, values: number, m: number): number {
  let total = 0;
  let t = 0;
  while (t < m) {
    const end = Math.min(m, t + 32);
    let product = 1;
    for (; t < end; t++) product *= M[values + t];
    total += Math.log(product);
  }
  return total;
}

/** eta <- c0 + sum_j c_j x_j; coefficients start at `at`, the intercept first where there is one. */
export function linearPredictor(
  M: Float64Array,
  eta: number,
  coefficients: Float64Array,
  at: number,
  intercept: boolean,
  columns: readonly number[],
  m: number,
): void {
  const c0 = intercept ? coefficients[at] : 0;
  const slopes = intercept ? at + 1 : at;
  if (columns.length === 0) {
    M.fill(c0, eta, eta + m);
    return;
  }
  const c1 = coefficients[slopes];
  const x1 = columns[0];
  for (let t = 0; t < m; t++) M[eta + t] = c0 + c1 * M[x1 + t];
  for (let j = 1; j < columns.length; j++) {
    const c = coefficients[slopes + j];
    const x = columns[j];
    for (let t = 0; t < m; t++) M[eta + t] += c * M[x + t];
  }
}

/** into <- max(into, values). */
export function maximum(M: Float64Array, values: number, m: number, into: number): void {
  for (let t = 0; t < m; t++) {
    const value = M[values + t];
    if (value > M[into + t]) M[into + t] = value;
  }
}

/** out <- a + b and into <- max(into, out). */
export function addMaximum(
  M: Float64Array,
  a: number,
  b: number,
  m: number,
  out: number,
  into: number,
): void {
  for (let t = 0; t < m; t++) {
    const value = M[a + t] + M[b + t];
    M[out + t] = value;
    if (value > M[into + t]) M[into + t] = value;
  }
}

/** sum (a - b). */
export function sumDifference(M: Float64Array, a: number, b: number, m: number): number {
  let total = 0;
  for (let t = 0; t < m; t++) total += M[a + t] - M[b + t];
  return total;
}

/** out <- a / b. */
export function quotient(M: Float64Array, a: number, b: number, m: number, out: number): void {
  for (let t = 0; t < m; t++) M[out + t] = M[a + t] / M[b + t];
}

/** values <- 1 / values. */
export function invert(M: Float64Array, values: number, m: number): void {
  for (let t = 0; t < m; t++) M[values + t] = 1 / M[values + t];
}

/** values <- values factor. */
export function scale(M: Float64Array, values: number, factor: number, m: number): void {
  for (let t = 0; t < m; t++) M[values + t] *= M[factor + t];
}

/** out <- a b; returns the sum. */
export function product(M: Float64Array, a: number, b: number, m: number, out: number): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    const v0 = M[a + t] * M[b + t];
    const v1 = M[a + t + 1] * M[b + t + 1];
    M[out + t] = v0;
    M[out + t + 1] = v1;
    s0 += v0;
    s1 += v1;
  }
  if (t < m) {
    const v = M[a + t] * M[b + t];
    M[out + t] = v;
    s0 += v;
  }
  return s0 + s1;
}

/** out <- a b and scaled <- a b x; sums[0], sums[1] <- their sums. */
export function productAndScaled(
  M: Float64Array,
  a: number,
  b: number,
  x: number,
  m: number,
  out: number,
  scaled: number,
  sums: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  for (let t = 0; t < m; t++) {
    const v = M[a + t] * M[b + t];
    const vx = v * M[x + t];
    M[out + t] = v;
    M[scaled + t] = vx;
    s0 += v;
    s1 += vx;
  }
  sums[0] = s0;
  sums[1] = s1;
}

/**
 * Scores of all but the k experts with the largest ranks are set to -Infinity, sample by sample; of equal ranks the
 * first is larger.
 */
export function keepLargest(
  M: Float64Array,
  ranks: readonly number[],
  scores: readonly number[],
  k: number,
  m: number,
): void {
  for (let i = 0; i < ranks.length; i++) {
    for (let t = 0; t < m; t++) {
      const own = M[ranks[i] + t];
      let above = 0;
      for (let j = 0; j < ranks.length; j++) {
        const other = M[ranks[j] + t];
        if (other > own || (other === own && j < i)) above++;
      }
      if (above >= k) M[scores[i] + t] = Number.NEGATIVE_INFINITY;
    }
  }
}

/** scores <- -Infinity where the weight is 0. */
export function exclude(M: Float64Array, weights: number, m: number, scores: number): void {
  for (let t = 0; t < m; t++) if (M[weights + t] === 0) M[scores + t] = Number.NEGATIVE_INFINITY;
}
