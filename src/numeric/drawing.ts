import { exp } from "./exp.js";

// What the sampler does to a block of the workspace M: in TypeScript on every platform, so that a data set does not depend
// on the engine of the likelihood to the last bit.

/** eta <- c0 + sum_j c_j x_j; coefficients start at `at`, the intercept first where there is one. */
export function linearPredictor(
  M: Float64Array,
  eta: number,
  coefficients: Float64Array,
  at: number,
  intercept: boolean,
  columns: readonly number[],
  m: number,
): void {
  const c0 = intercept ? coefficients[at] : 0;
  const slopes = intercept ? at + 1 : at;
  if (columns.length === 0) {
    M.fill(c0, eta, eta + m);
    return;
  }
  const c1 = coefficients[slopes];
  const x1 = columns[0];
  for (let t = 0; t < m; t++) M[eta + t] = c0 + c1 * M[x1 + t];
  for (let j = 1; j < columns.length; j++) {
    const c = coefficients[slopes + j];
    const x = columns[j];
    for (let t = 0; t < m; t++) M[eta + t] += c * M[x + t];
  }
}

/** into <- max(into, values). */
export function maximum(M: Float64Array, values: number, m: number, into: number): void {
  for (let t = 0; t < m; t++) {
    const value = M[values + t];
    if (value > M[into + t]) M[into + t] = value;
  }
}

/** out <- exp(values - shift) and total <- total + out. */
export function addExp(
  M: Float64Array,
  values: number,
  shift: number,
  m: number,
  out: number,
  total: number,
): void {
  for (let t = 0; t < m; t++) {
    const e = exp(M[values + t] - M[shift + t]);
    M[out + t] = e;
    M[total + t] += e;
  }
}
