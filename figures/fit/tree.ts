import type { Point } from "../marks.js";

/** One merge: atoms have the numbers 0 to K - 1; what merge s makes has the number K + s. */
export interface TreeMerge {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

/** A branch of a dendrogram: up from the left part, across, and down to the right one; `top` is its middle. */
export interface Branch {
  readonly points: readonly Point[];
  readonly top: Point;
}

/**
 * The branches of a dendrogram over the atoms in their order, atom `order[p]` at place p, which grow from `ground`. Heights need not increase: a branch that is
 * lower than its parts is drawn where it is.
 */
export function branchesOf(order: readonly number[], merges: readonly TreeMerge[], ground: number): Branch[] {
  const nodes = order.map((_, number): Point => ({ x: order.indexOf(number), y: ground }));
  return merges.map(({ left, right, height }) => {
    const [p, q] = [nodes[left]!, nodes[right]!];
    const top = { x: (p.x + q.x) / 2, y: height };
    nodes.push(top);
    return { points: [p, { x: p.x, y: height }, { x: q.x, y: height }, q], top };
  });
}
