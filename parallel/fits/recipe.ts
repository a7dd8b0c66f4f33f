import { type Family, termOf } from "../../src/family.js";
import { type Model, moe } from "../../src/model/model.js";
import type { Inputs, Intercept } from "../../src/model/parts.js";
import { expertOf, gatingOf } from "../../src/registry.js";
import type { FamilyParams } from "../../src/types.js";

/** What a model was made of, as plain data: families by their names and options. */
export interface Recipe {
  readonly gating: FamilyParams;
  readonly expert: FamilyParams;
  readonly experts: number;
  readonly inputs: Inputs;
  readonly intercept: Intercept;
}

/** The model of a recipe. */
export const modelFrom = ({ gating, expert, ...rest }: Recipe): Model =>
  moe({ gating: gatingOf(gating), expert: expertOf(expert), ...rest });

/**
 * The recipe of a model. Throws where a family is not what the package makes of its name and options:
 * `invalid gating "saturating"; functions cannot be sent to a worker, only families of the package: use fit`.
 */
export function recipeOf({ gating, expert, experts, inputs, columns, intercept }: Model): Recipe {
  const predictors = [...gating.predictors, ...expert.predictors];
  const isParted = predictors.some((predictor) => predictor.columns !== undefined);
  const recipe: Recipe = {
    gating: { name: gating.name, ...gating.options },
    expert: { name: expert.name, ...expert.options },
    experts,
    inputs: isParted ? { ...columns, columns: inputs } : inputs,
    intercept,
  };
  const gate = made(() => gatingOf(recipe.gating));
  const family = made(() => expertOf(recipe.expert));
  if (gate === undefined) throw ownFamily("gating", gating);
  if (family === undefined) throw ownFamily("expert", expert);
  const model = moe({ ...recipe, gating: gate, expert: family });
  if (!isSame(gating, model.gating)) throw ownFamily("gating", gating);
  if (!isSame(expert, model.expert)) throw ownFamily("expert", expert);
  return recipe;
}

const ownFamily = (part: string, { name }: Family): Error =>
  new Error(
    `invalid ${part} "${name}"; functions cannot be sent to a worker, only families of the package: use fit`,
  );

/** What a function makes; undefined where it throws, as for a name or an option that the package does not know. */
function made<F>(make: () => F): F | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Where terms and transforms are compared: bits that agree on all of these come from one formula. */
const points = [-2.3, -1.1, -0.4, 0, 0.2, 0.9, 1.7, 2.6];

/** Whether two families are one: by all that they state as data, and by the values of their functions at some points. */
function isSame(p: Family, q: Family): boolean {
  return (
    JSON.stringify(p) === JSON.stringify(q) &&
    p.predictors.every(({ transform }, u) =>
      points.every((x) => Object.is(transform?.apply(x), q.predictors[u].transform?.apply(x))),
    ) &&
    JSON.stringify(termsOf(p)) === JSON.stringify(termsOf(q))
  );
}

/** A family's term and its derivatives at the points, as texts, which keep all bits but the kind of a NaN. */
function termsOf(family: Family): unknown {
  const m = points.length;
  const eta = family.predictors.map((_, u) =>
    Float64Array.from(points, (_, t) => points[(t * (u + 1) + u) % m]),
  );
  // Responses that all families take: classes, counts and positive numbers.
  const y = Float64Array.from(points, (_, t) => 1 + (t % 2));
  const term = termOf(family, m);
  family.evaluate(eta, y, m, 2, term);
  const upper = term.second.flatMap((row, u) => row.slice(u));
  return [term.value, ...term.first, ...upper].map((block) => Array.from(block, String));
}
