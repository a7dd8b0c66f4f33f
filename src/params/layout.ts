import type { Expert, Family, FieldSpec, Gating, Predictor } from "../family.js";
import { links } from "./links.js";
import { isMixed } from "./records.js";

/** One expert's coefficients of one predictor within the flat parameter vector theta. */
export interface Slot {
  readonly part: "gating" | "experts";
  /** Of which the predictor is one. */
  readonly family: Family;
  readonly atom: number;
  readonly predictorIndex: number;
  readonly predictor: Predictor;
  /** Position of the first coefficient in theta; -1 where they are pinned at 0 or fixed, or there are none. */
  readonly offset: number;
  readonly length: number;
}

/** The flat parameter vector: which entries belong to which expert and predictor. */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly size: number;
  /** Number of experts. */
  readonly k: number;
  readonly inputs: number;
  /** The family of each expert. */
  readonly families: readonly Expert[];
}

/** How many of the d columns of a sample a predictor sees: the number of its slopes. */
export const widthOf = ({ columns }: Predictor, d: number): number => columns?.length ?? d;

/** Where a predictor's slopes begin among its coefficients: after the intercept, if it has one. */
export const firstSlope = ({ basis }: Predictor): 0 | 1 => (basis === "linear" ? 0 : 1);

const lengthOf = (predictor: Predictor, d: number) =>
  firstSlope(predictor) + (predictor.basis === "constant" ? 0 : widthOf(predictor, d));

/** Whether what a field reads off its predictors is estimated: not where these are given, nor an intercept that they do not have. */
export const isEstimated = (family: Family, spec: FieldSpec): boolean =>
  predictorsOf(family, spec).some(
    ({ basis, fixed }) => fixed === undefined && (spec.part === "slopes" || basis !== "linear"),
  );

/** Lays out experts of given families on d inputs: gating first, then experts; within each, atom by atom. */
export function layoutOf(gating: Gating, families: readonly Expert[], d: number): Layout {
  const k = families.length;
  const slots: Slot[] = [];
  let size = 0;
  const shared = new Map<Predictor, number>();
  const add = (part: Slot["part"], atom: number, family: Family) => {
    family.predictors.forEach((predictor, predictorIndex) => {
      const length = lengthOf(predictor, d);
      let offset = shared.get(predictor) ?? size;
      if ((predictor.pinned && atom === k - 1) || predictor.fixed !== undefined || length === 0) offset = -1;
      else if (offset === size) size += length;
      if (predictor.shared) shared.set(predictor, offset);
      slots.push({ part, family, atom, predictorIndex, predictor, offset, length });
    });
  };
  families.forEach((_, atom) => {
    add("gating", atom, gating);
  });
  families.forEach((family, atom) => {
    add("experts", atom, family);
  });
  return { slots, size, k, inputs: d, families };
}

/** A field that is read off a given predictor; `entry` where it has several predictors. */
interface FieldPlace {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly entry: number | undefined;
}

/** The fields that are read off a predictor: at most one of its intercept and one of its slopes. */
export const fieldsOn = ({ fields }: Family, predictor: number): FieldPlace[] =>
  Object.entries(fields).flatMap(([name, spec]) => {
    const entry = typeof spec.predictor === "number" ? undefined : spec.predictor.indexOf(predictor);
    return spec.predictor === predictor || (entry ?? -1) >= 0 ? [{ name, spec, entry }] : [];
  });

/** The predictors of a field. */
export const predictorsOf = ({ predictors }: Family, { predictor }: FieldSpec): Predictor[] =>
  [predictor].flat().map((u) => predictors[u]);

/** The field of a family's slopes: the first of that part, if there is one. */
export const slopesField = ({ fields }: Family): string | undefined =>
  Object.keys(fields).find((name) => fields[name].part === "slopes");

/** Whether a field is written once for all experts. */
export const isShared = (family: Family, spec: FieldSpec) =>
  predictorsOf(family, spec).every(({ shared }) => shared);

/**
 * What each entry of theta is called: `gating.beta1[0][1]`, `experts.log sigma2[1]`, `gating.log tau`; where experts have a record
 * each, `experts[1].log sigma2`.
 */
export function namesOf({ slots, size, families }: Layout): string[] {
  const names = new Array<string>(size);
  const mixed = isMixed(families);
  for (const { part, family, atom, predictorIndex, predictor, offset, length } of slots) {
    if (offset < 0) continue;
    const ownRecord = mixed && part === "experts" ? `[${atom}]` : "";
    const ownEntry = predictor.shared || ownRecord !== "" ? "" : `[${atom}]`;
    for (const { name, spec, entry } of fieldsOn(family, predictorIndex)) {
      const base = `${part}${ownRecord}.${links[spec.link].prefix}${name}${ownEntry}${entry === undefined ? "" : `[${entry}]`}`;
      const first = firstSlope(predictor);
      if (spec.part === "slopes")
        for (let j = first; j < length; j++) names[offset + j] = `${base}[${j - first}]`;
      else if (first === 1) names[offset] = base;
    }
  }
  return names;
}
