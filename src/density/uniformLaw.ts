import { MoestatError } from "../error.js";
import { gaussLegendre } from "../numeric/quadrature.js";

/**
 * Gauss-Legendre points (rows of d inputs) and weights (of sum 1) that average a smooth function of x over
 * the uniform law on [from, to]^d: `order` nodes on each of `panels` equal parts of every axis.
 */
export function uniformLaw({ d = 1, from = -1, to = 1, order = 20, panels = 1 } = {}): {
  points: number[][];
  weights: number[];
} {
  if (!(from < to)) throw new MoestatError(`invalid interval; not increasing: [${from}, ${to}]`);
  const width = (to - from) / panels;
  const parts = Array.from({ length: panels }, (_, i) =>
    gaussLegendre(order, from + i * width, from + (i + 1) * width),
  );
  const nodes = parts.flatMap((part) => part.nodes);
  const shares = parts.flatMap((part) => part.weights.map((weight) => weight / (to - from)));
  let points: number[][] = [[]];
  let weights = [1];
  for (let axis = 0; axis < d; axis++) {
    weights = weights.flatMap((weight) => shares.map((share) => weight * share));
    points = points.flatMap((point) => nodes.map((node) => [...point, node]));
  }
  return { points, weights };
}
