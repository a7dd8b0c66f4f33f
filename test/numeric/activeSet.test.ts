import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { normal, stream } from "../../src/index.js";
import { activeSet } from "../../src/numeric/activeSet/activeSet.js";
import type {
  ActiveSetState,
  ActiveSetTolerances,
  Gap,
  Optimality,
  PiecewiseProblem,
} from "../../src/numeric/activeSet/types.js";
import { combination, dot } from "../../src/numeric/orthogonal.js";
import { relativeRounding, roundingOf } from "../../src/numeric/rounding.js";
import { hill, identity, optimumOf, piecewise, plane, type Side, type Smooth, within } from "./piecewise.js";

const tolerances: ActiveSetTolerances = {
  target: 1e-11,
  score: 1e-8,
  multiplier: 1e-8,
  dropping: 1e-6,
  curvature: 1e-7,
  rounding: relativeRounding,
  clearance: 1e-10,
};

interface Found extends Optimality<Side> {
  readonly state: ActiveSetState<Side>;
}
/** Steps to the end, checking that no step lowers the value beyond rounding, and that all stay within the box. */
function climb(problem: PiecewiseProblem<Side>, start: readonly number[], maxSteps = 300): Found {
  const { init, step, done, judge } = activeSet(problem, tolerances);
  let state = init(Float64Array.from(start));
  for (let steps = 0; !done(state); steps++) {
    assert.ok(steps < maxSteps, `no end after ${maxSteps} steps, at ${state.theta}`);
    const next = step(state);
    assert.ok(next.value >= state.value - roundingOf(state.value), `${next.value} after ${state.value}`);
    next.theta.forEach((value, j) => {
      assert.ok(value >= problem.low[j] && value <= problem.high[j], `theta[${j}] = ${value}`);
    });
    state = next;
  }
  return { state, ...judge(state) };
}

const closeTo = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, j) => {
    assert.ok(Math.abs(actual[j] - value) <= tolerance, `${Array.from(actual)}, not ${expected}`);
  });
};
/** The clearance moves a maximum on a face by 1e-10 times small factors. */
const atClearance = 1e-8;

const wide = [
  [-10, -10],
  [10, 10],
] as const;

