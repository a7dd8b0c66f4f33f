import type { Expert, FamilyOptions, Gating } from "../../src/family.js";
import { experts, type Factory, gatings, type OptionDeclarations, studentT, topK } from "../../src/index.js";

/**
 * The options with which a family is tried: those that it needs at each of their examples, the others left out; and
 * once more with all the others at their examples, in place of the last of several.
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
  const full = Array.from({ length: longest(others) }, (_, i) => ({
    ...plain[plain.length - 1],
    ...at(others, i),
  }));
  return [...(plain.length > 1 ? plain.slice(0, -1) : plain), ...full];
}

/** A family as the suites try it: what it is called there, and the name that the list knows it by. */
export interface Tried<F> {
  readonly label: string;
  readonly name: string;
  readonly make: () => F;
}

function tried<F>(known: Readonly<Record<string, Factory<F>>>): Tried<F>[] {
  return Object.entries(known).flatMap(([name, make]) =>
    triedOptions(make.options).map((options) => ({
      label: [name, ...Object.values(options)].join(" "),
      name,
      make: () => make(options as never),
    })),
  );
}

/** Every gating of the package. */
export const triedGatings: readonly Tried<Gating>[] = tried(gatings);
/** Every expert of the package. */
export const triedExperts: readonly Tried<Expert>[] = tried(experts);
/** The same, and others whose laws are hard to integrate: in a model the derivatives would be, too, to take differences of. */
export const triedLaws: readonly Tried<Expert>[] = [
  ...triedExperts,
  ...[0.4, 1, 1e6].map((nu) => ({ label: `studentT ${nu}`, name: "studentT", make: () => studentT({ nu }) })),
];
/** Every gating with a selection on top of it, by either rank. */
export const triedSelections: readonly Tried<Gating>[] = triedGatings.flatMap(({ label, name, make }, i) =>
  [1, 2].map((k) => {
    const rank = (i + k) % 2 === 0 ? "slope" : "score";
    return { label: `top-${k} ${label} by ${rank}`, name, make: () => topK({ k, rank, score: make() }) };
  }),
);
