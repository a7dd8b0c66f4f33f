/** Rows over which a sum over samples runs, cut into groups. The rows of a group stand for equally many samples each. */
export interface Rows {
  /** The first of the samples that each row stands for; undefined if the rows are the samples themselves, in their order. */
  readonly first?: Uint32Array;
  readonly groups: readonly RowGroup[];
  /** How often each row counts, where samples have weights: then there is one group. */
  readonly weights?: Float64Array | undefined;
}
/** The rows `from` <= t < `to`, each of which stands for `times` samples. */
export interface RowGroup {
  readonly times: number;
  readonly from: number;
  readonly to: number;
}

/** All n samples, each for itself. */
export const allRows = (n: number, weights?: Float64Array): Rows => ({
  groups: [{ times: 1, from: 0, to: n }],
  weights,
});

/** The cost of a group in rows: it begins a block of its own, and calling the kernels costs about as much as 64 rows. */
const groupCost = 64;
const costOf = ({ groups }: Rows) => groups[groups.length - 1].to + groupCost * groups.length;

/**
 * The rows over which sums over n samples run.
 * `observations`: the different samples, if a pass over them costs at most three quarters of a pass over all; else all.
 * `inputs`: the different inputs of the gate, if they cost at most half as much as `observations`; else undefined. The terms of the gate that
 * depend on the inputs alone are then summed in a second pass, which does about half the work for each row. So a second pass over
 * the different inputs costs at most a quarter of the first. It replaces gate work that costs as much.
 */
export function rowsOf(
  inputs: readonly Float64Array[],
  ofGate: readonly Float64Array[],
  y: Float64Array,
  weights?: Float64Array,
): { readonly observations: Rows; readonly inputs: Rows | undefined } {
  const n = y.length;
  const all = allRows(n, weights);
  const most = 0.75 * n;
  if (most <= groupCost) return { observations: all, inputs: undefined };
  const within = (limit: number, columns: readonly Float64Array[]) =>
    columns.some(seemDifferent) ? undefined : rowsWithin(limit, columns, n, weights);
  const observations = within(most, [...inputs, y]) ?? all;
  return { observations, inputs: within(0.5 * costOf(observations), ofGate) };
}

/** The different rows among the n of some columns, if they cost at most `most` rows; else undefined. */
function rowsWithin(
  most: number,
  columns: readonly Float64Array[],
  n: number,
  weights: Float64Array | undefined,
): Rows | undefined {
  const rows = differentRows(columns, n, most, weights);
  return rows && costOf(rows) <= most ? rows : undefined;
}

/** The different rows, the most frequent first, or with weights in their order; undefined if there are more than `most`. */
function differentRows(
  columns: readonly Float64Array[],
  n: number,
  most: number,
  weights: Float64Array | undefined,
): Rows | undefined {
  const bits = columns.map(({ buffer, byteOffset }) => new Uint32Array(buffer, byteOffset, 2 * n));
  // A hash table with open addressing: 1 + the number of a row is kept in the first free slot from its hash on, 0 in free slots.
  const slots = 2 ** Math.ceil(Math.log2(2 * (most + 1)));
  const rowIn = new Int32Array(slots);
  const first: number[] = [];
  const times: number[] = [];
  // Compared by the bits, as the hash is.
  const same = (t: number, u: number) =>
    bits.every((words) => words[2 * t] === words[2 * u] && words[2 * t + 1] === words[2 * u + 1]);
  for (let t = 0; t < n; t++) {
    let slot = hashOf(bits, t) & (slots - 1);
    while (rowIn[slot] !== 0 && !same(t, first[rowIn[slot] - 1])) slot = (slot + 1) & (slots - 1);
    if (rowIn[slot] === 0) {
      if (first.length + 1 > most) return undefined;
      rowIn[slot] = first.push(t);
      times.push(0);
    }
    times[rowIn[slot] - 1] += weights === undefined ? 1 : weights[t];
  }
  if (weights !== undefined)
    return {
      first: Uint32Array.from(first),
      groups: [{ times: 1, from: 0, to: first.length }],
      weights: Float64Array.from(times),
    };
  const order = Uint32Array.from(first.keys()).sort((i, j) => times[j] - times[i] || i - j);
  const groups: RowGroup[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && times[order[to]] === times[order[from]]) to++;
    groups.push({ times: times[order[from]], from, to });
  }
  return { first: order.map((row) => first[row]), groups };
}

/** So many values of a column are looked at before all are. */
const looks = 1000;

/**
 * Whether no two of a thousand values, picked from anywhere in a column, are equal. A column of at most 100,000 different values,
 * equally frequent, practically never passes for one without repeats; a column of a million, ten times each, may.
 * A shorter column than that is looked at as a whole anyway.
 */
function seemDifferent(column: Float64Array): boolean {
  if (column.length <= looks) return false;
  const picked = new Set<number>();
  const values = new Set<number>();
  for (let i = 1; i <= looks; i++) {
    const t = Math.floor(((mixed(0, i) >>> 0) / 2 ** 32) * column.length);
    picked.add(t);
    values.add(column[t]);
  }
  return values.size === picked.size;
}

/** A hash of the bits of a row. */
function hashOf(bits: readonly Uint32Array[], t: number): number {
  let hash = 0;
  for (const words of bits) hash = mixed(mixed(hash, words[2 * t]), words[2 * t + 1]);
  return hash;
}

/** A hash and one more word as a hash (multiplications and shifts as in MurmurHash3, Appleby 2011). */
function mixed(hash: number, word: number): number {
  let next = Math.imul(hash ^ word, 0xcc9e2d51);
  next = Math.imul(next ^ (next >>> 15), 0x1b873593);
  return next ^ (next >>> 13);
}
