import { MoestatError } from "../error.js";
import type { MixingMeasure } from "../types.js";

/**
 * What losses call the gate slopes, the block that a translation of a softmax gate moves, and the temperature: the
 * names of P1 and P3, whatever the fields of the gating are called. See `byRole`.
 */
export const slopes = "beta1";
export const temperature = "tau";

/**
 * The same measure, its gate slopes and its temperature under the names that losses know them by. Throws where another
 * block has such a name: `invalid measure; beta1 is not its gate slopes, which are c1`.
 */
export function byRole(measure: MixingMeasure): MixingMeasure {
  const { gate, atoms } = measure;
  if (gate === undefined) return measure;
  const roles = {
    ...(gate.slopes && { [gate.slopes]: slopes }),
    ...(gate.temperature && { [gate.temperature]: temperature }),
  };
  const called = (name: string): string => roles[name] ?? name;
  for (const [own, role] of Object.entries(roles))
    if (own !== role && atoms[role] !== undefined && roles[role] === undefined)
      throw new MoestatError(
        `invalid measure; ${role} is not its ${role === slopes ? "gate slopes, which are" : "temperature, which is"} ${own}`,
      );
  if (Object.keys(roles).every((name) => called(name) === name)) return measure;
  return {
    ...measure,
    atoms: Object.fromEntries(Object.entries(atoms).map(([name, block]) => [called(name), block])),
    gate: {
      blocks: gate.blocks.map(called),
      ...(gate.slopes && { slopes }),
      ...(gate.temperature && { temperature }),
    },
  };
}

/** Relative rounding of weights that are exponentials of the log weights. */
export const weightRounding = (...measures: readonly MixingMeasure[]): number =>
  measures.reduce(
    (sum, { logWeights }) => sum + 8 * Number.EPSILON * (1 + Math.max(...logWeights.map(Math.abs))),
    0,
  );

/**
 * Which translations leave a gate as it is: of the log weights and of the gate slopes (`gate`, a softmax of
 * affine scores) or of the log weights only (`mass`, where the slopes enter through an activation).
 */
export type Translations = "gate" | "mass";

/** Moves every log weight by t1 and every gate slope by t2: another representative of the same softmax gate. */
export const translate = (measure: MixingMeasure, t1: number, t2: readonly number[]): MixingMeasure => ({
  ...measure,
  logWeights: measure.logWeights.map((value) => value + t1),
  atoms: {
    ...measure.atoms,
    [slopes]: measure.atoms[slopes].map((slope) => slope.map((value, u) => value + t2[u])),
  },
});

/** The representative whose last log weight and last gate slope are 0. */
export function pinLast(measure: MixingMeasure): MixingMeasure {
  const last = measure.logWeights.length - 1;
  const { [last]: logWeight } = measure.logWeights;
  const { [last]: slope } = measure.atoms[slopes];
  if (logWeight === 0 && slope.every((value) => value === 0)) return measure;
  return translate(
    measure,
    -logWeight,
    slope.map((value) => -value),
  );
}

/** The atoms that are pinned: log weight 0 and gate slope 0. */
export const pinnedAtoms = ({ logWeights, atoms }: MixingMeasure): number[] =>
  logWeights.flatMap((value, j) =>
    value === 0 && atoms[slopes][j].every((slope) => slope === 0) ? [j] : [],
  );

/**
 * The measure itself if one of its atoms is pinned (log weight 0, gate slope 0), so that listing the atoms
 * in another order changes nothing; otherwise the representative pinned at its last atom. Where the slopes
 * cannot be translated (`mass`) a log weight of 0 is all that pins an atom.
 */
export function representative(measure: MixingMeasure, translations: Translations = "gate"): MixingMeasure {
  if (translations === "gate") return pinnedAtoms(measure).length > 0 ? measure : pinLast(measure);
  const { logWeights } = measure;
  if (logWeights.includes(0)) return measure;
  const last = logWeights[logWeights.length - 1];
  return { ...measure, logWeights: logWeights.map((value) => value - last) };
}

/**
 * Throws unless both measures hold the named blocks, finite, with one vector per atom and the same lengths:
 * `invalid estimate; no block: beta1`, `invalid truth.logWeights[0]; not finite: NaN`.
 */
export function checkMeasures(
  estimate: MixingMeasure,
  truth: MixingMeasure,
  blocks: readonly string[],
): void {
  checkMeasure("estimate", estimate, blocks, truth);
  checkMeasure("truth", truth, blocks, truth);
}

/** The same for one measure, called `name`; the lengths are those of the other. */
export function checkMeasure(
  name: string,
  measure: MixingMeasure,
  blocks: readonly string[],
  other = measure,
): void {
  if (measure.logWeights.length === 0) throw new MoestatError(`invalid ${name}; no atoms`);
  measure.logWeights.forEach((value, i) => {
    if (!Number.isFinite(value))
      throw new MoestatError(`invalid ${name}.logWeights[${i}]; not finite: ${value}`);
  });
  for (const block of blocks) checkBlock(name, measure, block, other.atoms[block]?.[0]?.length);
}

function checkBlock(name: string, measure: MixingMeasure, block: string, length: number | undefined): void {
  const { [block]: vectors } = measure.atoms;
  if (vectors === undefined) throw new MoestatError(`invalid ${name}; no block: ${block}`);
  if (vectors.length !== measure.logWeights.length)
    throw new MoestatError(
      `invalid ${name}.${block}; not one vector per atom: ${vectors.length} for ${measure.logWeights.length}`,
    );
  vectors.forEach((vector, i) => {
    if (length !== undefined && vector.length !== length)
      throw new MoestatError(`invalid ${name}.${block}[${i}]; not of length ${length}: ${vector.length}`);
    vector.forEach((value, u) => {
      if (!Number.isFinite(value))
        throw new MoestatError(`invalid ${name}.${block}[${i}][${u}]; not finite: ${value}`);
    });
  });
}
