import { weightOf } from "./exp";
import { STRIDE, add, at, base, get, mul, put, sub } from "./lanes";
import { sumLog } from "./log";
import { pad } from "./scores";
import { largest, softmaxOf, weight } from "./softmax";
import { ONE, TABLE } from "./table";

export function prior(h: i32, k: i32, m: i32, p: i32, largest: i32, weights: i32): f64 {
  let whole = (m + 3) & ~3;
  if (k == 2) fewPriors(2, h, whole, p, largest, weights);
  else if (k == 3) fewPriors(3, h, whole, p, largest, weights);
  else if (k == 4) fewPriors(4, h, whole, p, largest, weights);
  else severalPriors(h, k, whole, p, largest, weights);
  if (m < whole) {
    pad(p, k, m, 0);
    pad(weights, 1, m, 1);
  }
  return -sumLog(at(weights), whole);
}

export function severalPriors(h: i32, k: i32, m: i32, p: i32, largest: i32, weights: i32): void {
  let c = <usize>base;
  let span = <usize>k * STRIDE;
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let p0 = at(p) + t;
    let top = get(h0);
    for (let i = STRIDE; i < span; i += STRIDE) top = f64x2.pmax(top, get(h0 + i));
    let sum = f64x2.splat(0);
    for (let i: usize = 0; i < span; i += STRIDE) {
      let pi = weightOf(sub(get(h0 + i), top), c);
      put(p0 + i, pi);
      sum = add(sum, pi);
    }
    let by = f64x2.div(v128.load(c, TABLE + ONE), sum);
    for (let i: usize = 0; i < span; i += STRIDE) put(p0 + i, mul(get(p0 + i), by));
    put(at(largest) + t, top);
    put(at(weights) + t, by);
  }
}

/** The same for two to four experts. */
@inline
function fewPriors(k: i32, h: i32, m: i32, p: i32, tops: i32, weights: i32): void {
  let c = <usize>base;
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let a = get(h0);
    let x = a;
    let y = a;
    if (k > 2) x = v128.load(h0, 2 * STRIDE);
    if (k > 3) y = v128.load(h0, 3 * STRIDE);
    softmaxOf(k, a, v128.load(h0, STRIDE), x, y, at(p) + t, c);
    put(at(tops) + t, largest);
    put(at(weights) + t, weight);
  }
}
