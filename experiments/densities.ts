import { type Fineness, fast, nodesOf } from "../src/density/measure.js";
import type { AnyModel } from "../src/model/model.js";
import { gaussLegendre } from "../src/numeric/quadrature.js";
import type { AnyParams, Conditional, Design } from "../src/types.js";

/** A model at a point. */
interface ModelAtPoint {
  readonly model: AnyModel;
  readonly params: AnyParams;
}

/** Distances of two conditional densities, averaged over the law of the inputs. */
export interface DensityErrors {
  readonly hellinger: number;
  readonly totalVariation: number;
}

/** Names of what `densityErrors` gives, as a protocol lists them among its losses. */
export const densityErrorNames = ["hellinger", "totalVariation"] as const;

/** Fineness of the quadrature. */
interface Rule {
  /** Equal parts of the last input's range, and of the range of every other one. */
  readonly panels: number;
  readonly outerPanels: number;
  /** Gauss-Legendre nodes on each part of an input's range. */
  readonly inputNodes: number;
  /** Nodes for the response at each input. */
  readonly response: Fineness;
}

/**
 * The rule for fits of experiments. It is wrong by a few thousandths, where losses differ by some 10 % from one replicate to the
 * next, and takes some milliseconds.
 */
export const experimentRule: Rule = { panels: 6, outerPanels: 2, inputNodes: 6, response: fast };

/**
 * Hellinger distance and total variation of the conditional densities of two models on the same inputs, averaged over
 * the law of a uniform or a grid design: E_X[h(f(.|X), g(.|X))], h^2 = 1/2 integral (sqrt f - sqrt g)^2 dy, and E_X[V],
 * V = 1/2 integral |f - g| dy; sums over classes or counts in place of the integrals.
 *
 * Both at once by composite Gauss-Legendre rules of fixed orders: fast, for many fits, and not for high precision;
 * `hellinger` and `totalVariation` of the library are good to 1e-8 and take a hundred times longer. Where a top-K
 * gate selects other experts the density jumps: the last input's range is split there.
 * Throws for a design whose law is not known.
 */
export function densityErrors(
  truth: ModelAtPoint,
  estimate: ModelAtPoint,
  design: Design,
  rule: Rule = experimentRule,
): DensityErrors {
  const f = truth.model.conditional(truth.params);
  const g = estimate.model.conditional(estimate.params);
  const sums = { hellinger: 0, totalVariation: 0 };
  const selections = [truth, estimate].flatMap(selectionOf);
  eachPoint(selections, design, rule, (x, weight) => {
    const { hellinger, totalVariation } = distancesAt(f(x), g(x), rule.response);
    sums.hellinger += weight * hellinger;
    sums.totalVariation += weight * totalVariation;
  });
  return sums;
}

/** Calls `take` with points of the inputs' range and weights that sum to 1. */
function eachPoint(
  selections: readonly Selection[],
  design: Design,
  { panels, outerPanels, inputNodes }: Rule,
  take: (x: readonly number[], weight: number) => void,
): void {
  const { from, to } = rangeOf(design);
  const rule = gaussLegendre(inputNodes);
  const walk = (x: readonly number[], weight: number): void => {
    if (x.length === design.d) {
      take(x, weight);
      return;
    }
    const last = x.length === design.d - 1;
    const edges = evenly(from, to, last ? panels : outerPanels);
    const jumps = last ? selections.flatMap((selection) => jumpsOf(selection, x, from, to)) : [];
    const cuts = [...edges, ...jumps].sort((p, q) => p - q);
    for (let i = 1; i < cuts.length; i++) {
      const half = (cuts[i] - cuts[i - 1]) / 2;
      if (half <= 0) continue;
      for (let j = 0; j < inputNodes; j++)
        walk(
          [...x, cuts[i - 1] + half * (1 + rule.nodes[j])],
          (weight * half * rule.weights[j]) / (to - from),
        );
    }
  };
  walk([], 1);
}

function rangeOf({ name, range }: Design): NonNullable<Design["range"]> {
  if (range === undefined)
    throw new Error(`invalid design "${name}"; distances of densities need a uniform or a grid design`);
  return range;
}

/** Intervals of the last input's range in each of which one jump of a selection is found, if there is any. */
const jumpIntervals = 64;

/** The experts that a top-K gate selects at an input, as the bits of a number; exact for up to 53 experts. */
type Selection = (x: readonly number[]) => number;

/** The selection of a model, if it leaves any expert out. */
function selectionOf({ model, params }: ModelAtPoint): Selection[] {
  if (model.selected === undefined) return [];
  const gate = model.gate(params);
  return [(x) => gate(x).reduce((bits, weight) => 2 * bits + (weight > 0 ? 1 : 0), 0)];
}

/** Where a selection changes along the last input, given the others. */
function jumpsOf(selection: Selection, x: readonly number[], from: number, to: number): number[] {
  const selected = (last: number) => selection([...x, last]);
  const edges = evenly(from, to, jumpIntervals);
  const found: number[] = [];
  let before = selected(edges[0]);
  for (let i = 1; i < edges.length; i++) {
    const here = selected(edges[i]);
    if (here !== before) found.push(change(selected, edges[i - 1], edges[i]));
    before = here;
  }
  return found;
}

/** Halves an interval down to where a function changes. */
function change(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const left = f(low);
  for (let step = 0; step < 40; step++) {
    const middle = low + (high - low) / 2;
    if (f(middle) === left) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

const evenly = (from: number, to: number, parts: number): number[] =>
  Array.from({ length: parts + 1 }, (_, i) => from + (i * (to - from)) / parts);

function distancesAt(f: Conditional, g: Conditional, rule: Fineness): DensityErrors {
  const { y, weights } = nodesOf([f, g], rule);
  let squares = 0;
  let differences = 0;
  for (let j = 0; j < y.length; j++) {
    // |f - g| = |sqrt f - sqrt g| (sqrt f + sqrt g): both distances take the same two exponentials, which are most of the work.
    const rootF = Math.exp(f.logDensity(y[j]) / 2);
    const rootG = Math.exp(g.logDensity(y[j]) / 2);
    const difference = Math.abs(rootF - rootG);
    squares += weights[j] * difference * difference;
    differences += weights[j] * difference * (rootF + rootG);
  }
  return { hellinger: Math.sqrt(squares / 2), totalVariation: differences / 2 };
}
