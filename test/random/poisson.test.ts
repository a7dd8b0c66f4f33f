import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { logPoisson } from "../../src/numeric/poisson.js";
import { drawPoisson } from "../../src/random/poisson.js";
import { stream } from "../../src/random/stream.js";
import { chiSquareScore, take } from "./checks.js";

const n = 400_000;

describe("Poisson variates", () => {
  // Both ways, on both sides of where they meet, and the largest mean of which single counts are still met often.
  for (const mean of [0.02, 0.7, 3, 9.999, 10, 10.5, 33.3, 250]) {
    const uniform = stream(`poisson/${mean}`);
    const draws = take(n, () => drawPoisson(mean, uniform));

    it(`of mean ${mean} have every value as often as its probability says`, () => {
      const counts = new Map<number, number>();
      for (const y of draws) counts.set(y, (counts.get(y) ?? 0) + 1);
      const probability = (y: number) => Math.exp(logPoisson(y, Math.log(mean), mean));
      const most = Math.ceil(mean + 12 * Math.sqrt(mean) + 12);
      const values = Array.from({ length: most + 1 }, (_, y) => y).filter((y) => n * probability(y) >= 20);
      const rest = 1 - values.reduce((sum, y) => sum + probability(y), 0);
      const others = n - values.reduce((sum, y) => sum + (counts.get(y) ?? 0), 0);
      const score = chiSquareScore(
        [...values.map((y) => counts.get(y) ?? 0), others],
        (i) => n * (i < values.length ? probability(values[i]) : rest),
        values.length,
      );
      // A right sampler exceeds 4 once in 30,000 seeds; for two or three cells the score is less normal, and milder.
      assert.ok(score < 4, `chi-square score ${score}`);
    });

    it(`of mean ${mean} have that mean and variance within 4.5 standard errors`, () => {
      const sampled = draws.reduce((sum, y) => sum + y, 0) / n;
      const variance = draws.reduce((sum, y) => sum + (y - mean) ** 2, 0) / n;
      assert.ok(Math.abs(sampled - mean) < 4.5 * Math.sqrt(mean / n), `${sampled}`);
      // The fourth central moment is mean + 3 mean^2.
      assert.ok(Math.abs(variance - mean) < 4.5 * Math.sqrt((mean + 2 * mean ** 2) / n), `${variance}`);
    });
  }

  it("of a mean of 1e13 are whole, with standard deviation 3.2e6 and no skewness to speak of", () => {
    const uniform = stream("poisson/1e13");
    const scores = take(100_000, () => {
      const y = drawPoisson(1e13, uniform);
      assert.ok(Number.isInteger(y));
      return (y - 1e13) / Math.sqrt(1e13);
    });
    const moment = (power: number) => scores.reduce((sum, z) => sum + z ** power, 0) / scores.length;
    // 4.5 standard errors of the moments of a normal law.
    [0, 1, 0, 3].forEach((exact, i) => {
      const error = Math.sqrt([1, 2, 15, 96][i] / scores.length);
      assert.ok(Math.abs(moment(i + 1) - exact) < 4.5 * error, `moment ${i + 1}: ${moment(i + 1)}`);
    });
  });

  it("of mean 0 are 0, and end for extreme uniform numbers", () => {
    assert.equal(
      drawPoisson(0, () => 1 - 2 ** -53),
      0,
    );
    assert.ok(drawPoisson(9, () => 1 - 2 ** -53) < 60);
    const values = [0, 0.5, 0.9, 0.1];
    let next = 0;
    assert.ok(Number.isInteger(drawPoisson(40, () => values[next++ % 4])));
  });

  it("refuse a mean that is negative or not finite", () => {
    assert.throws(() => drawPoisson(-1, stream("")), { message: "invalid mean; negative or not finite: -1" });
    assert.throws(() => drawPoisson(Infinity, stream("")), /negative or not finite: Infinity/);
  });
});
