import { checkInteger } from "./checks.js";

/** The order rbar(m), what is proved of it, and where its value comes from. */
export interface Rbar {
  readonly value: number;
  /** rbar(m) is at least this, by proof. */
  readonly lowerBound: number;
  readonly provenance: "elementary" | "lemma 1" | "conjecture";
}

/**
 * rbar(m): the smallest r for which the polynomial system of m atoms (P1, eq. (6); `polynomialSystem`) has
 * no non-trivial real solution. It sets the exponents of D2 and the rates in a Voronoi cell of m fitted atoms.
 *
 * `elementary`: rbar(1) = 1, because the first equation reads p5^2 p3 = 0. `lemma 1`: rbar(2) = 4 and
 * rbar(3) = 6 (P1, Lemma 1). `conjecture`: 2m for m >= 4 (P1, after Lemma 1). That rbar(m) is not below 2m is
 * proved for all m > 1 by `gaussHermiteSolution`; for m = 3 this stands in for the printed proof, whose solution of order
 * 5 fails the equation l2 = 4 by -1/54. Throws unless m = 1, 2, ...
 */
export function rbar(m: number): Rbar {
  checkInteger("cell size", m, 1);
  if (m === 1) return { value: 1, lowerBound: 1, provenance: "elementary" };
  return { value: 2 * m, lowerBound: 2 * m, provenance: m <= 3 ? "lemma 1" : "conjecture" };
}
