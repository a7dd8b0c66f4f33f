import { type Activation, activationOf } from "../activations/index.js";
import { MoestatError } from "../error.js";
import { stream } from "../random/stream.js";
import { checkInteger, checkPositive, checkVector } from "./checks.js";
import { type Dependence, dependence, type GridFunction, zeroBelow } from "./dependence.js";
import { type Grid, productGrid } from "./grid.js";

export interface IndependenceOptions {
  /** Which condition: 1 for exactly specified models, 2 for over-specified ones. */
  readonly order: 1 | 2;
  /** Number of inputs, up to 4, default 1 (or the length of the directions given). The verdict does not depend on it. */
  readonly d?: number;
  /** The temperature at which the second condition is looked at, default 1. */
  readonly tau?: number;
  /** Gate directions to try; by default three random ones, the same at every call, with |beta1'x| <= 4 on X. */
  readonly beta1?: readonly (readonly number[])[];
  /** X is the box [-halfWidth, halfWidth]^d; default 1. */
  readonly halfWidth?: number;
  /** Singular values up to this one count as 0, default 1e-11. */
  readonly threshold?: number;
}

/** One set of functions whose independence a condition asks for, at the direction where it holds least. */
export interface IndependenceBlock extends Dependence {
  readonly block: "first" | "gate" | "interaction";
  readonly beta1: readonly number[];
}

/** What holds for all blocks of the condition, told by the block with the smallest singular value. */
export interface Independence extends IndependenceBlock {
  readonly blocks: readonly IndependenceBlock[];
}

/**
 * Whether an activation meets the linear independence conditions under which the activated temperature gate
 * softmax_i((act(beta1_i'x) + beta0_i) / tau) has polynomial rates (P3), as functions of x in X with
 * z = beta1'x:
 *   order 1, block `first`: 1, act(z), x_u act'(z);
 *   order 2, block `gate`: those, x_u x_v (act''/tau + act'^2/tau^2), 2 act/tau^3 + act^2/tau^4,
 *     x_u act' (1 + act/tau);
 *   order 2, block `interaction`: 1, act, x_u, x_u act', x_u act, x_u x_v act'.
 * Order 2 contains order 1. They are the functions that multiply the density and its derivative in the mean in
 * the derivatives of exp((act(beta1'x) + beta0) / tau) N(y | a'x + b, sigma2) up to that order.
 *
 * The verdict is over all of X and each direction tried: one dependent direction makes it `false`. That says as
 * much as "for every beta1 other than 0" if act is analytic: split into powers of the coordinates of x across
 * beta1, a dependence for any d and beta1 becomes the one for d = 1, where it holds on an interval of z and so
 * everywhere. A homogeneous act, ReLU or z^p, is dependent for every beta1, on either side of a kink, because
 * z act'(z) = p act(z) almost everywhere. Of another piecewise act only the directions tried are known.
 *
 * Singular values of dependent sets are below 1e-14. Measured at the defaults, those of independent sets are
 * above 1e-4 for the activations of this package.
 * Throws for an unknown name, and for options that make no sense.
 */
export function independence(activation: Activation | string, options: IndependenceOptions): Independence {
  const { order, tau = 1, halfWidth = 1, threshold = zeroBelow } = options;
  const d = options.d ?? options.beta1?.[0]?.length ?? 1;
  checkInteger("order", order, 1, 2);
  checkInteger("d", d, 1, 4);
  for (const [name, value] of Object.entries({ tau, halfWidth, threshold })) checkPositive(name, value);
  const directions = options.beta1 ?? genericDirections(d, 4 / halfWidth);
  if (directions.length === 0) throw new MoestatError("invalid beta1; at least one direction is needed: []");
  for (const [i, beta1] of directions.entries()) checkVector(`beta1[${i}]`, beta1, d);
  const act = activationOf(activation);
  const grid = productGrid(d, halfWidth);
  const tried = directions.map((beta1) =>
    blocksAt(act, order, beta1, tau, grid).map(({ block, functions }) => ({
      block,
      beta1,
      ...dependence(functions, grid, threshold),
    })),
  );
  const blocks = tried[0].map((_, b) => worst(tried.map((at) => at[b])));
  return { ...worst(blocks), blocks };
}

const worst = (blocks: readonly IndependenceBlock[]): IndependenceBlock =>
  blocks.reduce((least, block) => (block.smallest < least.smallest ? block : least));

/** Random directions with no coordinate near 0, of absolute sum `reach`. */
function genericDirections(d: number, reach: number): number[][] {
  const uniform = stream(`moestat/independence/${d}`);
  return Array.from({ length: 3 }, () => {
    const sizes = Array.from({ length: d }, () => 0.5 + uniform());
    const total = sizes.reduce((sum, size) => sum + size, 0);
    return sizes.map((size) => ((uniform() < 0.5 ? -reach : reach) * size) / total);
  });
}

interface Block {
  readonly block: IndependenceBlock["block"];
  readonly functions: readonly GridFunction[];
}

function blocksAt(
  act: Activation,
  order: 1 | 2,
  beta1: readonly number[],
  tau: number,
  { x, roots }: Grid,
): Block[] {
  const z = roots.map((_, i) => x.reduce((sum, column, u) => sum + beta1[u] * column[i], 0));
  const [value, first, second] = [z, z, z].map(({ length }) => new Float64Array(length));
  act.evaluate(z, z.length, order, value, first, second);
  const one = (term: string, f: (i: number) => number) => [{ term, values: z.map((_, i) => f(i)) }];
  const perInput = (term: string, f: (i: number) => number) =>
    x.flatMap((xu, u) => one(`x[${u}]${term}`, (i) => xu[i] * f(i)));
  const perPair = (term: string, f: (i: number) => number) =>
    x.flatMap((xv, v) =>
      x.slice(0, v + 1).flatMap((xu, u) => one(`x[${u}] x[${v}]${term}`, (i) => xu[i] * xv[i] * f(i))),
    );
  const functions = [
    ...one("1", () => 1),
    ...one("act", (i) => value[i]),
    ...perInput(" act'", (i) => first[i]),
  ];
  if (order === 1) return [{ block: "first", functions }];
  const gate = [
    ...functions,
    ...perPair(" (act''/tau + act'^2/tau^2)", (i) => second[i] / tau + (first[i] / tau) ** 2),
    ...one("2 act/tau^3 + act^2/tau^4", (i) => (2 * value[i]) / tau ** 3 + value[i] ** 2 / tau ** 4),
    ...perInput(" act' (1 + act/tau)", (i) => first[i] * (1 + value[i] / tau)),
  ];
  const interaction = [
    ...functions,
    ...perInput("", () => 1),
    ...perInput(" act", (i) => value[i]),
    ...perPair(" act'", (i) => first[i]),
  ];
  return [
    { block: "gate", functions: gate },
    { block: "interaction", functions: interaction },
  ];
}
