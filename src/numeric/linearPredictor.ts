import type { Workspace } from "./kernels.js";

/**
 * eta <- c0 + sum_j c_j x_j for m elements of a block, added up in this order: c_j = coefficients[from + j], `columns` the
 * offsets of the x_j. Without columns eta is c0.
 */
export function linearPredictor(
  { M, kernels }: Workspace,
  eta: number,
  c0: number,
  coefficients: Float64Array,
  from: number,
  columns: readonly number[],
  m: number,
): void {
  if (columns.length === 0) {
    M.fill(c0, eta, eta + m);
    return;
  }
  kernels.linear(eta, c0, coefficients[from], columns[0], m);
  for (let j = 1; j < columns.length; j++) kernels.addLinear(eta, coefficients[from + j], columns[j], m);
}
