import type { Family } from "../../src/family.js";
import type { AnyModel } from "../../src/model/model.js";
import { isEstimated } from "../../src/params/layout.js";
import type { ParameterSet, Range } from "../../src/params/parameterSet.js";
import { recordsOf } from "../../src/params/records.js";
import { modelOf } from "../../src/registry.js";
import type { AnyParams, FamilyParams } from "../../src/types.js";

/** How far the usual set reaches: all coefficients up to twice the largest true one. */
export const usualReach = 2;

/**
 * A compact parameter set round a truth, in the parameters' own units, with the truth well inside: the gate's coefficients within
 * `reach` times the largest true one of theirs (1 at least), those of the experts likewise, and what must be positive between the least true
 * value over reach^2 and reach^2 times the largest. The gate's are relative to the last expert; where the temperature divides the
 * whole score, they are those divided by it. What is given and not estimated has no range.
 */
export function setAround(
  truth: AnyParams,
  reach: number = usualReach,
  model: AnyModel = modelOf(truth),
): ParameterSet {
  const { gating, experts } = model.canonical(truth);
  const factor = model.gating.homogeneous ? 1 / (gating[model.gating.temperature as string] as number) : 1;
  const own = recordsOf(model.families, truth.experts);
  const ofExperts = recordsOf(model.families, experts).map(
    ([family, values], i): Part => ({ family, values, own: own[i][1] }),
  );
  return {
    units: "own",
    ranges: {
      ...rangesOf([{ family: model.gating, values: gating, own: truth.gating }], reach, factor),
      ...rangesOf(ofExperts, reach, 1),
    },
  };
}

/** A family with a record of it, in canonical form and as the truth has it. */
interface Part {
  readonly family: Family;
  readonly values: FamilyParams;
  readonly own: FamilyParams;
}

/** A range for each field of the gate, or of the experts, whatever their families. */
function rangesOf(parts: readonly Part[], reach: number, factor: number): Record<string, Range> {
  const fields = parts.flatMap(({ family, values, own }) =>
    Object.entries(family.fields)
      .filter(([, field]) => isEstimated(family, field))
      .map(([name, { link }]) => ({
        name,
        isCoefficient: link === "identity",
        values: [values[name]].flat(4) as number[],
        own: [own[name]].flat(4) as number[],
      })),
  );
  const coefficients = fields.filter(({ isCoefficient }) => isCoefficient).flatMap(({ values }) => values);
  const largest = Math.max(1, ...coefficients.map((value) => factor * Math.abs(value)));
  return Object.fromEntries(
    fields.map(({ name, isCoefficient }): [string, Range] => {
      if (isCoefficient) return [name, [-reach * largest, reach * largest]];
      // As the truth has them: a round trip through logarithms would leave its rounding in the set.
      const given = fields.filter((field) => field.name === name).flatMap(({ own }) => own);
      return [name, [Math.min(...given) / reach ** 2, Math.max(...given) * reach ** 2]];
    }),
  );
}

/** The reason for the size of such a set, for captions. */
export const reasonFor = (reach: number): string =>
  `gate and expert coefficients up to ${reach} times the largest true one, positive parameters up to ${reach ** 2} times the largest and down to 1/${reach ** 2} of the least: the truth lies well inside, and no surplus expert can run away`;
