/** log sum_i exp(values[i]), without overflow; -Infinity where all values are, or where there are none. */
export function logSumExp(values: readonly number[]): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  // An infinite shift would make NaN of values that equal it.
  const shift = Number.isFinite(largest) ? largest : 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - shift);
  return shift + Math.log(sum);
}
