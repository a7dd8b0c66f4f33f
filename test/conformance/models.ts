import { unbounded } from "../../src/family.js";
import { type Model, moe, normal, type Params, type Sample, stream, type Uniform } from "../../src/index.js";
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

/**
 * The same, where no input is so near a boundary of the selection that it changes sides when a coefficient moves by 1e-4:
 * a difference of likelihoods across a jump says nothing of the derivative beside it.
 */
export function drawAwayFromJumps(model: Model, params: Params, n: number, key: string) {
  if (model.gating.selection === undefined) return drawFrom(model, params, n, key);
  const { coordinates } = model.bind(
    dataset([new Array<number>(model.inputs).fill(0)], [1]),
    rawUnits,
    unbounded,
  );
  const theta = coordinates.toTheta(params);
  const gateCoefficients = model.layout.slots.flatMap(({ part, offset, length }) =>
    part === "gating" && offset >= 0 ? Array.from({ length }, (_, j) => offset + j) : [],
  );
  const shifted = gateCoefficients.flatMap((j) =>
    [-1e-4, 1e-4].map((h) => theta.map((value, i) => (i === j ? value + h : value))),
  );
  const [selected, ...near] = [theta, ...shifted].map((at) => {
    const gate = model.gate(coordinates.toParams(at));
    return (x: readonly number[]) =>
      gate(x)
        .map((weight) => weight > 0)
        .join();
  });
  const jumps = ({ n, x }: Sample) => {
    for (let t = 0; t < n; t++) {
      const row = x.map((column) => column[t]);
      const own = selected(row);
      if (near.some((other) => other(row) !== own)) return true;
    }
    return false;
  };
  for (let draw = 0; ; draw++) {
    const data = drawFrom(model, params, n, draw === 0 ? key : `${key}/${draw}`);
    if (!jumps(data)) return data;
  }
}
