import type { Layout, Slot } from "./coordinates.js";
import { type Expert, type Gating, termOf } from "./family.js";
import { addExp, blockLength, linearPredictor } from "./numeric/kernels.js";
import { normal } from "./random/normal.js";
import type { Uniform } from "./types.js";

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
  const y = new Float64Array(n);
  const labels = new Int32Array(n);
  const random = { uniform, normal: normal(uniform) };
  const block = () => new Float64Array(blockLength);
  const term = termOf(gating, blockLength);
  const scores = Array.from({ length: k }, block);
  const largest = block();
  const total = block();
  const eta = Array.from({ length: k }, () => ({
    gating: gating.predictors.map(block),
    experts: expert.predictors.map(block),
  }));
  const pinned = new Float64Array(d + 1);

  const predict = (part: Slot["part"], from: number, m: number) => {
    for (const { part: its, atom, predictorIndex, predictor, offset } of slots) {
      if (its !== part) continue;
      const [coefficients, at] = offset < 0 ? [pinned, 0] : [theta, offset];
      const used = predictor.basis === "constant" ? [] : columns;
      linearPredictor(
        eta[atom][part][predictorIndex],
        coefficients,
        at,
        predictor.basis !== "linear",
        used,
        from,
        m,
      );
    }
  };

  for (let from = 0; from < n; from += blockLength) {
    const m = Math.min(blockLength, n - from);
    predict("gating", from, m);
    predict("experts", from, m);
    largest.fill(-Infinity);
    total.fill(0);
    for (let i = 0; i < k; i++) {
      gating.evaluate(eta[i].gating, y, from, m, 0, term);
      const own = scores[i];
      for (let t = 0; t < m; t++) {
        own[t] = term.value[t];
        if (own[t] > largest[t]) largest[t] = own[t];
      }
    }
    for (const own of scores) addExp(own, largest, m, own, total);
    for (let t = 0; t < m; t++) {
      let left = uniform() * total[t];
      let label = 0;
      // The last expert takes what rounding leaves over.
      while (label < k - 1 && left >= scores[label][t]) left -= scores[label++][t];
      labels[from + t] = label;
      y[from + t] = expert.draw(eta[label].experts, t, random);
    }
  }
  return { labels, y };
}
