/** Rows by which samples are summed up, cut into groups of rows that all stand for equally many. */
export interface Rows {
  /** The sample that each row stands for first; undefined: the rows are the samples themselves, in their order. */
  readonly first?: Uint32Array;
  readonly groups: readonly RowGroup[];
}
/** The rows `from` <= t < `to`, each of which stands for `times` samples. */
export interface RowGroup {
  readonly times: number;
  readonly from: number;
  readonly to: number;
}

/** All n samples, each for itself. */
export const allRows = (n: number): Rows => ({ groups: [{ times: 1, from: 0, to: n }] });

/** Each group begins a block of its own, whose kernels cost about as much to call as so many rows to work on. */
const perRun = 64;
const costOf = ({ groups }: Rows) => groups[groups.length - 1].to + perRun * groups.length;

/**
 * The rows by which n samples are summed up: the different ones, if a pass over these costs at most three quarters of one
 * over all; and those of their inputs alone, if there are at most half as many. Then a pass over these, which does about
 * half the work for each, pays for the quarter that it takes off the other.
 */
export function rowsOf(
  inputs: readonly Float64Array[],
  y: Float64Array,
): { readonly observations: Rows; readonly inputs: Rows | undefined } {
  const n = y.length;
  const all = allRows(n);
  const most = 0.75 * n;
  if (most <= perRun || inputs.some(seemDifferent)) return { observations: all, inputs: undefined };
  const observations = (seemDifferent(y) ? undefined : rowsWithin(most, [...inputs, y], n)) ?? all;
  return { observations, inputs: rowsWithin(0.5 * costOf(observations), inputs, n) };
}

/** The different rows among the n of some columns, if they cost at most `most` rows; else undefined. */
function rowsWithin(most: number, columns: readonly Float64Array[], n: number): Rows | undefined {
  const rows = differentRows(columns, n, most);
  return rows && costOf(rows) <= most ? rows : undefined;
}

/** The different rows, the most frequent first, of which there must be at most `most`. */
function differentRows(columns: readonly Float64Array[], n: number, most: number): Rows | undefined {
  const bits = columns.map(({ buffer, byteOffset }) => new Uint32Array(buffer, byteOffset, 2 * n));
  // Open addressing: 1 + the number of a row stands at the first free place from its hash on.
  const places = 2 ** Math.ceil(Math.log2(2 * (most + 1)));
  const rowAt = new Int32Array(places);
  const first: number[] = [];
  const times: number[] = [];
  // By their bits, as they are hashed.
  const same = (t: number, u: number) =>
    bits.every((words) => words[2 * t] === words[2 * u] && words[2 * t + 1] === words[2 * u + 1]);
  for (let t = 0; t < n; t++) {
    let place = hashOf(bits, t) & (places - 1);
    while (rowAt[place] !== 0 && !same(t, first[rowAt[place] - 1])) place = (place + 1) & (places - 1);
    if (rowAt[place] === 0) {
      if (first.length + 1 > most) return undefined;
      rowAt[place] = first.push(t);
      times.push(0);
    }
    times[rowAt[place] - 1]++;
  }
  const order = Uint32Array.from(first.keys()).sort((i, j) => times[j] - times[i] || i - j);
  const groups: RowGroup[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && times[order[to]] === times[order[from]]) to++;
    groups.push({ times: times[order[from]], from, to });
  }
  return { first: order.map((row) => first[row]), groups };
}

/**
 * Whether no two of a thousand values, picked from anywhere in a column, are equal. Up to 100,000 equally frequent ones are
 * practically never overlooked by that, which is what repeats in data; a million of them, ten times each, may be.
 */
function seemDifferent(column: Float64Array): boolean {
  const places = new Set<number>();
  const values = new Set<number>();
  for (let i = 1; i <= 1000; i++) {
    const place = Math.floor(((mixed(0, i) >>> 0) / 2 ** 32) * column.length);
    places.add(place);
    values.add(column[place]);
  }
  return values.size === places.size;
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
