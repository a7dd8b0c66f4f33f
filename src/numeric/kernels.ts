/** Number of samples that the block kernels work on at a time: small enough to stay in the first-level cache. */
export const blockLength = 256;

// exp(x) = 2^(j / 64) 2^k exp(r) with x = (64 k + j) ln 2 / 64 + r, |r| <= ln 2 / 128: tables for the powers
// of two and the Taylor polynomial of degree 5, whose remainder is below 4e-17.
const powers = Float64Array.from({ length: 2048 }, (_, k) => 2 ** (k - 1024));
const roots = Float64Array.from({ length: 64 }, (_, j) => 2 ** (j / 64));
const perStep = 64 / Math.LN2;
/** Adding and subtracting 1.5 * 2^52 rounds to the nearest integer. */
const rounder = 6755399441055744;
// ln 2 / 64 in two parts; the first has 36 bits, so that its product with an integer step count is exact.
const stepHigh = Math.round((Math.LN2 / 64) * 2 ** 42) / 2 ** 42;
const stepLow = Math.LN2 / 64 - stepHigh + 2.3190468138462996e-17 / 64;

/**
 * out[t] <- exp(values[t] - shift[t]) and total[t] <- total[t] + out[t] for t < m. The exponential is within
 * 1 ulp where its result is a normal number; elsewhere (underflow, overflow, NaN) it is Math.exp.
 */
export function addExp(
  values: Float64Array,
  shift: Float64Array,
  m: number,
  out: Float64Array,
  total: Float64Array,
): void {
  for (let t = 0; t < m; t++) {
    const x = values[t] - shift[t];
    let e: number;
    if (x > -708 && x < 709) {
      const steps = x * perStep + rounder - rounder;
      const r = x - steps * stepHigh - steps * stepLow;
      const k = steps | 0;
      const scale = powers[(k >> 6) + 1024] * roots[k & 63];
      const r2 = r * r;
      e = scale + scale * (r + r2 * (0.5 + r * (1 / 6)) + r2 * r2 * (1 / 24 + r * (1 / 120)));
    } else {
      e = Math.exp(x);
    }
    out[t] = e;
    total[t] += e;
  }
}

/** sum_t log(values[t]), t < m, for values within [1e-9, 1e9]: one log for every 32 factors. */
export function sumLogBlock(values: Float64Array, m: number): number {
  let sum = 0;
  let t = 0;
  while (t < m) {
    const end = Math.min(m, t + 32);
    let product = 1;
    for (; t < end; t++) product *= values[t];
    sum += Math.log(product);
  }
  return sum;
}

/** eta[t] <- c0 + sum_j c_j x_j[from + t]; coefficients start at `at`, the intercept first where there is one. */
export function linearPredictor(
  eta: Float64Array,
  coefficients: Float64Array,
  at: number,
  intercept: boolean,
  columns: readonly Float64Array[],
  from: number,
  m: number,
): void {
  const c0 = intercept ? coefficients[at] : 0;
  const slopes = intercept ? at + 1 : at;
  if (columns.length === 0) {
    for (let t = 0; t < m; t++) eta[t] = c0;
    return;
  }
  const c1 = coefficients[slopes];
  const x1 = columns[0];
  for (let t = 0; t < m; t++) eta[t] = c0 + c1 * x1[from + t];
  for (let j = 1; j < columns.length; j++) {
    const c = coefficients[slopes + j];
    const x = columns[j];
    for (let t = 0; t < m; t++) eta[t] += c * x[from + t];
  }
}

/** sum_t values[t]. */
export function sum(values: Float64Array, m: number): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    s0 += values[t];
    s1 += values[t + 1];
  }
  return t < m ? s0 + values[t] + s1 : s0 + s1;
}

/** sum_t values[t] x[from + t]. */
export function dot(values: Float64Array, x: Float64Array, from: number, m: number): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    s0 += values[t] * x[from + t];
    s1 += values[t + 1] * x[from + t + 1];
  }
  return t < m ? s0 + values[t] * x[from + t] + s1 : s0 + s1;
}

