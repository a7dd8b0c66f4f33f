import { relabelled } from "../../params/relabelled.js";
import { maximiseExperts } from "../em/mStep.js";
import { byPreference } from "../maximum/choose.js";
import type { Method } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { type ClimbOptions, climbAll, type Ends } from "./climbAll.js";

/** Most Newton steps that fit two experts to each other's observations, where they have no closed form. */
const mStepSteps = 25;

/**
 * The ends, and those of climbs from the chosen maximum with two experts of different families in each other's place, again and
 * again until none of them is better. Starts know nothing of the families, and all of a round may give two of them each other's
 * observations: from there no climb leads back. Not for point masses, whose observations no other expert shares.
 */
export function climbInOtherPlaces(
  problem: Problem,
  method: Method,
  ends: Ends,
  options: ClimbOptions,
): Ends {
  const pairs = pairsOf(problem);
  if (pairs.length === 0) return ends;
  let found = ends;
  for (let turn = 0; ; turn++) {
    const best = bestOf(problem, found);
    const starts = pairs.map((pair) => ({
      theta: inOtherPlaces(problem, best.state.theta, pair),
      hits: 0,
      emSteps: 0,
    }));
    const { starts: before } = found;
    found = climbAll(problem, method, starts, {
      ...options,
      seed: `${options.seed}/places/${turn}`,
      known: found,
    });
    found = { ...found, starts: before + starts.length };
    if (bestOf(problem, found) === best) return found;
  }
}

const bestOf = (problem: Problem, { reached }: Ends) => [...reached].sort(byPreference(problem))[0].maximum;

type Pair = readonly [number, number];

/** The experts that may not change places without a change of the likelihood, two and two. */
const pairsOf = ({ kinds, model: { families } }: Problem): readonly Pair[] =>
  kinds.flatMap((kind, i) =>
    kinds.flatMap((other, j): Pair[] =>
      j > i && other !== kind && families[i].pointAt === undefined && families[j].pointAt === undefined
        ? [[i, j]]
        : [],
    ),
  );

/** theta with the gates of two experts exchanged, and each fitted to what were the other's observations. */
function inOtherPlaces(problem: Problem, theta: Float64Array, [i, j]: Pair): Float64Array {
  const { coordinates, likelihood, model, sample } = problem;
  const { layout } = coordinates;
  const order = Array.from({ length: model.k }, (_, place) => (place === i ? j : place === j ? i : place));
  const r = order.map(() => new Float64Array(sample.n));
  const selected = model.selected === undefined ? undefined : r.map(() => new Uint8Array(sample.n));
  likelihood.responsibilities(theta, r, selected);
  const gates = layout.slots.filter(({ part }) => part === "gating");
  const moved = relabelled({ layout: { ...layout, slots: gates } }, theta, order);
  const others = order.map((place) => r[place]);
  maximiseExperts(problem, moved, others, mStepSteps);
  return moved;
}
