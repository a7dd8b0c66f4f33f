import { type Family, type Term, termOf } from "../../src/family.js";
import type { Model } from "../../src/model/model.js";
import type { Slot } from "../../src/params/layout.js";
import { transformed } from "../../src/params/units.js";
import type { Sample } from "../../src/types.js";

/** The families' terms at each observation of a sample, as functions of theta. */
export interface Rows {
  /** The slots with free coefficients, and the function of x that each coefficient multiplies; undefined for 1. */
  readonly slots: readonly { readonly slot: Slot; readonly columns: readonly (Float64Array | undefined)[] }[];
  /** Values and first derivatives for every expert. */
  readonly evaluate: (theta: Float64Array) => Readonly<Record<Slot["part"], readonly Term[]>>;
}

/** Binds a model to a sample; the terms are overwritten by the next call. */
export function rowsOf({ gating, families: experts, layout }: Model, { x, y, n }: Sample): Rows {
  const families: Readonly<Record<Slot["part"], readonly Family[]>> = {
    gating: experts.map(() => gating),
    experts,
  };
  const termsOf = (own: readonly Family[]) => own.map((family) => termOf(family, n));
  const terms = { gating: termsOf(families.gating), experts: termsOf(families.experts) };
  const eta = Object.fromEntries(
    Object.entries(families).map(([part, own]) => [
      part,
      own.map(({ predictors }) => predictors.map(() => new Float64Array(n))),
    ]),
  );
  const all = layout.slots.map((slot) => {
    const { basis, transform } = slot.predictor;
    const columns = basis === "constant" ? [] : transformed(x, transform);
    return { slot, columns: basis === "linear" ? columns : [undefined, ...columns] };
  });
  const evaluate = (theta: Float64Array) => {
    for (const { slot, columns } of all) {
      const { part, atom, predictorIndex, predictor, offset } = slot;
      const own = eta[part][atom][predictorIndex].fill(offset < 0 ? (predictor.fixed ?? 0) : 0);
      if (offset < 0) continue;
      columns.forEach((column, j) => {
        const { [offset + j]: coefficient } = theta;
        for (let t = 0; t < n; t++) own[t] += column === undefined ? coefficient : coefficient * column[t];
      });
    }
    for (const part of ["gating", "experts"] as const)
      terms[part].forEach((term, i) => {
        families[part][i].evaluate(eta[part][i], y, n, 1, term);
      });
    return terms;
  };
  return { slots: all.filter(({ slot }) => slot.offset >= 0), evaluate };
}
