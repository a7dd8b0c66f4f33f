import {
  type Expert,
  gamma,
  gaussian,
  type Model,
  moe,
  multinomialLogistic,
  normal,
  type Params,
  pointMass,
  poisson,
  stream,
  studentT,
  type Uniform,
} from "../../src/index.js";
import { dataset } from "../../src/model/dataset.js";
import type { MoeOptions } from "../../src/model/model.js";
import type { Coordinates } from "../../src/params/coordinates.js";
import { rawUnits } from "../../src/params/units.js";
import { triedExperts, triedGatings, triedSelections } from "./families.js";

/** A model that the suites run on, with the points at which they do. */
export interface TriedModel {
  readonly name: string;
  readonly model: Model;
  readonly point: (uniform: Uniform) => Params;
  /** The experts are so far apart that responsibilities underflow. */
  readonly separated: boolean;
}

/** Numbers of experts and of inputs. The first gating and the first expert are tried in all of them, other pairs in one of the first two. */
const sizes = [
  [2, 1],
  [3, 2],
  [1, 1],
  [3, 1],
  [4, 3],
];

/** What the parts see, and which have intercepts; the last two are only for gates that leave no expert out. */
const designs: readonly (readonly [string, Pick<MoeOptions, "inputs" | "intercept">])[] = [
  ["gate on 1, experts on 0 and 2 of 4", { inputs: { gating: [1], experts: [2, 0], columns: 4 } }],
  ["gate on both, experts on the first", { inputs: { gating: [1, 0], experts: [0] } }],
  ["experts on none", { inputs: { gating: [0, 1], experts: [] } }],
  ["experts without intercepts", { inputs: 2, intercept: { experts: false } }],
  ["a gate without intercepts", { inputs: 1, intercept: { gating: false } }],
  [
    "no intercepts, different inputs",
    { inputs: { gating: [0, 2], experts: [1, 2] }, intercept: { gating: false, experts: false } },
  ],
  ["a gate on none", { inputs: { gating: [], experts: [0] } }],
  ["no inputs", { inputs: { gating: [], experts: [] } }],
];
const ofSelections = designs.length - 2;

/** Experts that share what others have each: of these the gate knows nothing, so that every fourth gating is as good as all. */
const goTogether = (g: number, { options }: (typeof triedExperts)[number]): boolean =>
  g % 4 === 0 || !Object.values(options).includes(true);

/** Every gating with every expert in one of the designs, the first two in all. */
const designed: readonly TriedModel[] = [
  ...triedGatings.flatMap((gating, g) =>
    triedExperts.flatMap((expert, e) =>
      designs
        .filter((_, i) => (g === 0 && e === 0) || i === (g * 3 + e) % designs.length)
        .filter(() => goTogether(g, expert))
        .map(([label, design]) => ({ gating, expert, label, design })),
    ),
  ),
  ...triedSelections.map((gating, g) => {
    const [label, design] = designs[g % ofSelections];
    return { gating, expert: triedExperts[g % triedExperts.length], label, design };
  }),
].map(({ gating, expert, label, design }) => {
  const model = moe({ gating: gating.make(), expert: expert.make(), k: 3, ...design });
  const name = `${gating.label} x ${expert.label}, ${label}`;
  return { name, model, point: (uniform: Uniform) => randomParams(model, uniform), separated: false };
});

/** Experts of several families, point masses among them: on the line, at a count, at a class, and none. */
const mixtures: readonly (readonly [label: string, experts: () => readonly Expert[], inputs: number])[] = [
  ["gaussian, gaussian, pointMass 1", () => [gaussian(), gaussian(), pointMass({ at: 1 })], 1],
  ["pointMass 0, poisson, poisson", () => [pointMass({ at: 0 }), poisson(), poisson()], 2],
  ["gaussian, studentT 5", () => [gaussian(), studentT({ nu: 5 })], 2],
  ["gaussian, gamma", () => [gaussian(), gamma()], 2],
  [
    "pointMass 0, gaussian equalVariances twice",
    () => {
      const expert = gaussian({ equalVariances: true });
      return [pointMass({ at: 0 }), expert, expert];
    },
    2,
  ],
  [
    "classes, pointMass 2, classes",
    () => [multinomialLogistic({ classes: 3 }), pointMass({ at: 2 }), multinomialLogistic({ classes: 3 })],
    1,
  ],
];

