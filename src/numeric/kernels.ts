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
 * Adds Z Z' to the upper triangle of `out` (p x p, row major), where row i of Z is the block at
 * rows + i blockStride: three rows against three at a time, so that nine products are made of six loads, and
 * what is left one row against three. Entries below the diagonal within a tile are added to as well. There
 * must be room for two more blocks behind the rows; what they hold does not matter.
 */
export function addGram(M: Float64Array, rows: number, p: number, m: number, out: Float64Array): void {
  const whole = p - (p % 3);
  for (let i = 0; i < whole; i += 3) {
    for (let j = i; j < whole; j += 3) addGramTile(M, rows, i, j, p, m, out);
  }
  for (let i = whole; i < p; i++) {
    for (let j = 0; j <= i; j += 3) addGramRow(M, rows, i, j, p, m, out);
  }
}

/** The products of rows i, i + 1, i + 2 with rows j, j + 1, j + 2. */
function addGramTile(
  M: Float64Array,
  rows: number,
  i: number,
  j: number,
  p: number,
  m: number,
  out: Float64Array,
): void {
  const i0 = rows + i * blockStride;
  const i1 = i0 + blockStride;
  const i2 = i1 + blockStride;
  const j0 = rows + j * blockStride;
  const j1 = j0 + blockStride;
  const j2 = j1 + blockStride;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  for (let t = 0; t < m; t++) {
    const a0 = M[i0 + t];
    const a1 = M[i1 + t];
    const a2 = M[i2 + t];
    const b0 = M[j0 + t];
    const b1 = M[j1 + t];
    const b2 = M[j2 + t];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
  }
  const o0 = i * p + j;
  const o1 = o0 + p;
  const o2 = o1 + p;
  out[o0] += s00;
  out[o0 + 1] += s01;
  out[o0 + 2] += s02;
  out[o1] += s10;
  out[o1 + 1] += s11;
  out[o1 + 2] += s12;
  out[o2] += s20;
  out[o2 + 1] += s21;
  out[o2 + 2] += s22;
}

/** The products of row i with rows j, j + 1, j + 2 as far as they are not beyond i, written above the diagonal. */
function addGramRow(
  M: Float64Array,
  rows: number,
  i: number,
  j: number,
  p: number,
  m: number,
  out: Float64Array,
): void {
  const at = rows + i * blockStride;
  const j0 = rows + j * blockStride;
  const j1 = j0 + blockStride;
  const j2 = j1 + blockStride;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  for (let t = 0; t < m; t++) {
    const a = M[at + t];
    s0 += a * M[j0 + t];
    s1 += a * M[j1 + t];
    s2 += a * M[j2 + t];
  }
  out[j * p + i] += s0;
  if (j + 1 <= i) out[(j + 1) * p + i] += s1;
  if (j + 2 <= i) out[(j + 2) * p + i] += s2;
}

/** out <- r (a b + c): one expert's own curvature in two predictors of one term. */
export function curvature(
  M: Float64Array,
  r: number,
  a: number,
  b: number,
  c: number,
  m: number,
  out: number,
): void {
  for (let t = 0; t < m; t++) M[out + t] = M[r + t] * (M[a + t] * M[b + t] + M[c + t]);
}

/** out <- out - r (a b + c). */
export function subtractCurvature(
  M: Float64Array,
  r: number,
  a: number,
  b: number,
  c: number,
  m: number,
  out: number,
): void {
  for (let t = 0; t < m; t++) M[out + t] -= M[r + t] * (M[a + t] * M[b + t] + M[c + t]);
}

/** sums <- sum h (1, x, x^2) with h = r (a b + c): `curvature` and its moments without the store between. */
export function curvatureMoments(
  M: Float64Array,
  r: number,
  a: number,
  b: number,
  c: number,
  x: number,
  m: number,
  sums: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  for (let t = 0; t < m; t++) {
    const h = M[r + t] * (M[a + t] * M[b + t] + M[c + t]);
    const xt = M[x + t];
    const hx = h * xt;
    s0 += h;
    s1 += hx;
    s2 += hx * xt;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
}

/** sums <- sum h (1, x, x^2) with h = a b. */
export function productMoments(
  M: Float64Array,
  a: number,
  b: number,
  x: number,
  m: number,
  sums: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  for (let t = 0; t < m; t++) {
    const h = M[a + t] * M[b + t];
    const xt = M[x + t];
    const hx = h * xt;
    s0 += h;
    s1 += hx;
    s2 += hx * xt;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
}

/** sum values. */
export function sum(M: Float64Array, values: number, m: number): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    s0 += M[values + t];
    s1 += M[values + t + 1];
  }
  return t < m ? s0 + M[values + t] + s1 : s0 + s1;
}

/** sum a b. */
export function dot(M: Float64Array, a: number, b: number, m: number): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    s0 += M[a + t] * M[b + t];
    s1 += M[a + t + 1] * M[b + t + 1];
  }
  return t < m ? s0 + M[a + t] * M[b + t] + s1 : s0 + s1;
}
