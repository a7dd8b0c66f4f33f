import { cothOf, restOf, shiftedOf, unshifted } from "./exp";
import { STRIDE, add, mul, put, sub } from "./lanes";
import { NOTHING, ONE, TABLE } from "./table";

/** `value`, 0 for samples from m on; t is the address of the first of its two samples. */
@inline
export function within(value: v128, t: usize, m: i32): v128 {
  let left = m - <i32>(t >> 3);
  if (left >= 2) return value;
  return left == 1 ? f64x2.replace_lane(value, 1, 0.0) : f64x2.splat(0);
}

/** Of the last softmax the largest score, and its weight. */
export let largest: v128;
export let weight: v128;

/**
 * out <- softmax of k <= 4 scores, of pairs of samples. The largest score's own weight relative to it is 1, which saves
 * an exponential; the others' are quotients N / D = 2^n (C + r) / (C - r), brought to one denominator, so that one division is
 * enough. max(a, b) beside min(b, a) keeps both numbers even where one is NaN.
 */
@inline
export function softmaxOf(k: i32, a: v128, b: v128, x: v128, y: v128, out: usize, c: usize): void {
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
