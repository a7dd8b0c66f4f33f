// The block kernels in WebAssembly SIMD: what each computes is said in src/numeric/kernels.ts, its twin in plain
// TypeScript is in src/numeric/plain.ts. Offsets count doubles, m is a multiple of 4; two doubles at a time.

// The host's logarithm, so that the module needs no tables of its own: its memory is the arena from the first byte on.
@external("host", "log")
declare function log(x: f64): f64;
/** 0: an address that the compiler does not know, so that constants are loaded relative to a register. */
@external("host", "base")
declare const base: i32;

/** Bytes from one block to the next; must be 8 `blockStride`. */
const STRIDE: usize = 264 * 8;

@inline
function at(offset: i32): usize {
  return (<usize>offset) << 3;
}
@inline
function get(address: usize): v128 {
  return v128.load(address);
}
@inline
function put(address: usize, value: v128): void {
  v128.store(address, value);
}
@inline
function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}
@inline
function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}
@inline
function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}
/** The sum of both lanes. */
@inline
function both(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}
/** Adds the sum of both lanes, with a sign, to a double in memory. */
@inline
function accumulate(address: usize, value: v128, sign: f64): void {
  store<f64>(address, load<f64>(address) + sign * both(value));
}

// Constants of exp in memory, each twice: a load is one instruction where a constant of 128 bits takes four.
const LOWEST: usize = 0;
const HIGHEST: usize = 16;
const PER_LN2: usize = 32;
const ROUNDER: usize = 48;
const LN2_HIGH: usize = 64;
const LN2_LOW: usize = 80;
const POLYNOMIAL: usize = 96;
const ONE: usize = 256;
/** The integer 1: the smallest subnormal number has its bits. */
const UNIT: usize = 272;
/** Where the table stands; the compiler is told to put it first. */
const TABLE: usize = 64;
memory.data<f64>([
  -746.0, -746.0, 710.0, 710.0,
  1.4426950408889634, 1.4426950408889634, 6755399441057792.0, 6755399441057792.0,
  0.6931471803691238, 0.6931471803691238, 1.9082149292705877e-10, 1.9082149292705877e-10,
  0.5000000000000001, 0.5000000000000001, 0.16666666666666669, 0.16666666666666669,
  0.041666666666624164, 0.041666666666624164, 0.008333333333330065, 0.008333333333330065,
  0.0013888888917196736, 0.0013888888917196736, 0.00019841269863040559, 0.00019841269863040559,
  2.480152132234228e-5, 2.480152132234228e-5, 2.7557268480289716e-6, 2.7557268480289716e-6,
  2.7620075892548164e-7, 2.7620075892548164e-7, 2.51003758422237e-8, 2.51003758422237e-8,
  1.0, 1.0,
  5e-324, 5e-324,
], 16);

/**
 * exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2, with the polynomial of degree 11 that agrees with exp at
 * Chebyshev nodes (relative error 2e-17). 2^n is applied in two factors, so that subnormal results are rounded once.
 * Adding 1.5 * 2^52 + 2048 leaves n + 2048 in the low bits of the sum. Beyond -746 and 710 the result is 0 or infinite;
 * NaN passes.
 */
@inline
function expOf(x: v128, c: usize): v128 {
  let z = f64x2.pmin(f64x2.pmax(x, v128.load(c, TABLE + LOWEST)), v128.load(c, TABLE + HIGHEST));
  let shifted = add(mul(z, v128.load(c, TABLE + PER_LN2)), v128.load(c, TABLE + ROUNDER));
  let n = sub(shifted, v128.load(c, TABLE + ROUNDER));
  let r = sub(sub(z, mul(n, v128.load(c, TABLE + LN2_HIGH))), mul(n, v128.load(c, TABLE + LN2_LOW)));
  let r2 = mul(r, r);
  let r4 = mul(r2, r2);
  let p01 = add(v128.load(c, TABLE + POLYNOMIAL + 0), mul(r, v128.load(c, TABLE + POLYNOMIAL + 16)));
  let p23 = add(v128.load(c, TABLE + POLYNOMIAL + 32), mul(r, v128.load(c, TABLE + POLYNOMIAL + 48)));
  let p45 = add(v128.load(c, TABLE + POLYNOMIAL + 64), mul(r, v128.load(c, TABLE + POLYNOMIAL + 80)));
  let p67 = add(v128.load(c, TABLE + POLYNOMIAL + 96), mul(r, v128.load(c, TABLE + POLYNOMIAL + 112)));
  let p89 = add(v128.load(c, TABLE + POLYNOMIAL + 128), mul(r, v128.load(c, TABLE + POLYNOMIAL + 144)));
  let low = add(p01, mul(r2, p23));
  let high = add(add(p45, mul(r2, p67)), mul(r4, p89));
  let p = add(v128.load(c, TABLE + ONE), add(r, mul(r2, add(low, mul(r4, high)))));
  let half = i64x2.shr_u(shifted, 1);
  let rest = i64x2.sub(shifted, half);
  let one = v128.load(c, TABLE + UNIT);
  p = mul(p, i64x2.shl(i64x2.sub(half, one), 52));
  return mul(p, i64x2.shl(i64x2.sub(rest, one), 52));
}

