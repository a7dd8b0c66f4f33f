import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, moe, pointMass, select, softmax } from "../../src/index.js";
import { dataset } from "../../src/model/dataset.js";

const parts = { gating: softmax(), expert: gaussian() };
const two = moe({ ...parts, k: 2 });

describe("the number of experts", () => {
  it("is k, also by its deprecated name", () => {
    assert.equal(two.k, 2);
    const old = moe({ ...parts, experts: 2 });
    assert.deepEqual([old.k, old.experts, old.size], [2, 2, two.size]);
  });

  it("is that of a list of families", () => {
    const mixed = moe({ gating: softmax(), experts: [gaussian(), pointMass({ at: 0 })] });
    assert.equal(mixed.k, 2);
  });

  it("may be another than that of the model from which the parts are, by either name, and so may the list", () => {
    const expert = gaussian();
    assert.equal(moe({ ...two, expert, k: 3 }).k, 3);
    assert.equal(moe({ ...two, expert, experts: 4 }).k, 4);
    assert.equal(moe({ ...two, expert }).k, 2);
    assert.equal(moe({ ...two, experts: [expert, expert, expert] }).k, 3);
  });

  it("is refused where it is none, or given twice, under the name that was used", () => {
    assert.throws(() => moe({ ...parts, k: 0 }), { message: "invalid k; not a positive integer: 0" });
    assert.throws(() => moe({ ...parts, experts: 1.5 }), {
      message: "invalid experts; not a positive integer: 1.5",
    });
    assert.throws(() => moe(parts), { message: "invalid k; not a positive integer: undefined" });
    assert.throws(() => moe({ ...parts, k: 2, experts: 3 }), {
      message: "invalid experts; given twice, since k is 2: 3",
    });
    assert.throws(() => moe({ gating: softmax(), k: 2, experts: [gaussian()] as never }), {
      message: "invalid k; experts is a list of 1 families: 2",
    });
  });

  it("are several where they are weighed, by either name and not by both", async () => {
    const x = Array.from({ length: 40 }, (_, t) => t / 20 - 1);
    const data = dataset(x, x.map((value, t) => Math.abs(value) + 0.1 * Math.sin(37 * t))); // biome-ignore format: one line
    const rows = async (options: Parameters<typeof select>[2]) =>
      (await select(parts, data, { ...options, starts: 1 })).rows.map(({ k, experts }) => [k, experts]);
    assert.deepEqual(await rows({ k: [2, 1] }), [[1, 1], [2, 2]]); // biome-ignore format: a row each
    assert.deepEqual(await rows({ experts: [2, 1] }), [[1, 1], [2, 2]]); // biome-ignore format: a row each
    await assert.rejects(rows({ k: [1], experts: [1] }), /^MoestatError: invalid experts; given twice/);
  });
});
