import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { modelOf, type Params, stream } from "../../src/index.js";
import type { AnyModel } from "../../src/model/model.js";
import { rawUnits, standardUnits } from "../../src/params/units.js";
import { relativeGap } from "./differences.js";
import { expectation, misfit, missing } from "./law.js";
import { drawFrom, models } from "./models.js";

for (const { name, model, point } of models) {
  describe(name, () => {
    const k = model.k;
    const params = point(stream(`${name}/params`));
    const x = new Array<number>(model.inputs).fill(0.3);
    const law = () => model.conditional(params)(x);

    it("writes parameters that describe the same model, in JSON too", () => {
      const data = drawFrom(model, params, 50, name);
      const canonical = model.canonical(params);
      assert.ok(relativeGap(numbers(canonical), numbers(params)) <= 1e-14);
      const again = modelOf(JSON.parse(JSON.stringify(canonical)), {
        ...model.columns,
        columns: model.inputs,
      });
      const partsOf = (one: AnyModel) => [one.gating, ...one.families];
      for (const [i, part] of partsOf(again).entries()) {
        assert.deepEqual(part.options, partsOf(model)[i].options);
        assert.deepEqual(part.fields, partsOf(model)[i].fields);
      }
      assert.equal(again.size, model.size);
      assert.equal(again.logLik(canonical, data), model.logLik(canonical, data));
    });

    it("returns from theta what went in, in raw and in standard units", () => {
      const data = drawFrom(model, params, 50, name);
      for (const units of [rawUnits, standardUnits(data, model.gating, model.families)]) {
        const { coordinates } = model.bind(data, units);
        const back = coordinates.toParams(coordinates.toTheta(params));
        assert.ok(relativeGap(numbers(back), numbers(params)) <= 1e-12);
      }
    });

    it("has gate weights that sum to 1", () => {
      for (const x of [0, 1, -40, 800].map((value) => new Array<number>(model.inputs).fill(value))) {
        const weights = model.gateWeights(params, x);
        assert.equal(weights.length, k);
        assert.ok(Math.abs(weights.reduce((p, q) => p + q, 0) - 1) <= 1e-12);
        assert.ok(weights.every((w) => w >= 0));
      }
    });

    it("has conditional densities that integrate to 1", () => {
      // A support may miss 1e-13; the rest is rounding of a sum of some hundred terms.
      assert.ok(missing(law()) <= 1e-12, `${missing(law())}`);
    });

    it("draws responses from its conditional density", () => {
      const columns = x.map((value) => new Float64Array(4000).fill(value));
      const { y } = model.sampler(params)(columns, stream(`${name}/draws`), { n: 4000 });
      const score = misfit(law(), y);
      assert.ok(score < 4.5, `chi-square score ${score}`);
    });

    if (model.families.every(({ mean }) => mean !== undefined))
      it("states the means of its experts, whose mixture is the mean of its density", () => {
        const weights = model.gateWeights(params, x);
        const means = model.means(params)(x);
        assert.equal(means.length, k);
        const mean = weights.reduce((sum, weight, i) => sum + weight * means[i], 0);
        const spread = expectation(law(), (y) => Math.abs(y - mean));
        assert.ok(Math.abs(expectation(law(), (y) => y - mean)) <= 1e-9 * (1 + spread));
      });
  });
}

/** All numbers of a record's fields. */
function numbers({ gating, experts }: Params): number[] {
  return [gating, experts]
    .flat()
    .flatMap((family) =>
      Object.values(family).flatMap((field) =>
        typeof field === "string" || typeof field === "boolean" ? [] : ([field].flat(3) as number[]),
      ),
    );
}
