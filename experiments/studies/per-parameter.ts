import type { Study, StudySeries, Theory } from "../types.js";
import { eighthRootN, fourthRootN, rootN } from "./references.js";

const source = (what: string) =>
  `${what}, m = 2 atoms in a cell, rbar(2) = 4: Nguyen, Nguyen and Ho (2023), after eq. (5)`;

/** The theorem's exponents for a cell of two atoms: -1/(2 rbar) for beta1 and b, -1/rbar for a and sigma2. */
const gateAndIntercept: Theory = { slope: -1 / 8, source: source("n^{-1/(2 rbar(m))}") };
const slopeAndVariance: Theory = { slope: -1 / 4, source: source("n^{-1/rbar(m)}") };
const mass: Theory = { slope: -1 / 2, source: "cell masses: n^{-1/2}, Nguyen, Nguyen and Ho (2023)" };
const single: Theory = { slope: -1 / 2, source: "cells of one atom: n^{-1/2}, Nguyen, Nguyen and Ho (2023)" };

const shared = (experiment: string): StudySeries[] => [
  { label: "β₁", experiment, loss: "error.beta1", theory: gateAndIntercept },
  { label: "b", experiment, loss: "error.b", theory: gateAndIntercept },
  { label: "a", experiment, loss: "error.a", theory: slopeAndVariance },
  { label: "σ²", experiment, loss: "error.sigma2", theory: slopeAndVariance },
  { label: "cell mass", experiment, loss: "error.mass", theory: mass },
];

const alone = (experiment: string): StudySeries[] =>
  ["beta1", "b", "a", "sigma2"].map((name) => ({
    label: `${name}, cells of one atom`,
    experiment,
    loss: `error.single.${name}`,
    theory: single,
  }));

const truths = [
  { experiment: "softmax-over", title: "balanced truth" },
  { experiment: "demystifying-over", title: "truth of the released code" },
];

/** Errors of single parameters of an over-specified fit: is the theorem sharp? */
export const perParameter: Study = {
  name: "per-parameter",
  title: "Rates of single parameters, k = 3 for 2 softmax-gated Gaussian experts",
  describes: "errors of the two atoms that share a true one, parameter by parameter",
  statistic: "median",
  panels: truths.map(({ experiment, title }) => ({
    title,
    yTitle: "error of the parameter",
    series: shared(experiment),
    references: [rootN, fourthRootN, eighthRootN],
  })),
  also: truths.flatMap(({ experiment }) => alone(experiment)),
  notes: [
    "Error of a parameter: the mean distance of the atoms of a cell of several from their true one, weighted by their masses.",
    "Theory: n^{−1/8} for β₁ and b, n^{−1/4} for a and σ², n^{−1/2} for the mass. These are upper bounds, for every atom of a cell while its mass does not vanish.",
    "At a fixed truth the pair is mostly uneven: as n grows one atom takes nearly all of the cell's mass and converges like n^{−1/2}, and the other, whose mass vanishes, need not converge. A mean weighted by mass hardly sees it.",
    "A fit in which no true expert is shared has no such error; it is left out, and counted in the table.",
  ],
};
