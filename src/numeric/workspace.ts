import { blockStride, type Engine, type Workspace } from "./kernels.js";
import { plainKernels } from "./plain.js";
import { simdEngine } from "./simd.js";

/** The kernels in TypeScript, each workspace on memory of its own. */
export const plainEngine: Engine = (doubles) => {
  const M = new Float64Array(doubles);
  return { M, kernels: plainKernels(M) };
};

/** The engine that likelihoods use: WebAssembly where there is SIMD, TypeScript elsewhere. Chosen here alone. */
export const fastestEngine: Engine = simdEngine() ?? plainEngine;

/** So many doubles at the front of the memory belong to the engine: constants of its kernels. */
const reserved = 256;

/** A workspace that is being laid out: what is taken of it is known by the offset of its first double. */
export interface WorkspacePlan {
  /** Takes one block. */
  readonly block: () => number;
  /** Takes neighbouring blocks, `blockStride` apart. */
  readonly blocks: (count: number) => number;
  /** Takes room for sums. */
  readonly doubles: (count: number) => number;
  /** Makes the workspace, once all has been taken. */
  readonly open: (engine?: Engine) => Workspace;
}

/** An empty plan. */
export function planWorkspace(): WorkspacePlan {
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
