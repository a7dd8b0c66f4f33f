import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Fixed, gaussian, moe, pointMass, select, softmax } from "../../src/index.js";
import { fixedOfNumber } from "../../src/params/fixedOfNumber.js";
import { draw, lines, model } from "./data.js";

const families = { gating: softmax(), expert: gaussian() };
const gaussians = (k: number) => ({ gating: softmax(), families: model(k).families });

describe("a table of several numbers of experts with what is fixed", () => {
  const data = draw(lines[2], 120, "select/fixed");
  const first: Fixed = { experts: { b: [2], a: [[1]] } };

  it("holds the first experts of each number, and no fit is below a smaller one", async () => {
    const { rows, dendrogram } = await select(families, data, { k: [1, 2, 3], fixed: first, starts: 3 });
    for (const { fit, k, parameters } of rows) {
      const { b, a } = fit.params.experts as unknown as { b: number[]; a: number[][] };
      assert.deepEqual(
        [b[0], a[0]].map((value) => JSON.stringify(value)),
        ["2", "[1]"],
      );
      assert.equal(parameters, 5 * k - 2 - 2);
    }
    const [one, two, three] = rows;
    assert.deepEqual(
      rows.map(({ nested }) => nested),
      [true, true, true],
    );
    // Steps lead no lower but for rounding.
    assert.ok(two.logLik >= one.logLik - 1e-9 && three.logLik >= two.logLik - 1e-9);
    assert.ok(rows.every(({ evidence }) => Number.isFinite(evidence.logEvidence)));
    // The line of the second expert is not that of the first, so that one expert is far from enough.
    assert.ok((two.evidence.logEvidence as number) > (one.evidence.logEvidence as number) + 20);
    assert.equal(dendrogram, null);
  });

  it("holds those of both models in the samples of a test", async () => {
    const { rows } = await select(families, data, {
      k: [1, 2],
      fixed: first,
      starts: 1,
      test: { replicates: 3 },
    });
    assert.deepEqual([rows[0].test?.share, rows[0].test?.failures], [1 / 4, []]);
  });

  it("may be said of each number by itself", async () => {
    const fixed = (k: number): Fixed | undefined => (k === 1 ? undefined : { experts: { b: [null, 2] } });
    const { rows } = await select(families, data, { k: [1, 2], fixed, starts: 2 });
    assert.equal(rows[0].fit.fixed, undefined);
    assert.equal((rows[1].fit.params.experts as unknown as { b: number[] }).b[1], 2);
    // One line has no such intercept, so that it is no point of the larger model.
    assert.equal(rows[1].nested, false);
  });

  it("is refused where a number of experts has none of that name", async () => {
    await assert.rejects(select(families, data, { k: [1, 2], fixed: { experts: { b: [null, 2] } } }), {
      message: "invalid fixed.experts.b[1]; there is no such expert where k is 1: 2",
    });
  });
});

describe("what is fixed of the first experts", () => {
  it("leaves further ones free, and is itself for as many", () => {
    const fixed = { gating: { beta1: [[0], null] }, experts: { b: [1, null] } };
    assert.deepEqual(fixedOfNumber(fixed, gaussians(2)), fixed);
    assert.deepEqual(fixedOfNumber(fixed, gaussians(3)), {
      gating: { beta1: [[0], null, null] },
      experts: { b: [1, null, null] },
    });
    assert.deepEqual(fixedOfNumber({ experts: { b: [1, null] } }, gaussians(1)), { experts: { b: [1] } });
  });

  it("keeps what experts share, and takes records of experts of several families as entries", () => {
    const shared = moe({ gating: softmax(), expert: gaussian({ equalVariances: true }), k: 3 });
    assert.deepEqual(fixedOfNumber({ experts: { sigma2: 0.5, b: [0] } }, shared), {
      experts: { sigma2: 0.5, b: [0, null, null] },
    });
    const mixed = moe({ gating: softmax(), experts: [gaussian(), gaussian(), pointMass({ at: 0 })] });
    assert.deepEqual(fixedOfNumber({ experts: [{ b: 1 }] }, mixed), { experts: [{ b: 1 }, null, null] });
  });

  it("leaves what is no field to be refused as such", () => {
    assert.deepEqual(fixedOfNumber({ experts: { c: [1] } }, gaussians(2)), { experts: { c: [1] } });
  });
});
