import { fewestSizes, logLine } from "./rates.js";
import type { Theory } from "./types/experiment.js";
import type { Verdict } from "./types/study.js";
import type { Slope } from "./types/summary.js";

/** Between a floor (slope 0) and the parametric rate (slope -1/2). */
const halfway = -0.25;

/** Bootstrap intervals of fewer fits at one of the sizes are not to be relied on. */
export const fewestFits = 5;

/**
 * Compares a statement of theory with a measured slope and its 95 % interval [low, high]. `sizes`: the sample sizes with the number
 * of fits at each; sizes that the slope omits are ignored.
 *
 * `bound`, the loss is of the order (log n / n)^(-s) or smaller, s < 0 the theory's slope. On a log-log scale that
 * order is flatter than n^s: its local slope is s + |s| / log n, for s = -1/2: -1/2 + 1/(2 log n). Let s' be its
 * least-squares slope over the sizes.
 *   `does not`: low > s'. The whole interval is flatter than the bound allows.
 *   `agrees`: low <= s' and high <= s / 2. The interval meets the bound or lies below it (a bound may be undercut),
 *     and is narrow enough to exclude half its exponent.
 *   `undecided`: else.
 * `floor`, the loss does not vanish. `agrees`: low > -1/4, nearer to slope 0 than to the parametric -1/2.
 *   `does not`: high < -1/4. `undecided`: else.
 * `lower`, for every estimator there is a truth near by with a loss of at least n^s: slower than any polynomial, where
 *   the loss is a power that may be chosen at will. `agrees`: low > s. It can be supported at one truth but not
 *   refuted there, so that it is else `undecided`.
 *
 * A verdict is about the sizes that were run. An interval that could not be computed, or that rests on fewer than three
 * sizes or on fewer than five fits at one of them, decides nothing.
 */
export function verdictOf(
  theory: Theory,
  measured: Slope,
  sizes: readonly { readonly n: number; readonly fits: number }[],
): Verdict {
  const { slope, low, high, omitted = [] } = measured;
  const { slope: s, kind = "bound" } = theory;
  const used = sizes.filter(({ n }) => !omitted.includes(n));
  if (used.length < fewestSizes) return undecided("too few sizes");
  if (![slope, low, high].every(Number.isFinite)) return undecided("no interval");
  if (used.some(({ fits }) => fits < fewestFits)) return undecided("too few fits");
  if (kind === "floor") {
    if (low > halfway) return { verdict: "agrees", reason: "does not fall" };
    return high < halfway ? { verdict: "does not", reason: "falls" } : undecided("interval too wide");
  }
  if (kind === "lower") {
    if (low > s) return { verdict: "agrees", reason: "slower" };
    return undecided(high < s ? "faster, but at one truth" : "cannot be told from the bound");
  }
  const allowed = boundSlope(
    s,
    used.map(({ n }) => n),
  );
  if (low > allowed) return { verdict: "does not", reason: "slower than the bound" };
  if (high > s / 2) return undecided("interval too wide");
  return { verdict: "agrees", reason: high < s ? "faster than the bound" : "as the bound" };
}

/**
 * How far each of the two rates that a verdict tells apart lies from what its interval must exclude. `bound`: s' and s / 2, where each
 * is what the other excludes. `floor`: slopes 0 and -1/2, both 1/4 from the line between them. `lower`: NaN, since no slope at
 * one truth refutes it.
 */
export function margin({ slope, kind = "bound" }: Theory, sizes: readonly number[]): number {
  if (kind === "lower") return Number.NaN;
  return kind === "floor" ? Math.abs(halfway) : slope / 2 - boundSlope(slope, sizes);
}

const undecided = (reason: string): Verdict => ({ verdict: "undecided", reason });

/** The log-log slope of (log n / n)^(-slope), by least squares over the sizes; `slope` of fewer than two. */
export function boundSlope(slope: number, sizes: readonly number[]): number {
  const line = logLine(
    sizes.filter((n) => n > 2).map((n) => ({ n, y: (Math.log(n) / n) ** Math.abs(slope) })),
  );
  return Number.isNaN(line.slope) ? slope : line.slope;
}