describe("the active-set method", () => {
  it("stays in the box where a gap hardly depends on theta, so that to cross its face leads far beyond", () => {
    const near = hill([5, 1], identity(2));
    const far = hill([100, 1], identity(2), 100);
    const { state } = climb(
      piecewise(...wide, [plane([1e-12, 0], 3e-12)], ([sign]) => (sign < 0 ? near : far)),
      [-1, -1],
    );
    assert.ok(state.theta[0] <= 3 && state.value > -20, `${state.theta}`);
  });

  it("goes to the top of a hill within a cell, and finds no constraint active", () => {
    const found = climb(
      piecewise(...wide, [plane([1, 0], -3)], within(hill([2, 1], identity(2)), 5)),
      [-1, -1],
    );
    closeTo(found.state.theta, [2, 1], 1e-10);
    assert.ok(found.isMaximum);
    assert.deepEqual([found.faces, found.multipliers, found.held, found.free], [[], [], [], [0, 1]]);
    closeTo(found.eigen.values, [-1, -1], 1e-12);
  });

  it("stops at a face beyond which the value drops, and goes on along it", () => {
    // The maximum of -(x - 2)^2 / 2 - (y - 1)^2 / 2 where x <= 1: multiplier 1.
    const found = climb(
      piecewise(...wide, [plane([-1, 0], -1)], within(hill([2, 1], identity(2)), 5)),
      [-1, -1],
    );
    closeTo(found.state.theta, [1, 1], atClearance);
    assert.ok(found.isMaximum);
    assert.deepEqual(found.faces, [{ cut: 0, side: 1 }]);
    closeTo(found.multipliers, [1], atClearance);
    closeTo(found.eigen.values, [-1], 1e-12);
    closeTo(found.eigen.vectors[0].map(Math.abs), [0, 1], 1e-12);
    assert.ok(found.score <= tolerances.score && Math.abs(found.state.gradient[0]) > 0.9);
  });

  it("ends in a corner of two faces, with the multipliers of both", () => {
    const faces = [plane([-1, 0], -1), plane([0, -2], -2)];
    const found = climb(piecewise(...wide, faces, within(hill([3, 4], identity(2)), 50)), [-3, -1]);
    closeTo(found.state.theta, [1, 1], atClearance);
    assert.ok(found.isMaximum);
    // In the order in which they were met; the second gap falls twice as fast as y grows.
    const byCut = [0, 1].map((cut) => found.multipliers[found.faces.findIndex((face) => face.cut === cut)]);
    closeTo(byCut, [2, 1.5], 1e-7);
    assert.deepEqual(found.eigen.values, []);
  });

  it("follows a curved face, whose curvature counts in the Hessian of the Lagrangian", () => {
    // x + 2 y on the unit disc: at (1, 2) / sqrt 5, with multiplier sqrt 5 / 2 for the gap 1 - x^2 - y^2.
    const disc: Smooth = ([x, y]) => ({
      value: 1 - x * x - y * y,
      gradient: Float64Array.of(-2 * x, -2 * y),
      hessian: Float64Array.of(-2, 0, 0, -2),
    });
    const found = climb(piecewise(...wide, [disc], within(plane([1, 2], 0), 50)), [-0.4, 0.1]);
    closeTo(found.state.theta, [1 / Math.sqrt(5), 2 / Math.sqrt(5)], atClearance);
    assert.ok(found.isMaximum);
    closeTo(found.multipliers, [Math.sqrt(5) / 2], 1e-7);
    closeTo(found.eigen.values, [-Math.sqrt(5)], 1e-7);
  });

  it("goes through a face beyond which the value is higher, and comes to a maximum that lies behind it", () => {
    const problem = piecewise(...wide, [plane([1, 0], 0)], ([side]) =>
      side > 0 ? hill([3, 2], identity(2), 10) : hill([0.5, 0], identity(2)),
    );
    closeTo(climb(problem, [-2, 0]).state.theta, [3, 2], 1e-10);
  });

  it("crosses an active face where the value beyond has become higher further along", () => {
    // Beyond the face, y > 0, the value is lower by 4 at the start and higher from x = 4 on; the way along the face
    // leads there.
    const near = hill([8, 1], Float64Array.of(0.1, 0, 0, 1));
    const problem = piecewise(...wide, [plane([0, -1], 0)], ([side]) => (theta: Float64Array): Gap => {
      const { value, gradient, hessian } = near(theta);
      if (side > 0) return { value, gradient, hessian };
      const lift = theta[0] - 4;
      return { value: value + lift, gradient: gradient.map((g, j) => (j === 0 ? g + 1 : g)), hessian };
    });
    // So near the face that each part of the first step leads through it.
    const found = climb(problem, [0, -1e-3]);
    closeTo(found.state.theta, [10, 1], 1e-10);
    assert.deepEqual(found.held, [0]);
    assert.ok(found.isMaximum);
  });

  it("leaves a face for the inside where the value grows that way", () => {
    // From the left the step meets the slanted face first, follows it to beyond where it hinders, and leaves it.
    const faces = [plane([1, -2], -0.5)];
    const found = climb(
      piecewise(...wide, faces, within(hill([2, 0], Float64Array.of(1, 0.9, 0.9, 1)), 50)),
      [-1, -1],
    );
    closeTo(found.state.theta, [2, 0], 1e-9);
    assert.deepEqual(found.faces, []);
    assert.ok(found.isMaximum);
  });

  it("keeps to the sides of the box, at the start too, and gives their multipliers", () => {
    const problem = (high: readonly number[]) =>
      piecewise([-1, -1], high, [plane([-1, -1], -2)], within(hill([3, 4], identity(2)), 50));
    const side = climb(problem([0.5, 9]), [-0.5, -0.5]);
    closeTo(side.state.theta, [0.5, 1.5], atClearance);
    assert.deepEqual([side.held, side.free], [[0], [1]]);
    // g = (2.5, 2.5) = mu_face (1, 1) + mu_bound (1, 0).
    const onFace = side.state.active.findIndex((on) => "face" in on);
    closeTo([side.multipliers[onFace]], [2.5], 1e-7);
    const start = climb(problem([0.5, 0.25]), [7, 7]);
    closeTo(start.state.theta, [0.5, 0.25], 0);
    assert.ok(start.isMaximum);
    assert.deepEqual([start.held, start.free, start.faces], [[0, 1], [], []]);
    closeTo(start.multipliers, [2.5, 3.75], 1e-12);
  });

  it("is not held up by faces that depend on each other", () => {
    const doubled = [plane([-1, 0], -1), plane([-2, 0], -2), plane([-1, 0], -1)];
    const found = climb(piecewise(...wide, doubled, within(hill([2, 1], identity(2)), 50)), [-1, -1]);
    closeTo(found.state.theta, [1, 1], atClearance);
    assert.ok(found.isMaximum);
    // Three faces through one vertex of the plane; any two of them make up the gradient (2, 3).
    const vertex = [plane([-1, 0], -1), plane([0, -1], -1), plane([-1, -1], -2)];
    const corner = climb(piecewise(...wide, vertex, within(hill([3, 4], identity(2)), 50)), [-3, -1]);
    closeTo(corner.state.theta, [1, 1], 1e-7);
    assert.ok(corner.isMaximum);
    assert.ok(corner.multipliers.every((multiplier) => multiplier >= -tolerances.multiplier));
  });

  it("leaves fixed parameters where they are, and takes nothing of them for a score", () => {
    const problem = piecewise(...wide, [], () => hill([2, 1], identity(2)), [0]);
    const found = climb(problem, [-1, -1]);
    closeTo(found.state.theta, [-1, 1], 1e-10);
    assert.ok(found.isMaximum);
    assert.deepEqual(found.held, []);
  });

  it("does not take for a maximum what is none", () => {
    const problem = piecewise(...wide, [plane([-1, 0], -1)], within(hill([2, 1], identity(2)), 5));
    const { init, judge } = activeSet(problem, tolerances);
    assert.ok(!judge(init(Float64Array.of(-1, -1))).isMaximum);
    const top = climb(problem, [-1, -1]).state;
    assert.ok(judge({ ...top, stalled: false }).isMaximum);
    // Beyond the face the value is higher; the score points into the cell.
    const lifted = piecewise(...wide, [plane([-1, 0], -1)], within(hill([2, 1], identity(2)), -5));
    assert.ok(!activeSet(lifted, tolerances).judge({ ...top, stalled: false }).isMaximum);
    const inwards = piecewise(...wide, [plane([-1, 0], -1)], within(hill([0, 1], identity(2)), 5));
    const turned = { ...top, gradient: Float64Array.of(-1, 0), stalled: false };
    assert.ok(!activeSet(inwards, tolerances).judge(turned).isMaximum);
  });
});