export function exp(values: i32, m: i32, out: i32): void {
  let c = <usize>base;
  let v = at(values);
  let o = at(out);
  let end = v + at(m);
  for (; v < end; v += 16, o += 16) put(o, expOf(get(v), c));
}

export function linear(eta: i32, c0: f64, c1: f64, x: i32, m: i32): void {
  let e = at(eta);
  let xs = at(x);
  let end = e + at(m);
  let a = f64x2.splat(c0);
  let b = f64x2.splat(c1);
  for (; e < end; e += 32, xs += 32) {
    put(e, add(a, mul(b, get(xs))));
    v128.store(e, add(a, mul(b, v128.load(xs, 16))), 16);
  }
}

export function addLinear(eta: i32, c: f64, x: i32, m: i32): void {
  let e = at(eta);
  let xs = at(x);
  let end = e + at(m);
  let b = f64x2.splat(c);
  for (; e < end; e += 32, xs += 32) {
    put(e, add(get(e), mul(b, get(xs))));
    v128.store(e, add(v128.load(e, 16), mul(b, v128.load(xs, 16))), 16);
  }
}

/** Sets the elements from m to its next multiple of 4 to a value, in k blocks. */
function pad(blocks: i32, k: i32, m: i32, value: f64): void {
  let whole = (m + 3) & ~3;
  for (let i = 0; i < k; i++)
    for (let t = m; t < whole; t++) store<f64>(at(blocks) + <usize>i * STRIDE + at(t), value);
}

/** sum log of the values, one log for every 32 pairs. */
function sumLog(values: usize, m: i32): f64 {
  let total: f64 = 0;
  let v = values;
  let end = values + at(m);
  while (v < end) {
    let stop = v + 512 < end ? v + 512 : end;
    let a = f64x2.splat(1.0);
    let b = a;
    for (; v < stop; v += 32) {
      a = mul(a, get(v));
      b = mul(b, v128.load(v, 16));
    }
    a = mul(a, b);
    total += log(f64x2.extract_lane(a, 0) * f64x2.extract_lane(a, 1));
  }
  return total;
}

export function posterior(h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let whole = (m + 3) & ~3;
  let gap = k == 2 ? two(h, e, m, p, r, ratio) : several(h, e, k, m, p, r, ratio);
  if (m < whole) {
    pad(p, k, m, 0);
    pad(r, k, m, 0);
    pad(ratio, 1, m, 1);
  }
  return gap + sumLog(at(ratio), whole);
}

/** `value`, 0 for samples from m on; t is the address of the first of its two samples. */
@inline
function within(value: v128, t: usize, m: i32): v128 {
  let left = m - <i32>(t >> 3);
  if (left >= 2) return value;
  return left == 1 ? f64x2.replace_lane(value, 1, 0.0) : f64x2.splat(0);
}

