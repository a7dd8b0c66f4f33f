/** Bits of a digit: a double's bits are six digits, three of each half. */
const digitBits = 11;
const digits = 1 << digitBits;
/** Up to this many, calling a comparison is as fast. */
const few = 64;
/** Which half of a double holds its exponent. */
const upper = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/** Entries with the two halves of their values. */
interface Keyed {
  readonly order: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}
const keyed = (order: Uint32Array): Keyed => ({
  order,
  low: new Uint32Array(order.length),
  high: new Uint32Array(order.length),
});

/**
 * Sorts the first `count` entries of `order` by the positive finite numbers values[entry], smallest first; equal ones keep
 * their order.
 */
export type OrderBy = (values: Float64Array, order: Uint32Array, count: number) => void;

/**
 * A sort of up to n entries, with work arrays of its own. Positive doubles are in the order of their bits: sorting by those,
 * digit by digit, is several times as fast as calling a comparison.
 */
export function orderingOf(n: number): OrderBy {
  let here = keyed(new Uint32Array(n));
  let there = keyed(new Uint32Array(n));
  const starts = new Uint32Array(digits);
  return (values, order, count) => {
    if (count <= few) {
      order.subarray(0, count).sort((s, t) => values[s] - values[t]);
      return;
    }
    const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
    for (let i = 0; i < count; i++) {
      const entry = order[i];
      here.order[i] = entry;
      here.low[i] = words[2 * entry + 1 - upper];
      here.high[i] = words[2 * entry + upper];
    }
    for (const half of ["low", "high"] as const)
      for (let shift = 0; shift < 32; shift += digitBits)
        if (byDigit(here[half], shift, here, there, starts, count)) [here, there] = [there, here];
    order.set(here.order.subarray(0, count));
  };
}

/** Moves entries into the order of one digit of their keys, equal ones in theirs; false if all have the same digit. */
function byDigit(
  keys: Uint32Array,
  shift: number,
  from: Keyed,
  to: Keyed,
  starts: Uint32Array,
  count: number,
): boolean {
  const mask = digits - 1;
  starts.fill(0);
  for (let i = 0; i < count; i++) starts[(keys[i] >>> shift) & mask]++;
  if (starts[(keys[0] >>> shift) & mask] === count) return false;
  let sum = 0;
  for (let digit = 0; digit < digits; digit++) {
    const own = starts[digit];
    starts[digit] = sum;
    sum += own;
  }
  for (let i = 0; i < count; i++) {
    const at = starts[(keys[i] >>> shift) & mask]++;
    to.order[at] = from.order[i];
    to.low[at] = from.low[i];
    to.high[at] = from.high[i];
  }
  return true;
}
