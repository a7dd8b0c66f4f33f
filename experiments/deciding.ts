import { fewestSizes } from "./rates.js";
import type { Theory } from "./types/experiment.js";
import type { Slope } from "./types/summary.js";
import { fewestFits, margin } from "./verdict.js";

/** Further fits that would decide what is undecided: the one or the other. */
export interface Deciding {
  /** The largest of the further sizes, all with as many replicates as the present ones; absent where none below 1e9 decides. */
  readonly n?: number;
  /** The number of replicates at each of the present sizes. */
  readonly replicates: number;
  /** Which of the two draws fewer observations, and so is the sooner. */
  readonly sooner: "n" | "replicates";
}

/** No larger sizes are thought of. */
const largest = 1e9;

/** Further sizes stand no closer than four a decade, as those of the experiments. */
const leastRatio = 10 ** 0.25;

/**
 * Which further size, or which number of replicates at the present `sizes`, would decide between the two rates that a verdict tells
 * apart, from the `measured` slope of log10 y on x = log10 n with its 95 % interval [low, high].
 *
 * The least-squares slope sum_j (x_j - mean x) log10 y_j / S, S = sum_j (x_j - mean x)^2, has the variance v / S where log10 y has the
 * variance v at every size; y is the mean or the median of R replicates, so that v = c / R. Half the length of the interval,
 * h = (high - low) / 2, is 1.96 sqrt(c / (R S)): the observed h tells c. It falls with further sizes, which add to S, and with R.
 *
 * A verdict for one of the rates needs an interval that excludes a bound at the distance d from it, `margin`. The slope being normal about
 * the rate with the standard error h / 1.96, that has the probability Phi(1.96 (d - h) / h): 1/2 for h = d, and 97.5 % for h = d / 2, which
 * is asked for. For an upper bound, where the one rate is the bound of the other, an interval of that length cannot hold both and decides
 * whatever the slope.
 *
 * Sizes go on by the mean ratio of the present ones, and no closer than four a decade: n is the first with h sqrt(S / S') <= d' / 2, S'
 * and d' of all sizes up to it. Replicates: R (2 h / d)^2, rounded up.
 *
 * Supposes that losses are as widely spread at all sizes, and is as rough as the interval is. `undefined` where the interval decides nothing for
 * other reasons (too few sizes or fits), for a lower bound, which one truth cannot refute, and where the interval is
 * narrow enough and its slope between the rates.
 */
export function wouldDecide(
  theory: Theory,
  measured: Slope,
  sizes: readonly { readonly n: number; readonly fits: number }[],
  replicates: number,
): Deciding | undefined {
  const used = sizes.filter(({ n }) => !measured.omitted?.includes(n));
  if (used.length < fewestSizes || used.some(({ fits }) => fits < fewestFits)) return undefined;
  const present = used.map(({ n }) => n);
  const half = (measured.high - measured.low) / 2;
  /** By what factor the half length is too large. */
  const excess = (all: readonly number[]): number =>
    (2 * half * Math.sqrt(spread(present) / spread(all))) / margin(theory, all);
  const factor = excess(present);
  if (!(factor > 1)) return undefined;
  const more = Math.ceil(replicates * factor ** 2);
  const further = furtherSizes(present);
  const upTo = (i: number) => further.slice(0, i + 1);
  const last = further.findIndex((_, i) => excess([...present, ...upTo(i)]) <= 1);
  if (last < 0) return { replicates: more, sooner: "replicates" };
  const isSooner = replicates * sum(upTo(last)) <= (more - replicates) * sum(present);
  return { n: further[last], replicates: more, sooner: isSooner ? "n" : "replicates" };
}

/** The sizes that go on from rising ones, up to the largest. */
function furtherSizes(sizes: readonly number[]): number[] {
  const [first, last] = [sizes[0], sizes.at(-1)!];
  const ratio = Math.max(leastRatio, (last / first) ** (1 / (sizes.length - 1)));
  const steps = Math.max(0, Math.floor(Math.log(largest / last) / Math.log(ratio) + 1e-9));
  return Array.from({ length: steps }, (_, i) => Math.round(last * ratio ** (i + 1)));
}

/** S, the sum of squares of log10 n about its mean. */
function spread(sizes: readonly number[]): number {
  const x = sizes.map(Math.log10);
  const mean = sum(x) / x.length;
  return sum(x.map((value) => (value - mean) ** 2));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
