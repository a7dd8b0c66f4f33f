import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brokenRule, checkOption, checkOptions, type OptionDeclarations } from "../../src/params/options.js";

const words = { help: "an option", placeholder: "X" } as const;
const declared = {
  count: { ...words, kind: "integer", least: 2, most: 9, examples: [3], needed: true },
  shape: { ...words, kind: "number", above: 0, most: 1e6, examples: [0.5] },
  name: { ...words, kind: "text", examples: ["plain"], needs: "shape" },
} satisfies OptionDeclarations;

describe("the declaration of an option", () => {
  it("says which rule a value breaks, and none for a value that it allows", () => {
    const rules: [keyof typeof declared, value: unknown, rule: string | undefined][] = [
      ["count", 2, undefined],
      ["count", 9, undefined],
      ["count", 1, "not a whole number from 2 on"],
      ["count", 2.5, "not a whole number from 2 on"],
      ["count", "3", "not a whole number from 2 on"],
      ["count", 10, "greater than 9"],
      ["shape", 1e-9, undefined],
      ["shape", 0, "not a positive number"],
      ["shape", Number.NaN, "not a positive number"],
      ["shape", 2e6, "greater than 1000000"],
      ["name", "anything", undefined],
      ["name", 3, "not a text"],
    ];
    for (const [option, value, rule] of rules)
      assert.equal(brokenRule(declared[option], value), rule, `${option} ${value}`);
    assert.equal(brokenRule({ ...declared.shape, above: 2 }, 2), "not a number above 2");
    assert.equal(brokenRule({ ...declared.count, least: 1 }, 0), "not a positive integer");
  });

  it("refuses a value in one short line, however long the value is", () => {
    const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000));
    assert.throws(() => checkOption("here", declared.count, deep), {
      message: "invalid here; not a whole number from 2 on: [[[[...]]]]",
    });
  });

  it("is held against the entries of a record", () => {
    const check = (record: object) => () => checkOptions("experts", "some", declared, record as never);
    check({ count: 2, other: [1] })();
    check({ count: 2, shape: 1, name: "x" })();
    assert.throws(check({}), { message: "missing experts.count; some needs it, as in 3" });
    assert.throws(check({ count: 3e7 }), { message: "invalid experts.count; greater than 9: 30000000" });
    assert.throws(check({ count: 2, name: "x" }), {
      message: 'invalid experts.name; it needs shape, which is missing: "x"',
    });
  });
});
