import { gaussLegendre } from "../numeric/quadrature.js";

/** The nodes of a quadrature rule on a box. */
export interface Grid {
  /** d columns of coordinates. */
  readonly x: readonly Float64Array[];
  /** Square roots of the weights, whose sum is 1. */
  readonly roots: Float64Array;
}

/** The Gauss-Legendre product rule on the box [-halfWidth, halfWidth]^d, with fewer nodes per axis for larger d. */
export function productGrid(d: number, halfWidth: number): Grid {
  const perAxis = [64, 24, 12][d - 1] ?? 8;
  const { nodes, weights } = gaussLegendre(perAxis, -halfWidth, halfWidth);
  const axes = Array.from({ length: d }, (_, u) => u);
  const indices = Array.from({ length: perAxis ** d }, (_, i) =>
    axes.map((u) => Math.floor(i / perAxis ** u) % perAxis),
  );
  return {
    x: axes.map((u) => Float64Array.from(indices, (index) => nodes[index[u]])),
    roots: Float64Array.from(indices, (index) =>
      index.reduce((root, j) => root * Math.sqrt(weights[j] / (2 * halfWidth)), 1),
    ),
  };
}
