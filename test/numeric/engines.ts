import assert from "node:assert/strict";
import { blockLength, blockStride, type Engine } from "../../src/numeric/kernels.js";
import { simdEngine } from "../../src/numeric/simd.js";
import { plainEngine, planWorkspace } from "../../src/numeric/workspace.js";

const simd = simdEngine();
assert.ok(simd, "this platform has no WebAssembly SIMD: the tests of the kernels would compare nothing");
export const engines: readonly (readonly [string, Engine])[] = [
  ["plain", plainEngine],
  ["simd", simd],
];

/** Cuts of a block: whole ones, and ends that are not multiples of 4. */
export const cuts = [1, 2, 3, 4, 31, 32, 33, 129, blockLength - 1, blockLength];
export const whole = [4, 32, 132, blockLength];

/** A workspace with `count` neighbouring blocks and 64 doubles for sums, filled by `next`. */
export function filled(engine: Engine, count: number, next: () => number) {
  const { blocks, doubles, open } = planWorkspace();
  const first = blocks(count);
  const sums = doubles(64);
  const { M, kernels } = open(engine);
  for (let t = first; t < sums + 64; t++) M[t] = next();
  const at = Array.from({ length: count }, (_, i) => first + i * blockStride);
  return { M, kernels, at, sums };
}

/** Asserts that a sum of m terms is f's, up to what adding up in another order can change. */
export function near(actual: number, m: number, f: (t: number) => number, start = 0) {
  let value = start;
  let size = Math.abs(start);
  for (let t = 0; t < m; t++) {
    value += f(t);
    size += Math.abs(f(t));
  }
  assert.ok(Math.abs(actual - value) <= (m + 4) * Number.EPSILON * size, `${actual} against ${value}`);
}
