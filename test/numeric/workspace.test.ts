import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { simdEngine } from "../../src/numeric/simd.js";
import { fastestEngine, planWorkspace } from "../../src/numeric/workspace.js";

describe("the choice of an engine", () => {
  it("is WebAssembly where there is SIMD", () => {
    const { kernels } = planWorkspace().open(fastestEngine);
    assert.match(kernels.sum.toString(), /native code/);
  });

  it("does without where WebAssembly is missing or refuses the module", () => {
    const { WebAssembly: wasm } = globalThis as { WebAssembly?: object };
    try {
      Object.assign(globalThis, { WebAssembly: undefined });
      assert.equal(simdEngine(), undefined);
      Object.assign(globalThis, { WebAssembly: { validate: () => false } });
      assert.equal(simdEngine(), undefined);
    } finally {
      Object.assign(globalThis, { WebAssembly: wasm });
    }
  });
});
