import { MoestatError } from "../error.js";
/** Nodes and weights of a quadrature rule. */
export interface QuadratureRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The Gauss-Legendre rule with n nodes on [from, to], exact for polynomials of degree 2n - 1: roots of the
 * Legendre polynomial P_n by Newton's method, weights 2 / ((1 - z^2) P_n'(z)^2), in increasing order.
 */
export function gaussLegendre(n: number, from = -1, to = 1): QuadratureRule {
  if (!Number.isInteger(n) || n < 1)
    throw new MoestatError(`invalid number of nodes; not a positive integer: ${n}`);
  const half = (to - from) / 2;
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let z = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let step = 0; step < 10; step++) {
      const { value, slope } = legendre(n, z);
      z -= value / slope;
    }
    const { slope } = legendre(n, z);
    nodes.push(from + half * (1 + z));
    weights.push((2 * half) / ((1 - z * z) * slope * slope));
  }
  return { nodes, weights };
}

/** P_n(z) and its derivative, by the three-term recurrence. */
function legendre(n: number, z: number): { value: number; slope: number } {
  let before = 0;
  let value = 1;
  for (let j = 1; j <= n; j++) [before, value] = [value, ((2 * j - 1) * z * value - (j - 1) * before) / j];
  return { value, slope: (n * (z * value - before)) / (z * z - 1) };
}

const panel = gaussLegendre(12);

function panelIntegral(f: (y: number) => number, from: number, to: number): number {
  const half = (to - from) / 2;
  let sum = 0;
  for (let i = 0; i < panel.nodes.length; i++)
    sum += panel.weights[i] * f(from + half * (1 + panel.nodes[i]));
  return half * sum;
}

/** When a panel need not be halved again: the change is below absolute or below relative times the value. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * The integral of f over the line between the first and the last of the increasing breakpoints: composite
 * Gauss-Legendre with 12 nodes between breakpoints, each panel halved until that changes it no more than
 * the tolerance (at most 40 times). Narrow features must be enclosed by breakpoints to be seen.
 */
export function integrate(
  f: (y: number) => number,
  breakpoints: readonly number[],
  tolerance: Tolerance,
): number {
  const refined = (from: number, to: number, whole: number, depth: number): number => {
    const middle = from + (to - from) / 2;
    const left = panelIntegral(f, from, middle);
    const right = panelIntegral(f, middle, to);
    const change = Math.abs(left + right - whole);
    if (!(change > tolerance.absolute + tolerance.relative * Math.abs(left + right)) || depth === 40)
      return left + right;
    return refined(from, middle, left, depth + 1) + refined(middle, to, right, depth + 1);
  };
  let sum = 0;
  for (let i = 1; i < breakpoints.length; i++) {
    const [from, to] = [breakpoints[i - 1], breakpoints[i]];
    sum += refined(from, to, panelIntegral(f, from, to), 0);
  }
  return sum;
}
