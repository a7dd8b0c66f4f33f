// The block kernels in WebAssembly SIMD: what each computes is said in src/numeric/kernels.ts, its twin in plain
// TypeScript is in src/numeric/plain.ts. Offsets count doubles, m is a multiple of 4; two doubles at a time.

// The host's logarithm, so that the module needs no tables of its own: its memory is the workspace from the first byte on.
@external("host", "log")
declare function log(x: f64): f64;
/** 0: an address that the compiler does not know, so that constants are loaded relative to a register. */
@external("host", "base")
declare const base: i32;

/** Bytes from one block to the next; must be 8 `blockStride`. */
const STRIDE: usize = 776 * 8;

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
/** Adds the sum of both lanes to a double in memory. */
@inline
function accumulate(address: usize, value: v128): void {
  store<f64>(address, load<f64>(address) + both(value));
}

// Constants of exp, log and the normal distribution in memory, each twice: a load is one instruction where a constant of
// 128 bits takes four.
const LOWEST: usize = 0;
const HIGHEST: usize = 16;
const PER_LN2: usize = 32;
const ROUNDER: usize = 48;
const LN2_HIGH: usize = 64;
const LN2_LOW: usize = 80;
/** Coefficients of r coth(r / 2) in r^2. */
const COTH: usize = 96;
const ONE: usize = 192;
/** The integer 1: the smallest subnormal number has its bits. */
const UNIT: usize = 208;
/** Where `weightOf` is 0: just below -1023 ln 2. */
const NOTHING: usize = 224;
/** 1.5 * 2^52 + 1023. */
const BIASED: usize = 240;
/** Coefficients of (atanh(s) / s - 1) / s^2 in s^2. */
const ATANH: usize = 256;
/** sqrt(1/2) / 16. */
const ROOT: usize = 368;
/** 2^52: or-ed with a small integer it is a double, 2^52 more than that integer. */
const WHOLE: usize = 384;
const LN2: usize = 400;
/** The integer 4 in the place of the exponent: the bits of 2^-1019. */
const FOUR: usize = 416;
/** 2^52 + 4. */
const WHOLE_FOUR: usize = 432;
/** Coefficients of (x + 2) R(x) in (x - 5) / (x + 5), R Mills' ratio. */
const MILLS: usize = 448;
const MILLS_TERMS: usize = 22;
/** Coefficients of (atanh(s) / s - 1) / s^2 in s^2 for a wider range: see `logOfHalves`. */
const WIDER: usize = MILLS + 16 * MILLS_TERMS;
/** Where the table stands; the compiler is told to put it first. */
const TABLE: usize = 64;
memory.data<f64>([
  -746.0, -746.0, 710.0, 710.0,
  1.4426950408889634, 1.4426950408889634, 6755399441057792.0, 6755399441057792.0,
  0.6931471803691238, 0.6931471803691238, 1.9082149292705877e-10, 1.9082149292705877e-10,
  2.0, 2.0, 0.16666666666666574, 0.16666666666666574,
  -0.0027777777776883494, -0.0027777777776883494, 6.613756295944567e-5, 6.613756295944567e-5,
  -1.6533880805500648e-6, -1.6533880805500648e-6, 4.137485525840836e-8, 4.137485525840836e-8,
  1.0, 1.0,
  5e-324, 5e-324,
  -709.09, -709.09,
  6755399441056767.0, 6755399441056767.0,
  0.3333333333333335, 0.3333333333333335, 0.19999999999949752, 0.19999999999949752,
  0.14285714312987757, 0.14285714312987757, 0.11111105567395273, 0.11111105567395273,
  0.0909144456279605, 0.0909144456279605, 0.07665860794787153, 0.07665860794787153,
  0.07308224910391238, 0.07308224910391238,
  0.044194173824159216, 0.044194173824159216,
  4503599627370496.0, 4503599627370496.0,
  0.6931471805599453, 0.6931471805599453,
  1.7800590868057611e-307, 1.7800590868057611e-307,
  4503599627370500.0, 4503599627370500.0,
  1.3496567330072102, 1.3496567330072102,
  -0.589082302486325, -0.589082302486325,
  0.3687229645450316, 0.3687229645450316,
  -0.17767363441040332, -0.17767363441040332,
  0.053777978348225675, 0.053777978348225675,
  0.0028151008582761325, 0.0028151008582761325,
  -0.015488568523448288, -0.015488568523448288,
  0.010385352757143319, 0.010385352757143319,
  -0.0036509583766189437, -0.0036509583766189437,
  0.00035611274473921177, 0.00035611274473921177,
  0.0003055755167636482, 0.0003055755167636482,
  -0.0001319644074733179, -0.0001319644074733179,
  -8.153935678914623e-06, -8.153935678914623e-06,
  1.9524808380993314e-05, 1.9524808380993314e-05,
  -1.8606779061430018e-06, -1.8606779061430018e-06,
  -2.663671499274848e-06, -2.663671499274848e-06,
  5.016344289842885e-07, 5.016344289842885e-07,
  3.871399837895118e-07, 3.871399837895118e-07,
  -8.187791139873475e-08, -8.187791139873475e-08,
  -5.6120290873551685e-08, -5.6120290873551685e-08,
  7.642561647374101e-09, 7.642561647374101e-09,
  5.4591260289199265e-09, 5.4591260289199265e-09,
  0.33333333333333487, 0.33333333333333487,
  0.19999999999780063, 0.19999999999780063,
  0.14285714338330496, 0.14285714338330496,
  0.11111106278964857, 0.11111106278964857,
  0.09091130554209872, 0.09091130554209872,
  0.07686637438179002, 0.07686637438179002,
  0.0675117123587855, 0.0675117123587855,
  0.05161334635249541, 0.05161334635249541,
  0.08435350330548605, 0.08435350330548605,
], 16);

/**
 * exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2. 2^n is applied in two factors, so that subnormal results
 * are rounded once. Adding 1.5 * 2^52 + 2048 leaves n + 2048 in the low bits of the sum. Beyond -746 and 710 the result
 * is 0 or infinite; NaN passes.
 */
@inline
function expOf(x: v128, c: usize): v128 {
  let z = f64x2.pmin(f64x2.pmax(x, v128.load(c, TABLE + LOWEST)), v128.load(c, TABLE + HIGHEST));
  let rounder = v128.load(c, TABLE + ROUNDER);
  let shifted = add(mul(z, v128.load(c, TABLE + PER_LN2)), rounder);
  let p = expOfRest(restOf(z, sub(shifted, rounder), c), c);
  let half = i64x2.shr_u(shifted, 1);
  let rest = i64x2.sub(shifted, half);
  let one = v128.load(c, TABLE + UNIT);
  p = mul(p, i64x2.shl(i64x2.sub(half, one), 52));
  return mul(p, i64x2.shl(i64x2.sub(rest, one), 52));
}

