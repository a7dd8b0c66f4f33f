import type { Expert, Family, Order, Predictor, Term } from "../../src/family.js";

/** A lie that a family could tell: `says` completes the sentence "The family ...". */
export interface Lie {
  readonly family: string;
  readonly says: string;
}

/** A lie with what makes the lying family of the honest one. */
export interface Mutant<F> extends Lie {
  readonly of: (honest: F) => F;
}

/** What a term was evaluated at. */
interface Block {
  readonly eta: readonly Float64Array[];
  readonly y: Float64Array;
  readonly m: number;
  readonly order: Order;
}

/** The family with something done to its term after it has been evaluated. Without the kernel, which would go on to be honest. */
export function term<F extends Family>(honest: F, change: (term: Term, block: Block) => void): F {
  const { kernel, ...family } = honest;
  return {
    ...(family as F),
    evaluate: (eta, y, m, order, into, companion) => {
      honest.evaluate(eta, y, m, order, into, companion);
      change(into, { eta, y, m, order });
    },
  };
}

/** The family with one kind of numbers of its term multiplied. */
export const factor = <F extends Family>(honest: F, by: number, numbers: (term: Term) => Float64Array): F =>
  term(honest, (into) => {
    const own = numbers(into);
    for (let t = 0; t < own.length; t++) own[t] *= by;
  });

/** The expert with something done to each of its draws, from the predictors of the sample. */
export const drawn = (honest: Expert, change: (y: number, own: readonly number[]) => number): Expert => ({
  ...honest,
  draws: (eta, random, companion) => {
    const draw = honest.draws(eta, random, companion);
    return (t) =>
      change(
        draw(t),
        eta.map((values) => values[t]),
      );
  },
});

/** The family with one predictor stated otherwise. */
export const stated = <F extends Family>(honest: F, u: number, change: Partial<Predictor>): F => ({
  ...honest,
  predictors: honest.predictors.map((predictor, v) => (u === v ? { ...predictor, ...change } : predictor)),
});

/** The family without its options. */
export function silent<F extends Family>({ options, ...family }: F): F {
  return family as F;
}
