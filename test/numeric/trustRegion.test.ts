import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normal, stream } from "../../src/index.js";
import { symmetricEigen } from "../../src/numeric/symmetricEigen.js";
import {
  type BoxProblem,
  type BoxState,
  initTrustRegion,
  isConcave,
  leastMultiplier,
  stepTrustRegion,
} from "../../src/numeric/trustRegion.js";

/** A problem in two variables from value, gradient and upper triangle of the Hessian. */
function plane(
  low: readonly [number, number],
  high: readonly [number, number],
  f: (
    x: number,
    y: number,
  ) => readonly [value: number, fx: number, fy: number, fxx: number, fxy: number, fyy: number],
): BoxProblem {
  return {
    size: 2,
    low: Float64Array.from(low),
    high: Float64Array.from(high),
    evaluate: ([x, y], gradient, hessian) => {
      const [value, fx, fy, fxx, fxy, fyy] = f(x, y);
      gradient.set([fx, fy]);
      hessian.set([fxx, fxy, fxy, fyy]);
      return value;
    },
  };
}

/** Steps until the score is at most `goal`, checking that the value never falls beyond rounding. */
function search(problem: BoxProblem, start: readonly number[], goal = 1e-12, radius = 1) {
  let state: BoxState = { ...initTrustRegion(problem, Float64Array.from(start)), radius };
  let steps = 0;
  for (; steps < 200 && !state.stalled; steps++) {
    const { values } = state.eigen;
    if (state.score <= goal && (values.length === 0 || values[values.length - 1] <= 1e-9)) break;
    const next = stepTrustRegion(problem, state);
    assert.ok(next.value >= state.value - 1e-13 * (1 + Math.abs(state.value)));
    next.theta.forEach((value, j) => {
      assert.ok(value >= problem.low[j] && value <= problem.high[j]);
    });
    state = next;
  }
  return { state, steps };
}

const wide: [[number, number], [number, number]] = [
  [-10, -10],
  [10, 10],
];
const rosenbrock = plane(...wide, (x, y) => {
  const u = y - x * x;
  return [
    -100 * u * u - (1 - x) ** 2,
    400 * x * u + 2 * (1 - x),
    -200 * u,
    400 * u - 800 * x * x - 2,
    400 * x,
    -200,
  ];
});

function reaches(state: BoxState, ...expected: number[]) {
  expected.forEach((value, j) => {
    assert.ok(Math.abs(state.theta[j] - value) <= 1e-8, `${state.theta} instead of ${expected}`);
  });
}

