import { STRIDE, add, at, base, get, mul, put } from "./lanes";
import { sumLogScaled } from "./log";
import { severalPriors } from "./prior";
import { pad } from "./scores";
import { softmaxOf } from "./softmax";
import { ONE, TABLE } from "./table";

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
