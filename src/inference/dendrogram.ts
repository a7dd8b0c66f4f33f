import { MoestatError } from "../error.js";
import { withoutSelection } from "../family.js";
import { maximiseExperts, maximiseGate } from "../fit/em/mStep.js";
import { type Problem, problemOf } from "../fit/problem/problem.js";
import { type AnyModel, moe } from "../model/model.js";
import { isMixed } from "../params/records.js";
import type { AnyParams, Params, Sample } from "../types.js";
import { type Atom, atomsOf, dissimilarity } from "./dissimilarity.js";
import { without } from "./split.js";

/** One merge of a dendrogram. Atoms have the numbers 0 to K - 1; what merge s makes has the number K + s. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  /** The dissimilarity of the two (`dissimilarity`). */
  readonly height: number;
  /** The share of the observations that belongs to the two. */
  readonly weight: number;
}

/** A mixing measure on the way from all atoms to one. */
export interface Level {
  /** The number of its atoms. */
  readonly k: number;
  /** @deprecated The name is `k`. */
  readonly experts: number;
  /** The height of the merge that leads from here to one expert less; for one expert `heightOfOne`. */
  readonly height: number;
  readonly params: Params;
  /** The log-likelihood of `params`. */
  readonly logLik: number;
  /** -(height + omega logLik / n): the least is best. */
  readonly dsc: number;
}

/** How the atoms of a fit merge step by step, as plain data. */
export interface Dendrogram {
  /** What the atoms are called, in the order of the fit: "expert 1", ... */
  readonly labels: readonly string[];
  /** The atoms in an order in which no branches cross. */
  readonly order: readonly number[];
  readonly merges: readonly Merge[];
  /** From one expert to all. */
  readonly levels: readonly Level[];
  readonly omega: number;
  /** The number of experts with the least criterion. */
  readonly best: number;
}

/**
 * The height at which one expert would part: that of two experts of equal weight one unit apart. The theory compares two experts and
 * more; any fixed height keeps the criterion consistent, since the heights of atoms that a single expert was split into vanish, and
 * a single expert in place of several loses omega times a fixed amount.
 */
export const heightOfOne = 0.25;

/**
 * The dendrogram of a fit with more experts than are needed, and the number of experts that it tells. The two atoms with the least
 * dissimilarity are merged, again and again. A merged atom has the weight of the two; its expert and the gate are what an M-step
 * makes of their responsibilities taken together, which to the first order are the weighted means with the corrections of the theory (for a
 * Gaussian expert the variance takes in the spread of the two means), and stay a fit to the data where atoms are
 * far apart. The criterion of k experts is DSC(k) = -(height(k) + omega logLik(k) / n), omega = log n: atoms that stand for one expert
 * merge at heights that vanish with n, different experts at heights that do not.
 * Source: Do, Do, McKinley, Terhorst and Nguyen (2024, Dendrogram of mixing measures); Hai, Mai, Nguyen, Ho, Nguyen and Drovandi
 * (2025, Dendrograms of mixing measures for softmax-gated Gaussian mixture of experts). Ours are `heightOfOne`, the M-step, weights
 * that are shares of the observations in place of exp(beta0), and the powers for other experts than Gaussian ones.
 * Throws for a gate that leaves experts out, whose measure the theory does not merge, and for experts of several families, between whose
 * atoms no dissimilarity is defined.
 */
