import { add, at, base, get, mul, put, sub } from "./lanes";
import {
  BIASED,
  COTH,
  HIGHEST,
  LN2_HIGH,
  LN2_LOW,
  LOWEST,
  NOTHING,
  ONE,
  PER_LN2,
  ROUNDER,
  TABLE,
  UNIT,
} from "./table";

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
export function weightOf(x: v128, c: usize): v128 {
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
export function shiftedOf(z: v128, c: usize): v128 {
  return add(mul(z, v128.load(c, TABLE + PER_LN2)), v128.load(c, TABLE + BIASED));
}

/** n. */
@inline
export function unshifted(shifted: v128, c: usize): v128 {
  return sub(shifted, v128.load(c, TABLE + BIASED));
}

/** r = z - n ln 2. */
@inline
export function restOf(z: v128, n: v128, c: usize): v128 {
  return sub(sub(z, mul(n, v128.load(c, TABLE + LN2_HIGH))), mul(n, v128.load(c, TABLE + LN2_LOW)));
}

/**
 * C = r coth(r / 2), the polynomial of degree 5 in r^2 that agrees with it at Chebyshev nodes: exp(r) then has a relative
 * error of 6e-19. It takes fewer instructions than a polynomial for exp(r) itself, which would be of degree 11.
 */
@inline
export function cothOf(r: v128, c: usize): v128 {
  let r2 = mul(r, r);
  let c01 = add(v128.load(c, TABLE + COTH + 0), mul(r2, v128.load(c, TABLE + COTH + 16)));
  let c23 = add(v128.load(c, TABLE + COTH + 32), mul(r2, v128.load(c, TABLE + COTH + 48)));
  let c45 = add(v128.load(c, TABLE + COTH + 64), mul(r2, v128.load(c, TABLE + COTH + 80)));
  let r4 = mul(r2, r2);
  return add(c01, mul(r4, add(c23, mul(r4, c45))));
}

export function exp(values: i32, m: i32, out: i32): void {
  let c = <usize>base;
  let v = at(values);
  let o = at(out);
  let end = v + at(m);
  for (; v < end; v += 16, o += 16) put(o, expOf(get(v), c));
}
