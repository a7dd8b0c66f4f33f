import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  dataset,
  fit,
  gaussian,
  MoestatError,
  modelOf,
  moe,
  parseFormula,
  predict,
  softmax,
  studentT,
} from "../../src/index.js";

const model = moe({ gating: softmax(), expert: gaussian(), k: 1 });
const data = dataset([1, 2, 3, 4, 5], [1, 3, 2, 5, 4]);
const heavy = moe({ gating: softmax(), expert: studentT({ nu: 1 }), k: 1 });
const location = { gating: { beta0: [0], beta1: [[0]] }, experts: { a: [[1]], b: [0], sigma2: [1] } };

describe("a mistake of the caller is a MoestatError that says of what kind it is", () => {
  const kinds = [
    ["invalid", () => fit(model, data, { maxSteps: 0 })],
    ["invalid", () => parseFormula("y ~ (x")],
    ["missing", () => moe({ gating: softmax(), expert: undefined as never, k: 1 })],
    ["unknown", () => fit(model, data, { stats: 1 } as never)],
    ["unknown", () => modelOf({ gating: { name: "softmx" } } as never)],
    ["unsupported", () => predict(heavy, location, [[0]])],
  ] as const;
  for (const [code, mistake] of kinds)
    it(`${code}: ${mistake}`, () => {
      assert.throws(mistake, (error: unknown) => {
        assert.ok(error instanceof MoestatError && error instanceof Error);
        assert.equal(error.code, code);
        return true;
      });
    });

  it("and keeps its kind where a place is named before it", () => {
    assert.equal(new MoestatError("data.csv: unknown level", { code: "unknown" }).code, "unknown");
  });
});
