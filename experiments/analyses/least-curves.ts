import { polynomialResidual } from "../../src/algebra/polynomialResidual.js";
import { uniformLaw } from "../../src/density/uniformLaw.js";
import type { Params } from "../../src/types.js";
import { type MultinomialGate, regime1Truth } from "../specs/multinomial-truths.js";
import { temperatureTruth } from "../specs/temperature-truth.js";
import { balancedTruth } from "../specs/truths.js";
import { exponentOf, leastDistances, type Target, targetOf } from "./distances.js";
import type { Law } from "./nodes.js";
import { type Shift, shifted } from "./split.js";

/** One parameter of the first of several fitted experts of a cell, and how near a density with an error in it comes. */
interface LeastCurve {
  readonly label: string;
  readonly coordinate: string;
  readonly errors: readonly number[];
  /** Where the search starts: what is added to the copies of the true expert. */
  readonly start: (error: number) => Shift;
  /** h is of the order error^expected at least: what is found here. */
  readonly expected: number;
  /** The theorem's statement: h is of the order error^theorem at least. */
  readonly theorem: number;
}

/** The parameters of one cell of fitted experts. */
interface CellOfExperts {
  /** Cells with one title share a panel. */
  readonly title: string;
  /** What the labels begin with, where several cells share a panel. */
  readonly prefix?: string;
  readonly truth: Params;
  readonly law: Law;
  readonly shares: readonly number[];
  readonly curves: readonly LeastCurve[];
}

const halves = (largest: number, count: number) => Array.from({ length: count }, (_, i) => largest / 2 ** i);

/**
 * The non-trivial solution of the polynomial system (P1, eq. (6)) in parameters: with copies at b + c p3 and
 * sigma2 + 2 c^2 p4 of shares p5^2 all terms of the density's expansion up to the order r cancel, because
 * d2u/db2 = 2 du/dsigma2; so h is of the order c^{r + 1}.
 */
export const alongSolution = (p3: readonly number[], p4: readonly number[], c: number): Shift => ({
  b: p3.map((value) => c * value),
  sigma2: p4.map((value) => 2 * c * c * value),
});

/** The printed solution for (m, r) = (2, 3), scaled to p3 = +-1, p4 = -1/2, with equal shares. */
export const ofTwo = { p3: [1, -1], p4: [-0.5, -0.5], shares: [1, 1] } as const;

/** A solution for (m, r) = (3, 5), the largest p3 first. */
export function ofThree() {
  const { p3, p4, p5 } = polynomialResidual(3, 5).point;
  const order = [0, 1, 2].sort((i, j) => Math.abs(p3[j]) - Math.abs(p3[i]));
  const sorted = (values: readonly number[]) => order.map((i) => values[i]);
  return { p3: sorted(p3), p4: sorted(p4), shares: sorted(p5.map((root) => root * root)) };
}

/** A pair of opposite errors. */
const pair = (error: number) => [[error], [-error]];

const gaussianOfTwo: readonly LeastCurve[] = [
  {
    label: "beta1",
    coordinate: "gating.beta1[0][0]",
    errors: halves(0.2, 4),
    start: (error) => ({ beta1: pair(error) }),
    expected: 2,
    theorem: 4,
  },
  {
    label: "a",
    coordinate: "experts.a[0][0]",
    errors: halves(0.1, 4),
    start: (error) => ({ a: pair(error) }),
    expected: 2,
    theorem: 2,
  },
  {
    label: "b",
    coordinate: "experts.b[0]",
    errors: halves(0.16, 4),
    start: (error) => alongSolution(ofTwo.p3, ofTwo.p4, error),
    expected: 4,
    theorem: 4,
  },
  {
    label: "sigma2",
    coordinate: "experts.log sigma2[0]",
    errors: halves(0.04, 4),
    start: (error) => alongSolution(ofTwo.p3, ofTwo.p4, Math.sqrt(error)),
    expected: 2,
    theorem: 2,
  },
];

