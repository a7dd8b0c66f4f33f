/** Rows of a data set, cut into runs of rows that all occur equally often. */
export interface Rows {
  /** Where each row first occurs; undefined: all are different. */
  readonly first?: Uint32Array;
  readonly runs: readonly Run[];
}
/** The rows `from` <= t < `to`, each of which occurs `times` times. */
export interface Run {
  readonly times: number;
  readonly from: number;
  readonly to: number;
}

/** All n rows, as if they were different. */
export const allRows = (n: number): Rows => ({ runs: [{ times: 1, from: 0, to: n }] });

/** What a pass over rows costs, in rows: each run begins a block of its own. */
const costOf = ({ runs }: Rows) => runs[runs.length - 1].to + 64 * runs.length;

/** The different rows among the n of some columns, if they cost at most `most` rows; else undefined. */
function rowsWithin(most: number, columns: readonly Float64Array[], n: number): Rows | undefined {
  const rows = columns.some(seemDifferent) ? undefined : differentRows(columns, n, most);
  return rows && costOf(rows) <= most ? rows : undefined;
}

/** The rows of n samples by which they are summed up, and those of their inputs alone where that is worth a further pass. */
export function rowsOf(
  inputs: readonly Float64Array[],
  y: Float64Array,
): { readonly observations: Rows; readonly inputs: Rows | undefined } {
  const n = y.length;
  const observations = rowsWithin(0.75 * n, [...inputs, y], n) ?? allRows(n);
  return { observations, inputs: rowsWithin(0.5 * costOf(observations), inputs, n) };
}

/** The different rows, the most frequent first, of which there must be at most `most`. */
function differentRows(columns: readonly Float64Array[], n: number, most: number): Rows | undefined {
  const bits = columns.map(({ buffer, byteOffset }) => new Uint32Array(buffer, byteOffset, 2 * n));
  // Open addressing: 1 + the number of a row stands at the first free place from its hash on.
  const places = 2 ** Math.ceil(Math.log2(2 * (most + 1)));
  const rowAt = new Int32Array(places);
  const first: number[] = [];
  const times: number[] = [];
  const same = (t: number, u: number) => columns.every((column) => column[t] === column[u]);
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
  const runs: Run[] = [];
  for (const [at, row] of order.entries()) {
    const last = runs[runs.length - 1];
    if (last?.times === times[row]) runs[runs.length - 1] = { ...last, to: at + 1 };
    else runs.push({ times: times[row], from: at, to: at + 1 });
  }
  return { first: order.map((row) => first[row]), runs };
}

/**
 * Whether no two of a thousand values, picked from anywhere in a column, are equal. Where rows are taken to be different by
 * that, each occurs a few times at most among many, and little is lost.
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
