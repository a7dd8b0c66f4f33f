import { symmetricEigen } from "../numeric/symmetricEigen.js";
import { checkInteger } from "./checks.js";
import type { PolynomialPoint } from "./polynomialSystem.js";

/**
 * The solution of the polynomial system (P1, eq. (6)) at every order r < 2m that shows rbar(m) >= 2m for m > 1:
 * p1 = p2 = 0, p3 the m nodes of Gauss-Hermite quadrature for the weight exp(-x^2 / 2), p5^2 its weights (of
 * sum 1), p4 = -1/2 for all.
 *
 * With p4 = -1/2 the coefficient of z^n in exp(p3 z + p4 z^2) is He_n(p3) / n!, He_n being the Hermite polynomial
 * of degree n. So equation n says that the rule integrates He_n to 0, as the normal law does, and it does so for
 * all degrees below 2m. Of degree 2m it gives -m!: He_2m has the leading term of He_m^2, which vanishes at the
 * nodes and has the mean m!. For m = 1 the only node is 0, which makes the solution trivial.
 *
 * Nodes are in increasing order. Throws unless m is an integer from 1 to 300: beyond, the smallest weight leaves
 * the range of a double.
 */
export function gaussHermiteSolution(m: number): PolynomialPoint {
  checkInteger("m", m, 1, 300);
  const nodes = nodesOf(m);
  const zeros = nodes.map(() => [0]);
  return {
    p1: zeros,
    p2: zeros,
    p3: nodes,
    p4: nodes.map(() => -1 / 2),
    p5: nodes.map((x) => 1 / Math.hypot(...orthonormal(m, x).slice(0, m))),
  };
}

/** The roots of He_m: eigenvalues of the Jacobi matrix of the recurrence, then a Newton step for the last digits. */
function nodesOf(m: number): number[] {
  const jacobi = new Float64Array(m * m);
  for (let n = 1; n < m; n++) jacobi[(n - 1) * m + n] = jacobi[n * m + n - 1] = Math.sqrt(n);
  const roots = symmetricEigen(jacobi, m).values.map((x) => {
    const h = orthonormal(m, x);
    return x - h[m] / (Math.sqrt(m) * h[m - 1]);
  });
  return roots.map((x, i) => (x - roots[m - 1 - i]) / 2);
}

/** He_n(x) / sqrt(n!), n = 0..m; its derivative is sqrt(n) times the one before. */
function orthonormal(m: number, x: number): number[] {
  const h = [1];
  for (let n = 1; n <= m; n++) h[n] = (x * h[n - 1] - Math.sqrt(n - 1) * (h[n - 2] ?? 0)) / Math.sqrt(n);
  return h;
}
