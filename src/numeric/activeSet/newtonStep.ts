import { clamped } from "../clamp.js";
import { along, combination, dot } from "../orthogonal.js";
import { exceeds, roundingOf } from "../rounding.js";
import { isAccepted, isHidden, predictedGain, radiusAfter, radiusAfterFailure } from "../trial.js";
import { maximiseWithin } from "../trustSubproblem.js";
import { boundsOf, facesOf, isActive, isFace, isInBox, stateAt } from "./state.js";
import { type Tangent, tangentAt } from "./tangent.js";
import type {
  ActiveSetSetting,
  ActiveSetState,
  ActiveSetTolerances,
  Bound,
  Constraint,
  OnFace,
  PiecewiseProblem,
} from "./types.js";

/** A Newton step within the trust region, as a whole, in part, or up to the first constraint that it meets. */
export function newtonStep<Face>(
  setting: ActiveSetSetting<Face>,
  state: ActiveSetState<Face>,
  tangent: Tangent,
): ActiveSetState<Face> | undefined {
  const { problem } = setting;
  let { radius } = state;
  for (let attempt = 0; attempt < 40; attempt++) {
    const inner = maximiseWithin(tangent.slope, tangent.eigen, radius);
    const length = Math.hypot(...inner);
    if (length === 0) return undefined;
    const step = { move: combination(tangent.basis, inner, problem.size), length, radius };
    const met = firstMet(problem, state.theta, step.move);
    const { reached, hidden } = tryStep(setting, state, tangent, step, met);
    if (reached) return reached;
    if (met.constraint !== undefined && met.share <= 1) {
      const stopped = isFace(met.constraint)
        ? atFace(setting, state, met.constraint, step.move, met.share)
        : { ...state, active: [...state.active, met.constraint] };
      if (stopped) return stopped;
    } else if (hidden) return undefined;
    radius = radiusAfterFailure(radius, length);
  }
  return undefined;
}

interface Step {
  readonly move: Float64Array;
  readonly length: number;
  readonly radius: number;
}

/** The first constraint that a move meets. */
interface Met<Face> {
  readonly constraint: Constraint<Face> | undefined;
  /** The share of the move up to it, and up to the first bound; above 1 if the move ends before. */
  readonly share: number;
  readonly boundShare: number;
}

function firstMet<Face>(problem: PiecewiseProblem<Face>, theta: Float64Array, move: Float64Array): Met<Face> {
  const { size, low, high } = problem;
  let boundShare = Number.POSITIVE_INFINITY;
  let bound: Bound | undefined;
  for (let j = 0; j < size; j++) {
    const room = move[j] > 0 ? high[j] - theta[j] : theta[j] - low[j];
    if (move[j] === 0 || room >= boundShare * Math.abs(move[j])) continue;
    boundShare = room / Math.abs(move[j]);
    bound = { parameter: j, side: move[j] > 0 ? 1 : -1 };
  }
  // A face beyond the end of the move is of no interest; one at its end is, whatever rounding makes of it.
  const met = problem.firstFace(theta, along(theta, move, 1), Math.min(boundShare, 1 + 1e-9));
  return met
    ? { constraint: { face: met.face }, share: met.share, boundShare }
    : { constraint: bound, share: boundShare, boundShare };
}

/**
 * The end of a step within the box, if the step is accepted; `hidden` if rounding hides what it may gain. A step may lead
 * through several faces: where the whole step fails, perhaps for a jump on its way, a fraction of it may be accepted.
 */