function several(h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let c = <usize>base;
  let span = <usize>k * STRIDE;
  let gap = f64x2.splat(0);
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let e0 = at(e) + t;
    let p0 = at(p) + t;
    let r0 = at(r) + t;
    let prior = get(h0);
    let joint = add(prior, get(e0));
    for (let i = STRIDE; i < span; i += STRIDE) {
      let hi = get(h0 + i);
      prior = f64x2.pmax(prior, hi);
      joint = f64x2.pmax(joint, add(hi, get(e0 + i)));
    }
    let priorSum = f64x2.splat(0);
    let jointSum = f64x2.splat(0);
    for (let i: usize = 0; i < span; i += STRIDE) {
      let hi = get(h0 + i);
      let pi = expOf(sub(hi, prior), c);
      put(p0 + i, pi);
      priorSum = add(priorSum, pi);
      let ri = expOf(sub(add(hi, get(e0 + i)), joint), c);
      put(r0 + i, ri);
      jointSum = add(jointSum, ri);
    }
    let one = v128.load(c, TABLE + ONE);
    let byPrior = f64x2.div(one, priorSum);
    let byJoint = f64x2.div(one, jointSum);
    for (let i: usize = 0; i < span; i += STRIDE) {
      put(p0 + i, mul(get(p0 + i), byPrior));
      put(r0 + i, mul(get(r0 + i), byJoint));
    }
    put(at(ratio) + t, mul(jointSum, byPrior));
    gap = add(gap, within(sub(joint, prior), t, m));
  }
  return both(gap);
}

/** `several` for two experts, where one exponential is enough for each softmax. */
function two(h: i32, e: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let c = <usize>base;
  let gap = f64x2.splat(0);
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let e0 = at(e) + t;
    let prior0 = get(h0);
    let prior1 = v128.load(h0, STRIDE);
    let joint0 = add(prior0, get(e0));
    let joint1 = add(prior1, v128.load(e0, STRIDE));
    let prior = f64x2.pmax(prior0, prior1);
    let joint = f64x2.pmax(joint0, joint1);
    let one = v128.load(c, TABLE + ONE);
    let pLow = expOf(sub(f64x2.pmin(prior0, prior1), prior), c);
    let rLow = expOf(sub(f64x2.pmin(joint0, joint1), joint), c);
    let byPrior = f64x2.div(one, add(one, pLow));
    let jointSum = add(one, rLow);
    let byJoint = f64x2.div(one, jointSum);
    pLow = mul(pLow, byPrior);
    rLow = mul(rLow, byJoint);
    let first = f64x2.ge(prior0, prior1);
    put(at(p) + t, v128.bitselect(byPrior, pLow, first));
    v128.store(at(p) + t, v128.bitselect(pLow, byPrior, first), STRIDE);
    first = f64x2.ge(joint0, joint1);
    put(at(r) + t, v128.bitselect(byJoint, rLow, first));
    v128.store(at(r) + t, v128.bitselect(rLow, byJoint, first), STRIDE);
    put(at(ratio) + t, mul(jointSum, byPrior));
    gap = add(gap, within(sub(joint, prior), t, m));
  }
  return both(gap);
}

export function prior(h: i32, k: i32, m: i32, p: i32, largest: i32, sums: i32): f64 {
  let c = <usize>base;
  let whole = (m + 3) & ~3;
  let span = <usize>k * STRIDE;
  for (let t: usize = 0; t < at(whole); t += 16) {
    let h0 = at(h) + t;
    let p0 = at(p) + t;
    let top = get(h0);
    for (let i = STRIDE; i < span; i += STRIDE) top = f64x2.pmax(top, get(h0 + i));
    let sum = f64x2.splat(0);
    for (let i: usize = 0; i < span; i += STRIDE) {
      let pi = expOf(sub(get(h0 + i), top), c);
      put(p0 + i, pi);
      sum = add(sum, pi);
    }
    let by = f64x2.div(v128.load(c, TABLE + ONE), sum);
    for (let i: usize = 0; i < span; i += STRIDE) put(p0 + i, mul(get(p0 + i), by));
    put(at(largest) + t, top);
    put(at(sums) + t, sum);
  }
  if (m < whole) {
    pad(p, k, m, 0);
    pad(sums, 1, m, 1);
  }
  return sumLog(at(sums), whole);
}

export function sum(values: i32, m: i32): f64 {
  let v = at(values);
  let end = v + at(m);
  let a = f64x2.splat(0);
  let b = a;
  for (; v < end; v += 32) {
    a = add(a, get(v));
    b = add(b, v128.load(v, 16));
  }
  return both(add(a, b));
}

export function dot(a: i32, b: i32, m: i32): f64 {
  let x = at(a);
  let y = at(b);
  let end = x + at(m);
  let s = f64x2.splat(0);
  let u = s;
  for (; x < end; x += 32, y += 32) {
    s = add(s, mul(get(x), get(y)));
    u = add(u, mul(v128.load(x, 16), v128.load(y, 16)));
  }
  return both(add(s, u));
}

