import { type SymmetricEigen, symmetricEigen } from "../../numeric/symmetricEigen.js";
import { type BoxState, initTrustRegion } from "../../numeric/trustRegion.js";
import { maximiseWithin } from "../../numeric/trustSubproblem.js";
import { flatEigenvalue, scoreTolerance } from "../maximum/certificate.js";
import type { Problem } from "../problem/problem.js";
import type { Iterate } from "./lineSearch.js";
import { type Table, termsOf } from "./terms.js";

/**
 * A point of a likelihood with a selection. Where it lies on ties, score, spectrum and free parameters are those of
 * the directions that leave every tie's rank gap as it is.
 */
export interface TiedState extends BoxState {
  /** Number of ties on which the point lies: ties of ranks beyond which the log-likelihood is lower. */
  readonly ties?: number;
}

/** Expert `inside` is selected at observation t, `outside` is not: their ranks tie, or nearly. */
interface Tie {
  readonly t: number;
  readonly inside: number;
  readonly outside: number;
}
/** A bound that holds a parameter: sign 1 for the upper one. */
interface Bound {
  readonly parameter: number;
  readonly sign: 1 | -1;
}
type Constraint = Tie | Bound;
const isTie = (on: Constraint): on is Tie => "t" in on;

/** Where the climb stands, and the ties and bounds that it keeps to. */
interface At extends Iterate {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly active: readonly Constraint[];
  readonly radius: number;
}

/** What derivatives say in the directions that leave the active constraints as they are. */
interface Reduced {
  readonly basis: readonly Float64Array[];
  readonly slope: readonly number[];
  /** Largest entry of the projected score. */
  readonly score: number;
  readonly eigen: SymmetricEigen;
  /** For each active constraint how fast the log-likelihood would grow across it. */
  readonly multipliers: readonly number[];
}

/** On an tie the selected expert ranks higher by this much: more than rounding, less than matters. */
const clearance = 1e-10;
/** As in `climb`, the score is driven below the certificate's tolerance. */
const goal = 1e-3 * scoreTolerance;
/** Relative changes of a mean log-likelihood below this are rounding. */
const resolution = 1e-13;
const exceeds = (a: number, b: number) => a > b + resolution * (1 + Math.abs(b));

/**
 * Climbs a likelihood with a selection from theta by derivatives. Newton steps go up within the cell of gate parameters
 * in which no observation changes its selection; where a step leaves the cell the log-likelihood jumps, and its value
 * decides. Where it is lower beyond, that is an tie of the cell, and the climb goes on along it (the method of active
 * sets); an tie is left for the inside where the log-likelihood grows that way. The end is a local maximum of the
 * log-likelihood, jumps and all, if
 * - the score vanishes in the directions that leave the ties' rank gaps as they are, and the Hessian of the
 *   Lagrangian has no positive eigenvalue in them;
 * - the score does not point inwards at any tie, and the log-likelihood just beyond each tie is lower.
 * Only then `ties` is given (if there are any); otherwise the state has the full score, which does not vanish. The gate
 * of a single selected expert, of which the likelihood is a step function, stays where it is. No step lowers the
 * log-likelihood; each is yielded.
 */
export function* climbCells(
  problem: Problem,
  theta: Float64Array,
  maxSteps: number,
): Generator<Iterate, { state: TiedState; steps: number }> {
  const cells = cellsOf(problem);
  let at = cells.begin(theta);
  let steps = 0;
  for (; steps < maxSteps; steps++) {
    const reduced = cells.reduce(at);
    const next =
      reduced.score <= goal && topOf(reduced) <= flatEigenvalue ? undefined : cells.step(at, reduced);
    const moved = next ?? cells.across(at, reduced) ?? cells.inwards(at, reduced);
    if (moved === undefined) break;
    if (moved.value > at.value) yield moved;
    at = moved;
  }
  return { state: cells.finish(at), steps };
}

const topOf = ({ eigen: { values } }: Reduced) =>
  values.length > 0 ? values[values.length - 1] : Number.NEGATIVE_INFINITY;