function tryStep<Face>(
  { problem, tolerances }: ActiveSetSetting<Face>,
  { theta, value, gradient, active }: ActiveSetState<Face>,
  { score, lagrangian }: Tangent,
  { move, length, radius }: Step,
  { constraint, share: metShare, boundShare }: Met<Face>,
): { readonly reached?: ActiveSetState<Face>; readonly hidden: boolean } {
  const whole = Math.min(1, boundShare);
  const rounding = roundingOf(value, tolerances.rounding);
  const predicted = (share: number) =>
    predictedGain(
      gradient,
      lagrangian,
      move.map((by) => share * by),
    );
  const hidden = isHidden({ gain: 0, predicted: predicted(whole), rounding });
  for (const fraction of hidden || metShare > whole ? [1] : fractions) {
    const share = fraction * whole;
    if (share === 0) break;
    const end = restored(problem, tolerances, along(theta, move, share), active);
    if (end === undefined) continue;
    const reached = stateAt(problem, end, active, radius);
    const trial = { gain: reached.value - value, predicted: predicted(share), rounding };
    if (!isAccepted(trial, () => tangentAt(problem, reached).score < score)) continue;
    const held = constraint !== undefined && !isFace(constraint) && share === boundShare ? [constraint] : [];
    // A step that was cut short says nothing for a larger radius: its length counts as 0.
    const radiusNext = radiusAfter(trial, radius, share === 1 ? length : 0, growth);
    return { reached: { ...reached, active: [...active, ...held], radius: radiusNext }, hidden };
  }
  return { hidden };
}

/** Fractions of a step that are tried, and the growth of a radius: faces make more trials fail than curvature does. */
const fractions = [1, 0.3, 0.1];
const growth = 2.5;

/**
 * theta in the box, on the active faces: their gaps are put to the clearance one by one, active bounds are kept. Undefined where that
 * leads out of the box, as where a gap hardly depends on theta: there values mean nothing.
 */
function restored<Face>(
  problem: PiecewiseProblem<Face>,
  { clearance }: ActiveSetTolerances,
  theta: Float64Array,
  active: readonly Constraint<Face>[],
): Float64Array | undefined {
  const { low, high, gapAt } = problem;
  const faces = facesOf(active);
  const held = boundsOf(active);
  const back = clamped(theta, low, high);
  for (let round = 0; round < 20; round++) {
    let off = false;
    for (const face of faces) {
      const { value: gap, gradient } = gapAt(face, back);
      if (gap > 0.3 * clearance && gap < 3 * clearance) continue;
      off = true;
      for (const { parameter } of held) gradient[parameter] = 0;
      const factor = (clearance - gap) / dot(gradient, gradient);
      for (let j = 0; j < back.length; j++) back[j] += factor * gradient[j];
    }
    if (!off) break;
    if (!isInBox(problem, back)) return undefined;
  }
  return back;
}

/** Just before a face that a move meets, or just beyond it if that is higher; undefined if both are lower. */
function atFace<Face>(
  { problem, tolerances }: ActiveSetSetting<Face>,
  state: ActiveSetState<Face>,
  on: OnFace<Face>,
  move: Float64Array,
  share: number,
): ActiveSetState<Face> | undefined {
  const { theta, value, active, radius } = state;
  const { clearance, rounding } = tolerances;
  const { value: gap, gradient } = problem.gapAt(on.face, along(theta, move, share));
  const closing = -dot(gradient, move);
  if (!(closing > 0)) return undefined;
  const beyond = along(theta, move, share + (clearance + gap) / closing);
  const valueBeyond = isInBox(problem, beyond) ? problem.valueAt(beyond) : Number.NEGATIVE_INFINITY;
  const room = share - (clearance - gap) / closing;
  // A face that is active already may be met again where its gap hardly depends on theta.
  const held = isActive(active, on) ? active : [...active, on];
  const near = room > 0 ? restored(problem, tolerances, along(theta, move, room), held) : theta;
  const valueNear = near === theta ? value : near ? problem.valueAt(near) : Number.NEGATIVE_INFINITY;
  if (exceeds(valueBeyond, Math.max(value, valueNear), rounding))
    return stateAt(problem, beyond, active, radius);
  if (near === theta) return held === active ? undefined : { ...state, active: held };
  return near && valueNear >= value ? stateAt(problem, near, held, radius) : undefined;
}
