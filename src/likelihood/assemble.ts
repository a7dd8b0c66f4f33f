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

/** The M-step of all experts in closed form, where their family has one. */
function maximiserOf({
  expert,
  layout,
  basisOf,
  y,
  offset,
  weights,
}: LikelihoodSetup): Likelihood["maximiseExperts"] {
  const { maximise, leastSquaresHeight } = expert;
  // Experts are maximised one by one, which cannot maximise over coefficients that they share.
  if (maximise === undefined || expert.predictors.some(({ shared }) => shared)) return undefined;
  if (offset !== undefined && leastSquaresHeight === undefined) return undefined;
  const response = offset === undefined ? y : y.map((value, t) => value - offset[t]);
  return (theta, r, bounds) => {
    const bases = expert.predictors.map(basisOf);
    const best = r.map((own) =>
      maximise(weights ? own.map((share, t) => share * weights[t]) : own, response, bases, bounds),
    );
    for (const { part, atom, predictorIndex, offset } of layout.slots)
      if (part === "experts" && offset >= 0) theta.set(best[atom][predictorIndex], offset);
  };
}
