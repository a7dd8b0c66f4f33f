import { weightOf } from "./exp";
import { STRIDE, add, at, base, get, mul, put, sub } from "./lanes";
import { logOf } from "./log";
import { largest, softmaxOf, weight } from "./softmax";
import { ONE, TABLE } from "./table";

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
