import { truthModel } from "../experiments/parts/models.js";
import { drawData, fittedModel } from "../experiments/trial.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { Protocol } from "../experiments/types/protocol.js";
import type { TrialRecord } from "../experiments/types/record.js";
import type { Summary } from "../experiments/types/summary.js";
import type { ExpertCurves, SamplePicture } from "../figures/sample-picture.js";
import type { AnyModel } from "../src/model/model.js";
import type { AnyParams } from "../src/types.js";

/** Data of about this size show the experts and the gate at a glance. */
const TYPICAL = 1000;
const GRID = 401;

/** The record whose data are shown: the first replicate at the size nearest to 1,000 (on the log scale). */
function shownRecord(records: readonly TrialRecord[]): TrialRecord | undefined {
  const distance = ({ n }: TrialRecord): number => Math.abs(Math.log(n / TYPICAL));
  return records
    .filter(({ replicate }) => replicate === 0)
    .reduce<TrialRecord | undefined>(
      (best, record) => (best && distance(best) <= distance(record) ? best : record),
      undefined,
    );
}

function curves(model: AnyModel, params: AnyParams, grid: readonly number[]): ExpertCurves {
  const [gate, means] = [model.gate(params), model.means(params)];
  const weightsAt = grid.map((x) => gate([x]));
  const meansAt = grid.map((x) => means([x]));
  const ofEach = (rows: readonly number[][]) => rows[0].map((_, i) => rows.map((row) => row[i]));
  return { means: ofEach(meansAt), weights: ofEach(weightsAt) };
}

/**
 * What the picture of one replicate shows: data, the experts' means and gate weights, truth and estimate.
 * For one input and experts that have a mean; nothing otherwise.
 */
export function pictureOf(
  experiment: Experiment,
  protocol: Protocol,
  summary: Summary,
  records: readonly TrialRecord[],
): SamplePicture | undefined {
  const record = shownRecord(records);
  const model = truthModel(experiment);
  const [{ mean }] = model.families;
  if (record === undefined || mean === undefined || protocol.design.d !== 1) return undefined;
  const { x, y, n } = drawData(experiment, protocol, { ...record, protocol: protocol.name });
  const low = x[0].reduce((least, value) => Math.min(least, value));
  const high = x[0].reduce((most, value) => Math.max(most, value));
  const grid = Array.from({ length: GRID }, (_, t) => low + ((high - low) * t) / (GRID - 1));
  const loss = record.losses[summary.headline];
  return {
    title: experiment.title,
    subtitle: [
      `One replicate of n = ${n.toLocaleString("en")} (the first; seed ${record.seed}), budget ${summary.budget}`,
      `Protocol ${protocol.name} (${protocol.provenance}); fit ${record.status}, loss ${summary.headline} = ${loss.toPrecision(3)}`,
    ],
    x: x[0],
    y,
    grid,
    truth: curves(model, experiment.truth, grid),
    estimate: curves(fittedModel(experiment), record.params, grid),
  };
}
