import { grid } from "../../src/random/designs.js";
import type { Design, Params } from "../../src/types.js";
import { densityErrorNames } from "../densities.js";
import type { Experiment } from "../types/experiment.js";
import type { Protocol, Provenance, Share } from "../types/protocol.js";
import { reasonFor, setAround, usualReach } from "./sets.js";
import { linearSizes, logSizes } from "./sizes.js";
import { demystifyingTruth } from "./truths.js";

/**
 * The protocol of the authors' released code: fixed grid on [0, 1], their 200 sizes, 40 replicates, EM from
 * a start near the truth until the log-likelihood changes by less than 1e-6 of itself, gates pinned and no
 * infimum in the loss.
 */
export function paperProtocol(experts: number): Protocol {
  const exact = experts === 2;
  return {
    name: "paper",
    provenance: "released code",
    describes: `fixed grid on [0, 1]; EM from ${exact ? "one start" : "the best of 5 starts"} near the truth, stopped at a relative change of 1e-6; gates pinned, no infimum over the translation`,
    design: grid(),
    sizes: exact ? [...linearSizes(100, 900, 5), ...linearSizes(1000, 1e5, 195)] : linearSizes(1e4, 1e5, 200),
    replicates: 40,
    method: "em",
    start: "near-truth",
    tries: exact ? 1 : 5,
    tolerance: 1e-6,
    maxSteps: 2000,
    losses: ["pinned", exact ? "d1" : "d2"],
  };
}

/**
 * The paper's sizes, replicates and starts (the same random numbers as `paperProtocol`), but each fit climbs to a
 * certified maximum, and the loss is as the paper defines it, with its infimum over the translation. Beside the
 * protocol of the released code it shows what the early stop of EM does to the curves.
 */
export function paperCertifiedProtocol(experts: number, truth: Params): Protocol {
  const { design, sizes, replicates, start, tries } = paperProtocol(experts);
  const exact = experts === 2;
  return {
    name: "paper-certified",
    provenance: "derived",
    describes: `fixed grid on [0, 1]; maximum likelihood from ${exact ? "one start" : "the best of 5 starts"} near the truth, certified by score and Hessian; ${reasonFor(usualReach)}; loss with its infimum over the translation`,
    design,
    sizes,
    replicates,
    method: "newton",
    start,
    ...(tries === undefined ? {} : { tries }),
    parameterSet: setAround(truth),
    losses: exact ? ["d1", "d2"] : ["d2", "d1"],
  };
}

/**
 * Our protocol: sizes evenly spaced in the logarithm, four a decade, each fit the best certified maximum of
 * several starts, the loss as the paper defines it, with its infimum over the translation; beside it the distances of
 * the densities and, where the fit is over-specified, the errors of single parameters. An exact fit has one
 * maximum that nearly all starts reach; an over-specified one has many, and takes more starts. The pinned loss is
 * not recorded: it needs a start near the truth that says which fitted expert is the reference.
 */
export function certifiedProtocol(options: {
  design: Design;
  draws: string;
  headline: "d1" | "d2";
  provenance: Provenance;
  truth: Params;
  /** How far the parameter set reaches (see `setAround`). */
  reach?: number;
  /** Whether smaller budgets take the smaller shares. */
  small?: true;
}): Protocol {
  const { reach = usualReach } = options;
  return {
    name: "certified",
    provenance: options.provenance,
    describes: describedAs(options.draws, reach, "; loss with its infimum over the translation"),
    design: options.design,
    sizes: logSizes(100, 1e5, 4),
    replicates: 20,
    method: "newton",
    start: "multi",
    parameterSet: setAround(options.truth, reach),
    losses:
      options.headline === "d1"
        ? ["d1", "d2", ...densityErrorNames]
        : ["d2", "d1", ...densityErrorNames, ...parameterErrors],
    ...(options.small ? { shares: smallShares } : {}),
  };
}

/** What a certified protocol does, for captions: the design, the estimator, and the parameter set with the reason for its size. */
const describedAs = (draws: string, reach: number, loss = ""): string =>
  `${draws}; the highest maximum of the likelihood over a declared set, by starts in rounds and exchanges of experts, certified by the Karush-Kuhn-Tucker conditions${loss}. The set: ${reasonFor(reach)}`;

/** The protocols of a fit of k experts to the truth of the released code, which has two: ours on its grid, and the authors'. */
export const demystifyingProtocols = (experts: number): Experiment["protocols"] => ({
  certified: certifiedProtocol({
    design: grid(),
    draws: "fixed grid on [0, 1]",
    headline: experts === 2 ? "d1" : "d2",
    provenance: "derived",
    truth: demystifyingTruth,
  }),
  paper: paperProtocol(experts),
  "paper-certified": paperCertifiedProtocol(experts, demystifyingTruth),
});

/**
 * Errors of the parameters one by one: of the true atoms that several fitted ones share (mean by mass, largest, largest
 * of even pairs), and of the others.
 */
const parameterErrors = [
  ...["", "even.", "worst.", "single."].flatMap((kind) =>
    ["beta1", "a", "b", "sigma2"].map((name) => `error.${kind}${name}`),
  ),
  "error.mass",
];

/** Twice as many experiments and more need smaller shares, so that `reproduce` still takes minutes. */
const smallShares: Readonly<Record<"quick" | "default", Share>> = {
  quick: { top: 2000, count: 2, replicates: 2 },
  default: { top: 6000, count: 4, replicates: 4 },
};

/**
 * The protocol of the experiments on the other models: as `certifiedProtocol`, with the losses of the model, the first
 * of which is the headline, and the distances of the densities. `from` is the smallest size.
 */
export function modelProtocol(options: {
  design: Design;
  draws: string;
  losses: readonly string[];
  truth: Params;
  provenance: Provenance;
  from?: 100 | 1000;
}): Protocol {
  const { design, draws, losses, truth, provenance, from = 1000 } = options;
  return {
    name: "certified",
    provenance,
    describes: describedAs(draws, usualReach),
    design,
    sizes: logSizes(from, 1e5, 4),
    replicates: 20,
    method: "newton",
    start: "multi",
    parameterSet: setAround(truth),
    losses: [...new Set([...losses, ...densityErrorNames])],
    shares: smallShares,
  };
}
