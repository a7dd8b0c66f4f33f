import fc from "fast-check";
import { limits, normal } from "../../playground/state/limits.js";
import {
  type Atom,
  activationNames,
  familyNames,
  gateNames,
  rankNames,
  type State,
  transformNames,
} from "../../playground/state/state.js";

const number = ({ least, most }: { readonly least: number; readonly most: number }) =>
  fc.double({ min: least, max: most, noNaN: true });
const whole = ({ least, most }: { readonly least: number; readonly most: number }) =>
  fc.integer({ min: least, max: most });

const atom: fc.Arbitrary<Atom> = fc.record({
  beta0: number(limits.beta0),
  beta1: number(limits.beta1),
  a: number(limits.a),
  b: number(limits.b),
  sigma: number(limits.sigma),
});

/** Any state that the page may be in. */
export const anyState: fc.Arbitrary<State> = fc
  .record({
    gate: fc.record({
      name: fc.constantFrom(...gateNames),
      activation: fc.constantFrom(...activationNames),
      transform: fc.constantFrom(...transformNames),
      tau: number(limits.tau),
      topK: whole({ least: 0, most: 2 }),
      rank: fc.constantFrom(...rankNames),
    }),
    family: fc.constantFrom(...familyNames),
    atoms: fc.array(atom, { minLength: limits.experts.least, maxLength: limits.experts.most }),
    reach: whole(limits.reach),
    n: whole(limits.n),
    seed: whole(limits.seed),
    fitted: whole(limits.fitted),
  })
  .map(normal);
