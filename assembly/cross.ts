// Products of rows with rows: the blocks of a Hessian.
import { STRIDE, accumulate, add, at, get, mul } from "./lanes";

/**
 * The sums of products of p with q neighbouring rows, p from 1 to 3, q 1 or 2: as many sums as the registers hold beside
 * what is multiplied.
 */
@inline
function tile(p: i32, q: i32, i0: usize, j0: usize, m: i32, out: usize, stride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let i = i0;
  let j = j0;
  let end = i0 + at(m);
  for (; i < end; i += 16, j += 16) {
    let a = get(i);
    let b = get(j);
    let d = b;
    s00 = add(s00, mul(a, b));
    if (q > 1) {
      d = v128.load(j, STRIDE);
      s01 = add(s01, mul(a, d));
    }
    if (p > 1) {
      a = v128.load(i, STRIDE);
      s10 = add(s10, mul(a, b));
      if (q > 1) s11 = add(s11, mul(a, d));
    }
    if (p > 2) {
      a = v128.load(i, 2 * STRIDE);
      s20 = add(s20, mul(a, b));
      if (q > 1) s21 = add(s21, mul(a, d));
    }
  }
  accumulate(out, s00);
  if (q > 1) accumulate(out + 8, s01);
  if (p > 1) accumulate(out + stride, s10);
  if (p > 1 && q > 1) accumulate(out + stride + 8, s11);
  if (p > 2) accumulate(out + 2 * stride, s20);
  if (p > 2 && q > 1) accumulate(out + 2 * stride + 8, s21);
}

/** `tile` for p rows with any number q of rows. */
@inline
function tiles(p: i32, i0: usize, j0: usize, q: i32, m: i32, out: usize, stride: usize): void {
  let j = 0;
  for (; j + 2 <= q; j += 2) tile(p, 2, i0, j0 + <usize>j * STRIDE, m, out + at(j), stride);
  if (j < q) tile(p, 1, i0, j0 + <usize>j * STRIDE, m, out + at(j), stride);
}

export function addCross(left: i32, p: i32, right: i32, q: i32, m: i32, out: i32, width: i32): void {
  let stride = at(width);
  let i = 0;
  for (; i + 3 <= p; i += 3)
    tiles(3, at(left) + <usize>i * STRIDE, at(right), q, m, at(out) + <usize>i * stride, stride);
  if (p - i == 2) tiles(2, at(left) + <usize>i * STRIDE, at(right), q, m, at(out) + <usize>i * stride, stride);
  if (p - i == 1) tiles(1, at(left) + <usize>i * STRIDE, at(right), q, m, at(out) + <usize>i * stride, stride);
}