/** sum w (h - shift) over the elements with w != 0. */
export function weightedGap(w: i32, h: i32, shift: i32, m: i32): f64 {
  let ws = at(w);
  let hs = at(h);
  let ss = at(shift);
  let end = ws + at(m);
  let zero = f64x2.splat(0);
  let total = zero;
  for (; ws < end; ws += 16, hs += 16, ss += 16) {
    let weight = get(ws);
    let value = mul(weight, sub(get(hs), get(ss)));
    total = add(total, v128.and(value, f64x2.ne(weight, zero)));
  }
  return both(total);
}

export function product(a: i32, b: i32, m: i32, out: i32): void {
  let x = at(a);
  let y = at(b);
  let o = at(out);
  let end = x + at(m);
  for (; x < end; x += 32, y += 32, o += 32) {
    put(o, mul(get(x), get(y)));
    v128.store(o, mul(v128.load(x, 16), v128.load(y, 16)), 16);
  }
}

export function productRow(a: i32, b: i32, m: i32, out: i32, sums: i32, sign: f64): void {
  let x = at(a);
  let y = at(b);
  let o = at(out);
  let end = x + at(m);
  let s = f64x2.splat(0);
  let u = s;
  for (; x < end; x += 32, y += 32, o += 32) {
    let v = mul(get(x), get(y));
    let w = mul(v128.load(x, 16), v128.load(y, 16));
    put(o, v);
    v128.store(o, w, 16);
    s = add(s, v);
    u = add(u, w);
  }
  accumulate(at(sums), add(s, u), sign);
}

export function affineRows(a: i32, b: i32, x: i32, m: i32, out: i32, sums: i32, sign: f64): void {
  let as = at(a);
  let bs = at(b);
  let xs = at(x);
  let o = at(out);
  let end = as + at(m);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  for (; as < end; as += 16, bs += 16, xs += 16, o += 16) {
    let v = mul(get(as), get(bs));
    let w = mul(v, get(xs));
    put(o, v);
    v128.store(o, w, STRIDE);
    s0 = add(s0, v);
    s1 = add(s1, w);
  }
  accumulate(at(sums), s0, sign);
  accumulate(at(sums) + 8, s1, sign);
}

/** Nine sums of products: three neighbouring rows against three. */
@inline
function tile(i0: usize, j0: usize, m: i32, out: usize, stride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  let i = i0;
  let j = j0;
  let end = i0 + at(m);
  for (; i < end; i += 32, j += 32) {
    let a0 = v128.load(i);
    let a1 = v128.load(i, STRIDE);
    let a2 = v128.load(i, 2 * STRIDE);
    let b = v128.load(j);
    s00 = add(s00, mul(a0, b));
    s10 = add(s10, mul(a1, b));
    s20 = add(s20, mul(a2, b));
    b = v128.load(j, STRIDE);
    s01 = add(s01, mul(a0, b));
    s11 = add(s11, mul(a1, b));
    s21 = add(s21, mul(a2, b));
    b = v128.load(j, 2 * STRIDE);
    s02 = add(s02, mul(a0, b));
    s12 = add(s12, mul(a1, b));
    s22 = add(s22, mul(a2, b));
    a0 = v128.load(i, 16);
    a1 = v128.load(i, STRIDE + 16);
    a2 = v128.load(i, 2 * STRIDE + 16);
    b = v128.load(j, 16);
    s00 = add(s00, mul(a0, b));
    s10 = add(s10, mul(a1, b));
    s20 = add(s20, mul(a2, b));
    b = v128.load(j, STRIDE + 16);
    s01 = add(s01, mul(a0, b));
    s11 = add(s11, mul(a1, b));
    s21 = add(s21, mul(a2, b));
    b = v128.load(j, 2 * STRIDE + 16);
    s02 = add(s02, mul(a0, b));
    s12 = add(s12, mul(a1, b));
    s22 = add(s22, mul(a2, b));
  }
  accumulate(out, s00, 1);
  accumulate(out + 8, s01, 1);
  accumulate(out + 16, s02, 1);
  let next = out + stride;
  accumulate(next, s10, 1);
  accumulate(next + 8, s11, 1);
  accumulate(next + 16, s12, 1);
  next += stride;
  accumulate(next, s20, 1);
  accumulate(next + 8, s21, 1);
  accumulate(next + 16, s22, 1);
}

