import { selectedOf, withoutSelection } from "../../family.js";
import { moe } from "../../model/model.js";
import { stream } from "../../random/stream.js";
import { byPreference } from "../maximum/choose.js";
import type { Method } from "../problem/method.js";
import { type Problem, problemOf } from "../problem/problem.js";
import { insertedStarts, type SmallerFit } from "../starts/inserted.js";
import { randomStarts } from "../starts/random.js";
import { asIfCertified, climbAll } from "./climbAll.js";
import { methodOf } from "./method.js";

/** Climbs of the fit into which experts are inserted end half a nat below their maxima, or after 100 steps. */
const roughly = { shortfall: 0.5, maxSteps: 100 };

/** As many random starts as inserted ones (none for k = 1), each prepared as the method says. */
export function warmStarts(
  problem: Problem,
  method: Method,
  seed: string | number,
  starts: number,
): readonly Float64Array[] {
  const k = problem.model.experts;
  const uniform = stream(`${seed}/starts/${k}`);
  const draw = randomStarts(problem);
  const thetas = Array.from({ length: k === 1 ? 1 : starts }, (_, turn) => draw(turn, uniform));
  if (k > 1) {
    const insert = insertedStarts(problem, smallerFit(problem, seed, Math.ceil(starts / 3)));
    for (let i = 0; i < starts; i++) thetas.push(insert(uniform));
  }
  return method.warm(problem, thetas, `${seed}/warm/${k}`);
}

/** A fit with one expert less. A rough one will do, since experts are inserted at random distances from it. */
function smallerFit(larger: Problem, seed: string | number, starts: number): SmallerFit {
  const problem = smallerProblem(larger);
  const method = methodOf(problem.model);
  const from = warmStarts(problem, method, seed, starts).slice(0, method.roughClimbs);
  const { reached } = climbAll(problem, method, from, { seed, ...roughly });
  const [{ maximum, certificate }] = reached.map(asIfCertified).sort(byPreference);
  const { theta, hessian } = maximum.state;
  const shares = certificate.observations.map((count) => count / problem.n);
  return { problem, theta, hessian, shares };
}

/** The problem with one expert less, and without selection where the gate would then select all experts. */
export function smallerProblem({ model, sample, bounds }: Problem): Problem {
  const { expert, experts, inputs } = model;
  const fewer = experts - 1;
  const gating =
    selectedOf(model.gating, fewer) === undefined ? withoutSelection(model.gating) : model.gating;
  return problemOf(moe({ gating, expert, experts: fewer, inputs }), sample, bounds);
}
