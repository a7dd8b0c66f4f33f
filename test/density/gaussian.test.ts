import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hellinger, totalVariation } from "../../src/density/index.js";
import { always, type Component, fineGrid, mixture, upperTail } from "./mixtures.js";

type Distance = typeof hellinger;
const between = (distance: Distance, f: readonly Component[], g: readonly Component[]) =>
  distance(always(mixture(f)), always(mixture(g)), [[0]]);
const single = (mean: number, sd: number): Component[] => [{ weight: 1, mean, sd }];

/** Closed form of h for two Gaussians, by expm1 so that it keeps its digits where h is small. */
const closedForm = (m1: number, s1: number, m2: number, s2: number) => {
  const squares = s1 ** 2 + s2 ** 2;
  // 2 s1 s2 / squares = 1 - (s1 - s2)^2 / squares.
  const logAffinity = Math.log1p(-((s1 - s2) ** 2) / squares) / 2 - (m1 - m2) ** 2 / (4 * squares);
  return Math.sqrt(-Math.expm1(logAffinity));
};

const logScale = (low: number, high: number) =>
  fc.double({ min: low, max: high, noNaN: true }).map((e) => 10 ** e);

test("Hellinger between two Gaussians equals its closed form, sd ratios up to 1e6", () => {
  const laws = fc.record({
    m: fc.double({ min: -20, max: 20, noNaN: true }),
    s1: logScale(-3, 3),
    s2: logScale(-3, 3),
  });
  fc.assert(
    fc.property(laws, ({ m, s1, s2 }) => {
      const expected = closedForm(m, s1, 0, s2);
      const value = between(hellinger, single(m, s1), single(0, s2));
      assert.ok(Math.abs(value - expected) < 1e-9, `${value} for ${expected}`);
    }),
    { seed: 21, numRuns: 200 },
  );
});

test("Hellinger keeps its relative precision between laws that nearly agree", () => {
  for (const shift of [1e-1, 1e-3, 1e-5, 1e-6]) {
    const expected = closedForm(shift, 1, 0, 1);
    const value = between(hellinger, single(shift, 1), single(0, 1));
    assert.ok(Math.abs(value / expected - 1) < 1e-7, `${value} for ${expected}`);
  }
  assert.equal(between(hellinger, single(1, 2), single(1, 2)), 0);
});

test("total variation between Gaussians of equal variance equals its closed form", () => {
  const laws = fc.record({
    m: logScale(-6, 2),
    centre: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    sd: logScale(-3, 3),
  });
  fc.assert(
    fc.property(laws, ({ m, centre, sd }) => {
      const expected = 1 - 2 * upperTail(m / 2);
      const value = between(totalVariation, single(centre + m * sd, sd), single(centre, sd));
      // The shift of the centre is only known to the rounding of the two centres.
      const rounding = (2e-16 * (Math.abs(centre) + m * sd)) / sd;
      assert.ok(Math.abs(value - expected) < 1e-9 + rounding, `${value} for ${expected}`);
    }),
    { seed: 22, numRuns: 200 },
  );
});

test("total variation between Gaussians of unequal variance equals its closed form", () => {
  const laws = fc.record({
    m: fc.double({ min: -20, max: 20, noNaN: true }),
    s1: logScale(-3, 3),
    ratio: logScale(0.001, 3),
  });
  fc.assert(
    fc.property(laws, ({ m, s1, ratio }) => {
      const s2 = s1 * ratio;
      // The two roots of log f = log g, a quadratic; f is the larger density between them.
      const a = 1 / s1 ** 2 - 1 / s2 ** 2;
      const b = m / s1 ** 2;
      const c = m ** 2 / s1 ** 2 - 2 * Math.log(s2 / s1);
      const root = Math.sqrt(b * b - a * c);
      const [low, high] = [(b - root) / a, (b + root) / a];
      const mass = (mean: number, sd: number) => upperTail((low - mean) / sd) - upperTail((high - mean) / sd);
      const expected = mass(m, s1) - mass(0, s2);
      const value = between(totalVariation, single(m, s1), single(0, s2));
      assert.ok(Math.abs(value - expected) < 1e-8, `${value} for ${expected}`);
    }),
    { seed: 23, numRuns: 200 },
  );
});

