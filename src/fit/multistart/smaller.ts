import { selectedOf, withoutSelection } from "../../family.js";
import { moe } from "../../model/model.js";
import { fixedWithout } from "../../params/fixed.js";
import { type Problem, problemOf } from "../problem/problem.js";
import { twinnedExpert } from "../starts/inserted.js";

/**
 * The problem with one expert less, and without selection where the gate would then select all experts. The expert left out is one of
 * which another is of the same kind; undefined where no two are.
 */
export function smallerProblem({ model, sample, given, kinds }: Problem): Problem | undefined {
  const { families, k, inputs } = model;
  const out = twinnedExpert(kinds);
  if (out === undefined) return undefined;
  const gating =
    selectedOf(model.gating, k - 1) === undefined ? withoutSelection(model.gating) : model.gating;
  const fewer = families.filter((_, i) => i !== out);
  return problemOf(moe({ gating, experts: fewer, inputs }), sample, {
    ...given,
    fixed: fixedWithout(given.fixed, model, out),
  });
}
