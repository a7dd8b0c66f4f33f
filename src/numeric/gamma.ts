/**
 * log Gamma(x) for x > 0, within some units in the last place, also beside its zeros 1 and 2: the Taylor series about 2 where
 * |x - 2| <= 1/2, Stirling's series from 10 on, and in between the recurrence Gamma(x + 1) = x Gamma(x).
 * Infinity at 0, NaN below. Source: Abramowitz and Stegun, 6.1.15, 6.1.33 and 6.1.41.
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x < 0.5) return logGammaOnePlus(x) - Math.log(x);
  if (x < 1.5) return logGammaOnePlus(x - 1);
  // Beyond 1e305 Stirling's series would subtract infinity from infinity.
  if (x >= 10) return x < 1e305 ? (x - 0.5) * Math.log(x) - x + halfLog2Pi + stirlingError(x) : Infinity;
  let product = 1;
  let from = x;
  while (from > 2.5) product *= --from;
  return aboutTwo(from - 2) + Math.log(product);
}

/** log Gamma(1 + z) for |z| <= 1/2, about -z times Euler's constant near 0. */
export const logGammaOnePlus = (z: number): number => aboutTwo(z) - Math.log1p(z);

/**
 * What Stirling's formula leaves out of log Gamma(x): log Gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2, for x >= 10, within
 * some units in the last place. Source: Abramowitz and Stegun, 6.1.41.
 */
export function stirlingError(x: number): number {
  const z = 1 / x;
  const z2 = z * z;
  let sum = 0;
  for (let j = stirling.length - 1; j >= 0; j--) sum = sum * z2 + stirling[j];
  return sum * z;
}

/**
 * log(Gamma(x + 1/2) / Gamma(x)) for x > 0: about log(x) / 2 where x is large. Right to 1e-14, which a difference of
 * `logGamma` is not there.
 */
export const logGammaHalfStep = (x: number): number =>
  x < 10
    ? logGamma(x + 0.5) - logGamma(x)
    : x * Math.log1p(0.5 / x) - 0.5 + 0.5 * Math.log(x) + stirlingError(x + 0.5) - stirlingError(x);

/** log(2 pi) / 2. */
export const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/** log Gamma(2 + z) = (1 - gamma) z + sum_{j >= 2} (-1)^j (zeta(j) - 1) z^j / j, for |z| <= 1/2. */
function aboutTwo(z: number): number {
  let sum = 0;
  for (let j = zeta.length - 1; j >= 0; j--) sum = zeta[j] - z * sum;
  return z * (oneMinusGamma + z * sum);
}

/** 1 minus Euler's constant. */
const oneMinusGamma = 0.42278433509846713;

/** (zeta(j) - 1) / j for j = 2, 3, ...: the last adds 2^-55 at most. */
const zeta = [
  0.3224670334241132, 0.0673523010531981, 0.020580808427784546, 0.007385551028673986, 0.0028905103307415234,
  0.001192753911703261, 0.0005096695247430425, 0.00022315475845357939, 9.945751278180853e-5,
  4.492623673813314e-5, 2.050721277567069e-5, 9.439488275268397e-6, 4.374866789907488e-6,
  2.039215753801366e-6, 9.55141213040742e-7, 4.492469198764566e-7, 2.1207184805554665e-7,
  1.0043224823968099e-7, 4.7698101693639804e-8, 2.2711094608943164e-8, 1.0838659214896955e-8,
  5.183475041970047e-9, 2.4836745438024785e-9, 1.1921401405860912e-9, 5.731367241678862e-10,
] as const;

/** B_2j / (2j (2j - 1)): at x = 10 the first that is left out adds 2e-18. */
const stirling = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
] as const;