/**
 * exp(x) for x <= 0, as weights relative to the largest need it: 0 where exp(x) is subnormal. Then one factor 2^n is
 * enough, whose bits are n + 1023, which the sum with `BIASED` ends with, in the place of the exponent.
 */
@inline
function weightOf(x: v128, c: usize): v128 {
  let z = f64x2.pmax(x, v128.load(c, TABLE + NOTHING));
  let shifted = shiftedOf(z, c);
  let p = expOfRest(restOf(z, unshifted(shifted, c), c), c);
  return mul(p, i64x2.shl(shifted, 52));
}

/** exp(r) = (C + r) / (C - r) = 1 + 2 r / (C - r), C = r coth(r / 2). */
@inline
function expOfRest(r: v128, c: usize): v128 {
  return add(v128.load(c, TABLE + ONE), f64x2.div(add(r, r), sub(cothOf(r, c), r)));
}

/** n + `BIASED`. */
@inline
function shiftedOf(z: v128, c: usize): v128 {
  return add(mul(z, v128.load(c, TABLE + PER_LN2)), v128.load(c, TABLE + BIASED));
}

/** n. */
@inline
function unshifted(shifted: v128, c: usize): v128 {
  return sub(shifted, v128.load(c, TABLE + BIASED));
}

/** r = z - n ln 2. */
@inline
function restOf(z: v128, n: v128, c: usize): v128 {
  return sub(sub(z, mul(n, v128.load(c, TABLE + LN2_HIGH))), mul(n, v128.load(c, TABLE + LN2_LOW)));
}

/**
 * C = r coth(r / 2), the polynomial of degree 5 in r^2 that agrees with it at Chebyshev nodes: exp(r) then has a relative
 * error of 6e-19. It takes fewer instructions than a polynomial for exp(r) itself, which would be of degree 11.
 */
@inline
function cothOf(r: v128, c: usize): v128 {
  let r2 = mul(r, r);
  let c01 = add(v128.load(c, TABLE + COTH + 0), mul(r2, v128.load(c, TABLE + COTH + 16)));
  let c23 = add(v128.load(c, TABLE + COTH + 32), mul(r2, v128.load(c, TABLE + COTH + 48)));
  let c45 = add(v128.load(c, TABLE + COTH + 64), mul(r2, v128.load(c, TABLE + COTH + 80)));
  let r4 = mul(r2, r2);
  return add(c01, mul(r4, add(c23, mul(r4, c45))));
}

/**
 * log(x) for x >= 1/16: x = 2^n f with f from sqrt(1/2) to sqrt(2), and log f = 2 atanh(s), s = (f - 1) / (f + 1), where
 * atanh(s) = s + s^3 P(s^2), the polynomial P of degree 6 at Chebyshev nodes (relative error 5e-18). NaN passes.
 */
