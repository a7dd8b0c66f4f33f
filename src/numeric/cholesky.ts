/**
 * Overwrites the lower triangle of a symmetric p x p matrix (row major) with its Cholesky factor. False where the matrix is
 * not positive definite, as far as rounding can tell: where a pivot is no more than `tolerance` times the entry that it comes from.
 * Then the rows up to that pivot are overwritten.
 */
export function cholesky(l: Float64Array, p: number, tolerance: number): boolean {
  let i = 0;
  // Four rows at once against the finished ones, in two of their columns: what is loaded serves several sums, none of which waits
  // for another. Each sum has the order that it has row by row.
  for (; i + 4 <= p; i += 4) {
    const r0 = i * p;
    const r1 = r0 + p;
    const r2 = r1 + p;
    const r3 = r2 + p;
    for (let j = 0; j < i; j += 2) {
      const u = j * p;
      const v = u + p;
      let a0 = l[r0 + j];
      let a1 = l[r1 + j];
      let a2 = l[r2 + j];
      let a3 = l[r3 + j];
      let b0 = l[r0 + j + 1];
      let b1 = l[r1 + j + 1];
      let b2 = l[r2 + j + 1];
      let b3 = l[r3 + j + 1];
      for (let m = 0; m < j; m++) {
        const um = l[u + m];
        const vm = l[v + m];
        const c0 = l[r0 + m];
        const c1 = l[r1 + m];
        const c2 = l[r2 + m];
        const c3 = l[r3 + m];
        a0 -= c0 * um;
        a1 -= c1 * um;
        a2 -= c2 * um;
        a3 -= c3 * um;
        b0 -= c0 * vm;
        b1 -= c1 * vm;
        b2 -= c2 * vm;
        b3 -= c3 * vm;
      }
      const first = l[u + j];
      const below = l[v + j];
      const second = l[v + j + 1];
      a0 /= first;
      a1 /= first;
      a2 /= first;
      a3 /= first;
      l[r0 + j] = a0;
      l[r1 + j] = a1;
      l[r2 + j] = a2;
      l[r3 + j] = a3;
      l[r0 + j + 1] = (b0 - a0 * below) / second;
      l[r1 + j + 1] = (b1 - a1 * below) / second;
      l[r2 + j + 1] = (b2 - a2 * below) / second;
      l[r3 + j + 1] = (b3 - a3 * below) / second;
    }
    for (let row = i; row < i + 4; row++) if (!finishRow(l, p, row, i, tolerance)) return false;
  }
  for (; i < p; i++) if (!finishRow(l, p, i, 0, tolerance)) return false;
  return true;
}

/** The entries of a row from column `from` on; false if the pivot is too small. */
function finishRow(l: Float64Array, p: number, i: number, from: number, tolerance: number): boolean {
  const row = i * p;
  const floor = tolerance * Math.abs(l[row + i]);
  for (let j = from; j <= i; j++) {
    const other = j * p;
    let sum = l[row + j];
    for (let m = 0; m < j; m++) sum -= l[row + m] * l[other + m];
    if (j < i) l[row + j] = sum / l[other + j];
    else {
      if (!(sum > floor)) return false;
      l[row + i] = Math.sqrt(sum);
    }
  }
  return true;
}

/** L^-1 b for a lower triangle L (p x p, row major). */
export function forwardSolve(l: Float64Array, b: ArrayLike<number>, p: number): Float64Array {
  const x = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    let sum = b[i];
    for (let m = 0; m < i; m++) sum -= l[i * p + m] * x[m];
    x[i] = sum / l[i * p + i];
  }
  return x;
}

/** (L L')^-1 b for a lower triangle L (p x p, row major). */
export function backSolve(l: Float64Array, b: ArrayLike<number>, p: number): Float64Array {
  const x = forwardSolve(l, b, p);
  for (let i = p - 1; i >= 0; i--) {
    let sum = x[i];
    for (let m = i + 1; m < p; m++) sum -= l[m * p + i] * x[m];
    x[i] = sum / l[i * p + i];
  }
  return x;
}