/** The sums of products of one row with one, two or three neighbouring rows, `apart` bytes apart in the result. */
function strip(i0: usize, j0: usize, count: i32, m: i32, out: usize, apart: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let i = i0;
  let j = j0;
  let end = i0 + at(m);
  if (count == 1) {
    for (; i < end; i += 32, j += 32) {
      s0 = add(s0, mul(v128.load(i), v128.load(j)));
      s1 = add(s1, mul(v128.load(i, 16), v128.load(j, 16)));
    }
    accumulate(out, add(s0, s1), 1);
    return;
  }
  if (count == 2) {
    for (; i < end; i += 16, j += 16) {
      let a = v128.load(i);
      s0 = add(s0, mul(a, v128.load(j)));
      s1 = add(s1, mul(a, v128.load(j, STRIDE)));
    }
    accumulate(out, s0, 1);
    accumulate(out + apart, s1, 1);
    return;
  }
  for (; i < end; i += 16, j += 16) {
    let a = v128.load(i);
    s0 = add(s0, mul(a, v128.load(j)));
    s1 = add(s1, mul(a, v128.load(j, STRIDE)));
    s2 = add(s2, mul(a, v128.load(j, 2 * STRIDE)));
  }
  accumulate(out, s0, 1);
  accumulate(out + apart, s1, 1);
  accumulate(out + 2 * apart, s2, 1);
}

/** Six sums of products: three neighbouring rows among themselves. */
@inline
function corner(i0: usize, m: i32, out: usize, stride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s11 = s00;
  let s12 = s00;
  let s22 = s00;
  let end = i0 + at(m);
  for (let i = i0; i < end; i += 16) {
    let a0 = v128.load(i);
    let a1 = v128.load(i, STRIDE);
    let a2 = v128.load(i, 2 * STRIDE);
    s00 = add(s00, mul(a0, a0));
    s01 = add(s01, mul(a0, a1));
    s02 = add(s02, mul(a0, a2));
    s11 = add(s11, mul(a1, a1));
    s12 = add(s12, mul(a1, a2));
    s22 = add(s22, mul(a2, a2));
  }
  accumulate(out, s00, 1);
  accumulate(out + 8, s01, 1);
  accumulate(out + 16, s02, 1);
  accumulate(out + stride + 8, s11, 1);
  accumulate(out + stride + 16, s12, 1);
  accumulate(out + 2 * stride + 16, s22, 1);
}

export function addGram(rows: i32, p: i32, m: i32, out: i32): void {
  let whole = p - (p % 3);
  let from = at(rows);
  let to = at(out);
  let stride = at(p);
  for (let i = 0; i < whole; i += 3) {
    let row = from + <usize>i * STRIDE;
    corner(row, m, to + <usize>i * stride + at(i), stride);
    for (let j = i + 3; j < whole; j += 3)
      tile(row, from + <usize>j * STRIDE, m, to + <usize>i * stride + at(j), stride);
  }
  for (let i = whole; i < p; i++) {
    let row = from + <usize>i * STRIDE;
    for (let j = 0; j <= i; j += 3) {
      let count = i - j + 1 < 3 ? i - j + 1 : 3;
      strip(row, from + <usize>j * STRIDE, count, m, to + <usize>j * stride + at(i), stride);
    }
  }
}

export function addCross(left: i32, p: i32, right: i32, q: i32, m: i32, out: i32, width: i32): void {
  let stride = at(width);
  let whole = p - (p % 3);
  let across = q - (q % 3);
  for (let i = 0; i < p; i++) {
    let row = at(left) + <usize>i * STRIDE;
    let to = at(out) + <usize>i * stride;
    let j = 0;
    if (i < whole) {
      if (i % 3 == 0)
        for (; j < across; j += 3) tile(row, at(right) + <usize>j * STRIDE, m, to + at(j), stride);
      j = across;
    }
    for (; j < q; j += 3)
      strip(row, at(right) + <usize>j * STRIDE, q - j < 3 ? q - j : 3, m, to + at(j), 8);
  }
}