@inline
function logOf(x: v128, c: usize): v128 {
  // n + 4, which is not negative.
  let power = i64x2.shr_u(i64x2.sub(x, v128.load(c, TABLE + ROOT)), 52);
  let f = i64x2.sub(i64x2.add(x, v128.load(c, TABLE + FOUR)), i64x2.shl(power, 52));
  let n = sub(v128.or(power, v128.load(c, TABLE + WHOLE)), v128.load(c, TABLE + WHOLE_FOUR));
  let one = v128.load(c, TABLE + ONE);
  let s = f64x2.div(sub(f, one), add(f, one));
  let z = mul(s, s);
  let z2 = mul(z, z);
  let low = add(v128.load(c, TABLE + ATANH + 0), mul(z, v128.load(c, TABLE + ATANH + 16)));
  let mid = add(v128.load(c, TABLE + ATANH + 32), mul(z, v128.load(c, TABLE + ATANH + 48)));
  let high = add(v128.load(c, TABLE + ATANH + 64), mul(z, v128.load(c, TABLE + ATANH + 80)));
  high = add(high, mul(z2, v128.load(c, TABLE + ATANH + 96)));
  s = add(s, s);
  let ofF = add(s, mul(mul(s, z), add(low, mul(z2, add(mid, mul(z2, high))))));
  return add(add(mul(n, v128.load(c, TABLE + LN2)), ofF), sub(x, x));
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

export function addAbove(e: i32, h: i32, k: i32, m: i32): void {
  let scores = at(h);
  let out = at(e);
  let end = scores + at(m);
  let span = <usize>k * STRIDE;
  for (; scores < end; scores += 16, out += 16) {
    let top = get(scores);
    for (let s = STRIDE; s < span; s += STRIDE) top = f64x2.pmax(top, get(scores + s));
    for (let s: usize = 0; s < span; s += STRIDE) put(out + s, add(get(out + s), sub(get(scores + s), top)));
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

/** sum log of the values over their divisors, one block on: one log for every 32 pairs. */
function sumLogRatio(values: usize, m: i32): f64 {
  let total: f64 = 0;
  let v = values;
  let end = values + at(m);
  while (v < end) {
    let stop = v + 512 < end ? v + 512 : end;
    let a = f64x2.splat(1.0);
    let b = a;
    for (; v < stop; v += 16) {
      a = mul(a, get(v));
      b = mul(b, v128.load(v, STRIDE));
    }
    total += log(
      (f64x2.extract_lane(a, 0) / f64x2.extract_lane(b, 0)) * (f64x2.extract_lane(a, 1) / f64x2.extract_lane(b, 1)),
    );
  }
  return total;
}

/** sum log of the values, positive normal numbers of any size: their exponents are summed. */
function sumLogScaled(values: usize, m: i32): f64 {
  let c = <usize>base;
  let one = v128.load(c, TABLE + ONE);
  let digits = i64x2.splat(0x000fffffffffffff);
  let powers = i64x2.splat(0);
  let total: f64 = 0;
  let v = values;
  let end = values + at(m);
  while (v < end) {
    let stop = v + 512 < end ? v + 512 : end;
    let factor = one;
    for (; v < stop; v += 16) {
      let value = get(v);
      powers = i64x2.add(powers, i64x2.shr_u(value, 52));
      factor = mul(factor, v128.or(v128.and(value, digits), one));
    }
    total += log(f64x2.extract_lane(factor, 0) * f64x2.extract_lane(factor, 1));
  }
  let power = i64x2.extract_lane(powers, 0) + i64x2.extract_lane(powers, 1) - 1023 * <i64>m;
  return total + <f64>power * f64x2.extract_lane(v128.load(c, TABLE + LN2), 0);
}

/**
 * log(a / b) for a and b from 1/2 to 1: 2 atanh(s), s = (a - b) / (a + b), |s| <= 1/3, where atanh(s) = s + s^3 Q(s^2), the polynomial
 * Q of degree 8 at Chebyshev nodes (relative error 2e-16). NaN passes.
 */
@inline
function logOfHalves(a: v128, b: v128, c: usize): v128 {
  let s = f64x2.div(sub(a, b), add(a, b));
  let z = mul(s, s);
  let z2 = mul(z, z);
  let z4 = mul(z2, z2);
  let q01 = add(v128.load(c, TABLE + WIDER + 0), mul(z, v128.load(c, TABLE + WIDER + 16)));
  let q23 = add(v128.load(c, TABLE + WIDER + 32), mul(z, v128.load(c, TABLE + WIDER + 48)));
  let q45 = add(v128.load(c, TABLE + WIDER + 64), mul(z, v128.load(c, TABLE + WIDER + 80)));
  let q67 = add(v128.load(c, TABLE + WIDER + 96), mul(z, v128.load(c, TABLE + WIDER + 112)));
  let q = add(q45, mul(z2, q67));
  q = add(q, mul(z4, v128.load(c, TABLE + WIDER + 128)));
  q = add(add(q01, mul(z2, q23)), mul(z4, q));
  s = add(s, s);
  return add(s, mul(mul(s, z), q));
}

/** log(x) for positive normal numbers of any size: 2^n f with f from 1 to 2 has the logarithm n log 2 + log f. NaN passes. */
@inline
function logScaled(x: v128, c: usize): v128 {
  let whole = v128.load(c, TABLE + WHOLE);
  let n = sub(v128.or(i64x2.shr_u(x, 52), whole), add(whole, f64x2.splat(1023.0)));
  let f = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), v128.load(c, TABLE + ONE));
  return add(add(mul(n, v128.load(c, TABLE + LN2)), logOf(f, c)), sub(x, x));
}

/** sum w log(values), values positive normal numbers of any size. */
export function weightedLogs(w: i32, values: i32, m: i32): f64 {
  let c = <usize>base;
  let ws = at(w);
  let v = at(values);
  let end = v + at(m);
  let total = f64x2.splat(0);
  for (; v < end; v += 16, ws += 16) total = add(total, mul(get(ws), logScaled(get(v), c)));
  return both(total);
}

/** `posterior` with each sample counted as often as its weight says; w is 0 behind m. */
export function weightedPosterior(w: i32, h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let whole = (m + 3) & ~3;
  let gap =
    k == 2
      ? few(1, 2, w, h, e, whole, p, r, ratio)
      : k == 3
        ? few(1, 3, w, h, e, whole, p, r, ratio)
        : k == 4
          ? few(1, 4, w, h, e, whole, p, r, ratio)
          : several(1, w, h, e, k, whole, p, r, ratio);
  if (m < whole) {
    pad(p, k, m, 0);
    pad(r, k, m, 0);
  }
  return (
    gap +
    (k == 2
      ? weightedLogRatios(2, w, ratio, whole)
      : k <= 16
        ? weightedLogRatios(16, w, ratio, whole)
        : weightedLogRatios(k, w, ratio, whole))
  );
}

/** sum w log(values over their divisors, one block on), both from 1 / most to 1. */
@inline
function weightedLogRatios(most: i32, w: i32, values: i32, m: i32): f64 {
  let c = <usize>base;
  let ws = at(w);
  let v = at(values);
  let end = v + at(m);
  let total = f64x2.splat(0);
  for (; v < end; v += 16, ws += 16) {
    let a = get(v);
    let b = v128.load(v, STRIDE);
    let log =
      most == 2
        ? logOfHalves(a, b, c)
        : most == 16
          ? logOf(f64x2.div(a, b), c)
          : logScaled(f64x2.div(a, b), c);
    total = add(total, mul(get(ws), log));
  }
  return both(total);
}

export function posterior(h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let whole = (m + 3) & ~3;
  let gap =
    k == 2
      ? few(0, 2, 0, h, e, m, p, r, ratio)
      : k == 3
        ? few(0, 3, 0, h, e, m, p, r, ratio)
        : k == 4
          ? few(0, 4, 0, h, e, m, p, r, ratio)
          : several(0, 0, h, e, k, m, p, r, ratio);
  if (m < whole) {
    pad(p, k, m, 0);
    pad(r, k, m, 0);
    pad(ratio, 2, m, 1);
  }
  return gap + sumLogRatio(at(ratio), whole);
}

/** `value`, 0 for samples from m on; t is the address of the first of its two samples. */
@inline
function within(value: v128, t: usize, m: i32): v128 {
  let left = m - <i32>(t >> 3);
  if (left >= 2) return value;
  return left == 1 ? f64x2.replace_lane(value, 1, 0.0) : f64x2.splat(0);
}

/**
 * p <- softmax(h), r <- softmax(h + e); returns the sum of the gaps between the largest h + e and h, with `counted` each times w. Their
 * own weights relative to all, whose ratios' logarithms are missing, go to two blocks.
 */
@inline
function several(counted: i32, w: i32, h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
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
      let pi = weightOf(sub(hi, prior), c);
      put(p0 + i, pi);
      priorSum = add(priorSum, pi);
      let ri = weightOf(sub(add(hi, get(e0 + i)), joint), c);
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
    put(at(ratio) + t, byPrior);
    v128.store(at(ratio) + t, byJoint, STRIDE);
    let own = sub(joint, prior);
    gap = add(gap, counted ? mul(get(at(w) + t), own) : within(own, t, m));
  }
  return both(gap);
}

/** Of the last softmax the largest score, and its weight. */
let largest: v128;
let weight: v128;

/**
 * out <- softmax of k <= 4 scores, of pairs of samples. The largest score's own weight relative to it is 1, which saves
 * an exponential; the others' are quotients N / D = 2^n (C + r) / (C - r), brought to one denominator, so that one division is
 * enough. max(a, b) beside min(b, a) keeps both numbers even where one is NaN.
 */
