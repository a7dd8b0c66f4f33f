/*
 * Replaces the functions of Math of which the language does not say to the last bit what they are, by ones of exact operations alone: +, -, *, /
 * and comparisons. Two engines then compute the same, which shows whether anything else sets them apart. To be loaded before all else.
 */

const { LN2: ln2 } = Math;

/** 2^k by doubling and halving, which are exact. */
function powerOfTwo(k: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(k); i++) power *= k < 0 ? 0.5 : 2;
  return power;
}

/** The sum of x^i / i! from i = 1, for small x. */
function series(x: number): number {
  let [sum, term] = [0, 1];
  for (let i = 1; i < 22; i++) {
    term *= x / i;
    sum += term;
  }
  return sum;
}

function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -746) return 0;
  if (x > 709.8) return Number.POSITIVE_INFINITY;
  const k = Math.floor(x / ln2 + 0.5);
  const value = 1 + series(x - k * ln2);
  // In two steps, since 2^k alone may be subnormal.
  return k < -1000 ? value * powerOfTwo(k + 200) * powerOfTwo(-200) : value * powerOfTwo(k);
}

function log(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let [rest, k] = [x, 0];
  for (; rest > Math.SQRT2; k++) rest /= 2;
  for (; rest < Math.SQRT1_2; k--) rest *= 2;
  const u = (rest - 1) / (rest + 1);
  let [sum, power] = [0, u];
  for (let i = 1; i < 44; i += 2) {
    sum += power / i;
    power *= u * u;
  }
  return 2 * sum + k * ln2;
}

const expm1 = (x: number): number => (Math.abs(x) < 0.3 ? series(x) : exp(x) - 1);

function log1p(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : (log(u) * x) / (u - 1);
}

function tanh(x: number): number {
  const small = expm1(-2 * Math.abs(x));
  const size = -small / (small + 2);
  return x < 0 ? -size : size;
}

Object.assign(Math, {
  exp,
  log,
  expm1,
  log1p,
  tanh,
  log10: (x: number) => log(x) / Math.LN10,
  log2: (x: number) => log(x) / ln2,
});
