import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { Fixed, FixedEntry, FixedFields, Parts } from "./fixed.js";
import { isShared } from "./layout.js";
import { isMixed } from "./records.js";

/**
 * What is fixed of the first experts, as it is said of a model with more of them or fewer: those without an entry are free. Throws where a
 * value is given for an expert that there is not: `invalid fixed.experts.b[2]; there is no such expert where k is 2: 0.5`.
 */
export function fixedOfNumber(fixed: Fixed, { gating, families }: Omit<Parts, "layout">): Fixed {
  const k = families.length;
  /** A list with an entry per expert; what is none is left to be refused as such. */
  const ofNumber = <Entry>(path: string, list: readonly Entry[]): readonly (Entry | null)[] => {
    const beyond = list.findIndex((entry, i) => i >= k && !isFree(entry));
    if (beyond >= 0)
      throw new MoestatError(
        `invalid ${path}[${beyond}]; there is no such expert where k is ${k}: ${shown(list[beyond])}`,
      );
    return Array.from({ length: k }, (_, i) => list[i] ?? null);
  };
  const ofFields = (path: string, family: Parts["gating"] | Parts["families"][number], given: FixedFields) =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]): [string, FixedEntry] => {
        const spec = family.fields[name];
        const isEach = Array.isArray(value) && spec !== undefined && !isShared(family, spec);
        return [name, isEach ? ofNumber(`${path}.${name}`, value as readonly FixedEntry[]) : value];
      }),
    );
  const { gating: gate, experts, ...others } = fixed;
  const isEach = isMixed(families) && Array.isArray(experts);
  return {
    ...others,
    ...(gate ? { gating: ofFields("fixed.gating", gating, gate) } : {}),
    ...(isEach
      ? { experts: ofNumber("fixed.experts", experts as readonly (FixedFields | null)[]) }
      : experts
        ? { experts: Array.isArray(experts) ? experts : ofFields("fixed.experts", families[0], experts as FixedFields) } // biome-ignore format: one thing
        : {}),
  };
}

const isFree = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.every(isFree));