@inline
function softmaxOf(k: i32, a: v128, b: v128, x: v128, y: v128, out: usize, c: usize): void {
  let one = v128.load(c, TABLE + ONE);
  let nothing = v128.load(c, TABLE + NOTHING);
  let top = f64x2.pmax(a, b);
  let low = f64x2.pmin(b, a);
  let aFirst = f64x2.ge(a, b);
  if (k == 2) {
    let z = f64x2.pmax(sub(low, top), nothing);
    let n = shiftedOf(z, c);
    let r = restOf(z, unshifted(n, c), c);
    let C = cothOf(r, c);
    let N = mul(add(C, r), i64x2.shl(n, 52));
    let D = sub(C, r);
    let by = f64x2.div(one, add(N, D));
    let least = mul(N, by);
    by = mul(D, by);
    largest = top;
    weight = by;
    put(out, v128.bitselect(by, least, aFirst));
    v128.store(out, v128.bitselect(least, by, aFirst), STRIDE);
    return;
  }
  // The winners of two pairs, x alone being a pair if k is 3.
  let other = x;
  let otherLow = x;
  let xFirst = x;
  if (k == 4) {
    other = f64x2.pmax(x, y);
    otherLow = f64x2.pmin(y, x);
    xFirst = f64x2.ge(x, y);
  }
  let first = f64x2.ge(top, other);
  let best = f64x2.pmax(top, other);
  largest = best;
  let z1 = f64x2.pmax(sub(f64x2.pmin(other, top), best), nothing);
  let n1 = shiftedOf(z1, c);
  let r1 = restOf(z1, unshifted(n1, c), c);
  let C1 = cothOf(r1, c);
  let N1 = mul(add(C1, r1), i64x2.shl(n1, 52));
  let D1 = sub(C1, r1);
  let z2 = f64x2.pmax(sub(low, best), nothing);
  let n2 = shiftedOf(z2, c);
  let r2 = restOf(z2, unshifted(n2, c), c);
  let C2 = cothOf(r2, c);
  let N2 = mul(add(C2, r2), i64x2.shl(n2, 52));
  let D2 = sub(C2, r2);
  let by: v128;
  let second: v128;
  if (k == 3) {
    let ofBest = mul(D1, D2);
    second = mul(N1, D2);
    low = mul(N2, D1);
    by = f64x2.div(one, add(add(ofBest, second), low));
    second = mul(second, by);
    low = mul(low, by);
    by = mul(ofBest, by);
  } else {
    let z3 = f64x2.pmax(sub(otherLow, best), nothing);
    let n3 = shiftedOf(z3, c);
    let r3 = restOf(z3, unshifted(n3, c), c);
    let C3 = cothOf(r3, c);
    let N3 = mul(add(C3, r3), i64x2.shl(n3, 52));
    let D3 = sub(C3, r3);
    let D23 = mul(D2, D3);
    low = mul(N2, D3);
    otherLow = mul(N3, D2);
    by = f64x2.div(one, add(mul(add(N1, D1), D23), mul(add(low, otherLow), D1)));
    let common = mul(D23, by);
    by = mul(D1, by);
    low = mul(low, by);
    otherLow = mul(otherLow, by);
    second = mul(N1, common);
    by = mul(D1, common);
  }
  weight = by;
  let winner = v128.bitselect(by, second, first);
  let loser = v128.bitselect(second, by, first);
  put(out, v128.bitselect(winner, low, aFirst));
  v128.store(out, v128.bitselect(low, winner, aFirst), STRIDE);
  if (k == 3) {
    v128.store(out, loser, 2 * STRIDE);
    return;
  }
  v128.store(out, v128.bitselect(loser, otherLow, xFirst), 2 * STRIDE);
  v128.store(out, v128.bitselect(otherLow, loser, xFirst), 3 * STRIDE);
}

/** `several` for two to four experts. */
@inline
function few(counted: i32, k: i32, w: i32, h: i32, e: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let c = <usize>base;
  let gap = f64x2.splat(0);
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let e0 = at(e) + t;
    let ha = get(h0);
    let hb = v128.load(h0, STRIDE);
    let hx = ha;
    let hy = ha;
    if (k > 2) hx = v128.load(h0, 2 * STRIDE);
    if (k > 3) hy = v128.load(h0, 3 * STRIDE);
    softmaxOf(k, ha, hb, hx, hy, at(p) + t, c);
    let prior = largest;
    put(at(ratio) + t, weight);
    ha = add(ha, get(e0));
    hb = add(hb, v128.load(e0, STRIDE));
    if (k > 2) hx = add(hx, v128.load(e0, 2 * STRIDE));
    if (k > 3) hy = add(hy, v128.load(e0, 3 * STRIDE));
    softmaxOf(k, ha, hb, hx, hy, at(r) + t, c);
    v128.store(at(ratio) + t, weight, STRIDE);
    let own = sub(largest, prior);
    gap = add(gap, counted ? mul(get(at(w) + t), own) : within(own, t, m));
  }
  return both(gap);
}

/** A mixture's density that is less may be made of densities that were taken for 0. */
const FAINT: f64 = 1e-290;

export function mixture(h: i32, f: i32, k: i32, m: i32, p: i32, r: i32, densities: i32): f64 {
  let whole = (m + 3) & ~3;
  let least =
    k == 2
      ? fewMixed(2, h, f, whole, p, r, densities)
      : k == 3
        ? fewMixed(3, h, f, whole, p, r, densities)
        : k == 4
          ? fewMixed(4, h, f, whole, p, r, densities)
          : severalMixed(h, f, k, whole, p, r, densities);
  if (!(least >= FAINT)) return NaN;
  if (m < whole) {
    pad(p, k, m, 0);
    pad(r, k, m, 0);
    pad(densities, 1, m, 1);
  }
  return sumLogScaled(at(densities), whole);
}

function severalMixed(h: i32, f: i32, k: i32, m: i32, p: i32, r: i32, densities: i32): f64 {
  let c = <usize>base;
  let one = v128.load(c, TABLE + ONE);
  let span = <usize>k * STRIDE;
  severalPriors(h, k, m, p, densities, r);
  let least = one;
  for (let t: usize = 0; t < at(m); t += 16) {
    let f0 = at(f) + t;
    let p0 = at(p) + t;
    let r0 = at(r) + t;
    let total = f64x2.splat(0);
    for (let i: usize = 0; i < span; i += STRIDE) {
      let own = mul(get(p0 + i), get(f0 + i));
      put(r0 + i, own);
      total = add(total, own);
    }
    let by = f64x2.div(one, total);
    for (let i: usize = 0; i < span; i += STRIDE) put(r0 + i, mul(get(r0 + i), by));
    put(at(densities) + t, total);
    least = f64x2.min(least, total);
  }
  return lesser(least);
}

/** The same for two to four experts. */
@inline
function fewMixed(k: i32, h: i32, f: i32, m: i32, p: i32, r: i32, densities: i32): f64 {
  let c = <usize>base;
  let one = v128.load(c, TABLE + ONE);
  let least = one;
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let f0 = at(f) + t;
    let p0 = at(p) + t;
    let r0 = at(r) + t;
    let a = get(h0);
    let x = a;
    let y = a;
    if (k > 2) x = v128.load(h0, 2 * STRIDE);
    if (k > 3) y = v128.load(h0, 3 * STRIDE);
    softmaxOf(k, a, v128.load(h0, STRIDE), x, y, p0, c);
    a = mul(get(p0), get(f0));
    let b = mul(v128.load(p0, STRIDE), v128.load(f0, STRIDE));
    let total = add(a, b);
    if (k > 2) {
      x = mul(v128.load(p0, 2 * STRIDE), v128.load(f0, 2 * STRIDE));
      total = add(total, x);
    }
    if (k > 3) {
      y = mul(v128.load(p0, 3 * STRIDE), v128.load(f0, 3 * STRIDE));
      total = add(total, y);
    }
    let by = f64x2.div(one, total);
    put(r0, mul(a, by));
    v128.store(r0, mul(b, by), STRIDE);
    if (k > 2) v128.store(r0, mul(x, by), 2 * STRIDE);
    if (k > 3) v128.store(r0, mul(y, by), 3 * STRIDE);
    put(at(densities) + t, total);
    least = f64x2.min(least, total);
  }
  return lesser(least);
}

