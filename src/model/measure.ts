import { MoestatError } from "../error.js";
import { type Expert, type Family, type Gating, selectedOf } from "../family.js";
import { isShared, slopesField } from "../params/layout.js";
import { isMixed } from "../params/records.js";
import type { AnyParams, FamilyParams, Field, GateBlocks, MixingMeasure } from "../types.js";

/** Blocks of atoms by the names of their fields: for each atom one vector. */
type Blocks = Readonly<Record<string, readonly (readonly number[])[]>>;

/**
 * The mixing measure sum_i exp(logWeight_i / temperature) delta_{atom i} of k experts, the temperature 1 where the gating has
 * none. The parameters must be a point of the model, and no field of the gating be called as one of the expert. Throws for
 * experts of several families.
 */
export function measureOf(gating: Gating, families: readonly Expert[], params: AnyParams): MixingMeasure {
  if (isMixed(families)) {
    const names = [...new Set(families)].map(({ name }) => name).join(", ");
    throw new MoestatError(
      `no mixing measure; it is defined for experts of one family, whose atoms have the same blocks: ${names}`,
    );
  }
  const { length: k, 0: expert } = families;
  const { atoms, ...ofGate } = gateMeasureOf(gating, k, params);
  return { ...ofGate, atoms: { ...atoms, ...blocksOf(expert, k, params.experts as FamilyParams) } };
}

/** The mixing measure as far as it is the gate's: its weights, and atoms without the blocks of the k experts, of whatever families. */
export function gateMeasureOf(gating: Gating, k: number, { gating: given }: AnyParams): MixingMeasure {
  const { logWeight, temperature } = gating;
  const selected = selectedOf(gating, k);
  const { [logWeight]: _, ...atoms } = blocksOf(gating, k, given);
  const divisor = temperature === undefined ? 1 : (given[temperature] as number);
  return {
    logWeights: (given[logWeight] as number[]).map((value) => value / divisor),
    atoms,
    gate: gateBlocksOf(gating),
    ...(selected === undefined ? {} : { selected }),
  };
}

/** A field that the experts share stands in every atom. */
const blocksOf = (family: Family, k: number, params: FamilyParams): Blocks =>
  Object.fromEntries(
    Object.entries(family.fields).map(([name, spec]) => {
      const field = params[name];
      const entries = isShared(family, spec) ? new Array(k).fill(field) : (field as Field);
      return [name, entries.map((entry) => [entry].flat(2) as number[])];
    }),
  );

/** Which blocks of a mixing measure are a gating's, by their roles. */
function gateBlocksOf(gating: Gating): GateBlocks {
  const { fields, logWeight, temperature } = gating;
  const slopes = slopesField(gating);
  return {
    blocks: Object.keys(fields).filter((name) => name !== logWeight),
    ...(slopes === undefined ? {} : { slopes }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}
