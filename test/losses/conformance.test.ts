import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type LossOptions, lossByName, losses, lossFamilies } from "../../src/losses/index.js";
import type { MixingMeasure } from "../../src/types.js";
import { type Atom, measureOf, moved, plainPairs } from "./measures.js";

/** How a loss differs from the others. What is not said here all of them have in common, new ones too. */
interface Traits {
  /** The translations that leave the gate alone, if not those of the log weights and the slopes. */
  readonly translations?: "mass";
  /** Unchanged by (beta0, beta1, tau) -> c (beta0, beta1, tau). */
  readonly scaleFree?: true;
  /** NaN where the measures have no cell of the kind that it looks at. */
  readonly partial?: true;
  /** Depends on which atom comes last. */
  readonly ordered?: true;
}

/** By the beginning of the name. */
const exceptions: readonly (readonly [string, Traits])[] = [
  ["pinned", { ordered: true }],
  ["temperature.scaleFree", { scaleFree: true }],
  ["activation.", { translations: "mass" }],
  ["error.", { partial: true }],
];

const traitsOf = (name: string): Traits => exceptions.find(([start]) => name.startsWith(start))?.[1] ?? {};

const names = [
  ...Object.keys(losses),
  ...Object.keys(lossFamilies).flatMap((family) => [1, 1.5, 2, 3].map((r) => `${family}(${r})`)),
];
const kinds: LossOptions[] = [{}, { cells: "all" }];

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const several = <T>(value: fc.Arbitrary<T>, count: number) =>
  fc.array(value, { minLength: count, maxLength: count });

/**
 * An estimate and a truth that have every block that any loss reads, a translation (t1, t2), a factor c for the
 * scale, an order to list the atoms in, and the shares into which the true atoms are split.
 */
const cases = fc
  .record({
    pair: plainPairs,
    taus: several(positive(0.2, 3), 2),
    selected: fc.integer({ min: 0, max: 2 }),
    c: positive(0.1, 10),
    order: several(positive(0, 1), 9),
    shares: several(fc.array(positive(0.05, 1), { minLength: 1, maxLength: 3 }), 3),
  })
  .map(({ pair, taus, selected, ...rest }) => ({
    ...pair,
    ...rest,
    fitted: { tau: taus[0] },
    given: { tau: taus[1], selected: 1 + (selected % pair.truth.length) },
  }));

const listed = (atoms: readonly Atom[], order: readonly number[]): Atom[] =>
  atoms
    .map((atom, i) => ({ atom, key: order[i] }))
    .sort((p, q) => p.key - q.key)
    .map(({ atom }) => atom);

const split = (atoms: readonly Atom[], shares: readonly (readonly number[])[]): Atom[] =>
  atoms.flatMap((atom, j) => {
    const whole = shares[j].reduce((sum, share) => sum + share, 0);
    return shares[j].map((share) => ({ ...atom, beta0: atom.beta0 + Math.log(share / whole) }));
  });

/** (beta0, beta1, tau) -> c (beta0, beta1, tau); the log weights beta0 / tau stay. */
const scaled = (measure: MixingMeasure, c: number): MixingMeasure => {
  const times = (block: readonly (readonly number[])[]) => block.map((v) => v.map((value) => c * value));
  const { beta1, tau, ...others } = measure.atoms;
  return { ...measure, atoms: { ...others, beta1: times(beta1), tau: times(tau) } };
};

const without = (measure: MixingMeasure, block: string): MixingMeasure => {
  const { [block]: _, ...atoms } = measure.atoms;
  return { ...measure, atoms };
};

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** The cases of a seed, drawn once for all losses: drawing them takes longer than a loss. */
const drawn = new Map<number, readonly Case[]>();
const casesOf = (seed: number): readonly Case[] => {
  const known = drawn.get(seed) ?? fc.sample(cases, { seed, numRuns: 100 });
  drawn.set(seed, known);
  return known;
};

/** Checks a property on cases of a seed; where it fails fast-check runs it on the same ones, and finds the smallest that fails. */
function check(seed: number, property: (one: Case) => void, count = 100): void {
  try {
    casesOf(seed).slice(0, count).forEach(property);
  } catch (error) {
    fc.assert(fc.property(cases, property), { seed, numRuns: count });
    throw error;
  }
}

