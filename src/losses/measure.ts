import type { MixingMeasure } from "../types.js";

/** The block that a translation of a softmax gate moves: the gate slopes. */
export const slopes = "beta1";

/** log sum_i exp(values[i]), without overflow. */
export function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** Moves every log weight by t1 and every gate slope by t2: another representative of the same softmax gate. */
export const translate = (
  { logWeights, atoms }: MixingMeasure,
  t1: number,
  t2: readonly number[],
): MixingMeasure => ({
  logWeights: logWeights.map((value) => value + t1),
  atoms: { ...atoms, [slopes]: atoms[slopes].map((slope) => slope.map((value, u) => value + t2[u])) },
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

/**
 * The measure itself if one of its atoms is pinned (log weight 0, gate slope 0), so that listing the atoms
 * in another order changes nothing; otherwise the representative pinned at its last atom.
 */
export function representative(measure: MixingMeasure): MixingMeasure {
  const isPinned = measure.logWeights.some(
    (value, j) => value === 0 && measure.atoms[slopes][j].every((slope) => slope === 0),
  );
  return isPinned ? measure : pinLast(measure);
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
  for (const [name, measure] of Object.entries({ estimate, truth })) {
    const atoms = measure.logWeights.length;
    if (atoms === 0) throw new Error(`invalid ${name}; no atoms`);
    measure.logWeights.forEach((value, i) => {
      if (!Number.isFinite(value)) throw new Error(`invalid ${name}.logWeights[${i}]; not finite: ${value}`);
    });
    for (const block of blocks) checkBlock(`${name}`, measure, block, truth.atoms[block]?.[0]?.length);
  }
}

function checkBlock(name: string, measure: MixingMeasure, block: string, length: number | undefined): void {
  const { [block]: vectors } = measure.atoms;
  if (vectors === undefined) throw new Error(`invalid ${name}; no block: ${block}`);
  if (vectors.length !== measure.logWeights.length)
    throw new Error(
      `invalid ${name}.${block}; not one vector per atom: ${vectors.length} for ${measure.logWeights.length}`,
    );
  vectors.forEach((vector, i) => {
    if (length !== undefined && vector.length !== length)
      throw new Error(`invalid ${name}.${block}[${i}]; not of length ${length}: ${vector.length}`);
    vector.forEach((value, u) => {
      if (!Number.isFinite(value))
        throw new Error(`invalid ${name}.${block}[${i}][${u}]; not finite: ${value}`);
    });
  });
}