/** The lesser of both lanes, NaN if one is. */
@inline
function lesser(a: v128): f64 {
  return min(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1));
}

export function prior(h: i32, k: i32, m: i32, p: i32, largest: i32, weights: i32): f64 {
  let whole = (m + 3) & ~3;
  if (k == 2) fewPriors(2, h, whole, p, largest, weights);
  else if (k == 3) fewPriors(3, h, whole, p, largest, weights);
  else if (k == 4) fewPriors(4, h, whole, p, largest, weights);
  else severalPriors(h, k, whole, p, largest, weights);
  if (m < whole) {
    pad(p, k, m, 0);
    pad(weights, 1, m, 1);
  }
  return -sumLog(at(weights), whole);
}

function severalPriors(h: i32, k: i32, m: i32, p: i32, largest: i32, weights: i32): void {
  let c = <usize>base;
  let span = <usize>k * STRIDE;
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let p0 = at(p) + t;
    let top = get(h0);
    for (let i = STRIDE; i < span; i += STRIDE) top = f64x2.pmax(top, get(h0 + i));
    let sum = f64x2.splat(0);
    for (let i: usize = 0; i < span; i += STRIDE) {
      let pi = weightOf(sub(get(h0 + i), top), c);
      put(p0 + i, pi);
      sum = add(sum, pi);
    }
    let by = f64x2.div(v128.load(c, TABLE + ONE), sum);
    for (let i: usize = 0; i < span; i += STRIDE) put(p0 + i, mul(get(p0 + i), by));
    put(at(largest) + t, top);
    put(at(weights) + t, by);
  }
}

/** The same for two to four experts. */
@inline
function fewPriors(k: i32, h: i32, m: i32, p: i32, tops: i32, weights: i32): void {
  let c = <usize>base;
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let a = get(h0);
    let x = a;
    let y = a;
    if (k > 2) x = v128.load(h0, 2 * STRIDE);
    if (k > 3) y = v128.load(h0, 3 * STRIDE);
    softmaxOf(k, a, v128.load(h0, STRIDE), x, y, at(p) + t, c);
    put(at(tops) + t, largest);
    put(at(weights) + t, weight);
  }
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

export function weightedRow(a: i32, b: i32, x: i32, m: i32, out: i32, sums: i32): void {
  let as = at(a);
  let bs = at(b);
  let xs = at(x);
  let o = at(out);
  let end = as + at(m);
  let s = f64x2.splat(0);
  let u = s;
  let sx = s;
  let ux = s;
  for (; as < end; as += 32, bs += 32, xs += 32, o += 32) {
    let v = mul(get(as), get(bs));
    let w = mul(v128.load(as, 16), v128.load(bs, 16));
    put(o, v);
    v128.store(o, w, 16);
    s = add(s, v);
    u = add(u, w);
    sx = add(sx, mul(v, get(xs)));
    ux = add(ux, mul(w, v128.load(xs, 16)));
  }
  accumulate(at(sums), add(s, u));
  accumulate(at(sums) + 8, add(sx, ux));
}

export function productRow(a: i32, b: i32, m: i32, out: i32, sums: i32): void {
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
  accumulate(at(sums), add(s, u));
}

/**
 * The sums of products of p with q neighbouring rows, p from 1 to 3, q 1 or 2: as many sums as the registers hold beside
 * what is multiplied.
 */
@inline
function tile(p: i32, q: i32, i0: usize, j0: usize, m: i32, out: usize, stride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let i = i0;
  let j = j0;
  let end = i0 + at(m);
  for (; i < end; i += 16, j += 16) {
    let a = get(i);
    let b = get(j);
    let d = b;
    s00 = add(s00, mul(a, b));
    if (q > 1) {
      d = v128.load(j, STRIDE);
      s01 = add(s01, mul(a, d));
    }
    if (p > 1) {
      a = v128.load(i, STRIDE);
      s10 = add(s10, mul(a, b));
      if (q > 1) s11 = add(s11, mul(a, d));
    }
    if (p > 2) {
      a = v128.load(i, 2 * STRIDE);
      s20 = add(s20, mul(a, b));
      if (q > 1) s21 = add(s21, mul(a, d));
    }
  }
  accumulate(out, s00);
  if (q > 1) accumulate(out + 8, s01);
  if (p > 1) accumulate(out + stride, s10);
  if (p > 1 && q > 1) accumulate(out + stride + 8, s11);
  if (p > 2) accumulate(out + 2 * stride, s20);
  if (p > 2 && q > 1) accumulate(out + 2 * stride + 8, s21);
}

/** `tile` for p rows with any number q of rows. */
@inline
function tiles(p: i32, i0: usize, j0: usize, q: i32, m: i32, out: usize, stride: usize): void {
  let j = 0;
  for (; j + 2 <= q; j += 2) tile(p, 2, i0, j0 + <usize>j * STRIDE, m, out + at(j), stride);
  if (j < q) tile(p, 1, i0, j0 + <usize>j * STRIDE, m, out + at(j), stride);
}

export function addCross(left: i32, p: i32, right: i32, q: i32, m: i32, out: i32, width: i32): void {
  let stride = at(width);
  let i = 0;
  for (; i + 3 <= p; i += 3)
    tiles(3, at(left) + <usize>i * STRIDE, at(right), q, m, at(out) + <usize>i * stride, stride);
  if (p - i == 2) tiles(2, at(left) + <usize>i * STRIDE, at(right), q, m, at(out) + <usize>i * stride, stride);
  if (p - i == 1) tiles(1, at(left) + <usize>i * STRIDE, at(right), q, m, at(out) + <usize>i * stride, stride);
}

export function keepLargest(ranks: i32, scores: i32, count: i32, k: i32, m: i32): void {
  let span = <usize>count * STRIDE;
  let least = f64x2.splat(<f64>k);
  let one = f64x2.splat(1);
  let out = f64x2.splat(-Infinity);
  for (let t: usize = 0; t < at(m); t += 16) {
    let rank = at(ranks) + t;
    let score = at(scores) + t;
    for (let i: usize = 0; i < span; i += STRIDE) {
      let own = get(rank + i);
      let above = f64x2.splat(0);
      for (let j: usize = 0; j < i; j += STRIDE) above = add(above, v128.and(one, f64x2.ge(get(rank + j), own)));
      for (let j: usize = i + STRIDE; j < span; j += STRIDE)
        above = add(above, v128.and(one, f64x2.gt(get(rank + j), own)));
      put(score + i, v128.bitselect(out, get(score + i), f64x2.ge(above, least)));
    }
  }
}