/** The cells in the order of the figure's panels. */
export function cellsOfExperts(): CellOfExperts[] {
  const smooth = uniformLaw({ order: 20 });
  const three = ofThree();
  const opposite = (error: number) => three.shares.map((_, i) => [i === 0 ? error : -error / 2]);
  return [
    {
      title: "Softmax gate, two experts for one",
      truth: balancedTruth,
      law: smooth,
      shares: ofTwo.shares,
      curves: gaussianOfTwo,
    },
    {
      title: "Softmax gate, three experts for one",
      truth: balancedTruth,
      law: uniformLaw({ order: 12 }),
      shares: three.shares,
      curves: [
        {
          label: "beta1",
          coordinate: "gating.beta1[0][0]",
          errors: halves(0.2, 3),
          start: (error) => ({ beta1: opposite(error) }),
          expected: 2,
          theorem: 6,
        },
        {
          label: "a",
          coordinate: "experts.a[0][0]",
          errors: halves(0.1, 3),
          start: (error) => ({ a: opposite(error) }),
          expected: 2,
          theorem: 3,
        },
        {
          label: "b",
          coordinate: "experts.b[0]",
          errors: halves(0.24, 3),
          start: (error) => alongSolution(three.p3, three.p4, error * Math.sign(three.p3[0])),
          expected: 6,
          theorem: 6,
        },
        {
          label: "sigma2",
          coordinate: "experts.log sigma2[0]",
          errors: halves(0.04, 3),
          start: (error) => alongSolution(three.p3, three.p4, Math.sqrt(error / (2 * Math.abs(three.p4[0])))),
          expected: 3,
          theorem: 3,
        },
      ],
    },
    {
      title: "Gate with tanh and temperature, two experts for one",
      truth: temperatureTruth("tanh"),
      law: uniformLaw({ from: -3, to: 3, order: 8, panels: 6 }),
      shares: ofTwo.shares,
      curves: [
        {
          label: "tau",
          coordinate: "gating.log tau",
          errors: halves(0.01, 3),
          start: (error) => ({ tau: error }),
          expected: 1,
          theorem: 2,
        },
        { ...gaussianOfTwo[0], theorem: 2, errors: halves(0.05, 3) },
        { ...gaussianOfTwo[1], errors: halves(0.05, 3) },
        { ...gaussianOfTwo[2], errors: halves(0.1, 3) },
        { ...gaussianOfTwo[3], errors: halves(0.04, 3) },
      ],
    },
    multinomialCell("standard", smooth),
    multinomialCell("tanh", smooth),
  ];
}

const multinomialCell = (gate: MultinomialGate, law: Law): CellOfExperts => ({
  title: "Multinomial experts, regime 1, two for one",
  prefix: gate === "standard" ? "softmax, " : "tanh(x), ",
  truth: regime1Truth(gate),
  law,
  shares: [1, 1],
  curves: [
    {
      label: "beta1",
      coordinate: "gating.beta1[0][0]",
      errors: halves(0.05, 4),
      start: (error) => ({ beta1: pair(error) }),
      expected: 2,
      theorem: 2,
    },
    {
      label: "a",
      coordinate: "experts.a[0][0]",
      errors: halves(0.2, 4),
      start: (error) => ({ a: pair(error) }),
      expected: 2,
      theorem: 2,
    },
    {
      label: "b",
      coordinate: "experts.b[0][0][0]",
      errors: halves(0.1, 4),
      start: (error) => ({ b: [[[error]], [[-error]]] }),
      expected: 2,
      theorem: 2,
    },
  ],
});

/** A curve as found, and its exponent over the three smallest errors. */
export interface LeastFound extends LeastCurve {
  /** The parameter, whatever the cell. */
  readonly like: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly exponent: number;
}

/** Finds the curves of a cell. */
export function leastOfCell(cell: CellOfExperts): LeastFound[] {
  const target: Target = targetOf(cell.truth, cell.law);
  return cell.curves.map((curve) => {
    const points = leastDistances(target, {
      shares: cell.shares,
      coordinate: curve.coordinate,
      errors: curve.errors,
      start: (split, error) => shifted(split, curve.start(error)),
    }).map(({ error, distance }) => ({ x: error, y: distance }));
    return {
      ...curve,
      like: curve.label,
      label: `${cell.prefix ?? ""}${curve.label}`,
      points,
      exponent: exponentOf(points.slice(-3)),
    };
  });
}