/** The moves of `climbCells` on one problem. */
function cellsOf(problem: Problem) {
  const { model, likelihood, n, size, low, high } = problem;
  const k = model.experts;
  const selected = model.gating.selection?.k ?? k;
  const terms = termsOf(problem);
  const table = (): Table => Array.from({ length: k }, () => new Float64Array(n));
  const [ranksHere, ranksThere] = [table(), table()];
  /** The point whose ranks are in `ranksHere`. */
  let ranked: Float64Array | undefined;
  const frozen = selected === 1 ? likelihood.gateSize : 0;

  function at(theta: Float64Array, active: readonly Constraint[], radius: number): At {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    const value = problem.evaluate(theta, gradient, hessian);
    return { theta, value, gradient, hessian, active, radius };
  }
  const valueAt = (theta: Float64Array) => likelihood.evaluate(theta, 0) / n;

  function begin(theta: Float64Array): At {
    const start = at(
      theta.map((value, j) => Math.min(high[j], Math.max(low[j], value))),
      [],
      1,
    );
    const active = Array.from(start.theta, (value, parameter): Bound | undefined => {
      if (value >= high[parameter] && start.gradient[parameter] > 0) return { parameter, sign: 1 };
      if (value <= low[parameter] && start.gradient[parameter] < 0) return { parameter, sign: -1 };
      return undefined;
    }).filter((bound) => bound !== undefined);
    return { ...start, active };
  }

  /** An tie's rank gap, with its gradient; its Hessian is added, times a factor, where one is given. */
  function gapAt(theta: Float64Array, { t, inside, outside }: Tie, hessian?: Float64Array, factor = 1) {
    const gradient = new Float64Array(size);
    const bend = new Float64Array(size * size);
    const gap =
      terms.rankAt(theta, inside, t, 1, gradient, bend) - terms.rankAt(theta, outside, t, -1, gradient, bend);
    if (hessian) for (let i = 0; i < bend.length; i++) hessian[i] += factor * bend[i];
    return { gap, gradient };
  }
  const inwardNormal = (theta: Float64Array, on: Constraint) =>
    isTie(on) ? gapAt(theta, on).gradient : unit(size, on.parameter, -on.sign);

  function reduce(now: At): Reduced {
    const { theta, gradient, hessian, active } = now;
    if (!active.some(isTie)) return withinBounds(now);
    const held = Array.from({ length: frozen }, (_, j) => unit(size, j, 1));
    const normals = [...held, ...active.map((on) => inwardNormal(theta, on))];
    const { basis, coefficients } = split(normals, gradient, size);
    const multipliers = coefficients.slice(frozen).map((c) => -c);
    const bent = Float64Array.from(hessian);
    active.forEach((on, e) => {
      if (isTie(on) && multipliers[e] !== 0) gapAt(theta, on, bent, multipliers[e]);
    });
    const q = basis.length;
    const inner = new Float64Array(q * q);
    basis.forEach((u, a) => {
      const row = times(bent, u);
      basis.forEach((v, b) => {
        inner[a * q + b] = dot(row, v);
      });
    });
    const slope = basis.map((u) => dot(u, gradient));
    const score = combined(basis, slope, size).reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    return { basis, slope, score, eigen: symmetricEigen(inner, q), multipliers };
  }

  /** The same where no tie holds anything: the free parameters are the basis. */
  function withinBounds({ gradient, hessian, active }: At): Reduced {
    const held = new Set(active.map((on) => (isTie(on) ? -1 : on.parameter)));
    const free: number[] = [];
    for (let j = frozen; j < size; j++) if (!held.has(j)) free.push(j);
    const slope = free.map((j) => gradient[j]);
    const inner = Float64Array.from(free.flatMap((i) => free.map((j) => hessian[i * size + j])));
    return {
      basis: free.map((j) => unit(size, j, 1)),
      slope,
      score: slope.reduce((most, g) => Math.max(most, Math.abs(g)), 0),
      eigen: symmetricEigen(inner, free.length),
      multipliers: active.map((on) => (isTie(on) ? 0 : on.sign * gradient[on.parameter])),
    };
  }

  /** The first constraint that a move meets, and the part of the move up to there; part > 1 if it meets none. */
  function firstMet(theta: Float64Array, move: Float64Array, there: Float64Array) {
    let part = Infinity;
    let met: Constraint | undefined;
    for (let j = 0; j < size; j++) {
      const room = move[j] > 0 ? high[j] - theta[j] : theta[j] - low[j];
      if (move[j] === 0 || room >= part * Math.abs(move[j])) continue;
      part = room / Math.abs(move[j]);
      met = { parameter: j, sign: move[j] > 0 ? 1 : -1 };
    }
    const bound = { part, met };
    if (frozen > 0) return { ...bound, bound: part };
    if (theta !== ranked) {
      terms.ranks(theta, ranksHere);
      ranked = theta;
    }
    terms.ranks(there, ranksThere);
    // What a move beyond `there` would meet nobody asks for.
    let reach = Math.min(part, 1 + 1e-9);
    for (let a = 1; a < k; a++)
      for (let b = 0; b < a; b++) {
        const [hereA, hereB, thereA, thereB] = [ranksHere[a], ranksHere[b], ranksThere[a], ranksThere[b]];
        for (let t = 0; t < n; t++) {
          const over = hereA[t] - hereB[t];
          const change = over - (thereA[t] - thereB[t]);
          // Most pairs do not meet as far as that.
          if (over * (over - reach * change) > 0) continue;
          const aIn = isSelected(a, t);
          if (aIn === isSelected(b, t)) continue;
          const gap = aIn ? over : -over;
          const closing = aIn ? change : -change;
          if (closing <= 1e-13 || gap >= reach * closing) continue;
          part = reach = gap / closing;
          met = aIn ? { t, inside: a, outside: b } : { t, inside: b, outside: a };
        }
      }
    return { part, met, bound: bound.part };
  }

  /** Whether fewer than K rank above an expert at `ranked`, where of equal ranks the first counts as higher. */
  function isSelected(i: number, t: number): boolean {
    const own = ranksHere[i][t];
    let above = 0;
    for (let j = 0; j < k; j++) {
      const other = ranksHere[j][t];
      if (other > own || (other === own && j < i)) above++;
    }
    return above < selected;
  }

  /** theta with the gaps of the active ties as they should be; bounds are kept. */
  function restored(theta: Float64Array, active: readonly Constraint[]): Float64Array {
    const ties = active.filter(isTie);
    const back = theta.map((value, j) => Math.min(high[j], Math.max(low[j], value)));
    for (let round = 0; round < 20; round++) {
      let off = false;
      for (const tie of ties) {
        const { gap, gradient } = gapAt(back, tie);
        if (gap > 0.3 * clearance && gap < 3 * clearance) continue;
        off = true;
        for (const on of active) if (!isTie(on)) gradient[on.parameter] = 0;
        const factor = (clearance - gap) / dot(gradient, gradient);
        for (let j = 0; j < size; j++) back[j] += factor * gradient[j];
      }
      if (!off) break;
    }
    return back;
  }

  /** A Newton step within the trust region, up to or beyond the first constraint that it meets. */
  function step(now: At, { basis, slope, eigen, score }: Reduced): At | undefined {
    const { theta, value, active } = now;
    let { radius } = now;
    for (let attempt = 0; attempt < 40; attempt++) {
      const inner = maximiseWithin(slope, eigen, radius);
      const length = Math.hypot(...inner);
      if (length === 0) return undefined;
      const move = combined(basis, inner, size);
      const { part, met, bound } = firstMet(theta, move, plus(theta, move, 1));
      const most = Math.min(1, bound);
      const promiseOf = (share: number) => share * promised(inner, slope, eigen, share);
      const blurred = Math.abs(promiseOf(most)) <= resolution * (1 + Math.abs(value));
      // Where the whole step fails, perhaps for a jump on its way, a part of it may do.
      for (const share of blurred || part > most ? [most] : [most, 0.3 * most, 0.1 * most]) {
        if (share === 0) break;
        const promise = promiseOf(share);
        const reached = at(restored(plus(theta, move, share), active), active, radius);
        const gain = reached.value - value;
        const better = blurred
          ? gain >= -resolution * (1 + Math.abs(value)) && reduce(reached).score < score
          : gain >= 0.1 * promise && gain > 0;
        if (!better) continue;
        const held = met !== undefined && !isTie(met) && share === bound ? [met] : [];
        const grown = share === 1 && length > 0.8 * radius && gain >= 0.7 * promise ? 2.5 * radius : radius;
        const shrunk = !blurred && gain < 0.25 * promise ? 0.5 * radius : grown;
        return { ...reached, active: [...active, ...held], radius: shrunk };
      }
      if (met !== undefined && part <= 1) {
        const stopped = isTie(met) ? atTie(now, met, move, part) : { ...now, active: [...active, met] };
        if (stopped) return stopped;
      } else if (blurred) return undefined;
      radius = 0.25 * Math.min(radius, length);
    }
    return undefined;
  }

  /** Just before an tie that a move meets, or just beyond it if that is higher; undefined if both are lower. */
  function atTie(now: At, tie: Tie, move: Float64Array, part: number): At | undefined {
    const { theta, value, active } = now;
    const before = plus(theta, move, part);
    const { gap, gradient } = gapAt(before, tie);
    const closing = -dot(gradient, move);
    if (!(closing > 0)) return undefined;
    const margin = (clearance - gap) / closing;
    const beyond = plus(theta, move, part + (clearance + gap) / closing);
    const valueBeyond = valueAt(beyond);
    const room = part - margin;
    const near = room > 0 ? restored(plus(theta, move, room), [...active, tie]) : theta;
    const valueNear = near === theta ? value : valueAt(near);
    if (exceeds(valueBeyond, Math.max(value, valueNear))) return at(beyond, active, now.radius);
    if (near === theta) return { ...now, active: [...active, tie] };
    return valueNear >= value ? at(near, [...active, tie], now.radius) : undefined;
  }

  /** The first active tie beyond which the log-likelihood is higher, crossed. */
  function across({ theta, value, active, radius }: At, _reduced: Reduced): At | undefined {
    for (const tie of active.filter(isTie)) {
      const { gap, gradient } = gapAt(theta, tie);
      const beyond = plus(theta, gradient, -(gap + clearance) / dot(gradient, gradient));
      if (exceeds(valueAt(beyond), value))
        return at(
          beyond,
          active.filter((on) => on !== tie),
          radius,
        );
    }
    return undefined;
  }

  /** The active constraint dropped from which the score points inwards most. */
  function inwards(now: At, { multipliers, score }: Reduced): At | undefined {
    if (score > settled) return undefined;
    const worst = multipliers.reduce((w, mu, e) => (mu < multipliers[w] ? e : w), 0);
    if (!(multipliers[worst] < -tolerable)) return undefined;
    return { ...now, active: now.active.filter((_, e) => e !== worst) };
  }

  function finish(now: At): TiedState {
    // The derivatives at this place are known.
    const evaluate: Problem["evaluate"] = (_, gradient, hessian) => {
      gradient.set(now.gradient);
      hessian.set(now.hessian);
      return now.value;
    };
    const plain = initTrustRegion({ ...problem, evaluate }, now.theta);
    const ties = now.active.filter(isTie).length;
    if (ties === 0) return plain;
    const reduced = reduce(now);
    const certain =
      reduced.score <= scoreTolerance &&
      topOf(reduced) <= flatEigenvalue &&
      across(now, reduced) === undefined &&
      inwards(now, reduced) === undefined;
    if (!certain) return plain;
    const held = now.active.flatMap((on) => (isTie(on) ? [] : [on.parameter]));
    const free = Array.from({ length: size }, (_, j) => j).filter((j) => !held.includes(j));
    const vectors = reduced.eigen.vectors.map((v) => {
      const whole = combined(reduced.basis, v, size);
      return Float64Array.from(free, (j) => whole[j]);
    });
    const eigen = { values: reduced.eigen.values, vectors };
    return { ...plain, held, free, score: reduced.score, eigen, ties };
  }

  return { begin, reduce, step, across, inwards, finish };
}

