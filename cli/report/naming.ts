import type { AnyModel } from "../../src/model/model.js";
import { namesOf } from "../../src/params/layout.js";
import { type Coefficient, type Columns, coefficientsOf, inWords } from "./coefficients.js";

/** The parameters of a model in words, by the names that certificates have for them. */
export interface Naming {
  readonly named: (name: string) => Coefficient;
  /**
   * Many of them in few words: those of one predictor of one expert together, `score low of expert 1, dose, age; gate of expert 1 (all coefficients)`,
   * and no more than a few by name: `; and 5 more`. `onLogScale` as in `inWords`.
   */
  readonly together: (names: readonly string[], onLogScale?: boolean) => string;
}

/** At most so many predictors are named, and so many terms of one, so that it stays a sentence that is read. */
const most = { predictors: 4, terms: 4 } as const;

/** The words for the parameters of a model. */
export function namingOf(model: AnyModel, columns: Columns): Naming {
  const names = namesOf(model.layout);
  const all = coefficientsOf(model, columns).filter(({ position }) => position >= 0);
  const known = new Map(all.map((one) => [names[one.position], one]));
  const named = (name: string): Coefficient => known.get(name)!;
  const sizes = grouped(all);
  const together = (given: readonly string[], onLogScale = false): string => {
    const groups = [...grouped(given.map(named)).values()];
    const shown = groups.slice(0, most.predictors);
    const left = groups.slice(most.predictors).reduce((sum, { length }) => sum + length, 0);
    const texts = shown.map((group) =>
      group.length > 1 && group.length === sizes.get(headOf(group[0]))!.length
        ? `${headOf(group[0])} (all coefficients)`
        : oneGroup(group, onLogScale),
    );
    return `${[...texts, ...(left > 0 ? [`and ${left} more`] : [])].join("; ")}`;
  };
  return { named, together };
}

/** A predictor of an expert, without a term. */
const headOf = (one: Coefficient): string => inWords({ ...one, term: "" });

function grouped(coefficients: readonly Coefficient[]): Map<string, Coefficient[]> {
  const groups = new Map<string, Coefficient[]>();
  for (const one of coefficients) groups.set(headOf(one), [...(groups.get(headOf(one)) ?? []), one]);
  return groups;
}

function oneGroup([first, ...others]: readonly Coefficient[], onLogScale: boolean): string {
  const terms = others.map(({ term }) => term);
  const [shown, left] = terms.length < most.terms ? [terms, 0] : [terms.slice(0, 2), terms.length - 2];
  return `${[inWords(first, onLogScale), ...shown].join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
