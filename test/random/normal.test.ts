import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normal } from "../../src/random/normal.js";
import { stream } from "../../src/random/stream.js";
import { chiSquareScore, correlationScore, ksUniform, normalCdf, take } from "./checks.js";

describe("normalCdf of the tests", () => {
  it("equals tabulated values to 2e-13 relative, also in the tail", () => {
    // Abramowitz and Stegun, tables 26.1 and 26.2
    const table: [number, number][] = [
      [0, 0.5],
      [1, 0.8413447460685429],
      [-1, 0.158655253931457],
      [-3, 1.349898031630094e-3],
      [-5, 2.866515718791939e-7],
    ];
    for (const [z, p] of table) assert.ok(Math.abs(normalCdf(z) / p - 1) < 2e-13, `${z}: ${normalCdf(z)}`);
  });
});

describe("normal", () => {
  const n = 2_000_000;
  const draws = take(n, normal(stream("normal")));

  it("has the moments 0, 1, 0, 3, 0, 15 of the standard normal law within 4 standard errors", () => {
    const moment = (power: number) => draws.reduce((sum, z) => sum + z ** power, 0) / n;
    const doubleFactorial = (m: number): number => (m <= 1 ? 1 : m * doubleFactorial(m - 2));
    const exact = (power: number) => (power % 2 === 0 ? doubleFactorial(power - 1) : 0);
    for (let power = 1; power <= 6; power++) {
      const error = Math.sqrt((exact(2 * power) - exact(power) ** 2) / n);
      assert.ok(Math.abs(moment(power) - exact(power)) < 4 * error, `moment ${power}: ${moment(power)}`);
    }
  });

  it("passes Kolmogorov and Smirnov's test", () => {
    assert.ok(ksUniform(draws.map(normalCdf)) < 1.95);
  });

  it("is serially independent, in value and in size", () => {
    const sizes = draws.map(Math.abs);
    for (const values of [draws, sizes])
      for (let lag = 1; lag <= 5; lag++)
        assert.ok(Math.abs(correlationScore(values.subarray(lag), values.subarray(0, n - lag))) < 4);
  });

  it("matches the law in 10 million draws: 960 cells, KS over their edges, and tails to 5 sigma", () => {
    const count = 10_000_000;
    const cells = 960; // of width 1/80 on [-6, 6), and the two tails
    const counts = new Int32Array(cells + 2);
    const z = normal(stream("normal/1e7"));
    for (let t = 0; t < count; t++) counts[Math.max(0, Math.min(cells + 1, Math.floor(z() * 80) + 481))]++;
    const cdf = Float64Array.from({ length: cells + 1 }, (_, i) => normalCdf((i - cells / 2) / 80));

    let below = 0;
    let distance = 0;
    cdf.forEach((p, i) => {
      below += counts[i];
      distance = Math.max(distance, Math.abs(below / count - p));
    });
    assert.ok(distance * Math.sqrt(count) < 1.95, `KS ${distance * Math.sqrt(count)}`);

    // cells within 4.5 sigma, where at least 30 are expected
    const central = counts.subarray(121, 841);
    const probability = (i: number) => cdf[i + 121] - cdf[i + 120];
    const score = chiSquareScore(central, (i) => count * probability(i), central.length);
    assert.ok(Math.abs(score) < 3.5, `chi-square score ${score}`);

    // both the edge of the ziggurat's tail (3.654) and the tail itself
    for (const sigma of [3, 3.6, 3.7, 4, 4.5, 5]) {
      const edge = (cells / 2 - 80 * sigma) | 0;
      const lower = counts.subarray(0, edge + 1).reduce((a, b) => a + b);
      const upper = counts.subarray(cells + 1 - edge).reduce((a, b) => a + b);
      const expected = count * normalCdf(-sigma);
      for (const observed of [lower, upper])
        assert.ok(
          Math.abs(observed - expected) < 4 * Math.sqrt(expected),
          `beyond ${sigma} sigma: ${observed}, expected ${expected}`,
        );
    }
  });

  it("cuts the half bell into 256 pieces of equal area, and each layer exactly under the bell", () => {
    const bell = (x: number) => Math.exp(-0.5 * x * x);
    /** What comes of these uniforms; 0, the middle of layer 128, where the first attempt is rejected. */
    const outcome = (...uniforms: number[]) => normal(() => uniforms.shift() ?? 128.5 / 256)();
    /** The uniform that proposes layer i at `share` of its width, to the right. */
    const propose = (i: number, share: number) => (i + (1 + share) / 2) / 256;
    const almost = 1 - 2 ** -40;
    const edges = Array.from(
      { length: 256 },
      (_, i) => outcome(propose(i, almost), i === 0 ? 0 : 1e-15, 0) / almost,
    );
    const start = edges[1];
    assert.ok(Math.abs(edges[0] * almost - start) < 1e-12, "the tail begins where the first layer ends");
    const beyond = Math.sqrt(2 * Math.PI) * normalCdf(-start);
    const area = start * bell(start) + beyond;
    for (let i = 1; i < 256; i++) {
      const above = edges[i + 1] ?? 0;
      const strip = edges[i] * (bell(above) - bell(edges[i]));
      assert.ok(Math.abs(strip - area) < 1e-12, `layer ${i}: ${strip - area}`);

      const middle = (edges[i] + above) / 2;
      let [accepted, rejected] = [0, 1];
      while (rejected - accepted > 1e-12) {
        const height = (accepted + rejected) / 2;
        if (outcome(propose(i, middle / edges[i]), height) > 0) accepted = height;
        else rejected = height;
      }
      const exact = (bell(middle) - bell(edges[i])) / (bell(above) - bell(edges[i]));
      assert.ok(Math.abs(accepted - exact) < 1e-9, `wedge ${i}: ${accepted}, exactly ${exact}`);
    }
  });

  it("has the exact law beyond the last layer: KS of 200,000 forced tail draws on each side", () => {
    const start = 3.6541528853610088;
    for (const [side, first] of [
      [1, (1 - 2 ** -30) / 256],
      [-1, 2 ** -30 / 256],
    ]) {
      const source = stream(`tail/${side}`);
      const draw = () => {
        let calls = 0;
        return side * normal(() => (calls++ === 0 ? first : source()))();
      };
      const values = take(200_000, draw).map((x) => normalCdf(-x) / normalCdf(-start));
      assert.ok(ksUniform(values) < 1.95, `side ${side}: ${ksUniform(values)}`);
    }
  });

  it("works with any source of uniforms: 32 bits only, or extreme values", () => {
    const source = stream("coarse");
    const coarse = take(
      200_000,
      normal(() => Math.floor(source() * 2 ** 32) / 2 ** 32),
    );
    assert.ok(ksUniform(coarse.map(normalCdf)) < 1.95);
    const extremes = [0, 2 ** -53, 1 / 256 - 2 ** -53, 1 / 256, 0.5, 1 - 2 ** -53];
    for (const first of extremes)
      for (const second of extremes) {
        const values = [first, second, second];
        assert.ok(Math.abs(normal(() => values.shift() ?? source())()) < 14);
      }
  });

  it("uses 1.0 to 1.05 uniforms a draw and nothing else", () => {
    let used = 0;
    const source = stream("count");
    const z = normal(() => {
      used++;
      return source();
    });
    take(100_000, z);
    assert.ok(used >= 100_000 && used < 105_000, `${used}`);
  });
});