/** A multiplier above minus this points outwards, or nowhere; it is looked at where the score is below the other. */
const tolerable = scoreTolerance;
const settled = 100 * scoreTolerance;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
};
const times = (matrix: Float64Array, v: Float64Array) =>
  v.map((_, i) => dot(matrix.subarray(i * v.length, (i + 1) * v.length), v));
const plus = (theta: Float64Array, move: Float64Array, part: number) =>
  theta.map((value, j) => value + part * move[j]);
const unit = (size: number, j: number, value: number) => {
  const vector = new Float64Array(size);
  vector[j] = value;
  return vector;
};
function combined(basis: readonly Float64Array[], weights: ArrayLike<number>, size: number): Float64Array {
  const sum = new Float64Array(size);
  basis.forEach((v, a) => {
    for (let j = 0; j < size; j++) sum[j] += weights[a] * v[j];
  });
  return sum;
}

/** What the quadratic model promises of `part` of a step, divided by that part. */
function promised(
  step: Float64Array,
  slope: readonly number[],
  { values, vectors }: SymmetricEigen,
  part: number,
) {
  const curved = values.reduce((sum, value, i) => sum + value * dot(vectors[i], step) ** 2, 0);
  return dot(slope, step) + 0.5 * part * curved;
}

/**
 * Splits space by some vectors: an orthonormal basis of what is orthogonal to all, and the coefficients with which the
 * vectors make up the rest of g (0 for one that depends on those before it).
 */
