import fc from "fast-check";
import type { MixingMeasure } from "../../src/types.js";

/** Atom i of a softmax-gated Gaussian mixture in d dimensions, as a flat record. */
export interface Atom {
  readonly beta0: number;
  readonly beta1: readonly number[];
  readonly a: readonly number[];
  readonly b: number;
  readonly sigma2: number;
}

/** The measure of some atoms; with a block `tau` and a number of selected experts if these are given. */
export const measureOf = (
  atoms: readonly Atom[],
  { tau, selected }: { readonly tau?: number; readonly selected?: number } = {},
): MixingMeasure => ({
  ...(selected === undefined ? {} : { selected }),
  logWeights: atoms.map(({ beta0 }) => beta0),
  atoms: {
    beta1: atoms.map(({ beta1 }) => beta1),
    a: atoms.map(({ a }) => a),
    b: atoms.map(({ b }) => [b]),
    sigma2: atoms.map(({ sigma2 }) => [sigma2]),
    ...(tau === undefined ? {} : { tau: atoms.map(() => [tau]) }),
  },
});

/** The truth of the released experiments. */
export const publishedTruth: readonly Atom[] = [
  { beta0: -8, beta1: [25], a: [-20], b: 15, sigma2: 0.3 ** 2 },
  { beta0: 0, beta1: [0], a: [20], b: -5, sigma2: 0.4 ** 2 },
];

export const moved = (atoms: readonly Atom[], t1: number, t2: readonly number[]): Atom[] =>
  atoms.map((atom) => ({ ...atom, beta0: atom.beta0 + t1, beta1: atom.beta1.map((c, u) => c + t2[u]) }));

/** Pins the atoms at the last one. */
export const pinnedAtoms = (atoms: readonly Atom[]): Atom[] => {
  const last = atoms[atoms.length - 1];
  return moved(
    atoms,
    -last.beta0,
    last.beta1.map((c) => -c),
  );
};

const real = (size: number) => fc.double({ min: -size, max: size, noNaN: true, noDefaultInfinity: true });
const vector = (d: number, size: number) => fc.array(real(size), { minLength: d, maxLength: d });

/** Atoms with parameters of moderate size, some of them on a coarse grid so that kinks and ties occur. */
export const atomsIn = (
  d: number,
  count: { readonly min: number; readonly max: number },
): fc.Arbitrary<Atom[]> => {
  const smooth = fc.record({
    beta0: real(6),
    beta1: vector(d, 10),
    a: vector(d, 3),
    b: real(3),
    sigma2: fc.double({ min: 0.01, max: 4, noNaN: true }),
  });
  const coarse = smooth.map(({ beta0, beta1, a, b, sigma2 }) => ({
    beta0: Math.round(beta0),
    beta1: beta1.map(Math.round),
    a: a.map((c) => Math.round(c / 2)),
    b: Math.round(b / 2),
    sigma2: 1 + Math.round(sigma2 / 4),
  }));
  return fc.array(fc.oneof(smooth, coarse), { minLength: count.min, maxLength: count.max });
};

/** Not all of several atoms have the same expert, which would make every fitted atom tie between them all. */
const hasTwoExperts = (atoms: readonly Atom[]) =>
  atoms.length === 1 || new Set(atoms.map(({ a, b, sigma2 }) => JSON.stringify([a, b, sigma2]))).size > 1;

/** A pair (estimate, truth) in d = 1, 2 or 3 dimensions, with a translation (t1, t2). */
export const pairs = fc.integer({ min: 1, max: 3 }).chain((d) =>
  fc.record({
    d: fc.constant(d),
    estimate: atomsIn(d, { min: 1, max: 5 }),
    truth: atomsIn(d, { min: 1, max: 3 }).filter(hasTwoExperts).map(pinnedAtoms),
    t1: real(5),
    t2: vector(d, 5),
  }),
);

// Numbers with twelve decimals: fast-check likes those next to 0, which no parameter is, and which a translation
// makes 0.
const rounded = (value: number) => Math.round(value * 1e12) / 1e12;
const plain = (atoms: readonly Atom[]): Atom[] =>
  atoms.map(({ beta0, beta1, a, b, sigma2 }) => ({
    beta0: rounded(beta0),
    beta1: beta1.map(rounded),
    a: a.map(rounded),
    b: rounded(b),
    sigma2: rounded(sigma2),
  }));

/** Such pairs with parameters as they occur: none next to 0, and true experts that differ in a or b, as the theory has it. */
export const plainPairs = pairs
  .map(({ d, estimate, truth, t1, t2 }) => ({
    d,
    estimate: plain(estimate),
    truth: plain(truth),
    t1: rounded(t1),
    t2: t2.map(rounded),
  }))
  .filter(({ truth }) => new Set(truth.map(({ a, b }) => JSON.stringify([a, b]))).size === truth.length);