/** q ((1 - r) a b + c). */
@inline
function curved(r: v128, q: v128, a: v128, b: v128, c: v128, one: v128): v128 {
  return mul(q, add(mul(mul(sub(one, r), a), b), c));
}

export function curvature(r: i32, q: i32, a: i32, b: i32, c: i32, m: i32, out: i32): void {
  let rs = at(r);
  let qs = at(q);
  let as = at(a);
  let bs = at(b);
  let cs = at(c);
  let o = at(out);
  let end = rs + at(m);
  let one = f64x2.splat(1);
  for (; rs < end; rs += 16, qs += 16, as += 16, bs += 16, cs += 16, o += 16)
    put(o, curved(get(rs), get(qs), get(as), get(bs), get(cs), one));
}

/**
 * Adds the moments of products h_j, j < a + c <= 3, to three doubles each: with `affine` the sums of h_j (1, x, x^2) for
 * j < a and of h_j (1, x) for the others, else of h_j (1, x) and of h_j. `own` 0: h_j = u v_j.
 * `own` 1: h_j = q (1 - r) u v_j. `own` 2: h_j = q ((1 - r) u v_j + w_j). `counted` 0: q is r.
 */
@inline
function moments(
  counted: i32,
  own: i32,
  affine: i32,
  a: i32,
  c: i32,
  r: i32,
  q: i32,
  left: i32,
  right: i32,
  second: i32,
  x: i32,
  m: i32,
  out: i32,
): void {
  let rs = at(r);
  let qs = at(q);
  let us = at(left);
  let vs = at(right);
  let ws = at(second);
  let xs = at(x);
  let end = vs + at(m);
  let one = f64x2.splat(1);
  let zero = f64x2.splat(0);
  let p0 = zero;
  let p1 = zero;
  let p2 = zero;
  let q0 = zero;
  let q1 = zero;
  let q2 = zero;
  let c0 = zero;
  let c1 = zero;
  let d0 = zero;
  let d1 = zero;
  for (; vs < end; vs += 16, us += 16) {
    let u = get(us);
    let weight = u;
    if (own > 0) {
      weight = get(rs);
      u = mul(u, sub(one, weight));
      if (counted) {
        weight = get(qs);
        qs += 16;
      }
      if (own == 1) u = mul(u, weight);
      rs += 16;
    }
    let xt = u;
    if (affine + a > 0) {
      xt = get(xs);
      xs += 16;
    }
    if (a > 0) {
      let h = mul(u, get(vs));
      if (own > 1) h = mul(weight, add(h, get(ws)));
      p0 = add(p0, h);
      h = mul(h, xt);
      p1 = add(p1, h);
      if (affine) p2 = add(p2, mul(h, xt));
    }
    if (a > 1) {
      let h = mul(u, v128.load(vs, STRIDE));
      if (own > 1) h = mul(weight, add(h, v128.load(ws, STRIDE)));
      q0 = add(q0, h);
      h = mul(h, xt);
      q1 = add(q1, h);
      if (affine) q2 = add(q2, mul(h, xt));
    }
    if (c > 0) {
      let h = mul(u, get(vs + <usize>a * STRIDE));
      if (own > 1) h = mul(weight, add(h, get(ws + <usize>a * STRIDE)));
      c0 = add(c0, h);
      if (affine) c1 = add(c1, mul(h, xt));
    }
    if (c > 1) {
      let h = mul(u, get(vs + <usize>(a + 1) * STRIDE));
      if (own > 1) h = mul(weight, add(h, get(ws + <usize>(a + 1) * STRIDE)));
      d0 = add(d0, h);
      if (affine) d1 = add(d1, mul(h, xt));
    }
    if (own > 1) ws += 16;
  }
  let o = at(out);
  if (a > 0) {
    accumulate(o, p0);
    accumulate(o + 8, p1);
    if (affine) accumulate(o + 16, p2);
  }
  if (a > 1) {
    accumulate(o + 24, q0);
    accumulate(o + 32, q1);
    if (affine) accumulate(o + 40, q2);
  }
  if (c > 0) {
    accumulate(o + 24 * a, c0);
    if (affine) accumulate(o + 24 * a + 8, c1);
  }
  if (c > 1) {
    accumulate(o + 24 * a + 24, d0);
    if (affine) accumulate(o + 24 * a + 32, d1);
  }
}

@inline
function momentsOfShape(
  counted: i32,
  own: i32,
  affine: i32,
  a: i32,
  c: i32,
  r: i32,
  q: i32,
  left: i32,
  right: i32,
  second: i32,
  x: i32,
  m: i32,
  out: i32,
): void {
  if (a == 2) {
    if (c == 1) moments(counted, own, affine, 2, 1, r, q, left, right, second, x, m, out);
    else moments(counted, own, affine, 2, 0, r, q, left, right, second, x, m, out);
  } else if (a == 1) {
    if (c == 2) moments(counted, own, affine, 1, 2, r, q, left, right, second, x, m, out);
    else if (c == 1) moments(counted, own, affine, 1, 1, r, q, left, right, second, x, m, out);
    else moments(counted, own, affine, 1, 0, r, q, left, right, second, x, m, out);
  } else if (c == 2) moments(counted, own, affine, 0, 2, r, q, left, right, second, x, m, out);
  else moments(counted, own, affine, 0, 1, r, q, left, right, second, x, m, out);
}

export function addMoments(left: i32, affine: i32, right: i32, a: i32, c: i32, x: i32, m: i32, out: i32): void {
  if (affine) momentsOfShape(0, 0, 1, a, c, 0, 0, left, right, 0, x, m, out);
  else momentsOfShape(0, 0, 0, a, c, 0, 0, left, right, 0, x, m, out);
}

export function addOwnMoments(
  r: i32,
  q: i32,
  left: i32,
  affine: i32,
  right: i32,
  second: i32,
  a: i32,
  c: i32,
  x: i32,
  m: i32,
  out: i32,
): void {
  if (q == r) ownMoments(0, r, r, left, affine, right, second, a, c, x, m, out);
  else ownMoments(1, r, q, left, affine, right, second, a, c, x, m, out);
}