describe("on random problems the active-set method", () => {
  const problems = fc.record({
    size: fc.integer({ min: 1, max: 4 }),
    faces: fc.integer({ min: 0, max: 5 }),
    key: fc.string(),
  });

  /** A concave quadratic function, and half-spaces normal'theta <= at that hold the origin. */
  function quadraticProgram(size: number, faces: number, key: string) {
    const next = normal(stream(`activeSet/${key}`));
    const row = () => Array.from({ length: size }, () => next());
    const factor = Array.from({ length: size }, row);
    const a = Float64Array.from({ length: size * size }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return dot(factor[i], factor[j]) + (i === j ? 0.5 : 0);
    });
    const centre = row().map((value) => 3 * value);
    const halves = Array.from({ length: faces }, () => ({ normal: row(), at: 0.2 + Math.abs(next()) }));
    return { a, centre, halves };
  }

  it("finds the optimum of a quadratic program, as an enumeration of active sets does", () => {
    fc.assert(
      fc.property(problems, ({ size, faces, key }) => {
        const { a, centre, halves } = quadraticProgram(size, faces, key);
        const cuts = halves.map(({ normal, at }) =>
          plane(
            normal.map((value) => -value),
            -at,
          ),
        );
        // Whatever lies beyond a face is lower than the start.
        const start = new Array<number>(size).fill(0);
        const drop = 10 - hill(centre, a)(Float64Array.from(start)).value;
        const box = new Array<number>(size).fill(100);
        const problem = piecewise(
          box.map((side) => -side),
          box,
          cuts,
          within(hill(centre, a), drop),
        );
        const found = climb(problem, start);
        const best = optimumOf(a, centre, halves);
        assert.ok(found.isMaximum);
        closeTo(found.state.theta, best.theta, 1e-7);
        const multipliers = halves.map((_, c) => {
          const at = found.faces.findIndex((face) => face.cut === c);
          return at < 0 ? 0 : found.multipliers[at];
        });
        closeTo(multipliers, best.multipliers, 1e-6 * (1 + Math.max(0, ...best.multipliers)));
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  it("reaches the highest of all pieces from a grid of starts, and each end is a local maximum", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.string(), (count, key) => {
        const next = normal(stream(`pieces/${key}`));
        const at = Array.from({ length: count }, () => Math.max(-4.5, Math.min(4.5, 2 * next()))).sort(
          (u, v) => u - v,
        );
        const hills = Array.from({ length: count + 1 }, () => ({
          centre: 3 * next(),
          bend: 0.2 + next() ** 2,
          height: 2 * next(),
        }));
        const problem = piecewise(
          [-5],
          [5],
          at.map((value) => plane([1], value)),
          (signs) => {
            const { centre, bend, height } = hills[signs.filter((sign) => sign > 0).length];
            return hill([centre], Float64Array.of(bend), height);
          },
        );
        const ends = [-5, ...at, 5];
        const tops = hills.map(({ centre, bend, height }, c) => {
          const top = Math.min(ends[c + 1], Math.max(ends[c], centre));
          return height - 0.5 * bend * (top - centre) ** 2;
        });
        const expected = Math.max(...tops);
        let highest = Number.NEGATIVE_INFINITY;
        for (let start = -5; start <= 5; start += 0.25) {
          const found = climb(problem, [start]);
          assert.ok(found.isMaximum);
          highest = Math.max(highest, found.state.value);
          const [x] = found.state.theta;
          // A face that is active is 1e-10 away: what lies between is higher by slopes of some tens times that.
          for (const aside of [-1e-3, -1e-5, -1e-7, 1e-7, 1e-5, 1e-3]) {
            const value = problem.valueAt(Float64Array.of(Math.min(5, Math.max(-5, x + aside))));
            const between = at.some((cut) => (cut - x) * (cut - x - aside) < 0 && Math.abs(cut - x) > 1e-8);
            if (!between) assert.ok(value <= found.state.value + 1e-8, `${value} at ${x} + ${aside}`);
          }
        }
        assert.ok(Math.abs(highest - expected) <= 1e-8, `${highest}, not ${expected}`);
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  it("ends no lower than any point nearby, in a plane with jumps either way", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.string(), (count, key) => {
        const next = normal(stream(`plane/${key}`));
        const lines = Array.from({ length: count }, () => ({ normal: [next(), next()], at: next() }));
        const tops = new Map<string, Smooth>();
        const problem = piecewise(
          [-3, -3],
          [3, 3],
          lines.map(({ normal, at }) => plane(normal, at)),
          (signs) => {
            const name = signs.join();
            const made =
              tops.get(name) ??
              hill([next(), next()], Float64Array.of(1 + next() ** 2, 0.3, 0.3, 1 + next() ** 2), next());
            tops.set(name, made);
            return made;
          },
        );
        const found = climb(problem, [next(), next()]);
        assert.ok(found.isMaximum);
        // Cells that the point does not touch lie farther away than this, but for chance.
        const radius = 1e-5;
        const touched = lines.map(
          ({ normal, at }) =>
            Math.abs(dot(normal, found.state.theta) - at) / Math.hypot(...normal) < 2 * radius,
        );
        const active = lines.map((_, cut) => found.faces.some((face) => face.cut === cut));
        if (touched.some((is, cut) => is && !active[cut])) return;
        for (let turn = 0; turn < 24; turn++) {
          const angle = (turn * Math.PI) / 12;
          const aside = combination([Float64Array.of(Math.cos(angle), Math.sin(angle))], [radius], 2).map(
            (by, j) => Math.min(3, Math.max(-3, found.state.theta[j] + by)),
          );
          const value = problem.valueAt(aside);
          // Across a corner of two faces a third cell lies, of which the method does not ask.
          const crossed = lines.filter(
            ({ normal, at }) => (dot(normal, found.state.theta) - at) * (dot(normal, aside) - at) < 0,
          );
          if (crossed.length < 2)
            assert.ok(value <= found.state.value + 1e-8, `${value} > ${found.state.value} at ${aside}`);
        }
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});
