import { rawUnits } from "../../src/coordinates.js";
import { dataset } from "../../src/dataset.js";
import { unbounded } from "../../src/family.js";
import {
  experts,
  gatings,
  type Model,
  moe,
  normal,
  type Params,
  stream,
  type Uniform,
} from "../../src/index.js";

/** Every gating with every expert, in a few sizes: the table that all model suites run through. */
export const models: readonly { readonly name: string; readonly model: Model }[] = Object.entries(
  gatings,
).flatMap(([gating, makeGating]) =>
  Object.entries(experts).flatMap(([expert, makeExpert]) =>
    [
      [1, 1],
      [2, 1],
      [3, 1],
      [2, 2],
      [4, 3],
    ].map(([k, d]) => ({
      name: `${gating} x ${expert}, k = ${k}, d = ${d}`,
      model: moe({ gating: makeGating(), expert: makeExpert(), experts: k, inputs: d }),
    })),
  ),
);

/** A random point of a model, away from degeneracy. */
export function randomParams(model: Model, uniform: Uniform): Params {
  const next = normal(uniform);
  const { layout, gating, expert } = model;
  const theta = Float64Array.from({ length: layout.size }, () => 0.7 * next());
  const one = dataset([new Array<number>(model.inputs).fill(0)], [1]);
  const { coordinates } = model.bind(one, rawUnits(model.inputs), unbounded);
  const { gating: g, experts: e } = coordinates.toParams(theta);
  return { gating: { ...g, name: gating.name }, experts: { ...e, name: expert.name } };
}

/** Inputs, and responses drawn from the model at `params`. */
export function drawFrom(model: Model, params: Params, n: number, key: string) {
  const next = normal(stream(`${key}/x`));
  const x = Array.from({ length: model.inputs }, () => Float64Array.from({ length: n }, next));
  const { y, labels } = model.sampler(params)(x, stream(`${key}/y`));
  return { n, d: model.inputs, x, y, labels };
}