@inline
function ownMoments(
  counted: i32,
  r: i32,
  q: i32,
  left: i32,
  affine: i32,
  right: i32,
  second: i32,
  a: i32,
  c: i32,
  x: i32,
  m: i32,
  out: i32,
): void {
  if (second == 0) {
    if (affine) momentsOfShape(counted, 1, 1, a, c, r, q, left, right, 0, x, m, out);
    else momentsOfShape(counted, 1, 0, a, c, r, q, left, right, 0, x, m, out);
  } else if (affine) momentsOfShape(counted, 2, 1, a, c, r, q, left, right, second, x, m, out);
  else momentsOfShape(counted, 2, 0, a, c, r, q, left, right, second, x, m, out);
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

/** The first derivative in z and the second of an activation. */
let slope: v128;
let bend: v128;

// What `activated` calls the activations. src/numeric/simd.ts reads these numbers from the module, and
// test/conformance/engines.test.ts compares what each of them computes with the activation of its name.
export const SIGMOID: i32 = 0;
export const TANH: i32 = 1;
export const GELU: i32 = 2;
export const SILU: i32 = 3;

/**
 * The activation of `kind` at z. With E = exp(-|z|) (tanh: exp(-2 |z|)) as a quotient N / D
 * (see `softmaxOf`) the distribution function of the logistic law is D / (D + N) for z >= 0 and N / (D + N) below, and tanh |z| =
 * (D - N) / (D + N), where E is near 1 through the difference itself.
 */
@inline
function activationOf(kind: i32, z: v128, c: usize): v128 {
  let one = v128.load(c, TABLE + ONE);
  let zero = f64x2.splat(0);
  if (kind == GELU) return geluOf(z, c);
  let size = f64x2.abs(z);
  if (kind == TANH) size = add(size, size);
  let x = f64x2.pmax(sub(zero, size), v128.load(c, TABLE + NOTHING));
  let shifted = shiftedOf(x, c);
  let n = unshifted(shifted, c);
  let r = restOf(x, n, c);
  let C = cothOf(r, c);
  let N = mul(add(C, r), i64x2.shl(shifted, 52));
  let D = sub(C, r);
  let negative = f64x2.lt(z, zero);
  let by = f64x2.div(one, add(D, N));
  if (kind == TANH) {
    let difference = v128.bitselect(sub(zero, add(r, r)), sub(D, N), f64x2.eq(n, zero));
    let t = mul(difference, by);
    let value = v128.bitselect(f64x2.neg(t), t, negative);
    slope = mul(sub(one, value), add(one, value));
    bend = mul(mul(f64x2.splat(-2.0), value), slope);
    return value;
  }
  let large = mul(D, by);
  let small = mul(N, by);
  let value = v128.bitselect(small, large, negative);
  slope = mul(small, large);
  let difference = sub(small, large);
  bend = mul(slope, v128.bitselect(f64x2.neg(difference), difference, negative));
  return kind == SILU ? selfGatedOf(z, value) : value;
}

/** z g(z) for a distribution function with value g, density `slope` and its derivative `bend`. */
@inline
function selfGatedOf(z: v128, g: v128): v128 {
  bend = add(add(slope, slope), mul(z, bend));
  slope = add(g, mul(z, slope));
  return mul(z, g);
}

/**
 * z Phi(z), Phi the normal distribution function: Phi(-x) = phi(x) R(x) for x >= 0 with Mills' ratio R, of which (x + 2) R(x) is a
 * polynomial of degree 21 in (x - 5) / (x + 5) that agrees with it at Chebyshev nodes up to x = 39 (relative error 4e-17). The
 * density's exponent x^2 / 2 is corrected for its rounding.
 */
@inline
function geluOf(z: v128, c: usize): v128 {
  let one = v128.load(c, TABLE + ONE);
  let x = f64x2.pmin(f64x2.abs(z), f64x2.splat(39.0));
  let t = f64x2.div(sub(x, f64x2.splat(5.0)), add(x, f64x2.splat(5.0)));
  let t2 = mul(t, t);
  let even = v128.load(c, TABLE + MILLS + 16 * (MILLS_TERMS - 2));
  let odd = v128.load(c, TABLE + MILLS + 16 * (MILLS_TERMS - 1));
  for (let j: usize = 16 * (MILLS_TERMS - 4); ; j -= 32) {
    even = add(mul(even, t2), get(c + TABLE + MILLS + j));
    odd = add(mul(odd, t2), get(c + TABLE + MILLS + j + 16));
    if (j == 0) break;
  }
  let ratio = f64x2.div(add(even, mul(odd, t)), add(x, f64x2.splat(2.0)));
  let square = mul(x, x);
  let high = v128.and(x, i64x2.splat(-134217728));
  let low = sub(x, high);
  let error = add(add(sub(mul(high, high), square), mul(add(high, high), low)), mul(low, low));
  let half = f64x2.splat(0.5);
  let density = weightOf(mul(f64x2.splat(-0.5), square), c);
  density = mul(mul(density, sub(one, mul(half, error))), f64x2.splat(0.3989422804014327));
  let tail = mul(density, ratio);
  let g = v128.bitselect(sub(one, tail), tail, f64x2.gt(z, f64x2.splat(0)));
  slope = density;
  bend = mul(f64x2.neg(z), density);
  return selfGatedOf(z, g);
}

/** The gate score (act(z) + offset) / tau, `inverse` = 1 / tau: see src/gatings/activationDenseToSparse.ts. */
@inline
function activatedBy(
  kind: i32,
  offset: f64,
  z: i32,
  inverse: f64,
  m: i32,
  order: i32,
  value: i32,
  first: i32,
  second: i32,
): void {
  let c = <usize>base;
  let o = f64x2.splat(offset);
  let by = f64x2.splat(inverse);
  let zs = at(z);
  let v = at(value);
  let d = at(first);
  let dd = at(second);
  let end = zs + at(m);
  let zero = f64x2.splat(0);
  for (; zs < end; zs += 16, v += 16, d += 16, dd += 16) {
    let h = mul(add(activationOf(kind, get(zs), c), o), by);
    put(v, h);
    if (order == 0) continue;
    let inZ = mul(slope, by);
    put(d, by);
    v128.store(d, inZ, STRIDE);
    v128.store(d, f64x2.neg(h), 2 * STRIDE);
    if (order == 1) continue;
    put(dd, zero);
    v128.store(dd, zero, STRIDE);
    v128.store(dd, f64x2.neg(by), 2 * STRIDE);
    v128.store(dd, mul(bend, by), 4 * STRIDE);
    v128.store(dd, f64x2.neg(inZ), 5 * STRIDE);
    v128.store(dd, h, 8 * STRIDE);
  }
}

export function activated(
  kind: i32,
  offset: f64,
  z: i32,
  inverse: f64,
  m: i32,
  order: i32,
  value: i32,
  first: i32,
  second: i32,
): void {
  if (kind == SIGMOID) activatedBy(SIGMOID, offset, z, inverse, m, order, value, first, second);
  else if (kind == TANH) activatedBy(TANH, offset, z, inverse, m, order, value, first, second);
  else if (kind == GELU) activatedBy(GELU, offset, z, inverse, m, order, value, first, second);
  else activatedBy(SILU, offset, z, inverse, m, order, value, first, second);
}

/**
 * The log probability of class y among R classes, or the probability itself (`logs` 0), and the derivatives of the former
 * in the class scores: see src/experts/multinomialLogistic.ts. `scores` and `first`: R blocks, `second`: R by R.
 */
export function multinomialLogistic(
  logs: i32,
  scores: i32,
  R: i32,
  y: i32,
  m: i32,
  order: i32,
  value: i32,
  first: i32,
  second: i32,
): void {
  if (R == 2) fewClasses(2, logs, scores, y, m, order, value, first, second);
  else if (R == 3) fewClasses(3, logs, scores, y, m, order, value, first, second);
  else if (R == 4) fewClasses(4, logs, scores, y, m, order, value, first, second);
  else manyClasses(R, logs, scores, y, m, order, value, first, second);
}

/** Two to four classes: log p_y = score_y - largest score + log of the probability of the class that has it. */
@inline
function fewClasses(
  R: i32,
  logs: i32,
  scores: i32,
  y: i32,
  m: i32,
  order: i32,
  value: i32,
  first: i32,
  second: i32,
): void {
  let c = <usize>base;
  for (let t: usize = 0; t < at(m); t += 16) {
    let e = at(scores) + t;
    let d = at(first) + t;
    let s0 = get(e);
    let s1 = v128.load(e, STRIDE);
    let s2 = s0;
    let s3 = s0;
    if (R > 2) s2 = v128.load(e, 2 * STRIDE);
    if (R > 3) s3 = v128.load(e, 3 * STRIDE);
    softmaxOf(R, s0, s1, s2, s3, d, c);
    let p0 = get(d);
    let p1 = v128.load(d, STRIDE);
    let p2 = p0;
    let p3 = p0;
    if (R > 2) p2 = v128.load(d, 2 * STRIDE);
    if (R > 3) p3 = v128.load(d, 3 * STRIDE);
    // Above its lower limit each class takes over from those before, so that every y has one.
    let response = get(at(y) + t);
    let from1 = f64x2.ge(response, f64x2.splat(1.5));
    let from2 = from1;
    let from3 = from1;
    if (R > 2) from2 = f64x2.ge(response, f64x2.splat(2.5));
    if (R > 3) from3 = f64x2.ge(response, f64x2.splat(3.5));
    if (logs) {
      let chosen = v128.bitselect(s1, s0, from1);
      if (R > 2) chosen = v128.bitselect(s2, chosen, from2);
      if (R > 3) chosen = v128.bitselect(s3, chosen, from3);
      put(at(value) + t, add(sub(chosen, largest), logOf(weight, c)));
    } else {
      let chosen = v128.bitselect(p1, p0, from1);
      if (R > 2) chosen = v128.bitselect(p2, chosen, from2);
      if (R > 3) chosen = v128.bitselect(p3, chosen, from3);
      put(at(value) + t, chosen);
    }
    if (order == 0) continue;
    let one = v128.load(c, TABLE + ONE);
    put(d, sub(v128.andnot(one, from1), p0));
    if (R == 2) v128.store(d, sub(v128.and(one, from1), p1), STRIDE);
    else v128.store(d, sub(v128.and(one, v128.andnot(from1, from2)), p1), STRIDE);
    if (R == 3) v128.store(d, sub(v128.and(one, from2), p2), 2 * STRIDE);
    if (R == 4) {
      v128.store(d, sub(v128.and(one, v128.andnot(from2, from3)), p2), 2 * STRIDE);
      v128.store(d, sub(v128.and(one, from3), p3), 3 * STRIDE);
    }
    if (order == 1) continue;
    let dd = at(second) + t;
    put(dd, mul(p0, sub(p0, one)));
    v128.store(dd, mul(p0, p1), STRIDE);
    dd += <usize>R * STRIDE;
    v128.store(dd, mul(p1, sub(p1, one)), STRIDE);
    if (R == 2) continue;
    v128.store(dd - <usize>R * STRIDE, mul(p0, p2), 2 * STRIDE);
    v128.store(dd, mul(p1, p2), 2 * STRIDE);
    v128.store(dd + <usize>R * STRIDE, mul(p2, sub(p2, one)), 2 * STRIDE);
    if (R == 3) continue;
    v128.store(dd - <usize>R * STRIDE, mul(p0, p3), 3 * STRIDE);
    v128.store(dd, mul(p1, p3), 3 * STRIDE);
    dd += <usize>R * STRIDE;
    v128.store(dd, mul(p2, p3), 3 * STRIDE);
    v128.store(dd + <usize>R * STRIDE, mul(p3, sub(p3, one)), 3 * STRIDE);
  }
}

function manyClasses(
  R: i32,
  logs: i32,
  scores: i32,
  y: i32,
  m: i32,
  order: i32,
  value: i32,
  first: i32,
  second: i32,
): void {
  let c = <usize>base;
  let span = <usize>R * STRIDE;
  for (let t: usize = 0; t < at(m); t += 16) {
    let e = at(scores) + t;
    let d = at(first) + t;
    let top = get(e);
    for (let s = STRIDE; s < span; s += STRIDE) top = f64x2.pmax(top, get(e + s));
    // Above its lower limit each class takes over from those before, so that every y has one.
    let response = get(at(y) + t);
    let limit = f64x2.splat(1.5);
    let one = v128.load(c, TABLE + ONE);
    let total = weightOf(sub(get(e), top), c);
    let chosen = logs ? get(e) : total;
    put(d, total);
    for (let s = STRIDE; s < span; s += STRIDE) {
      let score = get(e + s);
      let weight = weightOf(sub(score, top), c);
      put(d + s, weight);
      total = add(total, weight);
      chosen = v128.bitselect(logs ? score : weight, chosen, f64x2.ge(response, limit));
      limit = add(limit, one);
    }
    let by = f64x2.div(one, total);
    put(at(value) + t, logs ? sub(sub(chosen, top), logOf(total, c)) : mul(chosen, by));
    if (order == 0) continue;
    let dd = at(second) + t;
    for (let s: usize = 0; s < span; s += STRIDE) {
      let own = mul(get(d + s), by);
      put(d + s, own);
      if (order == 1) continue;
      let row = dd + s * <usize>R;
      for (let u: usize = 0; u < s; u += STRIDE) put(dd + u * <usize>R + s, mul(get(d + u), own));
      put(row + s, mul(own, sub(own, one)));
    }
    // first <- 1[y = s] - p_s: the classes with limits on both sides of y.
    limit = f64x2.splat(0.5);
    for (let s: usize = 0; s < span; s += STRIDE) {
      let above = v128.bitselect(one, f64x2.splat(0), f64x2.ge(response, limit));
      if (s == 0) above = one;
      limit = add(limit, one);
      let beyond = v128.bitselect(one, f64x2.splat(0), f64x2.ge(response, limit));
      if (s + STRIDE == span) beyond = f64x2.splat(0);
      put(d + s, sub(sub(above, beyond), get(d + s)));
    }
  }
}
