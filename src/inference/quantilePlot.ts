import { MoestatError } from "../error.js";
import { betaTail } from "../numeric/incompleteBeta.js";
import { increasingRoot } from "../numeric/increasingRoot.js";
import { normalCdf } from "../numeric/normalCdf.js";
import { normalQuantile } from "../numeric/normalQuantile.js";
import { shown } from "../numeric/shown.js";
import { checkNames } from "../words/names.js";

/** How a normal quantile plot is made. */
export interface QuantilePlotOptions {
  /** How often each residual was observed; once if not given. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Probability with which a residual lies in the band; 0.95 if not given. */
  readonly level?: number | undefined;
  /** At most so many points, evenly apart on the axis of quantiles; 1000 if not given. */
  readonly points?: number | undefined;
}

/** Residuals against normal quantiles. */
export interface QuantilePlot {
  /** In increasing order. */
  readonly points: readonly QuantilePoint[];
  readonly level: number;
  /** How many residuals there are, each as often as its weight says. */
  readonly n: number;
  /** How many of all residuals lie outside their limits, each as often as its weight says. */
  readonly outside: number;
  /** How many are infinite, each as often as its weight says; they are no points. */
  readonly infinite: number;
}

/** One residual of a normal quantile plot. */
export interface QuantilePoint {
  /** The standard normal quantile of (i - 1/2) / n, for the i-th residual of n. */
  readonly expected: number;
  readonly residual: number;
  /** Limits between which it lies with probability `level`, the residuals being independent and standard normal. */
  readonly low: number;
  readonly high: number;
}

/**
 * The normal quantile plot of residuals (see `predictive`) with a pointwise band. Of n independent standard normal numbers Z the i-th
 * smallest has Phi(Z_(i)) ~ Beta(i, n + 1 - i), whose quantiles are the band. With weights i is the sum of those of the smaller
 * residuals, half the own and 1/2, and n the sum of all. Throws where weights are not as many as residuals or no finite non-negative numbers, where a
 * residual is no number, or a level is not in (0, 1).
 */
export function quantilePlot(residuals: ArrayLike<number>, options: QuantilePlotOptions = {}): QuantilePlot {
  checkNames("quantilePlot", options, ["weights", "level", "points"]);
  const { weights, level = 0.95, points: most = 1000 } = options;
  if (!(level > 0 && level < 1)) throw new MoestatError(`invalid level; not between 0 and 1: ${level}`);
  if (weights !== undefined && weights.length !== residuals.length)
    throw new MoestatError(
      `invalid weights; ${residuals.length} expected, one per residual: ${weights.length}`,
    );
  checkNumbers(residuals, weights);
  const places = placesOf(residuals, weights);
  const tail = (1 - level) / 2;
  const finite = places.filter(({ residual }) => Number.isFinite(residual));
  const points = spacedOut(finite, most).map(({ expected, residual, a, b }): QuantilePoint => {
    const unit = 1 / Math.sqrt(a + b);
    return {
      expected,
      residual,
      low: limit(a, b, tail, expected, unit),
      high: -limit(b, a, tail, -expected, unit),
    };
  });
  return {
    points,
    level,
    n: weightOf(places),
    outside: weightOf(
      places.filter(({ residual, a, b }) => {
        const [x, y] = [normalCdf(residual), normalCdf(-residual)];
        return betaTail(a, b, x, y, "lower") < tail || betaTail(a, b, x, y, "upper") < tail;
      }),
    ),
    infinite: weightOf(places.filter(({ residual }) => !Number.isFinite(residual))),
  };
}

/** A residual at its place: Phi of it is Beta(a, b). */
interface Place {
  readonly residual: number;
  readonly expected: number;
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

const weightOf = (places: readonly Place[]): number => places.reduce((sum, { weight }) => sum + weight, 0);

function checkNumbers(residuals: ArrayLike<number>, weights: ArrayLike<number> | undefined): void {
  for (let t = 0; t < residuals.length; t++) {
    if (Number.isNaN(residuals[t])) throw new MoestatError(`invalid residuals[${t}]; not a number: NaN`);
    const weight = weights?.[t] ?? 1;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new MoestatError(`invalid weights[${t}]; not a finite non-negative number: ${shown(weight)}`);
  }
}

/** The residuals in increasing order, without those of weight 0. */
function placesOf(residuals: ArrayLike<number>, weights: ArrayLike<number> | undefined): Place[] {
  const weightAt = (t: number) => weights?.[t] ?? 1;
  const order = Array.from(residuals, (_, t) => t)
    .filter((t) => weightAt(t) > 0)
    .sort((s, t) => residuals[s] - residuals[t] || s - t);
  const total = order.reduce((sum, t) => sum + weightAt(t), 0);
  let before = 0;
  return order.map((t) => {
    const middle = before + weightAt(t) / 2;
    before += weightAt(t);
    const expected =
      2 * middle <= total ? normalQuantile(middle / total) : -normalQuantile((total - middle) / total);
    return {
      residual: residuals[t],
      expected,
      a: middle + 0.5,
      b: total - middle + 0.5,
      weight: weightAt(t),
    };
  });
}

/** The z at which Phi(Z) ~ Beta(a, b) gives P(Z <= z) = tail. */
const limit = (a: number, b: number, tail: number, guess: number, unit: number): number =>
  increasingRoot(
    (z) =>
      Math.log(Math.max(betaTail(a, b, normalCdf(z), normalCdf(-z), "lower"), Number.MIN_VALUE)) -
      Math.log(tail),
    guess,
    unit,
  );

/** Points of which no two are closer than the most-th part of the axis; the first and the last stay. */
function spacedOut(places: readonly Place[], most: number): readonly Place[] {
  if (places.length <= most) return places;
  const step = (places[places.length - 1].expected - places[0].expected) / most;
  let last = Number.NEGATIVE_INFINITY;
  return places.filter(({ expected }, i) => {
    if (i < places.length - 1 && expected - last < step) return false;
    last = expected;
    return true;
  });
}
