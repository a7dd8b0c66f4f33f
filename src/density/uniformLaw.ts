import { MoestatError } from "../error.js";
import { gaussLegendre } from "../numeric/quadrature.js";
import { shown } from "../numeric/shown.js";
import { checkNames } from "../words/names.js";

/** The cube and the rule on it; see `uniformLaw`. */
export interface UniformLawOptions {
  readonly d?: number;
  readonly from?: number;
  readonly to?: number;
  readonly order?: number;
  readonly panels?: number;
}

/**
 * Gauss-Legendre points (rows of d inputs) and weights (of sum 1) that average a smooth function of x over
 * the uniform law on [from, to]^d: `order` nodes on each of `panels` equal parts of every axis. Throws on an interval that is not finite
 * or does not increase, and on numbers of inputs, nodes and parts that are none.
 */
export function uniformLaw(options: UniformLawOptions = {}): { points: number[][]; weights: number[] } {
  checkNames("uniformLaw", options, ["d", "from", "to", "order", "panels"]);
  const { d = 1, from = -1, to = 1, order = 20, panels = 1 } = options;
  for (const [name, value, least] of [
    ["d", d, 0],
    ["order", order, 1],
    ["panels", panels, 1],
  ] as const)
    if (!(Number.isInteger(value) && value >= least))
      throw new MoestatError(`invalid ${name}; not a whole number from ${least} on: ${shown(value)}`);
  if (!(Number.isFinite(from) && Number.isFinite(to)))
    throw new MoestatError(`invalid interval; not finite: [${from}, ${to}]`);
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
