import { cothOf, restOf, shiftedOf, unshifted, weightOf } from "./exp";
import { STRIDE, add, at, base, get, mul, put, sub } from "./lanes";
import { MILLS, MILLS_TERMS, NOTHING, ONE, TABLE } from "./table";

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
