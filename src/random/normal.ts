import type { Uniform } from "../types.js";
import { mostProposals, notUniform } from "./rejection.js";

const layers = 256;
/** Where the tail begins: the value for which `layers` pieces of equal area fill the half bell exactly. */
const tailStart = 3.6541528853610088;
/** Area of each piece under exp(-x^2 / 2): tailStart exp(-tailStart^2 / 2) + the tail beyond it. */
const area = 0.004928673233974655;

const bell = (x: number) => Math.exp(-0.5 * x * x);

/**
 * Right edges of the layers, from the base (index 0, the width of a rectangle with the area of base and tail) to the
 * top (index 256, 0); the bell at these edges; and the share of each layer that lies wholly under the bell.
 */
function ziggurat() {
  const edge = new Float64Array(layers + 1);
  edge[0] = area / bell(tailStart);
  edge[1] = tailStart;
  for (let i = 2; i < layers; i++) edge[i] = Math.sqrt(-2 * Math.log(bell(edge[i - 1]) + area / edge[i - 1]));
  return { edge, height: edge.map(bell), inside: edge.map((x, i) => (i < layers ? edge[i + 1] / x : 0)) };
}

const { edge, height, inside } = ziggurat();

/**
 * A sampler of the standard normal law that takes its randomness from `uniform`: the ziggurat with 256 layers
 * (Marsaglia and Tsang 2000, with separate bits for layer and position as Doornik 2005 asks) and exact tail. Exact
 * up to the resolution of `uniform`; 1.02 uniforms a draw on average. A draw throws where `uniform` is no source of uniform
 * numbers, so that no proposal is accepted.
 */
export function normal(uniform: Uniform): () => number {
  return () => {
    for (let proposal = 0; proposal < mostProposals; proposal++) {
      const position = uniform() * layers;
      const layer = position | 0;
      const side = 2 * (position - layer) - 1;
      const x = side * edge[layer];
      if (Math.abs(side) < inside[layer]) return x;
      if (layer === 0) return side < 0 ? -tail(uniform) : tail(uniform);
      const y = height[layer] + uniform() * (height[layer + 1] - height[layer]);
      if (y < bell(x)) return x;
    }
    throw notUniform(uniform);
  };
}

/** A normal variable given that it exceeds `tailStart` (Marsaglia 1964): exponential proposal, exact rejection. */
function tail(uniform: Uniform): number {
  for (let proposal = 0; proposal < mostProposals; proposal++) {
    const excess = -Math.log(1 - uniform()) / tailStart;
    if (-2 * Math.log(1 - uniform()) >= excess * excess) return tailStart + excess;
  }
  throw notUniform(uniform);
}
