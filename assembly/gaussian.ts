import { STRIDE, at, get, mul, put, sub } from "./lanes";

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
