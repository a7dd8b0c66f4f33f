/**
 * sum_j a[j] b[j] as good as if it were computed with twice as many digits and then rounded, so that large terms may cancel
 * (Ogita, Rump and Oishi, SIAM J. Sci. Comput. 26, 2005, algorithm 5.3).
 */
export function accurateDot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (let j = 0; j < a.length; j++) {
    const product = a[j] * b[j];
    const next = sum + product;
    const part = next - sum;
    lost += sum - (next - part) + (product - part) + productError(a[j], b[j], product);
    sum = next;
  }
  // Near the ends of the numbers parts overflow, and there is nothing to mend.
  return Number.isFinite(lost) ? sum + lost : sum;
}

/** a b - product without rounding, where `product` is the rounded product (Dekker and Veltkamp). */
function productError(a: number, b: number, product: number): number {
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** A number as the sum of two of 26 digits each, whose products are exact. */
function halves(a: number): [number, number] {
  const shifted = 134_217_729 * a; // 2^27 + 1
  const high = shifted - (shifted - a);
  return [high, a - high];
}
