import { blockStride } from "./kernels.js";

// Sums of products over a block: see kernels.ts for the arena M, the offsets and m.

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
