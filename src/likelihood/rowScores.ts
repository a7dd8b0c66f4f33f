import { blockStride } from "../numeric/kernels.js";
import type { Blocks } from "./blocks.js";
import type { Likelihood } from "./likelihood.js";
import type { Memory } from "./memory.js";
import { noTotals, sumOver } from "./passes.js";
import type { Active } from "./sums/index.js";

/** `Likelihood.rowScores`: the score before it is summed up. */
export function rowScoresOf(memory: Memory, { evaluateGates, bothWeights }: Blocks): Likelihood["rowScores"] {
  const { workspace, experts, free, sources } = memory;
  const { M } = workspace;

  /** Adds the block's rows of r w_u phi_u for a slot u, less p w_u phi_u where it is a gate's. */
  const add = (
    { slot, basis, derivative }: Active,
    i: number,
    into: readonly Float64Array[],
    from: number,
    m: number,
  ) => {
    const { r, p } = experts[i];
    for (let c = 0; c < basis.size; c++) {
      const [column, phi] = [into[slot.offset + c], basis.rows + c * blockStride];
      for (let t = 0; t < m; t++) {
        const weight = slot.part === "gating" ? M[r + t] - M[p + t] : M[r + t];
        // What no weight is on may be infinitely steep.
        if (weight !== 0) column[from + t] += weight * M[derivative + t] * M[phi + t];
      }
    }
  };

  return (theta, into) => {
    for (const column of into) column.fill(0);
    return sumOver(memory, sources.samples, noTotals, (m, from) => {
      evaluateGates(theta, m, 1);
      const sum = bothWeights(theta, m, 1);
      experts.forEach((_, i) => {
        for (const active of [...free.gating[i], ...free.experts[i]]) add(active, i, into, from, m);
      });
      return sum;
    });
  };
}
