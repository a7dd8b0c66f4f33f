import { selectedOf, withoutSelection } from "../../family.js";
import { moe } from "../../model/model.js";
import { type Problem, problemOf } from "../problem/problem.js";

/** The problem with one expert less, and without selection where the gate would then select all experts. */
export function smallerProblem({ model, sample, given }: Problem): Problem {
  const { expert, experts, inputs } = model;
  const fewer = experts - 1;
  const gating =
    selectedOf(model.gating, fewer) === undefined ? withoutSelection(model.gating) : model.gating;
  return problemOf(moe({ gating, expert, experts: fewer, inputs }), sample, given);
}