const component = fc.record({
  weight: logScale(-6, 0),
  mean: fc.oneof(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  ),
  sd: fc.oneof(logScale(-0.5, 0.5), logScale(-3, 0.5)),
});
const mixtures = fc.array(component, { minLength: 1, maxLength: 6 });
/** Another mixture, or the same one a little changed: the case that matters for a fit. */
const pairs = fc.oneof(
  fc.tuple(mixtures, mixtures),
  fc.tuple(mixtures, logScale(-5, -1)).map(([f, by]): [Component[], Component[]] => [
    f,
    f.map(({ weight, mean, sd }, i) => ({
      weight: weight * (1 + by),
      mean: mean + (i % 2 ? by : -by) * sd,
      sd: sd * (1 + by),
    })),
  ]),
);

test("Hellinger between mixtures of very different scales equals brute force", () => {
  fc.assert(
    fc.property(pairs, ([f, g]) => {
      const [p, q] = [mixture(f), mixture(g)];
      const integrand = (y: number) => (Math.exp(p.logDensity(y) / 2) - Math.exp(q.logDensity(y) / 2)) ** 2;
      const grid = fineGrid([...f, ...g]);
      let squared = 0;
      for (let i = 1; i < grid.length; i++) {
        const [from, to] = [grid[i - 1], grid[i]];
        squared += ((to - from) / 6) * (integrand(from) + 4 * integrand((from + to) / 2) + integrand(to));
      }
      const expected = Math.sqrt(squared / 2);
      const value = between(hellinger, f, g);
      assert.ok(Math.abs(value - expected) < 1e-8, `${value} for ${expected}`);
    }),
    { seed: 24, numRuns: 30 },
  );
});

test("total variation between mixtures of very different scales equals sums of normal tails between all crossings", () => {
  fc.assert(
    fc.property(pairs, ([f, g]) => {
      const [p, q] = [mixture(f), mixture(g)];
      const sign = (y: number) => Math.sign(p.logDensity(y) - q.logDensity(y));
      const upper = (components: readonly Component[], y: number) => {
        const total = components.reduce((sum, { weight }) => sum + weight, 0);
        return components.reduce(
          (sum, { weight, mean, sd }) => sum + (weight / total) * upperTail((y - mean) / sd),
          0,
        );
      };
      const grid = fineGrid([...f, ...g]);
      const cuts = [grid[0]];
      for (let i = 1; i < grid.length; i++) {
        let [low, high] = [grid[i - 1], grid[i]];
        if (sign(low) * sign(high) >= 0) continue;
        for (let step = 0; step < 60; step++) {
          const middle = (low + high) / 2;
          if (sign(middle) === sign(low)) low = middle;
          else high = middle;
        }
        cuts.push(low);
      }
      cuts.push(grid[grid.length - 1]);
      const excess = cuts.map((cut) => upper(f, cut) - upper(g, cut));
      const expected = excess.slice(1).reduce((sum, value, i) => sum + Math.abs(value - excess[i]), 0) / 2;
      const value = between(totalVariation, f, g);
      assert.ok(Math.abs(value - expected) < 1e-8, `${value} for ${expected}`);
    }),
    { seed: 25, numRuns: 60 },
  );
});

test("both distances are symmetric, at most 1 and ordered: h^2 <= V <= h sqrt(2 - h^2)", () => {
  fc.assert(
    fc.property(pairs, ([f, g]) => {
      const [h, v] = [between(hellinger, f, g), between(totalVariation, f, g)];
      assert.ok(Math.abs(h - between(hellinger, g, f)) < 1e-10);
      assert.ok(Math.abs(v - between(totalVariation, g, f)) < 1e-10);
      assert.ok(h * h <= v + 1e-10 && v <= h * Math.sqrt(2 - h * h) + 1e-10, `h ${h}, V ${v}`);
    }),
    { seed: 26, numRuns: 60 },
  );
});
