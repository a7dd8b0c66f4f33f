/** One in the fractions below: they have 1100 binary digits behind the point, enough for any double. */
const unit = 2n ** 1100n;

/** A double as a fraction, without rounding. */
function fraction(value: number): bigint {
  let [mantissa, exponent] = [value, 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent + 1];
  return (BigInt(mantissa) * unit) / 2n ** BigInt(exponent);
}

/** sum_j a[j] b[j], rounded once, after 80 binary digits: by integers, in no way as the library does it. */
export function exactDot(a: readonly number[], b: readonly number[]): number {
  const sum = a.reduce((total, value, j) => total + fraction(value) * fraction(b[j]), 0n);
  const size = sum < 0n ? -sum : sum;
  const shift = BigInt(Math.max(0, size.toString(2).length - 80));
  return Number(sum >> shift) * 2 ** Number(shift - 2200n);
}
