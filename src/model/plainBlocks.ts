import { type Gating, type Predictor, type Transform, termOf } from "../family.js";
import { rankingOf } from "../likelihood/topKMask.js";
import { blockLength } from "../numeric/kernels.js";
import { linearPredictor } from "../numeric/linearPredictor.js";
import { plainEngine, planWorkspace, type WorkspacePlan } from "../numeric/workspace.js";
import type { Layout, Slot } from "../params/layout.js";
import { seenOf } from "../params/units.js";

/** Predictors of one expert, as the gating and the expert take them. */
type PredictorViews = Readonly<Record<Slot["part"], readonly Float64Array[]>>;

/**
 * The predictors and gate scores of a model on blocks of at most `blockLength` inputs in their own units, without a response. They
 * are computed in TypeScript on every platform, so that drawn data and densities are the same bits whatever the engine of the
 * likelihood.
 */
interface PlainBlocks {
  readonly M: Float64Array;
  /** The predictors of each expert. */
  readonly eta: readonly PredictorViews[];
  /** Offsets of the gate scores of each expert in M. */
  readonly scores: readonly number[];
  /** Copies a block of m rows, one array for each input. */
  readonly load: (inputs: readonly ArrayLike<number>[], m: number) => void;
  /** Overwrites the predictors of a part. */
  readonly predict: (part: Slot["part"], theta: Float64Array, m: number) => void;
  /** Overwrites the gate's predictors and scores; those of experts that are not selected are -Infinity. */
  readonly score: (theta: Float64Array, m: number) => void;
}

/** The blocks of a model. */
export function plainBlocksOf(gating: Gating, layout: Layout): PlainBlocks {
  const { k, slots, families } = layout;
  const plan = planWorkspace();
  const inputs = placeInputs(layout, plan);
  const columnsOf = ({ basis, transform, columns }: Predictor) =>
    basis === "constant" ? [] : seenOf(inputs.get(transform) as readonly number[], columns);
  const scores = Array.from({ length: k }, plan.block);
  const etaAt = families.map(({ predictors }) => ({
    gating: gating.predictors.map(plan.block),
    experts: predictors.map(plan.block),
  }));
  const ranking = rankingOf(gating, layout, columnsOf, plan.block);

  const workspace = plan.open(plainEngine);
  const { M } = workspace;
  const view = (at: number) => M.subarray(at, at + blockLength);
  const eta = etaAt.map(({ gating, experts }) => ({ gating: gating.map(view), experts: experts.map(view) }));
  const { select } = ranking(workspace, { eta: etaAt.map(({ gating }) => gating), scores });
  const response = new Float64Array(blockLength);
  const term = termOf(gating, blockLength);
  const terms = scores.map((at) => ({ ...term, value: view(at) }));
  const predict: PlainBlocks["predict"] = (part, theta, m) => {
    for (const { part: partOfSlot, atom, predictorIndex, predictor, offset } of slots) {
      if (partOfSlot !== part) continue;
      const at = etaAt[atom][part][predictorIndex];
      if (offset < 0) {
        M.fill(predictor.fixed ?? 0, at, at + m);
        continue;
      }
      const columns = columnsOf(predictor);
      if (predictor.basis === "linear") linearPredictor(workspace, at, 0, theta, offset, columns, m);
      else linearPredictor(workspace, at, theta[offset], theta, offset + 1, columns, m);
    }
  };
  return {
    M,
    eta,
    scores,
    load: (block, m) => {
      for (const [transform, offsets] of inputs)
        offsets.forEach((at, j) => {
          copy(M, block[j], transform, m, at);
        });
    },
    predict,
    score: (theta, m) => {
      predict("gating", theta, m);
      for (let i = 0; i < k; i++) gating.evaluate(eta[i].gating, response, m, 0, terms[i]);
      select(theta, m);
    },
  };
}

/** Takes a block for each input under each transform that a predictor has. */
function placeInputs({ slots, inputs }: Layout, { block }: WorkspacePlan) {
  const placed = new Map<Transform | undefined, readonly number[]>();
  for (const { predictor } of slots)
    if (!placed.has(predictor.transform))
      placed.set(predictor.transform, Array.from({ length: inputs }, block));
  return placed;
}

function copy(
  M: Float64Array,
  values: ArrayLike<number>,
  transform: Transform | undefined,
  m: number,
  at: number,
): void {
  if (transform === undefined) M.set(values, at);
  else for (let t = 0; t < m; t++) M[at + t] = transform.apply(values[t]);
}
