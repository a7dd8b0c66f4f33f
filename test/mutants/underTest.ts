import type { Expert, Gating } from "../../src/family.js";
import { experts, type Factory, gatings } from "../../src/index.js";
import type { Mutant } from "./change.js";
import { expertMutants } from "./experts.js";
import { gatingMutants } from "./gatings.js";
import { titleOf } from "./mutants.js";
import { sigmoid } from "./sigmoid.js";

/** Families that are no part of the package: a contributor would write them and put them into the list. */
const guests: Readonly<Record<string, Factory<Gating>>> = { sigmoid };

/**
 * Puts a family under test, or a mutant by its title: into the package's own list, as if its file had been written so. For a
 * process of its own, which runs the suites of that family.
 */
export function putUnderTest(title: string | undefined): void {
  if (title === undefined) return;
  const [family] = title.split(":");
  Object.assign(gatings, family in guests ? { [family]: guests[family] } : {});
  const known = family in gatings || family in experts;
  const isMutant = title !== family;
  const found = [replace(gatings, gatingMutants, title), replace(experts, expertMutants, title)];
  if (!known || (isMutant && !found.includes(true))) throw new Error(`unknown mutant "${title}"`);
}

/** Replaces the factory of a mutant's family by one that makes the mutant, if it is among those given. */
function replace<F extends Gating | Expert>(
  list: Readonly<Record<string, Factory<F>>>,
  known: readonly Mutant<F>[],
  title: string,
): boolean {
  const mutant = known.find((own) => titleOf(own) === title);
  if (mutant === undefined) return false;
  const { [mutant.family]: honest } = list;
  const lying: Factory<F> = Object.assign((options: never) => mutant.of(honest(options)), {
    options: honest.options ?? {},
  });
  Object.assign(list, { [mutant.family]: lying });
  return true;
}
