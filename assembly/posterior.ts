// The E-step: log-likelihood of a block and the responsibilities.
import { weightOf } from "./exp";
import { STRIDE, add, at, base, both, get, mul, put, sub } from "./lanes";
import { sumLogRatio, weightedLogRatios } from "./log";
import { pad } from "./scores";
import { largest, softmaxOf, weight, within } from "./softmax";
import { ONE, TABLE } from "./table";

/** `posterior` with each sample counted as often as its weight says; w is 0 behind m. */
export function weightedPosterior(w: i32, h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let whole = (m + 3) & ~3;
  let gap =
    k == 2
      ? few(1, 2, w, h, e, whole, p, r, ratio)
      : k == 3
        ? few(1, 3, w, h, e, whole, p, r, ratio)
        : k == 4
          ? few(1, 4, w, h, e, whole, p, r, ratio)
          : several(1, w, h, e, k, whole, p, r, ratio);
  if (m < whole) {
    pad(p, k, m, 0);
    pad(r, k, m, 0);
  }
  return (
    gap +
    (k == 2
      ? weightedLogRatios(2, w, ratio, whole)
      : k <= 16
        ? weightedLogRatios(16, w, ratio, whole)
        : weightedLogRatios(k, w, ratio, whole))
  );
}

export function posterior(h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let whole = (m + 3) & ~3;
  let gap =
    k == 2
      ? few(0, 2, 0, h, e, m, p, r, ratio)
      : k == 3
        ? few(0, 3, 0, h, e, m, p, r, ratio)
        : k == 4
          ? few(0, 4, 0, h, e, m, p, r, ratio)
          : several(0, 0, h, e, k, m, p, r, ratio);
  if (m < whole) {
    pad(p, k, m, 0);
    pad(r, k, m, 0);
    pad(ratio, 2, m, 1);
  }
  return gap + sumLogRatio(at(ratio), whole);
}

/**
 * p <- softmax(h), r <- softmax(h + e); returns the sum of the gaps between the largest h + e and h, with `counted` each times w. Their
 * own weights relative to all, whose ratios' logarithms are missing, go to two blocks.
 */
@inline
function several(counted: i32, w: i32, h: i32, e: i32, k: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let c = <usize>base;
  let span = <usize>k * STRIDE;
  let gap = f64x2.splat(0);
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let e0 = at(e) + t;
    let p0 = at(p) + t;
    let r0 = at(r) + t;
    let prior = get(h0);
    let joint = add(prior, get(e0));
    for (let i = STRIDE; i < span; i += STRIDE) {
      let hi = get(h0 + i);
      prior = f64x2.pmax(prior, hi);
      joint = f64x2.pmax(joint, add(hi, get(e0 + i)));
    }
    let priorSum = f64x2.splat(0);
    let jointSum = f64x2.splat(0);
    for (let i: usize = 0; i < span; i += STRIDE) {
      let hi = get(h0 + i);
      let pi = weightOf(sub(hi, prior), c);
      put(p0 + i, pi);
      priorSum = add(priorSum, pi);
      let ri = weightOf(sub(add(hi, get(e0 + i)), joint), c);
      put(r0 + i, ri);
      jointSum = add(jointSum, ri);
    }
    let one = v128.load(c, TABLE + ONE);
    let byPrior = f64x2.div(one, priorSum);
    let byJoint = f64x2.div(one, jointSum);
    for (let i: usize = 0; i < span; i += STRIDE) {
      put(p0 + i, mul(get(p0 + i), byPrior));
      put(r0 + i, mul(get(r0 + i), byJoint));
    }
    put(at(ratio) + t, byPrior);
    v128.store(at(ratio) + t, byJoint, STRIDE);
    let own = sub(joint, prior);
    gap = add(gap, counted ? mul(get(at(w) + t), own) : within(own, t, m));
  }
  return both(gap);
}

/** `several` for two to four experts. */
@inline
function few(counted: i32, k: i32, w: i32, h: i32, e: i32, m: i32, p: i32, r: i32, ratio: i32): f64 {
  let c = <usize>base;
  let gap = f64x2.splat(0);
  for (let t: usize = 0; t < at(m); t += 16) {
    let h0 = at(h) + t;
    let e0 = at(e) + t;
    let ha = get(h0);
    let hb = v128.load(h0, STRIDE);
    let hx = ha;
    let hy = ha;
    if (k > 2) hx = v128.load(h0, 2 * STRIDE);
    if (k > 3) hy = v128.load(h0, 3 * STRIDE);
    softmaxOf(k, ha, hb, hx, hy, at(p) + t, c);
    let prior = largest;
    put(at(ratio) + t, weight);
    ha = add(ha, get(e0));
    hb = add(hb, v128.load(e0, STRIDE));
    if (k > 2) hx = add(hx, v128.load(e0, 2 * STRIDE));
    if (k > 3) hy = add(hy, v128.load(e0, 3 * STRIDE));
    softmaxOf(k, ha, hb, hx, hy, at(r) + t, c);
    v128.store(at(ratio) + t, weight, STRIDE);
    let own = sub(largest, prior);
    gap = add(gap, counted ? mul(get(at(w) + t), own) : within(own, t, m));
  }
  return both(gap);
}
