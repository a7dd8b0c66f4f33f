import type { Expert, FamilyOptions, Gating } from "../../src/family.js";
import { experts, type Factory, gatings, type OptionDeclarations, topK } from "../../src/index.js";
import { putUnderTest } from "../mutants/underTest.js";

// Nothing, unless `npm run test:mutants` asks for it.
putUnderTest(process.env.MOESTAT_MUTANT);

/**
 * The options with which a family is tried: those that it needs at each of their examples, the others left out; and
 * once more with all the others at their examples, in place of the last of several; twice where one of them excludes another.
 */
export function triedOptions(declared: OptionDeclarations = {}): FamilyOptions[] {
  const all = Object.entries(declared);
  const at = (options: typeof all, i: number): FamilyOptions =>
    Object.fromEntries(
      options.map(([name, { examples }]) => [name, examples[Math.min(i, examples.length - 1)]]),
    );
  const longest = (options: typeof all) => Math.max(1, ...options.map(([, { examples }]) => examples.length));
  const needed = all.filter(([, declaration]) => declaration.needed);
  const others = all.filter(([, declaration]) => !declaration.needed);
  const plain = Array.from({ length: longest(needed) }, (_, i) => at(needed, i));
  if (others.length === 0) return plain;
  const instead = others.flatMap(([, { unless }]) => (unless === undefined ? [] : [unless]));
  const together =
    instead.length === 0
      ? [others]
      : [others.filter(([name]) => !instead.includes(name)), others.filter(([, { unless }]) => !unless)];
  const full = together.flatMap((options) =>
    Array.from({ length: longest(options) }, (_, i) => ({ ...plain[plain.length - 1], ...at(options, i) })),
  );
  return [...(plain.length > 1 ? plain.slice(0, -1) : plain), ...full];
}

/** A family as the suites try it. */
export interface Tried<F> {
  /** What it is called in the suites: its name and the options given. */
  readonly label: string;
  /** The name that the list knows it by. */
  readonly name: string;
  /** What the factory is given, and what it declares to take. */
  readonly options: FamilyOptions;
  readonly declared: OptionDeclarations;
  readonly make: () => F;
}

const tried = <F>(name: string, factory: Factory<F>, options: FamilyOptions): Tried<F> => ({
  label: [name, ...Object.entries(options).map(([option, value]) => (value === true ? option : value))].join(
    " ",
  ),
  name,
  options,
  declared: factory.options ?? {},
  make: () => factory(options as never),
});

const allTried = <F>(known: Readonly<Record<string, Factory<F>>>): Tried<F>[] =>
  Object.entries(known).flatMap(([name, factory]) =>
    triedOptions(factory.options).map((options) => tried(name, factory, options)),
  );

/** Every gating of the package. */
export const triedGatings: readonly Tried<Gating>[] = allTried(gatings);
/** Every expert of the package. */
export const triedExperts: readonly Tried<Expert>[] = allTried(experts);
/** The same, and others whose laws are hard to integrate: in a model the derivatives would be, too, to take differences of. */
export const triedLaws: readonly Tried<Expert>[] = [
  ...triedExperts,
  ...[0.4, 1, 1e6].map((nu) => tried("studentT", experts.studentT, { nu })),
];
/** Every gating with a selection on top of it, by either rank. */
export const triedSelections: readonly Tried<Gating>[] = triedGatings.flatMap((gating, i) =>
  [1, 2].map((k) => {
    const rank = (i + k) % 2 === 0 ? "slope" : "score";
    return {
      ...gating,
      label: `top-${k} ${gating.label} by ${rank}`,
      make: () => topK({ k, rank, score: gating.make() }),
    };
  }),
);
