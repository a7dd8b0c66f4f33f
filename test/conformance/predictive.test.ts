import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { predictive, stream } from "../../src/index.js";
import { drawFrom, models } from "./models.js";

const levels = [0.01, 0.5, 0.99];

describe("the predictive law", () => {
  for (const { name, model, point } of models)
    it(`is the model's at each row: ${name}`, () => {
      const params = point(stream(`predictive/${name}`));
      const data = drawFrom(model, params, 12, `predictive/${name}`);
      const rows = Array.from({ length: 12 }, (_, t) => data.x.map((column) => column[t]));
      const law = predictive(model, params, { rows, y: data.y, levels, intervals: [0.98] });
      const { families } = model;
      const [gate, conditional] = [model.gate(params), model.conditional(params)];
      rows.forEach((x, t) => {
        const weights = gate(x);
        weights.forEach((weight, i) => {
          assert.ok(Math.abs(law.gateWeights[t][i] - weight) <= 1e-14);
        });
        const density = conditional(x).logDensity(data.y[t]);
        // Rounding of terms of a density.
        assert.ok(Math.abs(law.logDensity[t] - density) <= 1e-12 * (1 + Math.abs(density)));
        const total = law.responsibilities[t].reduce((sum, own) => sum + own, 0);
        assert.ok(Math.abs(total - 1) <= 1e-14);
        assert.ok(Number.isFinite(law.quantileResiduals[t]));
        if (families.every(({ mean }) => mean !== undefined)) {
          const means = model.means(params)(x);
          const mean = weights.reduce((sum, weight, i) => (weight > 0 ? sum + weight * means[i] : sum), 0);
          assert.ok(!(Math.abs(law.mean[t] - mean) > 1e-13 * (1 + Math.abs(mean))));
        }
        const [low, middle, high] = law.quantiles[t];
        assert.ok(low <= middle && middle <= high);
        // The level of an interval is made of its probability with a rounding.
        const [from, to] = law.intervals[t][0];
        const scale = 1e-12 * (1 + Math.abs(low) + Math.abs(high));
        assert.ok(
          Math.abs(from - low) <= scale && Math.abs(to - high) <= scale,
          `${[from, to]}, ${[low, high]}`,
        );
      });
    });
});
