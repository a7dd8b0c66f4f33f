import { STRIDE, add, at, base, both, get, log, mul, sub } from "./lanes";
import { ATANH, FOUR, LN2, ONE, ROOT, TABLE, WHOLE, WHOLE_FOUR, WIDER } from "./table";

/**
 * log(x) for x >= 1/16: x = 2^n f with f from sqrt(1/2) to sqrt(2), and log f = 2 atanh(s), s = (f - 1) / (f + 1), where
 * atanh(s) = s + s^3 P(s^2), the polynomial P of degree 6 at Chebyshev nodes (relative error 5e-18). NaN passes.
 */
@inline
export function logOf(x: v128, c: usize): v128 {
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

/** sum log of the values, one log for every 32 pairs. */
export function sumLog(values: usize, m: i32): f64 {
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
export function sumLogRatio(values: usize, m: i32): f64 {
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
export function sumLogScaled(values: usize, m: i32): f64 {
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

/** sum w log(values over their divisors, one block on), both from 1 / most to 1. */
@inline
export function weightedLogRatios(most: i32, w: i32, values: i32, m: i32): f64 {
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
