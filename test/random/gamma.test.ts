import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { logGamma } from "../../src/numeric/gamma.js";
import { integrate } from "../../src/numeric/quadrature.js";
import { drawChiSquare, drawGamma } from "../../src/random/gamma.js";
import { normal } from "../../src/random/normal.js";
import { stream } from "../../src/random/stream.js";
import { chiSquareScore, take } from "./checks.js";

const n = 400_000;
const source = (key: string) => {
  const uniform = stream(key);
  return { uniform, normal: normal(uniform) };
};

describe("gamma variates", () => {
  for (const shape of [0.05, 0.4, 1, 1.7, 6, 300]) {
    const random = source(`gamma/${shape}`);
    const draws = take(n, () => drawGamma(shape, random));

    it(`of shape ${shape} fall into forty cells as the density says`, () => {
      // In t = log y the density exp(shape t - exp(t)) / Gamma(shape) is smooth for every shape.
      const density = (t: number) => Math.exp(shape * t - Math.exp(t) - logGamma(shape));
      const width = 1 / Math.sqrt(shape) + 1 / shape;
      const edges = Array.from({ length: 39 }, (_, i) => Math.log(shape + 0.2) + (width * (i - 24)) / 12);
      const tail = Array.from({ length: 30 }, (_, i) => edges[0] - width * (30 - i) * 2);
      const top = Array.from({ length: 30 }, (_, i) => edges[38] + (width * (i + 1)) / 4);
      const tolerance = { absolute: 1e-13, relative: 0 };
      const inner = edges.slice(1).map((to, i) => integrate(density, [edges[i], to], tolerance));
      const cells = [
        integrate(density, [...tail, edges[0]], tolerance),
        ...inner,
        integrate(density, [edges[38], ...top], tolerance),
      ];
      const total = cells.reduce((sum, p) => sum + p, 0);
      assert.ok(Math.abs(total - 1) <= 1e-6, `the cells hold ${total}`);
      const counts = cells.map(() => 0);
      for (const y of draws) {
        const at = edges.findIndex((edge) => Math.log(y) <= edge);
        counts[at < 0 ? 39 : at]++;
      }
      const kept = cells.map((p, i) => ({ p, count: counts[i] })).filter(({ p }) => n * p >= 20);
      const score = chiSquareScore(
        kept.map(({ count }) => count),
        (i) => n * kept[i].p,
        kept.length,
      );
      // A right sampler exceeds 4 once in 30,000 seeds.
      assert.ok(kept.length >= 10 && score < 4, `${kept.length} cells, chi-square score ${score}`);
    });

    it(`of shape ${shape} have mean and variance ${shape} within 4.5 standard errors`, () => {
      const mean = draws.reduce((sum, y) => sum + y, 0) / n;
      const variance = draws.reduce((sum, y) => sum + (y - shape) ** 2, 0) / n;
      // The fourth central moment is 3 shape^2 + 6 shape.
      assert.ok(Math.abs(mean - shape) < 4.5 * Math.sqrt(shape / n), `${mean}`);
      assert.ok(
        Math.abs(variance - shape) < 4.5 * Math.sqrt((2 * shape ** 2 + 6 * shape) / n),
        `${variance}`,
      );
    });
  }

  it("are positive also from the largest uniform number", () => {
    const values = [0.5, 1 - 2 ** -53];
    assert.ok(drawGamma(0.5, { uniform: () => values.shift() as number, normal: () => 0.1 }) > 0);
  });

  it("refuse a shape that is not positive and finite", () => {
    assert.throws(() => drawGamma(0, source("")), { message: "invalid shape; not positive and finite: 0" });
    assert.throws(() => drawGamma(Number.NaN, source("")), /not positive and finite: NaN/);
  });
});

it("chi-square variates are sums of squares of normal ones: mean f, variance 2 f", () => {
  for (const freedom of [0.7, 1, 5]) {
    const random = source(`chi-square/${freedom}`);
    const draws = take(n, () => drawChiSquare(freedom, random));
    const mean = draws.reduce((sum, y) => sum + y, 0) / n;
    const variance = draws.reduce((sum, y) => sum + (y - freedom) ** 2, 0) / n;
    assert.ok(Math.abs(mean - freedom) < 4.5 * Math.sqrt((2 * freedom) / n));
    assert.ok(Math.abs(variance - 2 * freedom) < 4.5 * Math.sqrt((8 * freedom ** 2 + 48 * freedom) / n));
  }
});
