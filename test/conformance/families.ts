import type { Expert, FamilyOptions, Gating } from "../../src/family.js";
import { experts, gatings, studentT, topK } from "../../src/index.js";

/** The options with which a family that needs some is tried, by its name; the others are tried without. */
const optionsOf: Readonly<Record<string, readonly FamilyOptions[]>> = {
  denseToSparse: [{}, { temperature: 0.6 }],
  activationDenseToSparse: [
    { activation: "sigmoid" },
    { activation: "gelu" },
    { activation: "xSiLU(0.2)", temperature: 0.6 },
  ],
  modifiedSoftmax: [{ transform: "tanh" }],
  multinomialLogistic: [{ classes: 2 }, { classes: 3 }],
  studentT: [{ nu: 5 }],
};

/** A family as the suites try it: what it is called there, and the name that the list knows it by. */
export interface Tried<F> {
  readonly label: string;
  readonly name: string;
  readonly make: () => F;
}

function tried<F>(known: Readonly<Record<string, (options: never) => F>>): Tried<F>[] {
  return Object.entries(known).flatMap(([name, make]) =>
    (optionsOf[name] ?? [{}]).map((options) => ({
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
