import { type Expert, type Family, type Order, type Term, termOf } from "../../src/family.js";
import { normal, stream } from "../../src/index.js";

/** Random predictors of m samples, of standard deviation `size`; those on the basis `constant` have one value. */
export function randomPredictors(family: Family, m: number, key: string, size = 1): Float64Array[] {
  const next = normal(stream(key));
  return family.predictors.map(({ basis }) => {
    const value = size * next();
    return Float64Array.from({ length: m }, () => (basis === "constant" ? value : size * next()));
  });
}

/** The m responses that the family may have: draws of an expert; for a gating, which does not look at them, any. */
export function randomResponses(
  family: Family,
  eta: readonly Float64Array[],
  m: number,
  key: string,
  companion?: Float64Array,
): Float64Array {
  const uniform = stream(key);
  const random = { uniform, normal: normal(uniform) };
  const law = "draws" in family ? (family as Expert).draws(eta, random, companion) : random.normal;
  return Float64Array.from({ length: m }, (_, t) => law(t));
}

/** A family's term at the predictors, and with the companion, of as many samples as there are responses. */
export function evaluated(
  family: Family,
  eta: readonly Float64Array[],
  y: Float64Array,
  order: Order = 0,
  companion?: Float64Array,
): Term {
  const term = termOf(family, y.length);
  family.evaluate(eta, y, y.length, order, term, companion);
  return term;
}

/** The predictors with one of them moved. */
export const movedBy = (eta: readonly Float64Array[], u: number, by: number): Float64Array[] =>
  eta.map((values, v) => (u === v ? values.map((value) => value + by) : values));

/** Sample t alone. */
export const only = (eta: readonly Float64Array[], t: number): Float64Array[] =>
  eta.map((values) => values.slice(t, t + 1));
