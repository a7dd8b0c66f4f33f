/**
 * Where a function that increases passes from below 0 to 0 or above: to rounding of y, and where it jumps there, the number
 * at which it does, the smallest y with f(y) >= 0. From a
 * guess by steps that double, beginning with `step` > 0, until f changes sign; between the two by inverse quadratic interpolation where
 * three values allow it, else by bisection (Chandrupatla 1997, A new hybrid quadratic/bisection algorithm for finding the zero of a
 * nonlinear function without using derivatives). Infinite where f has one sign up to there.
 */
export function increasingRoot(f: (y: number) => number, guess: number, step: number): number {
  const bracket = bracketOf(f, guess, step);
  if (bracket === undefined) return f(guess) < 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let [[a, fa], [b, fb]] = bracket;
  let [c, fc] = [a, fa];
  /** The point at which f was below 0 last, and that where it was not. */
  let [low, high] = bracket;
  let share = 0.5;
  for (let step = 0; step < mostSteps && between(low[0], high[0]) !== undefined; step++) {
    const y = a + share * (b - a);
    const value = f(y);
    if (value === 0) return y;
    if (value < 0) low = [y, value];
    else high = [y, value];
    if (value < 0 === fa < 0) [c, fc] = [a, fa];
    else [c, fc, b, fb] = [b, fb, a, fa];
    [a, fa] = [y, value];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const tolerance = (2 ** -52 * Math.abs(best) + Number.MIN_VALUE) / Math.abs(b - a);
    if (tolerance > 0.5) break;
    share = shareOf(a, fa, b, fb, c, fc, tolerance);
  }
  // Between a few neighbouring doubles only a jump is more than rounding; it is at the upper one of the two beside it.
  for (let y = between(low[0], high[0]); y !== undefined; y = between(low[0], high[0])) {
    if (high[1] - low[1] < leastJump) break;
    const value = f(y);
    if (value < 0) low = [y, value];
    else high = [y, value];
  }
  return high[0];
}

/** Enough to halve an interval of any size down to the least double. */
const mostSteps = 2200;

/** Between neighbours a function without a jump grows by no more. */
const leastJump = 1e-9;

type Point = readonly [y: number, value: number];

/** Two points of different sign, the lower first; undefined where there are none. */
function bracketOf(f: (y: number) => number, guess: number, step: number): [Point, Point] | undefined {
  let from: Point = [guess, f(guess)];
  const up = from[1] < 0;
  for (let width = step; ; width *= 2) {
    const y = from[0] + (up ? width : -width);
    if (!Number.isFinite(y)) return undefined;
    const to: Point = [y, f(y)];
    if (to[1] < 0 !== up) return up ? [from, to] : [to, from];
    from = to;
  }
}

/** The double in the middle between two, if there is one. */
function between(low: number, high: number): number | undefined {
  const y = low + (high - low) / 2;
  return y > low && y < high ? y : undefined;
}

/** Where to look next between a and b, as a share of the way: by inverse quadratic interpolation if that is safe. */
function shareOf(
  a: number,
  fa: number,
  b: number,
  fb: number,
  c: number,
  fc: number,
  tolerance: number,
): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi * phi < xi && (1 - phi) ** 2 < 1 - xi)) return 0.5;
  const share =
    ((fa / (fb - fa)) * fc) / (fb - fc) + ((((c - a) / (b - a)) * fa) / (fc - fa)) * (fb / (fc - fb));
  return Math.min(1 - tolerance, Math.max(tolerance, share));
}
