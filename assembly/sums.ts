// Sums over a block, and products that they need.
import { accumulate, add, at, both, get, mul, put, sub } from "./lanes";

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
