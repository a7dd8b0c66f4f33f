import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Cells, lossByName } from "../../src/losses/index.js";
import { voronoiChoices } from "../../src/losses/voronoi.js";
import { type Atom, measureOf, plainPairs } from "./measures.js";

const orders = [0, 1, 4, 6, 8, 10];
const norm = (...values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** The lengths of an atom's differences from its true atom, of the slopes after the translation. */
type Lengths = Readonly<Record<"beta1" | "tau" | "a" | "b" | "sigma2", number>>;

interface Formula {
  readonly cost: (lengths: Lengths, cellSize: number) => number;
  readonly experts: readonly ("a" | "b" | "sigma2")[];
  /** Whether the infimum is over translations of the slopes too. */
  readonly slopes: boolean;
  /** Whether the slopes are divided by tau first. */
  readonly scaleFree?: true;
}

const gaussian = ["a", "b", "sigma2"] as const;
const classes = ["a", "b"] as const;
const powers =
  (r: number, blocks: readonly (keyof Lengths)[]) =>
  (lengths: Lengths): number =>
    blocks.reduce((sum, block) => sum + lengths[block] ** r, 0);
const euclidean = ({ beta1, a, b, sigma2 }: Lengths) => norm(beta1, a, b, sigma2);
const all = ["beta1", "tau", "a", "b", "sigma2"] as const;

/** The losses with an infimum, written out once more: what one atom pays, apart from its weight. */
const formulas: Readonly<Record<string, Formula>> = {
  ...Object.fromEntries(
    [1, 1.5, 2, 3, 8].flatMap((r): [string, Formula][] => [
      [`temperature.dr(${r})`, { cost: powers(r, all), experts: gaussian, slopes: true }],
      [
        `temperature.scaleFree(${r})`,
        { cost: powers(r, ["beta1", ...gaussian]), experts: gaussian, slopes: true, scaleFree: true },
      ],
      [`multinomial.d2r(${r})`, { cost: powers(r, ["beta1", "a", "b"]), experts: classes, slopes: true }],
    ]),
  ),
  "temperature.scaleFree.d1": { cost: euclidean, experts: gaussian, slopes: true, scaleFree: true },
  "temperature.scaleFree.d2": {
    cost: (lengths, size) => {
      const { beta1, a, b, sigma2 } = lengths;
      if (size === 1) return euclidean(lengths);
      return norm(beta1, b) ** orders[size] + norm(a, sigma2) ** (orders[size] / 2);
    },
    experts: gaussian,
    slopes: true,
    scaleFree: true,
  },
  "activation.exact": { cost: powers(1, all), experts: gaussian, slopes: false },
  "activation.over": {
    cost: (lengths, size) => {
      const { beta1, tau, a, b, sigma2 } = lengths;
      if (size === 1) return powers(1, all)(lengths);
      return beta1 ** 2 + tau ** 2 + a ** 2 + b ** orders[size] + sigma2 ** (orders[size] / 2);
    },
    experts: gaussian,
    slopes: false,
  },
  "multinomial.d1": {
    cost: ({ beta1, a, b }, size) => norm(beta1, a, b) ** (size > 1 ? 2 : 1),
    experts: classes,
    slopes: true,
  },
  "multinomial.gate": {
    cost: ({ beta1 }, size) => beta1 ** (size > 1 ? 2 : 1),
    experts: classes,
    slopes: true,
  },
};

/** sum_j sum_{i in A_j} e^{beta0_i} cost_ij(t2). */
function distanceAt(
  { cost, scaleFree }: Formula,
  [estimate, tau]: readonly [readonly Atom[], number],
  [truth, trueTau]: readonly [readonly Atom[], number],
  cells: Cells,
  t2: readonly number[],
): number {
  const [unit, trueUnit] = scaleFree ? [tau, trueTau] : [1, 1];
  let value = 0;
  cells.forEach((cell, j) => {
    for (const i of cell) {
      const { [i]: atom } = estimate;
      const { [j]: star } = truth;
      const lengths = {
        beta1: norm(...atom.beta1.map((c, u) => c / unit - star.beta1[u] / trueUnit - t2[u])),
        tau: Math.abs(tau - trueTau),
        a: norm(...atom.a.map((c, u) => c - star.a[u])),
        b: Math.abs(atom.b - star.b),
        sigma2: Math.abs(atom.sigma2 - star.sigma2),
      };
      value += Math.exp(atom.beta0) * cost(lengths, cell.length);
    }
  });
  return value;
}

/** sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}| at the best of the t1 that make one cell right. */
function leastMass(estimate: readonly Atom[], truth: readonly Atom[], cells: Cells): number {
  const masses = cells.map((cell) => cell.reduce((sum, i) => sum + Math.exp(estimate[i].beta0), 0));
  const stars = truth.map(({ beta0 }) => Math.exp(beta0));
  const at = (s: number) => masses.reduce((sum, mass, j) => sum + Math.abs(mass - s * stars[j]), 0);
  return Math.min(...masses.map((mass, j) => at(mass / stars[j])));
}

/** The least value of a convex function on the line, by golden section; what it is beyond 1e-12 of the range is lost. */
function golden(f: (t: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [from, to] = [low, high];
  let [left, right] = [to - ratio * (to - from), from + ratio * (to - from)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let step = 0; step < 60; step++) {
    if (atLeft < atRight) {
      [to, right, atRight] = [right, left, atLeft];
      left = to - ratio * (to - from);
      atLeft = f(left);
    } else {
      [from, left, atLeft] = [left, right, atRight];
      right = from + ratio * (to - from);
      atRight = f(right);
    }
  }
  return Math.min(atLeft, atRight);
}

const taus = fc.tuple(
  fc.double({ min: 0.2, max: 3, noNaN: true }),
  fc.double({ min: 0.2, max: 3, noNaN: true }),
);

for (const [name, formula] of Object.entries(formulas))
  for (const dimension of formula.slopes ? [1, 2] : [1])
    test(`${name} equals a search over t1 and t2 of its formula, in ${dimension} dimension${dimension > 1 ? "s" : ""}`, () => {
      const inputs = plainPairs.filter(({ d, truth, estimate }) =>
        formula.slopes ? d === dimension && (d === 1 || truth.length + estimate.length < 7) : true,
      );
      fc.assert(
        fc.property(inputs, taus, ({ d, estimate: given, truth }, [tau, trueTau]) => {
          const fit = measureOf(given, { tau });
          const star = measureOf(truth, { tau: trueTau });
          const value = lossByName(name)(fit, star);
          const total = (atoms: readonly Atom[]) =>
            atoms.reduce((sum, { beta0 }) => sum + Math.exp(beta0), 0);
          const shift = Math.log(total(truth) / total(given));
          const estimate = given.map((atom) => ({ ...atom, beta0: atom.beta0 + shift }));
          // The centres lie within 20 / 0.2 of 0 on each axis, and so does a minimiser.
          const search = (cells: Cells) => {
            const at = (...t2: number[]) => distanceAt(formula, [estimate, tau], [truth, trueTau], cells, t2);
            if (!formula.slopes) return at(...new Array<number>(d).fill(0));
            if (d === 1) return golden((t) => at(t), -101, 101);
            return golden((s) => golden((t) => at(s, t), -101, 101), -101, 101);
          };
          const choices = voronoiChoices(fit, star, formula.experts);
          fc.pre(d === 1 || choices.length <= 4);
          const expected = Math.min(
            ...choices.map((cells) => search(cells) + leastMass(estimate, truth, cells)),
          );
          // At a kink the search is off by its resolution, 200 * 0.618^60 < 1e-10, times the weight.
          const allowed = 1e-10 * total(truth) * 10 + 1e-11 * expected;
          assert.ok(Math.abs(value - expected) <= allowed, `${value} for ${expected}`);
        }),
        { seed: 31, numRuns: dimension === 1 ? 100 : 15 },
      );
    });
