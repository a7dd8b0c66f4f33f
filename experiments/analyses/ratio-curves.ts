import { uniformLaw } from "../../src/density/uniformLaw.js";
import { lossByName } from "../../src/losses/index.js";
import { modelOf } from "../../src/registry.js";
import type { Params } from "../../src/types.js";
import { type MultinomialGate, regime1Truth, regime2Truth } from "../specs/multinomial-truths.js";
import { temperatureTruth } from "../specs/temperature-truth.js";
import { balancedTruth, topTwoTruth } from "../specs/truths.js";
import { distanceTo, exponentOf, targetOf } from "./distances.js";
import { fisherInformation } from "./fisher.js";
import { alongSolution, ofThree, ofTwo } from "./least-curves.js";
import { type Law, modelAt, nodesOf } from "./nodes.js";
import { shifted, splitExpert } from "./split.js";

/** A curve of parameters G_eps that ends in the truth, and the loss to which the distance is compared. */
interface RatioCurve {
  readonly label: string;
  readonly truth: Params;
  readonly law: Law;
  readonly curve: (eps: number) => Params;
  readonly sizes: readonly number[];
  readonly loss: string;
  /** h / loss is of the order eps^expected: 0 where the loss is as small as the distance; absent where h = 0. */
  readonly expected?: number;
}

/** Several curves that are drawn over one another. */
export interface RatioPanel {
  readonly title: string;
  readonly curves: readonly RatioCurve[];
}

const sizes = [0.2, 0.1, 0.05, 0.025];
const smooth = uniformLaw({ order: 20 });
const steep = uniformLaw({ from: -3, to: 3, order: 8, panels: 6 });

/** From the truth along an eigenvector of its Fisher information: that of the smallest eigenvalue, or a later one. */
function alongEigenvector(truth: Params, law: Law, index = 0): (eps: number) => Params {
  const model = modelOf(truth);
  const { toTheta, toParams } = modelAt(model, nodesOf(model, truth, law));
  const { eigen } = fisherInformation(model, truth, law);
  const theta = toTheta(truth);
  return (eps) => toParams(theta.map((value, i) => value + eps * eigen.vectors[index][i]));
}

/** Expert 1 as several, along a solution of the polynomial system. */
const splitAlong = (
  truth: Params,
  {
    p3,
    p4,
    shares,
  }: { readonly p3: readonly number[]; readonly p4: readonly number[]; readonly shares: readonly number[] },
) => {
  const split = splitExpert(truth, shares);
  return (eps: number) => shifted(split, alongSolution(p3, p4, eps));
};

/** (beta0, beta1, tau) times 1 + eps. */
function scaledGate({ gating, experts }: Params): (eps: number) => Params {
  const { beta0, beta1, tau } = gating as unknown as { beta0: number[]; beta1: number[][]; tau: number };
  return (eps) => {
    const c = 1 + eps;
    const scaled = {
      beta0: beta0.map((v) => c * v),
      beta1: beta1.map((row) => row.map((v) => c * v)),
      tau: c * tau,
    };
    return { gating: { ...gating, ...scaled }, experts };
  };
}

/** Every true expert as two, 2 K of them selected or as many as given. */
function topKOfTwo(truth: Params, selected: number): (eps: number) => Params {
  const { gating, experts } = [0, 2, 4].reduce((params, j) => splitExpert(params, ofTwo.shares, j), truth);
  const split: Params = { gating: { ...gating, topK: selected }, experts };
  const twice = (values: readonly number[]) => [...values, ...values, ...values];
  return (eps) => shifted(split, alongSolution(twice(ofTwo.p3), twice(ofTwo.p4), eps));
}

/** The input-free expert of regime 2 as two, whose class probabilities have the true ones as their mean. */
function inputFreeOfTwo(truth: Params): (eps: number) => Params {
  const split = splitExpert(truth, [1, 1], 1);
  const [own] = split.experts.a as number[][];
  const total = own.reduce((sum, value) => sum + Math.exp(value), 0);
  const p = own.map((value) => Math.exp(value) / total);
  return (eps) => {
    const moved = [1, -1].map((side) => {
      const q = p.map((value, s) =>
        s === 0 ? value * (1 + side * eps) : s === 1 ? value - side * eps * p[0] : value,
      );
      return q.map((value, s) => Math.log(value / q[q.length - 1]) - own[s]);
    });
    return shifted(split, { a: moved });
  };
}

