import type { Theory } from "../types/experiment.js";
import type { Study, StudySeries } from "../types/study.js";
import { eighthRootN, fourthRootN, rootN } from "./references.js";

const source = (what: string) =>
  `${what}, m = 2 atoms in a cell, rbar(2) = 4: Nguyen, Nguyen and Ho (2023), after eq. (5)`;

/** The theorem's exponents for a cell of two atoms: -1/(2 rbar) for beta1 and b, -1/rbar for a and sigma2. */
const gateAndIntercept: Theory = { slope: -1 / 8, source: source("n^{-1/(2 rbar(m))}") };
const slopeAndVariance: Theory = { slope: -1 / 4, source: source("n^{-1/rbar(m)}") };
const mass: Theory = { slope: -1 / 2, source: "cell masses: n^{-1/2}, Nguyen, Nguyen and Ho (2023)" };
const single: Theory = { slope: -1 / 2, source: "cells of one atom: n^{-1/2}, Nguyen, Nguyen and Ho (2023)" };

const shared = (experiment: string, kind: "" | "even."): StudySeries[] => [
  { label: "β₁", experiment, loss: `error.${kind}beta1`, theory: gateAndIntercept },
  { label: "b", experiment, loss: `error.${kind}b`, theory: gateAndIntercept },
  { label: "a", experiment, loss: `error.${kind}a`, theory: slopeAndVariance },
  { label: "σ²", experiment, loss: `error.${kind}sigma2`, theory: slopeAndVariance },
];

const alone = (experiment: string): StudySeries[] =>
  Object.entries({ beta1: "β₁", b: "b", a: "a", sigma2: "σ²" }).map(([name, symbol]) => ({
    label: `${symbol}, cells of one atom`,
    experiment,
    loss: `error.single.${name}`,
    theory: single,
  }));

const truths = [
  { experiment: "softmax-over", title: "balanced truth" },
  { experiment: "demystifying-over", title: "released code" },
];

const panel = (truth: (typeof truths)[number], kind: "" | "even.", what: string) => ({
  title: `${truth.title}: ${what}`,
  yTitle: "error of the parameter",
  series: [
    ...shared(truth.experiment, kind),
    ...(kind === ""
      ? [{ label: "cell mass", experiment: truth.experiment, loss: "error.mass", theory: mass }]
      : []),
  ],
  references: kind === "" ? [rootN, fourthRootN, eighthRootN] : [fourthRootN, eighthRootN],
});

/** Errors of single parameters of an over-specified fit: is the theorem sharp? */
export const perParameter: Study = {
  name: "per-parameter",
  title: "Rates of single parameters, k = 3 for 2 softmax-gated Gaussian experts",
  describes: "errors of the two atoms that share a true one, parameter by parameter",
  statistic: "median",
  panels: [
    ...truths.map((truth) => panel(truth, "even.", "both atoms keep mass")),
    ...truths.map((truth) => panel(truth, "", "all fits, averaged by mass")),
  ],
  also: truths.flatMap(({ experiment }) => alone(experiment)),
  notes: [
    "Theory: n^{−1/8} for β₁ and b, n^{−1/4} for a and σ², n^{−1/2} for the mass: upper bounds, for every atom of a shared cell whose mass does not vanish.",
    "(a), (b): the larger error of the two atoms, in the fits in which each has at least a tenth of the cell's mass; the others are left out, and counted. (c), (d): the mean error of the cell's atoms, weighted by mass, in all fits.",
    "At a fixed truth the pair is mostly uneven: as n grows one atom takes nearly all of the cell's mass and converges like n^{−1/2}; the other need not converge, and a mean by mass hardly sees it.",
    "Exponents without sampling noise stand in the figure “Slow parameters”.",
  ],
};
