import { selectedOf, withoutSelection } from "../../family.js";
import { moe } from "../../model/model.js";
import { type Problem, problemOf } from "../problem/problem.js";
import { twinnedExpert } from "../starts/inserted.js";

/**
 * The problem with one expert less, and without selection where the gate would then select all experts. The expert left out is one of
 * which another has the family; undefined where no family has two experts.
 */
export function smallerProblem({ model, sample, given }: Problem): Problem | undefined {
  const { families, experts, inputs } = model;
  const out = twinnedExpert(families);
  if (out === undefined) return undefined;
  const gating =
    selectedOf(model.gating, experts - 1) === undefined ? withoutSelection(model.gating) : model.gating;
  const fewer = families.filter((_, i) => i !== out);
  return problemOf(moe({ gating, experts: fewer, inputs }), sample, given);
}
