import type { Slot } from "../../params/layout.js";
import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import type { Problem } from "../problem/problem.js";
import { type Standardised, standardised } from "./standardised.js";
import { tilt } from "./tilt.js";

/** A fit of k - 1 experts: its theta, its mean Hessian, and each expert's share of the observations. */
export interface SmallerFit {
  readonly problem: Problem;
  readonly theta: Float64Array;
  readonly hessian: Float64Array;
  readonly shares: readonly number[];
}

/**
 * The expert that is left out of a smaller model, and inserted into it: the first of which a later one is of the same kind, so that the last
 * one, which is pinned, is the same in both; undefined where no two experts are of one kind.
 */
export function twinnedExpert(kinds: readonly number[]): number | undefined {
  const first = kinds.findIndex((kind, i) => kinds.indexOf(kind, i + 1) > 0);
  return first < 0 ? undefined : first;
}

/** The weight of a new expert where it is inserted, in that of its twin: log-uniform between these. */
export interface TwinShare {
  readonly least: number;
  readonly most: number;
}

/**
 * Starts for k experts from fits of k - 1, the best of which comes first. A new expert is inserted beside a random one of its family, its twin. Its coefficients are the twin's
 * plus normal steps with the standard error of one observation of the twin, sqrt(share / -H_jj). Its gate is the twin's, tilted at
 * random about a random observation, at which the new expert gets a share of the twin's weight: a maximum for k - 1 is
 * a saddle for k around which the over-specified maxima lie, some of them near, and most of these are found from such starts. One half is
 * inserted into the first fit, one half of the rest into the second, and so on, since the best maximum for k is often no neighbour
 * of the best one for k - 1.
 */
export function insertedStarts(
  problem: Problem,
  bases: readonly SmallerFit[],
  share: TwinShare,
): (turn: number, uniform: Uniform) => Float64Array {
  const data = standardised(problem);
  return (turn, uniform) =>
    insertedStart(problem, bases[halvings(turn + 1) % bases.length], share, data, uniform);
}

/** How often a whole number can be halved: of 1, 2, 3, ... one half 0 times, a quarter once, an eighth twice. */
const halvings = (count: number): number => (count % 2 === 0 ? 1 + halvings(count / 2) : 0);

function insertedStart(
  problem: Problem,
  base: SmallerFit,
  { least, most }: TwinShare,
  { inputs, total, rowAt }: Standardised,
  uniform: Uniform,
): Float64Array {
  const { coordinates, size, kinds } = problem;
  const nextNormal = normal(uniform);
  const { slots } = coordinates.layout;
  const newAtom = twinnedExpert(kinds) as number;
  const isTwin = (atom: number) => atom > newAtom && kinds[atom] === kinds[newAtom];
  const twins = [...kinds.keys()].filter(isTwin).map((atom) => atom - 1);
  const twinAtom = twins[Math.floor(uniform() * twins.length)];
  /** The expert of the smaller fit that comes in the place of one of the larger. */
  const smallerOf = (atom: number) => (atom === newAtom ? twinAtom : atom < newAtom ? atom : atom - 1);
  const observation = rowAt(uniform() * total);
  const point = inputs.map((column) => column[observation]);
  const logShare = Math.log(most) + (least < most ? uniform() * Math.log(least / most) : 0);
  const theta = new Float64Array(size);
  for (const slot of slots) {
    if (slot.offset < 0) continue;
    const isNew = slot.atom === newAtom && !slot.predictor.shared;
    const twin = base.problem.coordinates.layout.slots.find(
      ({ part, atom, predictorIndex }) =>
        part === slot.part && predictorIndex === slot.predictorIndex && atom === smallerOf(slot.atom),
    ) as Slot;
    for (let c = 0; c < slot.length; c++)
      theta[slot.offset + c] = twin.offset < 0 ? 0 : base.theta[twin.offset + c];
    if (!isNew) continue;
    if (slot.part === "gating") {
      if (slot.predictor.basis !== "linear") theta[slot.offset] += logShare;
      tilt(theta, slot, point, nextNormal);
    } else {
      for (let c = 0; c < slot.length; c++) {
        const j = twin.offset + c;
        const information = -base.hessian[j * base.problem.size + j] / Math.max(base.shares[twinAtom], 1e-12);
        theta[slot.offset + c] += nextNormal() / Math.sqrt(Math.max(information, 1e-3));
      }
    }
  }
  return theta;
}