for (const name of names)
  for (const options of kinds)
    describe(`loss ${name}, cells ${options.cells ?? "expert"}`, () => {
      const { translations, scaleFree, partial, ordered } = traitsOf(name);
      const loss = (estimate: MixingMeasure, truth: MixingMeasure) =>
        lossByName(name)(estimate, truth, options);
      const missing = (value: number) => partial === true && Number.isNaN(value);
      const zero = (value: number) => assert.ok(value === 0 || missing(value), `${value} for 0`);
      const same = (value: number, expected: number) =>
        assert.ok(
          (missing(value) && missing(expected)) || Math.abs(value - expected) <= 1e-10 * (1 + expected),
          `${value} for ${expected}`,
        );
      const move = (atoms: readonly Atom[], t1: number, t2: readonly number[]) =>
        moved(atoms, t1, translations === "mass" ? t2.map(() => 0) : t2);

      it("is 0 for a perfect estimate and never negative", () =>
        check(21, ({ estimate, truth, fitted, given, t1, t2 }) => {
          const target = measureOf(truth, given);
          zero(loss(target, target));
          same(loss(measureOf(move(truth, t1, t2), given), target), loss(target, target));
          const value = loss(measureOf(estimate, fitted), target);
          assert.ok(value >= 0 || missing(value), `${value}`);
        }));

      it("does not change when either argument is translated", () =>
        check(22, ({ estimate, truth, fitted, given, t1, t2 }) => {
          const target = measureOf(truth, given);
          const expected = loss(measureOf(estimate, fitted), target);
          same(loss(measureOf(move(estimate, t1, t2), fitted), target), expected);
          const far = move(truth, t1, t2);
          // A truth that is pinned at another atom already is taken as it stands.
          if (far.every(({ beta0 }) => beta0 !== 0))
            same(loss(measureOf(estimate, fitted), measureOf(far, given)), expected);
        }));

      if (!ordered)
        it("does not depend on the order of the atoms", () =>
          check(23, ({ estimate, truth, fitted, given, order }) => {
            const expected = loss(measureOf(estimate, fitted), measureOf(truth, given));
            const fit = measureOf(listed(estimate, order), fitted);
            same(loss(fit, measureOf(listed(truth, order), given)), expected);
          }));

      if (!ordered)
        it("is exactly 0 where true atoms are split into copies that share their weight", () =>
          check(24, ({ truth, given, shares, order, t1, t2 }) => {
            const parts = listed(split(truth, shares), order);
            const value = loss(measureOf(parts, given), measureOf(truth, given));
            zero(value);
            same(loss(measureOf(move(parts, t1, t2), given), measureOf(truth, given)), value);
          }));

      if (scaleFree)
        it("does not change when beta0, beta1 and tau of either argument are multiplied by a number", () =>
          check(25, ({ estimate, truth, fitted, given, c }) => {
            const [fit, target] = [measureOf(estimate, fitted), measureOf(truth, given)];
            same(loss(scaled(fit, c), target), loss(fit, target));
            same(loss(fit, scaled(target, c)), loss(fit, target));
            zero(loss(scaled(target, c), target));
          }));

      it("names a block that is missing, or does not look at it", () => {
        const read = new Set<string>();
        // Which blocks a loss looks at is a matter of the number of atoms, and not of their values.
        check(
          26,
          ({ estimate, truth, fitted, given }) => {
            const [fit, target] = [measureOf(estimate, fitted), measureOf(truth, given)];
            for (const block of Object.keys(fit.atoms)) {
              const refused = (argument: string) => (error: Error) => {
                read.add(block);
                return error.message === `invalid ${argument}; no block: ${block}`;
              };
              try {
                same(loss(without(fit, block), target), loss(fit, target));
              } catch (error) {
                assert.ok(refused("estimate")(error as Error), String(error));
                assert.throws(() => loss(fit, without(target, block)), refused("truth"));
              }
            }
          },
          20,
        );
        assert.ok(read.size > 0);
      });
    });
