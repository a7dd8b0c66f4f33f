import { examples } from "./examples.js";
import { limits, normal, wholeWithin } from "./limits.js";
import type { Atom, FamilyName, Gate, State } from "./state.js";

/** A change of the state. */
export type Edit = (state: State) => State;

/** Changes numbers of one expert. */
export const withAtom =
  (i: number, change: Partial<Atom>): Edit =>
  (state) =>
    normal({ ...state, atoms: state.atoms.map((atom, j) => (j === i ? { ...atom, ...change } : atom)) });

/** Changes the gate. */
export const withGate =
  (change: Partial<Gate>): Edit =>
  (state) =>
    normal({ ...state, gate: { ...state.gate, ...change } });

/** Changes what stands beside gate and experts. */
export const withPart =
  (change: Partial<Omit<State, "gate" | "atoms" | "family">>): Edit =>
  (state) =>
    normal({ ...state, ...change });

/** Experts of another family, with the numbers of the example that has it, since scales differ. */
export const withFamily =
  (family: FamilyName): Edit =>
  (state) => {
    const example = examples.find((one) => one.state.family === family) ?? examples[0];
    const { atoms, n } = example.state;
    return normal({ ...state, family, atoms, n: Math.max(n, state.n), fitted: atoms.length });
  };

/** So many true experts, and as many fitted ones: the last are taken away, or more are put before the last, which is the gate's reference. */
export const withExperts =
  (experts: number): Edit =>
  (state) => {
    const count = wholeWithin(limits.experts, experts);
    const { atoms } = state;
    const last = atoms[atoms.length - 1];
    const added = Array.from({ length: Math.max(0, count - atoms.length) }, (_, i) =>
      another(atoms.length + i),
    );
    const kept = atoms.slice(0, Math.min(count, atoms.length) - 1);
    return normal({ ...state, atoms: [...kept, ...added, last], fitted: count });
  };

/** An expert unlike its neighbours: the further ones alternate their slopes and lie higher. */
const another = (i: number): Atom => ({
  beta0: -2,
  beta1: i % 2 === 0 ? -8 : 8,
  a: i % 2 === 0 ? 1 : -1,
  b: i - 0.5,
  sigma: 0.4,
});

/** One expert more than the truth has. */
export const oneTooMany: Edit = (state) => normal({ ...state, fitted: state.atoms.length + 1 });

/** Ten times the observations, as far as the page goes. */
export const tenfold: Edit = (state) => normal({ ...state, n: 10 * state.n });

/** Other data of the same law. */
export const redraw: Edit = (state) => normal({ ...state, seed: state.seed + 1 });
