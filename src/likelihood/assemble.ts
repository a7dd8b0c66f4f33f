import type { Expert } from "../family.js";
import { totalOf } from "../numeric/frequencies.js";
import type { Layout } from "../params/layout.js";
import { blocksOf } from "./blocks.js";
import { expertCriterionOf, gateCriterionOf } from "./emCriterion.js";
import { evaluationOf, expectationOf, occupancyOf, responsibilitiesOf } from "./evaluation.js";
import type { Likelihood } from "./likelihood.js";
import { memoryOf } from "./memory.js";
import { rowScoresOf } from "./rowScores.js";
import type { LikelihoodSetup } from "./setup.js";
import { termTablesOf } from "./tables.js";

/** The likelihood of a model on a data set: memory is laid out, blocks compute in it, and each function below passes over them. */
export function likelihoodOf(setup: LikelihoodSetup): Likelihood {
  const { gating, layout, y, weights } = setup;
  const memory = memoryOf(setup);
  const blocks = blocksOf(setup, memory);
  const gateSize = gateSizeOf(layout);
  const maximiseExperts = maximiserOf(setup);
  return {
    n: totalOf(y.length, weights),
    size: layout.size,
    gateSize,
    evaluate: evaluationOf(memory, blocks),
    rowScores: rowScoresOf(memory, blocks),
    responsibilities: responsibilitiesOf(memory, blocks),
    expectation: expectationOf(memory, blocks),
    occupancy: occupancyOf(memory, blocks),
    terms: termTablesOf(memory, blocks),
    gateCriterion: gateCriterionOf(gating, memory, blocks),
    expertCriterion: expertCriterionOf(gateSize, memory, blocks),
    ...(maximiseExperts ? { maximiseExperts } : {}),
  };
}

const gateSizeOf = ({ slots }: Layout): number =>
  slots.reduce(
    (size, { part, offset, length }) =>
      part === "gating" && offset >= 0 ? Math.max(size, offset + length) : size,
    0,
  );

/** The M-step of all experts in closed form, family by family, where all families that have parameters have one. */
function maximiserOf({
  layout,
  basisOf,
  y,
  masks,
  offset,
  weights,
}: LikelihoodSetup): Likelihood["maximiseExperts"] {
  const { families, slots } = layout;
  const hasNone = ({ maximise, leastSquaresHeight, predictors }: Expert) =>
    predictors.length > 0 &&
    (maximise === undefined || (offset !== undefined && leastSquaresHeight === undefined));
  if (families.some(hasNone)) return undefined;
  const response = offset === undefined ? y : y.map((value, t) => value - offset[t]);
  return (theta, r, bounds, prior) => {
    const shares = r.map((given, i) => {
      const counted = weights ? given.map((share, t) => share * weights[t]) : given;
      const mask = masks?.[i];
      return mask ? counted.map((share, t) => (mask[t] === 0 ? share : 0)) : counted;
    });
    for (const family of new Set(families)) {
      const own = [...families.keys()].filter((i) => families[i] === family);
      const { maximise, predictors } = family;
      const bases = predictors.map(basisOf);
      const best = maximise?.(
        own.map((i) => shares[i]),
        response,
        bases,
        bounds,
        prior,
      );
      if (best === undefined) continue;
      for (const { part, atom, predictorIndex, offset } of slots)
        if (part === "experts" && offset >= 0 && own.includes(atom))
          theta.set(best[own.indexOf(atom)][predictorIndex], offset);
    }
  };
}