/** Each of these behind the first gating, every other gating and selection with one of them. */
const mixed: readonly TriedModel[] = [...triedGatings, ...triedSelections].flatMap((gating, g) =>
  mixtures
    .filter(([, experts], i) => g === 0 || (i === g % mixtures.length && experts().length > 2))
    .map(([label, experts, inputs]) => {
      // As of one family to the suites, which take parameters for what they are.
      const model = moe({ gating: gating.make(), experts: experts(), inputs }) as Model;
      const name = `${gating.label} x ${label}, d = ${inputs}`;
      return { name, model, point: (uniform: Uniform) => randomParams(model, uniform), separated: false };
    }),
);

/**
 * Every gating with every expert, and in all sizes where one of them is the first: the table that all model suites run
 * through. Selections go with every other expert; one of all experts is none, so there are more of them than are selected.
 * Behind them those whose parts see inputs of their own, or have no intercepts, and those with experts of several families.
 */
export const models: readonly TriedModel[] = [
  ...[
    ...triedGatings.flatMap((gating, g) =>
      triedExperts.flatMap((expert, e) =>
        goTogether(g, expert)
          ? [{ gating, expert, sizes: g === 0 || e === 0 ? sizes : [sizes[(g + e) % 2]] }]
          : [],
      ),
    ),
    ...triedSelections.flatMap((gating, g) =>
      triedExperts
        .filter((expert, e) => (g + e) % 2 === 0 && goTogether(g, expert))
        .map((expert) => ({ gating, expert, sizes: [sizes[1]] })),
    ),
  ].flatMap(({ gating, expert, sizes }) =>
    sizes.map(([k, d]) => {
      const model = moe({ gating: gating.make(), expert: expert.make(), k, inputs: d });
      const name = `${gating.label} x ${expert.label}, k = ${k}, d = ${d}`;
      return { name, model, point: (uniform: Uniform) => randomParams(model, uniform), separated: false };
    }),
  ),
  ...designed,
  ...mixed,
];

/**
 * A third of the models, with all designs of selections, every gating, every expert, every size, every design and all experts of several families: for
 * what sums over samples do, which know a family by the predictors of its terms alone.
 */
export const someModels: readonly TriedModel[] = models.filter(
  (one, i) =>
    i % 3 === 0 ||
    mixed.includes(one) ||
    (designed.includes(one) && one.model.gating.selection !== undefined),
);

/** Experts with a scale, some hundred scales apart, behind the first gating, dense and with its selections. */
export const separated: readonly TriedModel[] = triedExperts.flatMap((expert) => {
  if (expert.make().equivariance !== "shiftAndScale") return [];
  return [triedGatings[0], ...triedSelections.slice(0, 2)].map((gating) => {
    const model = moe({ gating: gating.make(), expert: expert.make(), k: 3, inputs: 2 });
    const point = (uniform: Uniform) => apart(model, randomParams(model, uniform));
    return { name: `${gating.label} x ${expert.label}, far apart`, model, point, separated: true };
  });
});

/**
 * A random point of a model, away from degeneracy; degrees of freedom are some ten times as many, since responses without a variance have no
 * unit in which a difference is small beside all their scales.
 */
export function randomParams(model: Model, uniform: Uniform): Params {
  const next = normal(uniform);
  const theta = Float64Array.from({ length: model.size }, () => 0.7 * next());
  for (const { predictor, offset } of model.layout.slots)
    if (predictor.bound === "logFreedom" && offset >= 0) theta[offset] += Math.log(10);
  return plainCoordinates(model).toParams(theta);
}

/**
 * The same gate, and experts i = 0, 1, 2 moved up by 0, 400 and 800 in units in which their scales are of size 1: a Gaussian density
 * is exp(-80000) there of what it is at home.
 */
function apart(model: Model, params: Params): Params {
  const { layout, toTheta, toParams } = plainCoordinates(model);
  const theta = toTheta(params);
  for (const { part, atom, predictorIndex, predictor, offset } of layout.slots) {
    if (part !== "experts" || offset < 0 || predictor.basis === "linear") continue;
    theta[offset] += model.families[atom].predictorScale({ centre: 400 * atom, scale: 1 })[
      predictorIndex
    ].shift;
  }
  return toParams(theta);
}

/** Theta in a model's own units. */
function plainCoordinates(model: Model): Coordinates {
  const x = model.inputs === 0 ? null : [new Array<number>(model.inputs).fill(0)];
  const one = dataset(x, [1]);
  return model.bind(one, rawUnits).coordinates;
}

/** Inputs, and responses drawn from the model at `params`. */
export function drawFrom(model: Model, params: Params, n: number, key: string) {
  const next = normal(stream(`${key}/x`));
  const x = Array.from({ length: model.inputs }, () => Float64Array.from({ length: n }, next));
  const { y, labels } = model.sampler(params)(x, stream(`${key}/y`), { n });
  return { n, d: model.inputs, x, y, labels };
}
