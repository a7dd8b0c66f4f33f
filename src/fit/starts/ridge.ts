import { termOf } from "../../family.js";
import { copiesOf } from "../../numeric/frequencies.js";
import { basesOf } from "../../params/units.js";
import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import type { Problem } from "../problem/problem.js";

/** Typical size of the common slope, per standard deviation of an input. */
const steepness = 2.5;
/** The greatest temperature that counts as near the end of the ridge. */
const warmest = Math.log(0.2);

/** Whether the gate has a ridge: slopes, and a temperature that is estimated and does not divide out. */
export const hasRidge = ({ model: { gating, columns }, coordinates: { layout } }: Problem): boolean =>
  gating.temperature !== undefined &&
  !gating.homogeneous &&
  columns.gating.length > 0 &&
  layout.slots.some(({ part, predictor, offset }) => part === "gating" && predictor.shared && offset >= 0);

/**
 * A start on the ridge of an activation gate: as the temperature falls to 0, all slopes come to one common b, with differences tau c_i,
 * and the gate becomes softmax_i(act'(b'x) c_i'x + constants), which a finite temperature may only approach. Of a
 * given start the experts are kept, and its gate's slopes serve as c_i; b and the temperature are drawn, and the offsets
 * are such that all experts have the same weight at a random observation.
 */
export function ridgeStarts(problem: Problem, start: Float64Array, uniform: Uniform): Float64Array {
  const { model, coordinates, sample, units, low, n } = problem;
  const { gating } = model;
  const next = normal(uniform);
  const theta = Float64Array.from(start);
  const slots = coordinates.layout.slots.filter(({ part }) => part === "gating");
  const shared = slots.find(({ predictor, offset }) => predictor.shared && offset >= 0);
  if (shared === undefined) return theta;
  const coldest = low[shared.offset];
  const logTau = coldest + uniform() * Math.max(0, warmest - coldest);
  theta[shared.offset] = logTau;
  const tau = Math.exp(logTau);
  const common = Array.from({ length: model.columns.gating.length }, () => steepness * next());
  const rows = Uint32Array.from({ length: sample.n }, (_, t) => t);
  const at = copiesOf(rows, sample.weights)(uniform() * n);
  const basisOf = basesOf(sample, units);
  const scores = Array.from({ length: model.k }, (_, i) => {
    const eta = gating.predictors.map(() => new Float64Array(1));
    for (const { atom, predictor, predictorIndex, offset, length } of slots) {
      if (atom !== i) continue;
      if (predictor.shared) eta[predictorIndex][0] = logTau;
      if (offset < 0 || predictor.shared || predictor.basis !== "linear") continue;
      const { columns } = basisOf(predictor);
      for (let c = 0; c < length; c++) {
        theta[offset + c] = common[c] + tau * theta[offset + c];
        eta[predictorIndex][0] += theta[offset + c] * columns[c][at];
      }
    }
    const term = termOf(gating, 1);
    gating.evaluate(eta, new Float64Array(1), 1, 0, term);
    return term.value[0];
  });
  const last = scores[scores.length - 1];
  for (const { atom, predictor, offset } of slots)
    if (offset >= 0 && !predictor.shared && predictor.basis === "constant")
      theta[offset] = tau * (last - scores[atom]);
  return theta;
}
