import { normal } from "../../random/normal.js";
import { stream } from "../../random/stream.js";
import type { Uniform } from "../../types.js";
import { byPreference } from "../maximum/choose.js";
import { isWeighed } from "../problem/chance.js";
import { hasClassesOnly, searchesDivisions } from "../problem/classes.js";
import type { Method } from "../problem/method.js";
import type { Start } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { classStarts } from "../starts/classes.js";
import { drawnDivisions } from "../starts/divided.js";
import { elementalStarts, hasElemental } from "../starts/elemental.js";
import { insertedStarts, type SmallerFit } from "../starts/inserted.js";
import { randomStarts } from "../starts/random.js";
import { hasRidge, ridgeStarts } from "../starts/ridge.js";
import { segmentStarts } from "../starts/segments.js";
import { asIfCertified, climbAll } from "./climbAll.js";
import { methodOf } from "./method.js";
import { type Part, partsOf } from "./parts.js";
import { smallerProblem } from "./smaller.js";
import { inUnitsOf, subsampleOf } from "./subsample.js";

/** Climbs of the fit into which experts are inserted end half a nat below their maxima, or after 100 steps. */
const roughly = { shortfall: 0.5, maxSteps: 100 };
/** EM steps that prepare a start: enough to leave the saddles between experts that are still alike. */
const emSteps = { drawn: 15, elemental: 5 };
/** Elemental sets for each random start; those that end alike are one. */
const elemental = { sets: 25, size: 300 } as const;
/** With more observations than this fewer starts are made for each random one, since each costs more. */
const many = 2000;
/**
 * For each random start so many are inserted, so many of the best elemental sets are climbed from, so many have random class coefficients, and
 * so many a gate that is drawn first.
 */
const forEachStart = {
  weighed: { inserted: 1, elemental: { few: 2.5, many: 1 } },
  highest: { inserted: 3, elemental: { few: 1, many: 1 } },
  classes: { inserted: { few: 2, many: 1 }, drawn: { few: 3, many: 1 }, divided: { few: 3, many: 1 } },
} as const;
/**
 * Experts are inserted into rough fits of one expert less: random starts of these, how many of their maxima are kept, the share of the twin's
 * weight, and EM steps after. The highest maximum of an over-specified model is most often next to one of several maxima for one expert less,
 * with a surplus expert of little weight (bench/missed.ts counts how often it is missed); where maxima are weighed such experts
 * are mostly passed over.
 */
const insertion = {
  weighed: { starts: 4, kept: 1, share: { least: 1 / 3, most: 1 / 3 }, emSteps: 15 },
  highest: { starts: 6, kept: 6, share: { least: 0.01, most: 0.5 }, emSteps: 5 },
} as const;
/** Random directions for each input, along which the observations are divided, and how many of the best divisions are climbed from. */
const segmented = { random: 2, kept: 6 } as const;

/** The prepared starts, and how many were drawn in all. */
export interface Starts {
  readonly starts: readonly Start[];
  readonly drawn: number;
}

/**
 * What a round of starts knows of those before it: whether it is the first, and what is made once: the fits of one expert less, the best first, if there
 * are any, and the problem's parts without point masses, with rounds of their own.
 */
export interface Round {
  readonly first: boolean;
  readonly smaller: () => readonly SmallerFit[];
  readonly parts: () => readonly { readonly part: Part; readonly round: Round }[];
}

/** The first round on a problem. */
export function firstRound(problem: Problem, seed: string | number): Round {
  let fits: readonly SmallerFit[] | undefined;
  let parts: ReturnType<Round["parts"]> | undefined;
  return {
    first: true,
    smaller: () => {
      fits ??= smallerFits(problem, seed);
      return fits;
    },
    parts: () => {
      parts ??= partsOf(problem).map((part) => ({ part, round: firstRound(part.problem, seed) }));
      return parts;
    },
  };
}

/**
 * Starts of all kinds that fit the model, each prepared as the method says: for every random start some that are inserted, and elemental
 * ones where experts are found by least squares; starts along the ridge of an activation gate; for classes random
 * coefficients and inserted ones in place of all these. One start for a single expert.
 */
export function warmStarts(
  problem: Problem,
  method: Method,
  seed: string | number,
  count: number,
  round: Round = firstRound(problem, seed),
): Starts {
  const parts = round.parts();
  if (parts.length > 0) return liftedStarts(problem, method, seed, count, round);
  const k = problem.model.k;
  const uniform = stream(`${seed}/starts/${k}`);
  const raw =
    k > 1 && hasClassesOnly(problem)
      ? classesOf(problem, round, count, uniform)
      : drawnOf(problem, round, count, uniform);
  const starts = method.warm(problem, raw, `${seed}/warm/${k}`);
  const best =
    k > 1 && hasElemental(problem)
      ? elementalOf(problem, method, seed, count, round.first)
      : { starts: [], drawn: 0 };
  return { starts: [...starts, ...best.starts], drawn: raw.length + best.drawn };
}

