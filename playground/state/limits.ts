import { type AtomField, atomFields, hasTemperature, isAffine, type State } from "./state.js";

/** The range of a control. `log`: its slider moves on a logarithmic scale. */
export interface Limits {
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly log?: boolean;
}

/** What may be chosen. */
export const limits = {
  beta0: { least: -15, most: 15, step: 0.1 },
  beta1: { least: -30, most: 30, step: 0.1 },
  a: { least: -10, most: 10, step: 0.05 },
  b: { least: -10, most: 10, step: 0.05 },
  sigma: { least: 0.05, most: 2, step: 0.01 },
  tau: { least: 0.05, most: 5, step: 0.01, log: true },
  n: { least: 50, most: 100_000, step: 1, log: true },
  seed: { least: 1, most: 999_999, step: 1 },
  fitted: { least: 1, most: 6, step: 1 },
  experts: { least: 1, most: 4, step: 1 },
  reach: { least: 1, most: 3, step: 1 },
} as const satisfies Record<AtomField | "tau" | "n" | "seed" | "fitted" | "experts" | "reach", Limits>;

/** A number in a range, rounded to a thousandth so that links stay short. */
export const within = ({ least, most }: Limits, value: number): number =>
  Math.min(most, Math.max(least, Math.round(1000 * value) / 1000 + 0));

/** A whole number in a range. */
export const wholeWithin = ({ least, most }: Limits, value: number): number =>
  Math.min(most, Math.max(least, Math.round(value)));

/**
 * The state with every number in its range and the gate's representative chosen: the last intercept is 0, and so is the last slope where only
 * differences of slopes count. No gate selects more experts than there are.
 */
export function normal(state: State): State {
  const { gate, reach, n, seed } = state;
  const given = state.atoms.slice(0, limits.experts.most);
  const last = given[given.length - 1];
  const slope = isAffine(gate) ? last.beta1 : 0;
  const relative = given.map((atom) => ({
    ...atom,
    beta0: atom.beta0 - last.beta0,
    beta1: atom.beta1 - slope,
  }));
  const atoms = relative.map((atom) => {
    const numbers = atomFields.map((field) => [field, within(limits[field], atom[field])]);
    return Object.fromEntries(numbers) as unknown as typeof atom;
  });
  const fitted = wholeWithin(limits.fitted, state.fitted);
  return {
    ...state,
    gate: {
      ...gate,
      tau: within(limits.tau, gate.tau),
      topK: hasTemperature(gate)
        ? 0
        : wholeWithin({ least: 0, most: Math.min(2, atoms.length, fitted), step: 1 }, gate.topK),
    },
    atoms,
    reach: wholeWithin(limits.reach, reach),
    n: wholeWithin(limits.n, n),
    seed: wholeWithin(limits.seed, seed),
    fitted,
  };
}
