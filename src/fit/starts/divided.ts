import { firstSlope, type Slot } from "../../params/layout.js";
import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import { leadersOf } from "../problem/leaders.js";
import type { Problem } from "../problem/problem.js";
import { tiltGates } from "./random.js";
import { standardised } from "./standardised.js";

/** The gate of a start has slopes of about this size, so that a climb may move its borders. */
const steepness = { drawn: 1, moved: 3 } as const;

/** Starts whose gate is drawn at random about random observations, and divides them: see `fitParts`. */
export function drawnDivisions(problem: Problem): (uniform: Uniform) => Float64Array {
  const data = standardised(problem);
  const steep = steepness.drawn / Math.sqrt(Math.max(1, problem.model.columns.gating.length));
  return (uniform) => {
    const theta = new Float64Array(problem.size);
    tiltGates(problem, theta, data, uniform, steep);
    return fitParts(problem, theta);
  };
}

/** How far borders are moved, in standard deviations of an input: from a twentieth to one, each scale as often. */
const move = { least: 0.05, most: 1 } as const;

/**
 * Starts whose borders are those of a point, moved and turned at random by a random distance: see `fitParts`. The experts begin as they
 * are, or all anew, each half of the time.
 */
export function movedDivisions(problem: Problem, from: Float64Array): (uniform: Uniform) => Float64Array {
  const { gateSize } = problem.likelihood;
  const slots = ownGateSlots(problem);
  const largest = Math.max(...slots.map((slot) => slopeNorm(slot, from)));
  const scale = largest > 0 ? 1 / largest : 1;
  return (uniform) => {
    const next = normal(uniform);
    const far = move.least * (move.most / move.least) ** uniform();
    const theta = Float64Array.from(from);
    for (const { predictor, offset, length } of slots) {
      const first = firstSlope(predictor);
      for (let c = 0; c < length; c++) {
        const sd = c < first ? far / 2 : far / Math.sqrt(length - first);
        theta[offset + c] = steepness.moved * (scale * theta[offset + c] + sd * next());
      }
    }
    if (uniform() < 0.5) theta.fill(0, gateSize);
    return fitParts(problem, theta);
  };
}

/** Newton steps that fit the experts of a start. */
const expertSteps = 6;

/** Fits each expert, in place, to the observations of which the gate gives it the largest weight. */
function fitParts(problem: Problem, theta: Float64Array): Float64Array {
  const { leader } = leadersOf(problem, theta);
  const parts = Array.from({ length: problem.model.k }, (_, i) =>
    Float64Array.from(leader, (first) => (first === i ? 1 : 0)),
  );
  maximiseExperts(problem, theta, parts, expertSteps);
  return theta;
}

/** The slots of the gate that belong to one expert each. */
const ownGateSlots = ({ coordinates: { layout } }: Problem): readonly Slot[] =>
  layout.slots.filter(
    ({ part, predictor, offset, length }) =>
      part === "gating" && !predictor.shared && offset >= 0 && length > 0,
  );

const slopeNorm = ({ predictor, offset, length }: Slot, theta: Float64Array): number =>
  Math.hypot(...theta.subarray(offset + firstSlope(predictor), offset + length));
