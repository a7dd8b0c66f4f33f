import { MoestatError } from "../../src/error.js";
import { type Family, termOf } from "../../src/family.js";
import { type AnyModel, moe } from "../../src/model/model.js";
import type { Inputs, Intercept } from "../../src/model/parts.js";
import { expertOf, gatingOf } from "../../src/registry.js";
import type { FamilyParams } from "../../src/types.js";

/** What a model was made of, as plain data: families by their names and options. */
export interface Recipe {
  readonly gating: FamilyParams;
  /** The family of each expert. */
  readonly experts: readonly FamilyParams[];
  readonly inputs: Inputs;
  readonly intercept: Intercept;
}

/** The model of a recipe. */
export const modelFrom = ({ gating, experts, ...rest }: Recipe): AnyModel =>
  moe({ gating: gatingOf(gating), experts: experts.map(expertOf), ...rest });

/**
 * The recipe of a model. Throws where a family is not what the package makes of its name and options:
 * `invalid gating "saturating"; functions cannot be sent to a worker, only families of the package: use fit`.
 */
export function recipeOf({ gating, families, inputs, columns, intercept }: AnyModel): Recipe {
  const predictors = [gating, ...families].flatMap((family) => family.predictors);
  const isParted = predictors.some((predictor) => predictor.columns !== undefined);
  const recipe: Recipe = {
    gating: { name: gating.name, ...gating.options },
    experts: families.map(({ name, options }) => ({ name, ...options })),
    inputs: isParted ? { ...columns, columns: inputs } : inputs,
    intercept,
  };
  const gate = made(() => gatingOf(recipe.gating));
  if (gate === undefined) throw ownFamily("gating", gating);
  const experts = recipe.experts.map((one, i) => {
    const expert = made(() => expertOf(one));
    if (expert === undefined) throw ownFamily("expert", families[i]);
    return expert;
  });
  const model = moe({ ...recipe, gating: gate, experts });
  if (!isSame(gating, model.gating)) throw ownFamily("gating", gating);
  const other = families.find((expert, i) => !isSame(expert, model.families[i]));
  if (other !== undefined) throw ownFamily("expert", other);
  return recipe;
}

const ownFamily = (part: string, { name }: Family): Error =>
  new MoestatError(
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
