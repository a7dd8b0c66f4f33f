import { MoestatError } from "../../error.js";
import { rawUnits } from "../../params/units.js";
import type { Iterate } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";

/**
 * A guard against families whose `predictorScale` is wrong, since such a fit would be wrong without any other sign. The
 * log-likelihood is computed twice, in standardised units with the Jacobian, and on the data themselves at the returned
 * parameters, and the two must agree as far as rounding lets them. Nothing is checked where data lie so far from zero, or gates
 * are so steep, that rounding may change much, nor with a top-K gate, where a tie that is rounded the other way costs nats.
 * Throws `invalid units of the families softmax, studentT; the log-likelihood is -2891.2 standardised, -22150.1 of the parameters`.
 */
export function checkUnits(problem: Problem, { theta, value }: Iterate): void {
  const { model, sample, n, coordinates } = problem;
  const blur = blurOf(problem, theta);
  const standardised = problem.logLikOf(value) - problem.penaltyAt(theta);
  if (model.selected !== undefined || blur > mostBlur || !Number.isFinite(standardised)) return;
  const raw = model.bind(sample, rawUnits);
  const inDataUnits = raw.likelihood.evaluate(raw.coordinates.toTheta(coordinates.toParams(theta)), 0);
  // A term multiplies the blur of its predictors, but by less than 1e4; a wrong unit costs tenths of a nat an observation.
  if (Math.abs(inDataUnits - standardised) <= 1e4 * blur * (n + Math.abs(standardised))) return;
  const names = [...new Set([model.gating, ...model.families])].map(({ name }) => name).join(", ");
  throw new MoestatError(
    `invalid units of the families ${names}; the log-likelihood is ${standardised} standardised, ${inDataUnits} of the parameters`,
  );
}

/** With more blur an observation's term may be wrong by a thousandth of a nat. */
const mostBlur = 1e-7;

/**
 * How far rounding moves a predictor in the data's own units, in standardised ones: the machine's precision times the
 * distance of the data from zero, times the steepest coefficient or the sharpest scale.
 */
function blurOf({ units, coordinates: { layout } }: Problem, theta: Float64Array): number {
  const centres = [...units.columns.values()].flatMap(({ centre, scale }) =>
    centre.map((at, j) => Math.abs(at) / scale[j]),
  );
  const { centre, scale } = units.response;
  const distance = Math.max(...centres, Math.abs(centre) / scale);
  const steepness = layout.slots.flatMap(({ predictor, offset, length }) =>
    offset < 0
      ? []
      : Array.from(theta.subarray(offset, offset + length), (c) =>
          predictor.basis === "constant" ? Math.exp(Math.abs(c) / 2) : Math.abs(c),
        ),
  );
  return Number.EPSILON * (1 + distance) * Math.max(1, ...steepness);
}