/** row[t] <- a[t] b[t]; returns the sum. */
export function productRow(
  a: Float64Array,
  b: Float64Array,
  m: number,
  rows: Float64Array,
  at: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    const v0 = a[t] * b[t];
    const v1 = a[t + 1] * b[t + 1];
    rows[at + t] = v0;
    rows[at + t + 1] = v1;
    s0 += v0;
    s1 += v1;
  }
  if (t < m) {
    const v = a[t] * b[t];
    rows[at + t] = v;
    s0 += v;
  }
  return s0 + s1;
}

/** rows[to + t] <- source[at + t] x[from + t]; returns the sum. */
export function scaledRow(
  source: Float64Array,
  at: number,
  x: Float64Array,
  from: number,
  m: number,
  rows: Float64Array,
  to: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    const v0 = source[at + t] * x[from + t];
    const v1 = source[at + t + 1] * x[from + t + 1];
    rows[to + t] = v0;
    rows[to + t + 1] = v1;
    s0 += v0;
    s1 += v1;
  }
  if (t < m) {
    const v = source[at + t] * x[from + t];
    rows[to + t] = v;
    s0 += v;
  }
  return s0 + s1;
}

/** Rows are processed three by three, so their number is padded to a multiple of this. */
export const tile = 3;

/**
 * Adds Z Z' to the upper triangle of `out` (p x p, row major), where row i of Z is rows[i B .. i B + m - 1],
 * B = blockLength, and p is a multiple of `tile`: three rows against three at a time, so that nine products
 * are made of six loads.
 */
export function addGram(rows: Float64Array, p: number, m: number, out: Float64Array): void {
  for (let i = 0; i < p; i += tile) {
    const i0 = i * blockLength;
    const i1 = i0 + blockLength;
    const i2 = i1 + blockLength;
    for (let j = i; j < p; j += tile) {
      const j0 = j * blockLength;
      const j1 = j0 + blockLength;
      const j2 = j1 + blockLength;
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
        const a0 = rows[i0 + t];
        const a1 = rows[i1 + t];
        const a2 = rows[i2 + t];
        const b0 = rows[j0 + t];
        const b1 = rows[j1 + t];
        const b2 = rows[j2 + t];
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
  }
}

/** Adds sum_t h[t] (1, x, x^2) to out[at .. at + 2], x = x[from + t]. */
export function moments(
  h: Float64Array,
  x: Float64Array,
  from: number,
  m: number,
  out: Float64Array,
  at: number,
): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let t = 0;
  for (; t + 1 < m; t += 2) {
    const h0 = h[t];
    const x0 = x[from + t];
    const h1 = h[t + 1];
    const x1 = x[from + t + 1];
    const hx0 = h0 * x0;
    const hx1 = h1 * x1;
    a0 += h0;
    b0 += h1;
    a1 += hx0;
    b1 += hx1;
    a2 += hx0 * x0;
    b2 += hx1 * x1;
  }
  if (t < m) {
    const hx = h[t] * x[from + t];
    a0 += h[t];
    a1 += hx;
    a2 += hx * x[from + t];
  }
  out[at] += a0 + b0;
  out[at + 1] += a1 + b1;
  out[at + 2] += a2 + b2;
}

/** out[t] <- r[t] (a[t] b[t] + c[t]): one expert's own curvature in two predictors of one term. */
export function curvature(
  r: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  m: number,
  out: Float64Array,
): void {
  for (let t = 0; t < m; t++) out[t] = r[t] * (a[t] * b[t] + c[t]);
}

/** out[t] <- r[t] a[t] b[t]: one expert's own curvature in a predictor of its gate and one of its density. */
export function crossCurvature(
  r: Float64Array,
  a: Float64Array,
  b: Float64Array,
  m: number,
  out: Float64Array,
): void {
  for (let t = 0; t < m; t++) out[t] = r[t] * a[t] * b[t];
}
