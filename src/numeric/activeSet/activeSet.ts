import { clamped } from "../clamp.js";
import { along, combination, dot } from "../orthogonal.js";
import { exceeds } from "../rounding.js";
import { largestEigenvalue } from "../symmetricEigen.js";
import { newtonStep } from "./newtonStep.js";
import { boundsOf, facesOf, isFace, isInBox, stateAt } from "./state.js";
import { type Tangent, tangentAt } from "./tangent.js";
import type {
  ActiveSetMethod,
  ActiveSetSetting,
  ActiveSetState,
  ActiveSetTolerances,
  Bound,
  Optimality,
  PiecewiseProblem,
} from "./types.js";

/**
 * Maximises a piecewise smooth function over a box by an active-set method with trust-region Newton steps. A step goes up
 * within the cell, along the constraints that are active. Where it leaves the cell the value decides: if it is higher
 * beyond the face the step goes through, otherwise the face becomes active. A constraint is dropped where the value
 * grows into the cell, and an active face is crossed if the value beyond it has become higher. No step lowers the value
 * by more than rounding.
 * Source: Nocedal & Wright (2006), Numerical Optimization, chapters 12 (multipliers) and 16.5 (active sets).
 */
export function activeSet<Face>(
  problem: PiecewiseProblem<Face>,
  tolerances: ActiveSetTolerances,
): ActiveSetMethod<Face> {
  const setting = { problem, tolerances };
  return {
    init: (theta) => begin(problem, theta),
    step: (state) => nextOf(setting, state),
    done: ({ stalled }) => stalled,
    judge: (state) => optimalityOf(setting, state),
  };
}

/** The state at the nearest point of the box, held at those of its sides beyond which the value would grow. */
function begin<Face>(problem: PiecewiseProblem<Face>, theta: Float64Array): ActiveSetState<Face> {
  const { low, high } = problem;
  const start = stateAt(problem, clamped(theta, low, high), [], 1);
  const active = Array.from(start.theta, (value, parameter): Bound | undefined => {
    if (value >= high[parameter] && start.gradient[parameter] > 0) return { parameter, side: 1 };
    if (value <= low[parameter] && start.gradient[parameter] < 0) return { parameter, side: -1 };
    return undefined;
  }).filter((bound) => bound !== undefined);
  return { ...start, active };
}

function nextOf<Face>(setting: ActiveSetSetting<Face>, state: ActiveSetState<Face>): ActiveSetState<Face> {
  const tangent = tangentAt(setting.problem, state);
  const { target, curvature } = setting.tolerances;
  const isTop = tangent.score <= target && largestEigenvalue(tangent.eigen) <= curvature;
  const next =
    (isTop ? undefined : newtonStep(setting, state, tangent)) ??
    acrossFace(setting, state) ??
    intoCell(setting, state, tangent);
  return next ?? { ...state, stalled: true };
}

/** The first active face crossed beyond which the value is higher. */
function acrossFace<Face>(
  { problem, tolerances: { clearance, rounding } }: ActiveSetSetting<Face>,
  { theta, value, active, radius }: ActiveSetState<Face>,
): ActiveSetState<Face> | undefined {
  for (const on of active.filter(isFace)) {
    const { value: gap, gradient } = problem.gapAt(on.face, theta);
    const beyond = along(theta, gradient, -(gap + clearance) / dot(gradient, gradient));
    if (!isInBox(problem, beyond) || !exceeds(problem.valueAt(beyond), value, rounding)) continue;
    const others = active.filter((other) => other !== on);
    return stateAt(problem, beyond, others, radius);
  }
  return undefined;
}

/** The active constraint dropped from which the gradient points inwards most. */
function intoCell<Face>(
  { tolerances }: ActiveSetSetting<Face>,
  state: ActiveSetState<Face>,
  { multipliers, score }: Tangent,
): ActiveSetState<Face> | undefined {
  if (score > tolerances.dropping) return undefined;
  const worst = multipliers.reduce((w, multiplier, c) => (multiplier < multipliers[w] ? c : w), 0);
  if (!(multipliers[worst] < -tolerances.multiplier)) return undefined;
  return { ...state, active: state.active.filter((_, c) => c !== worst) };
}

function optimalityOf<Face>(setting: ActiveSetSetting<Face>, state: ActiveSetState<Face>): Optimality<Face> {
  const { problem, tolerances } = setting;
  const { active, stalled } = state;
  const tangent = tangentAt(problem, state);
  const { basis, score, eigen, multipliers } = tangent;
  const isMaximum =
    score <= tolerances.score &&
    largestEigenvalue(eigen) <= tolerances.curvature &&
    (stalled ||
      (acrossFace(setting, state) === undefined && intoCell(setting, state, tangent) === undefined));
  const held = boundsOf(active).map(({ parameter }) => parameter);
  const free = Array.from({ length: problem.size }, (_, j) => j).filter((j) => !held.includes(j));
  const vectors = eigen.vectors.map((v) => {
    const whole = combination(basis, v, problem.size);
    return Float64Array.from(free, (j) => whole[j]);
  });
  const faces = facesOf(active);
  return { isMaximum, faces, held, free, score, eigen: { values: eigen.values, vectors }, multipliers };
}
