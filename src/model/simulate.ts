import { type Expert, type Gating, type Predictor, type Transform, termOf } from "../family.js";
import { selectionOf } from "../likelihood/topKMask.js";
import { addExp, linearPredictor, maximum } from "../numeric/drawing.js";
import { blockLength } from "../numeric/kernels.js";
import { plainEngine, planWorkspace } from "../numeric/workspace.js";
import type { Layout, Slot } from "../params/layout.js";
import { normal } from "../random/normal.js";
import type { Uniform } from "../types.js";

/**
 * Draws, for each row of the input columns, an expert from the gate's weights and a response from that
 * expert. One uniform number goes to the label, then whatever the expert's law takes to the response.
 */
export function drawResponses(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  theta: Float64Array,
  columns: readonly Float64Array[],
  uniform: Uniform,
): { labels: Int32Array; y: Float64Array } {
  const { experts: k, inputs: d, slots } = layout;
  if (columns.length !== d) throw new Error(`invalid inputs; ${d} columns expected: ${columns.length}`);
  const n = columns[0].length;
  const ragged = columns.find(({ length }) => length !== n);
  if (ragged) throw new Error(`invalid inputs; columns of ${n} values expected: ${ragged.length}`);
  const y = new Float64Array(n);
  const labels = new Int32Array(n);
  const random = { uniform, normal: normal(uniform) };
  const { block, open } = planWorkspace();
  const transforms = new Map<Transform | undefined, readonly number[]>();
  for (const { predictor } of slots)
    if (!transforms.has(predictor.transform)) transforms.set(predictor.transform, columns.map(block));
  const scores = Array.from({ length: k }, block);
  const eta = Array.from({ length: k }, () => ({
    gating: gating.predictors.map(block),
    experts: expert.predictors.map(block),
  }));
  const [largest, total] = [block(), block()];
  const inputsOf = ({ basis, transform }: Predictor) =>
    basis === "constant" ? [] : (transforms.get(transform) as readonly number[]);
  const inputsAt = (predictor: Predictor) => ({ columns: inputsOf(predictor), origin: columns.map(() => 0) });
  const selection = selectionOf(gating, layout, inputsAt, block);
  const workspace = open(plainEngine);
  const { M } = workspace;
  const select = selection(
    workspace,
    eta.map((own) => own.gating),
    scores,
  );
  const view = (at: number) => M.subarray(at, at + blockLength);
  const gateViews = eta.map((own) => own.gating.map(view));
  const expertViews = eta.map((own) => own.experts.map(view));
  const response = new Float64Array(blockLength);
  const term = termOf(gating, blockLength);
  const terms = scores.map((at) => ({ ...term, value: view(at) }));

  for (const { part, atom, predictorIndex, predictor, offset } of slots) {
    const at = eta[atom][part][predictorIndex];
    if (offset < 0) M.fill(predictor.fixed ?? 0, at, at + blockLength);
  }

  const predict = (part: Slot["part"], m: number) => {
    for (const { part: its, atom, predictorIndex, predictor, offset } of slots) {
      if (its !== part || offset < 0) continue;
      linearPredictor(
        M,
        eta[atom][part][predictorIndex],
        theta,
        offset,
        predictor.basis !== "linear",
        inputsOf(predictor),
        m,
      );
    }
  };

  for (let from = 0; from < n; from += blockLength) {
    const m = Math.min(blockLength, n - from);
    for (const [transform, inputs] of transforms)
      columns.forEach((column, j) => {
        if (transform === undefined) M.set(column.subarray(from, from + m), inputs[j]);
        else for (let t = 0; t < m; t++) M[inputs[j] + t] = transform.apply(column[from + t]);
      });
    predict("gating", m);
    predict("experts", m);
    M.fill(-Infinity, largest, largest + m);
    M.fill(0, total, total + m);
    for (let i = 0; i < k; i++) gating.evaluate(gateViews[i], response, m, 0, terms[i]);
    select(theta, m);
    for (const own of scores) maximum(M, own, m, largest);
    for (const own of scores) addExp(M, own, largest, m, own, total);
    const laws = expertViews.map((views) => expert.draws(views, random));
    choose(M, scores, total, m, uniform, laws, labels.subarray(from, from + m), y.subarray(from, from + m));
  }
  return { labels, y };
}

/**
 * Chooses the expert of the block's first m rows by the weights exp(score), of the given total, and draws the responses.
 * Apart from the rest, since the small loop is compiled once and stays so.
 */
function choose(
  M: Float64Array,
  scores: readonly number[],
  total: number,
  m: number,
  uniform: Uniform,
  laws: readonly ((t: number) => number)[],
  labels: Int32Array,
  y: Float64Array,
): void {
  const last = scores.length - 1;
  for (let t = 0; t < m; t++) {
    let left = uniform() * M[total + t];
    let label = 0;
    // The last expert takes what rounding leaves over.
    while (label < last && left >= M[scores[label] + t]) left -= M[scores[label++] + t];
    labels[t] = label;
    y[t] = laws[label](t);
  }
}
