import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Expert, type Family, type Predictor, unbounded } from "../../src/family.js";
import { defaultBounds } from "../../src/params/parameterSet.js";
import { type Tried, triedGatings, triedLaws } from "./families.js";

for (const tried of [...triedGatings, ...triedLaws] as readonly Tried<Family>[]) {
  describe(`${tried.label} as it is declared`, () => {
    const family = tried.make();
    const { predictors, fields } = family;

    it("has the name that the list knows it by", () => {
      assert.equal(family.name, tried.name);
    });

    it("says what it was made with, in plain data: each option that it takes but those that it estimates", () => {
      const { options = {}, spellings = {} } = family;
      const given = Object.entries(tried.options).map(([name, value]) => [
        name,
        spellings[name]?.(value as string) ?? value,
      ]);
      const said = Object.fromEntries(given.map(([name]) => [name, options[name as string]]));
      assert.deepEqual(said, Object.fromEntries(given));
      assert.deepEqual(JSON.parse(JSON.stringify(options)), options);
      for (const name of Object.keys(options)) {
        assert.ok(name in tried.declared, `not declared: ${name}`);
        assert.ok(!(name in fields), `an option and a field: ${name}`);
      }
      // A flag that is left out says nothing.
      for (const [name, { kind, estimated, needs, fromSample }] of Object.entries(tried.declared))
        assert.ok(
          name in options || kind === "flag" || estimated || needs || fromSample,
          `not said: ${name}`,
        );
    });

    it("reads each kind of coefficient off one field: an intercept or slopes where the basis has them", () => {
      const read = Object.values(fields).flatMap(({ predictor, part }) =>
        [predictor].flat().map((u) => `${part} of predictor ${u}`),
      );
      const parts = { affine: ["intercept", "slopes"], linear: ["slopes"], constant: ["intercept"] };
      const there = predictors.flatMap(({ basis }, u) =>
        parts[basis].map((part) => `${part} of predictor ${u}`),
      );
      assert.deepEqual(read.sort(), there.sort());
    });

    it("tells its predictors apart by name, and writes a field for predictors of one kind", () => {
      assert.equal(new Set(predictors.map(({ name }) => name)).size, predictors.length);
      const kind = ({ basis, shared, pinned, transform }: Predictor) => ({
        basis,
        shared,
        pinned,
        transform,
      });
      for (const { predictor } of Object.values(fields)) {
        const kinds = [predictor].flat().map((u) => kind(predictors[u]));
        for (const other of kinds) assert.deepEqual(other, kinds[0]);
      }
    });

    it("bounds its coefficients by bounds that there are, which hold 0", () => {
      for (const { bound } of predictors) {
        assert.ok(bound in defaultBounds && bound in unbounded, `no bound: ${bound}`);
        const [low, high] = defaultBounds[bound];
        assert.ok(low < 0 && 0 < high);
      }
    });

    it("bounds a gate as a gate, a temperature as one, and class scores where the response is a value", () => {
      const ofGates = ["gate", "logTemperature"];
      for (const { name, bound, shared } of predictors)
        if ("support" in family) {
          const { on } = (family as Expert).support(predictors.map(() => 0));
          assert.ok(!ofGates.includes(bound) && (bound === "classScore") === (on === "values"), name);
        } else assert.equal(bound, ofGates[shared ? 1 : 0], name);
    });
  });
}
