// Scores of experts: linear predictors, and which experts are selected.
import { STRIDE, add, at, get, mul, put, sub } from "./lanes";

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
export function pad(blocks: i32, k: i32, m: i32, value: f64): void {
  let whole = (m + 3) & ~3;
  for (let i = 0; i < k; i++)
    for (let t = m; t < whole; t++) store<f64>(at(blocks) + <usize>i * STRIDE + at(t), value);
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