export function dendrogram(
  model: AnyModel,
  data: Sample,
  params: AnyParams,
  { omega }: { readonly omega?: number } = {},
): Dendrogram {
  model.check(params);
  if (model.selected !== undefined)
    throw new MoestatError(
      `invalid gating; a dendrogram is of gates that select all experts, not ${model.selected}`,
    );
  if (isMixed(model.families)) {
    const names = [...new Set(model.families)].map(({ name }) => name).join(", ");
    throw new MoestatError(
      `no dendrogram; it is defined for experts of one family, whose atoms merge: ${names}`,
    );
  }
  const whole = problemOf(model, data);
  const { n } = whole;
  const rate = omega ?? Math.log(n);
  const points: Point[] = [pointOf(whole, whole.coordinates.toTheta(params))];
  const numbers: number[][] = [points[0].r.map((_, i) => i)];
  const merges: Merge[] = [];
  for (let k = model.k; k > 1; k--) {
    const [point] = points;
    const [held] = numbers;
    const pair = closest(point.atoms);
    const weight = point.atoms[pair.kept].weight + point.atoms[pair.gone].weight;
    numbers.unshift(joined(held, pair, () => model.k + merges.length));
    merges.push({ left: held[pair.kept], right: held[pair.gone], height: pair.height, weight });
    points.unshift(merged(point, pair));
  }
  const levels = points.map(({ problem, theta }, at): Level => {
    const height = at === 0 ? heightOfOne : merges[merges.length - at].height;
    const logLik = problem.logLikOf(problem.valueAt(theta));
    const k = at + 1;
    return {
      k,
      experts: k,
      height,
      params: problem.coordinates.toParams(theta) as Params,
      logLik,
      dsc: -(height + (rate * logLik) / n),
    };
  });
  return {
    labels: Array.from({ length: model.k }, (_, i) => `expert ${i + 1}`),
    order: orderOf(merges, model.k),
    merges,
    levels,
    omega: rate,
    best: levels.reduce((best, level) => (level.dsc < best.dsc ? level : best)).k,
  };
}

/** A measure with the responsibilities of its atoms. */
interface Point {
  readonly problem: Problem;
  readonly theta: Float64Array;
  readonly r: readonly Float64Array[];
  readonly atoms: readonly Atom[];
}

/** The measure of a fit. */
function pointOf(problem: Problem, theta: Float64Array): Point {
  const { likelihood, model, sample } = problem;
  const r = Array.from({ length: model.k }, () => new Float64Array(sample.n));
  likelihood.responsibilities(theta, r);
  const observations = likelihood.occupancy(theta).map((one) => one.observations);
  const total = observations.reduce((sum, observed) => sum + observed, 0);
  const shares = observations.map((observed) => observed / total);
  return { problem, theta, r, atoms: atomsOf(problem, theta, shares) };
}

/** Two atoms that merge: the heavier one, which is kept, and the other. */
interface Pair {
  readonly kept: number;
  readonly gone: number;
  readonly height: number;
}

/** The pair with the least dissimilarity. */
function closest(atoms: readonly Atom[]): Pair {
  const pairs = atoms.flatMap((p, i) =>
    atoms.slice(i + 1).map((q, past): Pair => {
      const j = i + 1 + past;
      const [kept, gone] = p.weight >= q.weight ? [i, j] : [j, i];
      return { kept, gone, height: dissimilarity(p, q, atoms.length === 2) };
    }),
  );
  return pairs.reduce((best, pair) => (pair.height < best.height ? pair : best));
}

/** A list of what belongs to each atom, after two have merged. */
const joined = <T>(list: readonly T[], { kept, gone }: Pair, join: (p: T, q: T) => T): T[] =>
  list.flatMap((one, a) => (a === kept ? [join(one, list[gone])] : a === gone ? [] : [one]));

/** Newton steps in the parts of the M-step that have no closed form; they end when the score vanishes, as a rule after some ten. */
const newtonSteps = 100;

/** The measure after two of its atoms have merged. */
function merged({ problem, theta, r, atoms }: Point, pair: Pair): Point {
  const { model, sample, coordinates } = problem;
  const { gating, families, k, inputs } = model;
  const fewer = problemOf(
    moe({ gating: withoutSelection(gating), expert: families[0], k: k - 1, inputs }),
    sample,
  );
  const start = fewer.coordinates.toTheta(without(model, coordinates.toParams(theta), pair.gone));
  const together = joined(r, pair, (p, q) => p.map((value, t) => value + q[t]));
  maximiseExperts(fewer, start, together, newtonSteps);
  maximiseGate(fewer, start, { r: together }, newtonSteps);
  const shares = joined(
    atoms.map(({ weight }) => weight),
    pair,
    (p, q) => p + q,
  );
  return { problem: fewer, theta: start, r: together, atoms: atomsOf(fewer, start, shares) };
}

/** The atoms from left to right, those that merge first side by side. */
function orderOf(merges: readonly Merge[], k: number): number[] {
  const leavesOf = (number: number): number[] => {
    if (number < k) return [number];
    const { left, right } = merges[number - k];
    return [...leavesOf(left), ...leavesOf(right)];
  };
  return leavesOf(k + merges.length - 1);
}