function split(vectors: readonly Float64Array[], g: Float64Array, size: number) {
  const q: Float64Array[] = [];
  const columns: { index: number; r: number[] }[] = [];
  vectors.forEach((vector, index) => {
    const r = q.map(() => 0);
    const rest = orthogonal(vector, q, r);
    const length = Math.hypot(...rest);
    if (length <= 1e-9 * Math.hypot(...vector)) return;
    q.push(rest.map((value) => value / length));
    columns.push({ index, r: [...r, length] });
  });
  const coefficients = vectors.map(() => 0);
  const right = q.map((v) => dot(v, g));
  for (let c = columns.length - 1; c >= 0; c--) {
    const { index, r } = columns[c];
    const own = right[c] / r[c];
    coefficients[index] = own;
    for (let a = 0; a < c; a++) right[a] -= own * r[a];
  }
  // The coordinate directions span the rest; always the one that is farthest from what there is already.
  const rests = Array.from({ length: size }, (_, j) => orthogonal(unit(size, j, 1), q));
  const basis: Float64Array[] = [];
  while (q.length + basis.length < size) {
    const lengths = rests.map((rest) => dot(rest, rest));
    const longest = orthogonal(rests[lengths.indexOf(Math.max(...lengths))], [...q, ...basis]);
    const length = Math.hypot(...longest);
    const next = longest.map((value) => value / length);
    basis.push(next);
    for (const rest of rests) {
      const along = dot(next, rest);
      for (let j = 0; j < size; j++) rest[j] -= along * next[j];
    }
  }
  return { basis, coefficients };
}

/** A vector without its parts along orthonormal ones, which are added to r. */
function orthogonal(vector: Float64Array, to: readonly Float64Array[], r?: number[]): Float64Array {
  const rest = Float64Array.from(vector);
  // Twice, since rounding leaves something the first time.
  for (let round = 0; round < 2; round++)
    to.forEach((v, a) => {
      const along = dot(v, rest);
      if (r) r[a] += along;
      for (let j = 0; j < rest.length; j++) rest[j] -= along * v[j];
    });
  return rest;
}
