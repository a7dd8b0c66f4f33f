import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { climbs, drawn, start } from "../../docs/pictures/climbs.js";
import {
  activationWeights,
  gridOf,
  type Point,
  softmaxWeights,
  temperatureWeights,
  topKWeights,
} from "../../docs/pictures/gates.js";
import { type Atom, cellOf, lossesOf, sumAt, translated } from "../../docs/pictures/losses.js";
import { fit, modelOf } from "../../src/index.js";

const area = (polygon: readonly Point[]): number =>
  Math.abs(
    polygon.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = polygon[(i + 1) % polygon.length];
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );

describe("the numbers behind the pictures", () => {
  it("are gate weights that sum to 1", () => {
    const xs = gridOf(-1, 1, 20);
    const gates = [
      softmaxWeights([0.5, 0], [4, 0], xs),
      temperatureWeights([0.5, 0], [4, 0], 0.3, xs),
      topKWeights([0, 0, 0], [1, 2, -1], { k: 2, rank: "slope" }, xs),
      activationWeights("tanh", [0.2, 0], [3, -3], 0.5, xs),
    ];
    for (const curves of gates)
      xs.forEach((_, t) => {
        const sum = curves.reduce((total, curve) => total + curve[t][1], 0);
        assert.ok(Math.abs(sum - 1) < 1e-12);
      });
  });

  it("are cells that fill the rectangle, each with its own point", () => {
    const coordinate = fc.integer({ min: -9, max: 9 }).map((tenths) => tenths / 10);
    const point = fc.tuple(coordinate, coordinate);
    fc.assert(
      fc.property(fc.uniqueArray(point, { minLength: 1, maxLength: 5, selector: String }), (points) => {
        const cells = points.map((_, j) => cellOf(points, j, [-1, 1], [-1, 1]));
        const total = cells.reduce((sum, cell) => sum + area(cell), 0);
        // Rounding moves corners of order 1 by some 1e-16 each, divided by distances of at least 0.1.
        assert.ok(Math.abs(total - 4) < 1e-13, `${total}`);
      }),
    );
  });

  it("are a loss whose least value over the translation is D1, and D1 does not see a translation", () => {
    const truth: Atom[] = [
      { beta0: 0, beta1: 3, a: 2, b: 1 },
      { beta0: 0, beta1: -2, a: 0, b: 0 },
      { beta0: 0, beta1: 0, a: -1.5, b: -1 },
    ];
    const fitted = truth.map((atom, i) => ({
      ...atom,
      beta1: atom.beta1 - (i < 2 ? 0.5 : 0),
      a: atom.a + 0.1 * i,
    }));
    const least = Math.min(...gridOf(-2, 2, 40_000).map((t2) => sumAt(fitted, truth, t2)));
    const { d1 } = lossesOf(fitted, truth);
    // The grid is 1e-4 wide and the sum has slopes of at most 3.
    assert.ok(least >= d1 - 1e-12 && least < d1 + 3e-4, `${least} ${d1}`);
    assert.ok(Math.abs(lossesOf(translated(fitted, 0.7, -1.3), truth).d1 - d1) < 1e-12);
  });

  it("are two ascents to one maximum, of which Newton's is there after 20 steps, EM is not after 1,000, and EM's usual rule stops before", () => {
    const { em, newton } = climbs(drawn(500, "a"), { em: [1, 10, 1000, 3000], newton: [1, 20] });
    assert.ok(newton[1].lacks < 1e-8);
    assert.ok(em[2].lacks > 0.5 && em[3].lacks < 1e-8);
    const stopped = fit(modelOf(start), drawn(500, "a"), { method: "em", start, tolerance: 1e-6 });
    const ofMaximum = fit(modelOf(start), drawn(500, "a"), { start });
    assert.ok(ofMaximum.logLik - stopped.logLik > 0.5);
    em.slice(1).forEach(({ lacks }, i) => {
      assert.ok(lacks <= em[i].lacks);
    });
  });
});
