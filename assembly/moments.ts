// Curvatures, and sums of them with the inputs.
import { STRIDE, accumulate, add, at, get, mul, put, sub } from "./lanes";

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
