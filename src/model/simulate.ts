import { MoestatError } from "../error.js";
import type { Expert, Gating } from "../family.js";
import { exp } from "../numeric/exp.js";
import { blockLength } from "../numeric/kernels.js";
import { checkCompanion } from "../params/companion.js";
import type { Layout } from "../params/layout.js";
import { checkOffset } from "../params/units.js";
import { normal } from "../random/normal.js";
import type { Uniform } from "../types.js";
import { checkTrials } from "./dataset.js";
import { plainBlocksOf } from "./plainBlocks.js";
import type { RowOptions } from "./sample.js";

/**
 * Draws, for each row of the input columns, an expert from the gate's weights and a response from that
 * expert. One uniform number goes to the label, then whatever the expert's law takes to the response.
 */
export function drawResponses(
  gating: Gating,
  layout: Layout,
  theta: Float64Array,
  columns: readonly Float64Array[],
  uniform: Uniform,
  { n: rows, offset, trials }: RowOptions,
): { labels: Int32Array; y: Float64Array } {
  const { inputs: d, families } = layout;
  if (columns.length !== d)
    throw new MoestatError(`invalid inputs; ${d} columns expected: ${columns.length}`);
  const n = columns[0]?.length ?? rows ?? offset?.length ?? trials?.length;
  if (n === undefined) throw new MoestatError("missing n; without inputs the number of rows must be given");
  const ragged = columns.find(({ length }) => length !== n);
  if (ragged) throw new MoestatError(`invalid inputs; columns of ${n} values expected: ${ragged.length}`);
  checkCompanion(families, trials);
  if (trials !== undefined) checkTrials(trials, n);
  if (offset !== undefined) checkOffsets(offset, families, n);
  const y = new Float64Array(n);
  const labels = new Int32Array(n);
  const random = { uniform, normal: normal(uniform) };
  const { M, eta, scores, load, predict, score } = plainBlocksOf(gating, layout);
  const [largest, total] = [new Float64Array(blockLength), new Float64Array(blockLength)];
  for (let from = 0; from < n; from += blockLength) {
    const m = Math.min(blockLength, n - from);
    load(
      columns.map((column) => column.subarray(from, from + m)),
      m,
    );
    score(theta, m);
    predict("experts", theta, m);
    if (offset)
      for (const { experts } of eta)
        if (experts.length > 0) addTo(experts[0], offset.subarray(from, from + m));
    weigh(M, scores, m, largest, total);
    const companion = trials?.subarray(from, from + m);
    const laws = eta.map(({ experts }, i) => families[i].draws(experts, random, companion));
    choose(M, scores, total, m, uniform, laws, labels.subarray(from, from + m), y.subarray(from, from + m));
  }
  return { labels, y };
}

function checkOffsets(offset: Float64Array, families: readonly Expert[], n: number): void {
  checkOffset(families);
  if (offset.length !== n) throw new MoestatError(`invalid offset; ${n} values expected: ${offset.length}`);
}

function addTo(values: Float64Array, by: Float64Array): void {
  for (let t = 0; t < by.length; t++) values[t] += by[t];
}

/** Each score <- exp(score - largest), and the total of these for each of the block's first m rows. */
function weigh(
  M: Float64Array,
  scores: readonly number[],
  m: number,
  largest: Float64Array,
  total: Float64Array,
): void {
  largest.fill(-Infinity);
  total.fill(0);
  for (const at of scores) raise(M, at, m, largest);
  for (const at of scores) addWeights(M, at, m, largest, total);
}

/** largest <- max(largest, scores). */
function raise(M: Float64Array, at: number, m: number, largest: Float64Array): void {
  for (let t = 0; t < m; t++) {
    const score = M[at + t];
    if (score > largest[t]) largest[t] = score;
  }
}

/** scores <- exp(scores - largest), and total <- total + these. */
function addWeights(
  M: Float64Array,
  at: number,
  m: number,
  largest: Float64Array,
  total: Float64Array,
): void {
  for (let t = 0; t < m; t++) {
    const weight = exp(M[at + t] - largest[t]);
    M[at + t] = weight;
    total[t] += weight;
  }
}

/**
 * Chooses the experts of the block's first m rows by the weights at the offsets `scores`, with their given totals, and draws the
 * responses. A function of its own, since V8 compiles the small loop once and keeps it.
 */
function choose(
  M: Float64Array,
  scores: readonly number[],
  total: Float64Array,
  m: number,
  uniform: Uniform,
  laws: readonly ((t: number) => number)[],
  labels: Int32Array,
  y: Float64Array,
): void {
  const last = scores.length - 1;
  for (let t = 0; t < m; t++) {
    let left = uniform() * total[t];
    let label = 0;
    // The last expert is chosen where rounding leaves some of the total over.
    while (label < last && left >= M[scores[label] + t]) left -= M[scores[label++] + t];
    labels[t] = label;
    y[t] = laws[label](t);
  }
}
