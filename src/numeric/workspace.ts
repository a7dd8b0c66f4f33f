import { blockStride, type Kernels } from "./kernels.js";
import { plainKernels } from "./plain.js";
import { simdEngine } from "./simd.js";

/** Memory for a workspace and the kernels that work on it. */
export interface Workspace {
  readonly M: Float64Array;
  readonly kernels: Kernels;
}
/** Makes a workspace with room for at least so many doubles. */
export type Engine = (doubles: number) => Workspace;

/** The kernels in TypeScript. */
export const plainEngine: Engine = (doubles) => {
  const M = new Float64Array(doubles);
  return { M, kernels: plainKernels(M) };
};

/** The engine that likelihoods use: WebAssembly where there is SIMD, TypeScript elsewhere. Chosen here alone. */
export const fastestEngine: Engine = simdEngine() ?? plainEngine;

/** So many doubles at the front of the memory belong to the engine: constants of its kernels. */
const reserved = 256;

/** Hands out blocks, and room for sums, of a workspace; `open` makes it once all are known. */
export function planWorkspace(): {
  readonly block: () => number;
  readonly blocks: (count: number) => number;
  readonly doubles: (count: number) => number;
  readonly open: (engine?: Engine) => Workspace;
} {
  let next = reserved;
  const take = (count: number) => {
    const at = next;
    next += count;
    return at;
  };
  const blocks = (count: number) => take(count * blockStride);
  return {
    blocks,
    block: () => blocks(1),
    // Whole pairs, so that every block begins on 16 bytes.
    doubles: (count) => take(count + (count % 2)),
    open: (engine = fastestEngine) => engine(next),
  };
}
