import type { Family } from "../../src/family.js";
import type { Model } from "../../src/model/model.js";
import { isEstimated } from "../../src/params/layout.js";
import type { ParameterSet, Range } from "../../src/params/parameterSet.js";
import { modelOf } from "../../src/registry.js";
import type { FamilyParams, Params } from "../../src/types.js";

/** How far the usual set reaches: all coefficients up to twice the largest true one. */
export const usualReach = 2;

/**
 * A compact parameter set round a truth, in the parameters' own units, with the truth well inside: the gate's coefficients within
 * `reach` times the largest true one of theirs (1 at least), those of the experts likewise, and what must be positive between the least true
 * value over reach^2 and reach^2 times the largest. The gate's are relative to the last expert; where the temperature divides the
 * whole score, they are those divided by it. What is given and not estimated has no range.
 */
export function setAround(
  truth: Params,
  reach: number = usualReach,
  model: Model = modelOf(truth),
): ParameterSet {
  const { gating, experts } = model.canonical(truth);
  const factor = model.gating.homogeneous ? 1 / (gating[model.gating.temperature as string] as number) : 1;
  return {
    units: "own",
    ranges: {
      ...rangesOf(model.gating, gating, truth.gating, reach, factor),
      ...rangesOf(model.families[0], experts, truth.experts, reach, 1),
    },
  };
}

function rangesOf(
  family: Family,
  values: FamilyParams,
  own: FamilyParams,
  reach: number,
  factor: number,
): Record<string, Range> {
  const numbersOf = (name: string) => [values[name]].flat(4) as number[];
  const { fields } = family;
  const names = Object.keys(fields).filter((name) => isEstimated(family, fields[name]));
  const coefficients = names.filter((name) => fields[name].link === "identity");
  const largest = Math.max(1, ...coefficients.flatMap(numbersOf).map((value) => factor * Math.abs(value)));
  return Object.fromEntries(
    names.map((name): [string, Range] => {
      if (fields[name].link === "identity") return [name, [-reach * largest, reach * largest]];
      // As the truth has them: a round trip through logarithms would leave its rounding in the set.
      const given = [own[name]].flat(4) as number[];
      return [name, [Math.min(...given) / reach ** 2, Math.max(...given) * reach ** 2]];
    }),
  );
}

/** The reason for the size of such a set, for captions. */
export const reasonFor = (reach: number): string =>
  `gate and expert coefficients up to ${reach} times the largest true one, positive parameters up to ${reach ** 2} times the largest and down to 1/${reach ** 2} of the least: the truth lies well inside, and no surplus expert can run away`;