/** The panels, in the order of the figure. */
export function ratioPanels(): RatioPanel[] {
  const three = ofThree();
  const ofBalanced = { truth: balancedTruth, law: smooth, sizes };
  const two = { ...ofBalanced, curve: splitAlong(balancedTruth, ofTwo) };
  const cellOfThree = { ...ofBalanced, curve: splitAlong(balancedTruth, three) };
  const plain = temperatureTruth("plain");
  const ofTop = { truth: topTwoTruth, law: uniformLaw({ order: 16, panels: 2 }), sizes };
  return [
    {
      title: "Softmax gate, Gaussian experts",
      curves: [
        {
          ...ofBalanced,
          label: "exact, D1",
          curve: alongEigenvector(balancedTruth, smooth),
          loss: "d1",
          expected: 0,
        },
        { ...two, label: "two for one, D2", loss: "d2", expected: 0 },
        { ...two, label: "two for one, D1", loss: "d1", expected: 3 },
        { ...cellOfThree, label: "three for one, D2", loss: "d2", expected: 0 },
        { ...cellOfThree, label: "three for one, D1", loss: "d1", expected: 5 },
      ],
    },
    {
      title: "Temperature gates, Gaussian experts",
      curves: [
        ...(["sigmoid", "tanh", "gelu"] as const).map((gate) => {
          const truth = temperatureTruth(gate);
          return {
            label: `${gate}, exact, first powers`,
            truth,
            law: steep,
            curve: alongEigenvector(truth, steep),
            sizes: [0.04, 0.02, 0.01, 0.005],
            loss: "activation.exact",
            expected: 0,
          };
        }),
        {
          label: "tanh, two for one",
          truth: temperatureTruth("tanh"),
          law: steep,
          curve: splitAlong(temperatureTruth("tanh"), ofTwo),
          sizes,
          loss: "activation.over",
          expected: 0,
        },
        {
          label: "plain, exact, loss in beta1 / tau",
          truth: plain,
          law: steep,
          curve: alongEigenvector(plain, steep, 1),
          sizes: [0.04, 0.02, 0.01, 0.005],
          loss: "temperature.scaleFree(1)",
          expected: 0,
        },
        {
          label: "plain, exact, gate scaled, D1",
          truth: plain,
          law: steep,
          curve: scaledGate(plain),
          sizes,
          loss: "temperature.dr(1)",
        },
      ],
    },
    {
      title: "Top-K gate, 2 of 3 true experts, each fitted by two",
      curves: [
        {
          ...ofTop,
          label: "4 of 6 selected, D2",
          curve: topKOfTwo(topTwoTruth, 4),
          loss: "topk.d2",
          expected: 0,
        },
        {
          ...ofTop,
          label: "2 of 6 selected, D2",
          curve: topKOfTwo(topTwoTruth, 2),
          loss: "topk.d2",
          expected: -4,
        },
      ],
    },
    {
      title: "Multinomial experts, two for one",
      curves: [
        ...multinomialGatesDrawn.map((gate) => ({
          ...regime1(gate),
          label: `regime 1, ${gate} gate, D1`,
          loss: "multinomial.d1",
          expected: 0,
        })),
        {
          ...regime1("standard"),
          label: "regime 1, standard gate, first powers",
          loss: "multinomial.d2r(1)",
          expected: 1,
        },
        ...multinomialGatesDrawn.map((gate) => ({
          label: `regime 2, ${gate} gate, input-free expert split`,
          truth: regime2Truth(gate),
          law: smooth,
          curve: inputFreeOfTwo(regime2Truth(gate)),
          sizes,
          loss: "multinomial.d2r(1)",
        })),
      ],
    },
  ];
}

const multinomialGatesDrawn = ["standard", "tanh"] as const;

/** Expert 1 of regime 1 as two, with opposite errors of eps in its first intercept. */
function regime1(gate: MultinomialGate) {
  const truth = regime1Truth(gate);
  const split = splitExpert(truth, [1, 1]);
  return { truth, law: smooth, sizes, curve: (eps: number) => shifted(split, { a: [[eps], [-eps]] }) };
}

/** A curve as computed. */
interface RatioFound extends RatioCurve {
  readonly points: readonly { readonly eps: number; readonly distance: number; readonly lost: number }[];
  /** Exponent of h / loss in eps over the three smallest sizes; NaN where h is 0 to rounding. */
  readonly exponent: number;
}

/** Distance and loss along a curve. */
export function ratioOf(curve: RatioCurve): RatioFound {
  const target = targetOf(curve.truth, curve.law);
  const loss = lossByName(curve.loss);
  const truth = modelOf(curve.truth).measure(curve.truth);
  const points = curve.sizes.map((eps) => {
    const params = curve.curve(eps);
    return { eps, distance: distanceTo(target, params), lost: loss(modelOf(params).measure(params), truth) };
  });
  const drawn = points.map(({ eps, distance, lost }) => ({ x: eps, y: distance / lost }));
  const exponent = points.every(({ distance }) => distance > 1e-13)
    ? exponentOf(drawn.slice(-3))
    : Number.NaN;
  return { ...curve, points, exponent };
}
