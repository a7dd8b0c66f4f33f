import { unbounded } from "../../src/family.js";
import { type Model, moe, normal, type Params, stream, type Uniform } from "../../src/index.js";
import { dataset } from "../../src/model/dataset.js";
import { rawUnits } from "../../src/params/units.js";
import { triedExperts, triedGatings, triedSelections } from "./families.js";

const sizes = [
  [2, 1],
  [3, 2],
];
const others = [
  [1, 1],
  [3, 1],
  [4, 3],
];

/**
 * Every gating with every expert in two sizes, and in more for what involves the first of either: the table that all
 * model suites run through. Selections go with every other pair; one of all experts is none, so there are more of them than are selected.
 */
export const models: readonly { readonly name: string; readonly model: Model }[] = [
  ...triedGatings.flatMap((gating, g) =>
    triedExperts.map((expert, e) => ({
      gating,
      expert,
      sizes: g === 0 || e === 0 ? [...sizes, ...others] : sizes,
    })),
  ),
  ...triedSelections.flatMap((gating, g) =>
    triedExperts.filter((_, e) => (g + e) % 2 === 0).map((expert) => ({ gating, expert, sizes: [[3, 2]] })),
  ),
].flatMap(({ gating, expert, sizes }) =>
  sizes.map(([k, d]) => ({
    name: `${gating.label} x ${expert.label}, k = ${k}, d = ${d}`,
    model: moe({ gating: gating.make(), expert: expert.make(), experts: k, inputs: d }),
  })),
);

/** A random point of a model, away from degeneracy. */
export function randomParams(model: Model, uniform: Uniform): Params {
  const next = normal(uniform);
  const { layout } = model;
  const theta = Float64Array.from({ length: layout.size }, () => 0.7 * next());
  const one = dataset([new Array<number>(model.inputs).fill(0)], [1]);
  const { coordinates } = model.bind(one, rawUnits, unbounded);
  return coordinates.toParams(theta);
}

/** Inputs, and responses drawn from the model at `params`. */
export function drawFrom(model: Model, params: Params, n: number, key: string) {
  const next = normal(stream(`${key}/x`));
  const x = Array.from({ length: model.inputs }, () => Float64Array.from({ length: n }, next));
  const { y, labels } = model.sampler(params)(x, stream(`${key}/y`));
  return { n, d: model.inputs, x, y, labels };
}