export function curvature(r: i32, a: i32, b: i32, c: i32, m: i32, out: i32): void {
  let rs = at(r);
  let as = at(a);
  let bs = at(b);
  let cs = at(c);
  let o = at(out);
  let end = rs + at(m);
  for (; rs < end; rs += 16, as += 16, bs += 16, cs += 16, o += 16)
    put(o, mul(get(rs), add(mul(get(as), get(bs)), get(cs))));
}

export function subtractCurvature(r: i32, a: i32, b: i32, c: i32, m: i32, out: i32): void {
  let rs = at(r);
  let as = at(a);
  let bs = at(b);
  let cs = at(c);
  let o = at(out);
  let end = rs + at(m);
  for (; rs < end; rs += 16, as += 16, bs += 16, cs += 16, o += 16)
    put(o, sub(get(o), mul(get(rs), add(mul(get(as), get(bs)), get(cs)))));
}

export function addCurvatureMoments(
  r: i32,
  a: i32,
  b: i32,
  c: i32,
  x: i32,
  m: i32,
  out: i32,
  sign: f64,
): void {
  let rs = at(r);
  let as = at(a);
  let bs = at(b);
  let cs = at(c);
  let xs = at(x);
  let end = rs + at(m);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  for (; rs < end; rs += 16, as += 16, bs += 16, cs += 16, xs += 16) {
    let h = mul(get(rs), add(mul(get(as), get(bs)), get(cs)));
    let xt = get(xs);
    let hx = mul(h, xt);
    s0 = add(s0, h);
    s1 = add(s1, hx);
    s2 = add(s2, mul(hx, xt));
  }
  accumulate(at(out), s0, sign);
  accumulate(at(out) + 8, s1, sign);
  accumulate(at(out) + 16, s2, sign);
}

export function addProductMoments(a: i32, b: i32, x: i32, m: i32, out: i32): void {
  let as = at(a);
  let bs = at(b);
  let xs = at(x);
  let end = as + at(m);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  for (; as < end; as += 16, bs += 16, xs += 16) {
    let h = mul(get(as), get(bs));
    let xt = get(xs);
    let hx = mul(h, xt);
    s0 = add(s0, h);
    s1 = add(s1, hx);
    s2 = add(s2, mul(hx, xt));
  }
  accumulate(at(out), s0, 1);
  accumulate(at(out) + 8, s1, 1);
  accumulate(at(out) + 16, s2, 1);
}

/** The term of a score that is its own predictor: value, first derivative 1, second 0. */
export function identity(score: i32, m: i32, order: i32, value: i32, first: i32, second: i32): void {
  memory.copy(at(value), at(score), at(m));
  if (order > 0) {
    let one = f64x2.splat(1.0);
    for (let t = at(first); t < at(first) + at(m); t += 16) put(t, one);
  }
  if (order > 1) memory.fill(at(second), 0, at(m));
}

/**
 * The log density of a normal law and its derivatives in mean and log variance: see src/experts/gaussian.ts. `first`: two
 * blocks, `second`: two by two; `top` = -(log variance + log 2 pi) / 2, `s` = 1 / variance.
 */
export function gaussian(
  mean: i32,
  top: f64,
  s: f64,
  y: i32,
  m: i32,
  order: i32,
  value: i32,
  first: i32,
  second: i32,
): void {
  let means = at(mean);
  let ys = at(y);
  let values = at(value);
  let d = at(first);
  let dd = at(second);
  let end = means + at(m);
  let scale = f64x2.splat(s);
  let constant = f64x2.splat(top);
  let half = f64x2.splat(0.5);
  let minusHalf = f64x2.splat(-0.5);
  let minusScale = f64x2.splat(-s);
  for (; means < end; means += 16, ys += 16, values += 16) {
    let e = sub(get(ys), get(means));
    let se = mul(scale, e);
    let q = mul(half, mul(se, e));
    put(values, sub(constant, q));
    if (order == 0) continue;
    put(d, se);
    let inLog = sub(q, half);
    v128.store(d, inLog, STRIDE);
    d += 16;
    if (order == 1) continue;
    put(dd, minusScale);
    v128.store(dd, f64x2.neg(se), STRIDE);
    v128.store(dd, sub(minusHalf, inLog), 3 * STRIDE);
    dd += 16;
  }
}
