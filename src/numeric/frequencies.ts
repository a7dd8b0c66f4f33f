/** How often each of some rows counts: frequencies, whole numbers or not; once each where absent. */
export type Frequencies = Float64Array | undefined;

/** The sum of the frequencies of n rows. */
export function totalOf(n: number, frequencies: Frequencies): number {
  if (frequencies === undefined) return n;
  let total = 0;
  for (let t = 0; t < frequencies.length; t++) total += frequencies[t];
  return total;
}

/**
 * The rows of an order laid out one after the other, each over a length that is its frequency: the row at each position from 0 to
 * before the total. With whole frequencies these are the rows repeated as often, and position p is that of repetition floor(p).
 */
export function copiesOf(order: ArrayLike<number>, frequencies: Frequencies): (position: number) => number {
  const last = order.length - 1;
  if (frequencies === undefined) return (position) => order[Math.min(last, Math.floor(position))];
  const ends = endsOf(order, frequencies);
  return (position) => {
    // The first row that ends beyond the position.
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] > position) high = middle;
      else low = middle + 1;
    }
    return order[low];
  };
}

/** Where each row of an order ends, laid out as in `copiesOf`. */
export function endsOf(order: ArrayLike<number>, frequencies: Frequencies): Float64Array {
  let end = 0;
  return Float64Array.from(order, (t) => {
    end += frequencies === undefined ? 1 : frequencies[t];
    return end;
  });
}