describe("the search in a box", () => {
  it("reaches the top of Rosenbrock's ridge in a few dozen steps, from anywhere", () => {
    const uniform = stream("rosenbrock");
    const starts = Array.from({ length: 20 }, () => [20 * uniform() - 10, 20 * uniform() - 10]);
    for (const start of [[-1.2, 1], ...starts]) {
      const { state, steps } = search(rosenbrock, start, 1e-10);
      reaches(state, 1, 1);
      assert.ok(steps <= 80, `${steps} steps from ${start}`);
    }
  });

  it("escapes from a saddle at which the gradient is exactly zero", () => {
    const saddle = plane(...wide, (x, y) => [
      -((x * x - 1) ** 2) - y * y,
      -4 * x * (x * x - 1),
      -2 * y,
      4 - 12 * x * x,
      0,
      -2,
    ]);
    const { state } = search(saddle, [0, 0]);
    reaches({ ...state, theta: state.theta.map(Math.abs) }, 1, 0);
  });

  it("climbs to a maximum that is flat to the third order", () => {
    const flat = plane(...wide, (x, y) => [-(x ** 4) - y * y, -4 * x ** 3, -2 * y, -12 * x * x, 0, -2]);
    // Newton's method takes a third off x at each step there: 4 x^3 = 1e-9 needs x = 6e-4, 17 steps from 1.
    const { state, steps } = search(flat, [1, 1], 1e-9);
    assert.ok(state.score <= 1e-9 && steps <= 30, `${steps} steps, score ${state.score}`);
    assert.ok(state.eigen.values[1] <= 0 && state.eigen.values[1] >= -1e-5);
  });

  it("holds parameters at the bounds beyond which the value would grow", () => {
    const hill = (x: number, y: number) =>
      [
        -((x - 2) ** 2) - (y - x / 2) ** 2,
        -2 * (x - 2) + (y - x / 2),
        -2 * (y - x / 2),
        -2.5,
        1,
        -2,
      ] as const;
    const side = search(plane([-1, -1], [1, 1], hill), [-0.7, -0.9]).state;
    reaches(side, 1, 0.5);
    assert.deepEqual([side.held, side.free], [[0], [1]]);
    assert.equal(side.eigen.values.length, 1);
    const corner = search(plane([-1, -1], [1, 0.25], hill), [0, 0]).state;
    reaches(corner, 1, 0.25);
    assert.deepEqual([corner.held, corner.free, corner.score], [[0, 1], [], 0]);
    const inside = search(plane([-1, -1], [3, 3], hill), [-1, 3]).state;
    reaches(inside, 2, 1);
    assert.deepEqual(inside.held, []);
  });

  it("takes a bound for holding nothing where the value grows beyond it by no more than rounding shows", () => {
    const slope = (out: number) =>
      plane([0, -1], [1, 1], (x, y) => [-out * x - y * y, -out, -2 * y, 0, 0, -2]);
    for (const [out, held, free] of [
      [0, [], [0, 1]],
      [0.9 * leastMultiplier, [], [0, 1]],
      [1.1 * leastMultiplier, [0], [1]],
    ] as const) {
      const state = initTrustRegion(slope(out), Float64Array.of(0, 0));
      assert.deepEqual([state.held, state.free], [held, free]);
      // What no bound holds counts for the score, which is as small as that.
      assert.equal(state.score, held.length > 0 ? 0 : out);
    }
  });

  it("leaves what the value does not depend on where it is: neither free nor held, on a bound too", () => {
    const along = plane([-1, 0.5], [1, 3], (x) => [-((x - 0.3) ** 2), -2 * (x - 0.3), 0, -2, 0, 0]);
    for (const y of [0.5, 2, 3]) {
      const { state } = search({ ...along, fixed: [1] }, [-0.8, y]);
      assert.ok(Math.abs(state.theta[0] - 0.3) <= 1e-12);
      assert.equal(state.theta[1], y);
      assert.deepEqual([state.free, state.held, state.eigen.values.length], [[0], [], 1]);
    }
  });

  it("knows by a factor whether all eigenvalues in the free parameters are below a number", () => {
    const next = normal(stream("concave"));
    for (let i = 0; i < 50; i++) {
      const size = 5;
      const hessian = new Float64Array(size * size);
      for (let a = 0; a < size; a++)
        for (let b = 0; b <= a; b++)
          hessian[a * size + b] = hessian[b * size + a] = next() - (a === b ? 2 : 0);
      const free = i % 2 === 0 ? [0, 1, 2, 3, 4] : [0, 2, 3];
      const inner = Float64Array.from(free.flatMap((a) => free.map((b) => hessian[a * size + b])));
      const { values } = symmetricEigen(inner, free.length);
      const largest = values[free.length - 1];
      const at = { hessian, theta: new Float64Array(size), free };
      for (const [most, expected] of [
        [largest + 1e-7, true],
        [largest - 1e-7, false],
        [0, largest < 0],
      ] as const)
        assert.equal(isConcave(at, most), expected, `${largest} below ${most}`);
    }
    assert.ok(isConcave({ hessian: Float64Array.of(1), theta: new Float64Array(1), free: [] }, 0));
  });

  it("is not held up by a parameter a million times as tight as another", () => {
    // The units are the search's own: the same steps as on a hill that is round.
    const hill = (tight: number) =>
      plane(...wide, (x, y) => {
        const u = tight * x;
        const c = Math.cosh(u);
        return [
          -Math.log(c) - Math.log(Math.cosh(y)),
          -tight * Math.tanh(u),
          -Math.tanh(y),
          -((tight / c) ** 2),
          0,
          -1 / Math.cosh(y) ** 2,
        ];
      });
    const round = search(hill(1), [1, 1]).steps;
    const narrow = search(hill(1e3), [1e-3, 1], 1e-9).steps;
    assert.ok(narrow <= round + 1, `${narrow} steps, ${round} on the round hill`);
  });

  it("goes to the best place of a side in one step, where the function is quadratic", () => {
    const ridge = plane([-1, -9], [1, 9], (x, y) => [
      10 * x - 5 * (x - y) ** 2 - 0.5 * x * x,
      10 - 10 * (x - y) - x,
      10 * (x - y),
      -11,
      10,
      -10,
    ]);
    const { state, steps } = search(ridge, [0, 0], 1e-12, 100);
    reaches(state, 1, 1);
    assert.equal(steps, 1);
  });

  it("moves a start into the box first", () => {
    const { theta } = initTrustRegion(rosenbrock, Float64Array.of(-50, 11));
    assert.deepEqual([...theta], [-10, 10]);
  });

  it("turns back from where the function has no value", () => {
    const logarithm = plane([-1, -1], [10, 10], (x, y) => [
      Math.log(x) - x - y * y,
      1 / x - 1,
      -2 * y,
      x > 0 ? -1 / (x * x) : Number.NaN,
      0,
      -2,
    ]);
    reaches(search(logarithm, [5, 1], 1e-12, 100).state, 1, 0);
    const lost = initTrustRegion(logarithm, Float64Array.of(-0.5, 1));
    assert.ok(lost.stalled);
    // A score that no tolerance accepts: nothing must take such a point for a maximum.
    assert.equal(lost.score, Infinity);
    assert.equal(lost.value, -Infinity);
  });

  it("says that it is stalled at a maximum that cannot be improved", () => {
    let state = initTrustRegion(rosenbrock, Float64Array.of(1, 1));
    state = stepTrustRegion(rosenbrock, state);
    assert.ok(state.stalled);
    reaches(state, 1, 1);
  });
});
