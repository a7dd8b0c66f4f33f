/**
 * Takes one more factor into a product whose logarithm is wanted, so that many factors cost one logarithm. `product` holds the
 * product so far, 1 to begin with. Returns what is to be added to the sum of logarithms now: 0, unless the product would
 * leave the numbers of ordinary size. In the end its own logarithm is to be added.
 */
export function takeFactor(product: Float64Array, factor: number): number {
  const next = product[0] * factor;
  if (next > 1e-200 && next < 1e200) {
    product[0] = next;
    return 0;
  }
  const logarithm = Math.log(product[0]) + Math.log(factor);
  product[0] = 1;
  return logarithm;
}
