import { drawData } from "../experiments/parts/data.js";
import { fittedModel, truthModel } from "../experiments/parts/models.js";
import { replicateOf } from "../experiments/replicate.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { Protocol } from "../experiments/types/protocol.js";
import type { TrialRecord } from "../experiments/types/record.js";
import type { Summary } from "../experiments/types/summary.js";
import type { ClassSamplePicture, MapSamplePicture, SamplePicture } from "../figures/index.js";
import { lossWords } from "../figures/notation.js";
import { aboutRun, budgetText } from "../figures/words.js";

/** Data of about this size show the experts and the gate at a glance. */
const TYPICAL = 1000;

/** What is shown of one replicate, by the kind of its response and the number of its inputs. */
export type ReplicatePicture =
  | { readonly kind: "lines"; readonly picture: SamplePicture }
  | { readonly kind: "classes"; readonly picture: ClassSamplePicture }
  | { readonly kind: "map"; readonly picture: MapSamplePicture };

/** The record whose data are shown: the first replicate at the size nearest to 1,000 (on the log scale). */
function shownRecord(records: Iterable<TrialRecord>): TrialRecord | undefined {
  const distance = ({ n }: TrialRecord): number => Math.abs(Math.log(n / TYPICAL));
  let best: TrialRecord | undefined;
  for (const record of records)
    if (record.replicate === 0 && !(best && distance(best) <= distance(record))) best = record;
  return best;
}

/** The picture of one replicate with its fit; nothing where `replicateOf` shows nothing. */
export function pictureOf(
  experiment: Experiment,
  protocol: Protocol,
  summary: Summary,
  records: Iterable<TrialRecord>,
): ReplicatePicture | undefined {
  const record = shownRecord(records);
  if (record === undefined) return undefined;
  const sample = drawData(experiment, protocol, record);
  const loss = record.losses[summary.headline];
  const words = {
    title: experiment.title,
    subtitle: [
      `One replicate of n = ${sample.n.toLocaleString("en")} (the first)${budgetText(summary)}`,
      `Protocol ${protocol.name} (${protocol.provenance}); fit ${record.status}, ${lossWords(summary.headline)} = ${loss.toPrecision(3)}`,
    ],
    about: aboutRun({ ...summary, protocol: protocol.name, seed: record.seed }),
  };
  const found = replicateOf(
    { model: truthModel(experiment), params: experiment.truth },
    { model: fittedModel(experiment), params: record.params },
    sample,
  );
  if (found?.kind === "lines") return { kind: "lines", picture: { ...words, ...found.shown } };
  if (found?.kind === "classes") return { kind: "classes", picture: { ...words, ...found.shown } };
  return found && { kind: "map", picture: { ...words, ...found.shown } };
}