/** The starts of a problem's parts without point masses, as starts of the problem. */
function liftedStarts(
  problem: Problem,
  method: Method,
  seed: string | number,
  count: number,
  { first, parts }: Round,
): Starts {
  const lifted = parts().map(({ part, round }) => {
    const own = methodOf(part.problem.model);
    const { starts, drawn } = warmStarts(part.problem, own, seed, count, { ...round, first });
    const points = starts.map((start) => ({
      ...start,
      theta: part.lift(start.theta),
      emSteps: emSteps.elemental,
    }));
    return { points, drawn };
  });
  const points = lifted.flatMap((one) => one.points);
  const drawn = lifted.reduce((sum, one) => sum + one.drawn, 0);
  return { starts: method.warm(problem, points, `${seed}/warm/lifted`), drawn };
}

function classesOf(problem: Problem, round: Round, count: number, uniform: Uniform): Start[] {
  const { drawn, inserted, divided } = forEachStart.classes;
  const amount = amountOf(problem);
  const ofClasses = Array.from({ length: count * drawn[amount] }, (_, turn) =>
    classStarts(problem, turn, uniform),
  );
  const divide = searchesDivisions(problem) ? drawnDivisions(problem) : undefined;
  const ofParts = divide ? Array.from({ length: count * divided[amount] }, () => divide(uniform)) : [];
  return [
    ...[...ofClasses, ...ofParts].map((theta) => ({ theta, hits: 1, emSteps: 0 })),
    ...insertedOf(problem, round, count * inserted[amount], uniform),
  ];
}

const aimOf = (problem: Problem): "weighed" | "highest" => (isWeighed(problem) ? "weighed" : "highest");
const amountOf = ({ n }: Problem): "few" | "many" => (n < many ? "few" : "many");

function drawnOf(problem: Problem, round: Round, count: number, uniform: Uniform): Start[] {
  const k = problem.model.k;
  const draw = randomStarts(problem);
  const drawn = Array.from({ length: k === 1 ? 1 : count }, (_, turn) => draw(turn, uniform));
  const inserted =
    k === 1 ? [] : insertedOf(problem, round, count * forEachStart[aimOf(problem)].inserted, uniform);
  const along = k > 1 && hasRidge(problem) ? drawn.map((theta) => ridgeStarts(problem, theta, uniform)) : [];
  return [
    ...drawn.map((theta) => ({ theta, hits: 1, emSteps: emSteps.drawn })),
    ...inserted,
    ...along.map((theta) => ({ theta, hits: 1, emSteps: emSteps.drawn })),
  ];
}

function insertedOf(problem: Problem, { smaller: fits }: Round, count: number, uniform: Uniform): Start[] {
  const bases = fits();
  if (bases.length === 0) return [];
  const { share, emSteps } = insertion[aimOf(problem)];
  const insert = insertedStarts(problem, bases, share);
  return Array.from({ length: count }, (_, turn) => ({
    theta: insert(turn, uniform),
    hits: 1,
    emSteps,
  }));
}

function elementalOf(
  problem: Problem,
  method: Method,
  seed: string | number,
  count: number,
  first: boolean,
): Starts {
  const small = subsampleOf(problem, elemental.size, `${seed}/elemental`);
  const sets = elemental.sets * count;
  const uniform = stream(`${seed}/elemental/${problem.model.k}`);
  const kept = forEachStart[aimOf(problem)].elemental[amountOf(problem)];
  const best = elementalStarts(small, sets, uniform).slice(0, Math.ceil(kept * count));
  const directions = directionsOf(problem.model.columns.gating.length, first, uniform);
  const segments = segmentStarts(small, directions).slice(0, segmented.kept);
  const starts = [...best, ...segments.map(({ theta }) => ({ theta, hits: 1 }))].map(({ theta, hits }) => ({
    theta: inUnitsOf(small, problem, theta),
    hits,
    emSteps: emSteps.elemental,
  }));
  const drawn = sets + directions.length;
  return { starts: method.warm(problem, starts, `${seed}/warm/elemental`), drawn };
}

/** Random directions, after the gate's inputs one by one in the first round. */
function directionsOf(d: number, first: boolean, uniform: Uniform): Float64Array[] {
  const next = normal(uniform);
  const axes = Array.from({ length: d }, (_, j) =>
    Float64Array.from({ length: d }, (_, i) => (i === j ? 1 : 0)),
  );
  const random = Array.from({ length: d > 1 ? segmented.random * d : 0 }, () =>
    Float64Array.from({ length: d }, next),
  );
  return first ? [...axes, ...random] : random;
}

/** Fits with one expert less, the best first. Rough ones will do, since experts are inserted at random distances from them. */
function smallerFits(larger: Problem, seed: string | number): readonly SmallerFit[] {
  const problem = smallerProblem(larger);
  if (problem === undefined) return [];
  const method = methodOf(problem.model);
  const { starts, kept } = insertion[aimOf(problem)];
  const from = warmStarts(problem, method, seed, starts).starts.slice(0, method.roughClimbs);
  const { reached } = climbAll(problem, method, from, { seed, wanted: kept, ...roughly });
  const best = reached.map(asIfCertified).sort(byPreference(problem)).slice(0, kept);
  return best.map(({ maximum: { state }, observations }) => {
    const shares = observations.map((observed) => observed / problem.n);
    return { problem, theta: state.theta, hessian: state.hessian, shares };
  });
}
