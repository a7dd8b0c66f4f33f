import { closeSync, openSync, readSync } from "node:fs";

/** A fit by what it is called in its file. */
export interface FitName {
  readonly n: number;
  readonly replicate: number;
}

/** Where the lines of fits stand in a file: numbers alone, 28 bytes a fit, so that the file may be larger than memory. */
export interface Places {
  readonly count: number;
  /** Adds a line by the bytes from its first to behind its line end. */
  readonly add: (fit: FitName, from: number, to: number) => void;
  /** The fit of the line that was added as number i. */
  readonly fitAt: (i: number) => FitName;
  /** Bytes of line i with its line end. */
  readonly lengthOf: (i: number) => number;
  readonly startOf: (i: number) => number;
}

/** Places of no line. */
export function places(): Places {
  let [n, replicate, from] = [new Float64Array(16), new Float64Array(16), new Float64Array(16)];
  let length = new Uint32Array(16);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(fit, start, to) {
      if (count === length.length) {
        [n, replicate, from] = [twice(n), twice(replicate), twice(from)];
        const longer = new Uint32Array(2 * count);
        longer.set(length);
        length = longer;
      }
      n[count] = fit.n;
      replicate[count] = fit.replicate;
      from[count] = start;
      length[count++] = to - start;
    },
    fitAt: (i) => ({ n: n[i], replicate: replicate[i] }),
    lengthOf: (i) => length[i],
    startOf: (i) => from[i],
  };
}

function twice(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}

/** The numbers of the lines by size, then by replicate. */
export function orderOf({ count, fitAt }: Places): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  return order.sort((i, j) => {
    const [p, q] = [fitAt(i), fitAt(j)];
    return p.n - q.n || p.replicate - q.replicate;
  });
}

/** The places of lines that are copied in an order, one behind another from a byte on. */
export function copied(of: Places, order: Uint32Array, start: number): Places {
  const copy = places();
  let at = start;
  for (const i of order) {
    const from = at;
    at += of.lengthOf(i);
    copy.add(of.fitAt(i), from, at);
  }
  return copy;
}

const chunk = 1 << 20;

/** Lines of a file by their numbers, with their line ends, in the order that is given. Lines that follow one another are read together. */
export function* linesAt(file: string, of: Places, order: Iterable<number>): Generator<string> {
  // Of a file that is not there nothing is read.
  if (of.count === 0) return;
  const handle = openSync(file, "r");
  try {
    let held: Buffer = Buffer.alloc(0);
    let heldFrom = 0;
    let last = -1;
    for (const i of order) {
      const [from, length] = [of.startOf(i), of.lengthOf(i)];
      if (from < heldFrom || from + length > heldFrom + held.length) {
        held = bytesAt(handle, from, from === last ? Math.max(chunk, length) : length);
        heldFrom = from;
      }
      last = from + length;
      yield held.toString("utf8", from - heldFrom, last - heldFrom);
    }
  } finally {
    closeSync(handle);
  }
}

/** So many bytes of a file, or as many as there are. */
function bytesAt(handle: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(handle, bytes, read, length - read, from + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}
