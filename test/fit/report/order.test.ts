import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodOf } from "../../../src/fit/multistart/method.js";
import { endOf, run } from "../../../src/fit/problem/ascent.js";
import type { LocalMaximum, TiedState } from "../../../src/fit/problem/point.js";
import { type Problem, problemOf } from "../../../src/fit/problem/problem.js";
import { canonicalOrder, reordered } from "../../../src/fit/report/order.js";
import {
  denseToSparse,
  type Fit,
  fit,
  gaussian,
  type Model,
  modelOf,
  moe,
  type ParameterSet,
  type Params,
  sample,
  softmax,
  stream,
  topK,
  type Uniform,
  uniform,
} from "../../../src/index.js";
import { initTrustRegion } from "../../../src/numeric/trustRegion.js";
import { drawFrom, models, randomParams } from "../../conformance/models.js";
import { numbers } from "../data.js";

/** A random order of k labels. */
function shuffled(k: number, next: Uniform): number[] {
  const keys = Array.from({ length: k }, (_, i) => ({ i, at: next() }));
  return keys.sort((p, q) => p.at - q.at).map(({ i }) => i);
}

/** A random order of a model's experts, within each family. */
function shuffledExperts({ families, experts }: Model, next: Uniform): number[] {
  const order = shuffled(experts, next);
  const placed = families.map((family) => order.filter((i) => families[i] === family));
  return families.map(
    (family, place) => placed[place][families.slice(0, place).filter((one) => one === family).length],
  );
}

/** The same parameters with the experts in another order: what the gate pins is then not 0 for the last one. */
function relabelled(params: Params, order: readonly number[]): Params {
  const part = (fields: Params["gating"]) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        Array.isArray(field) ? order.map((i) => field[i]) : field,
      ]),
    ) as Params["gating"];
  const { gating, experts } = params;
  return {
    gating: part(gating),
    experts: (Array.isArray(experts) ? order.map((i) => experts[i]) : part(experts)) as Params["experts"],
  };
}

/** The same parameters for inputs in another order. */
function recolumned(params: Params, columns: readonly number[]): Params {
  const slopes = (field: unknown) => (field as number[][]).map((row) => columns.map((j) => row[j]));
  return {
    gating: { ...params.gating, beta1: slopes(params.gating.beta1) },
    experts: { ...params.experts, a: slopes(params.experts.a) },
  };
}

const close = (a: ArrayLike<number>, b: ArrayLike<number>, within: number, what: string) => {
  assert.equal(a.length, b.length, what);
  const size = Math.max(1, ...Array.from(b, Math.abs));
  for (let i = 0; i < a.length; i++)
    assert.ok(Math.abs(a[i] - b[i]) <= within * size, `${what}[${i}]: ${a[i]}, not ${b[i]}`);
};

const asMaximum = (state: TiedState): LocalMaximum => ({ state, steps: 7 });

/** Fails unless a state is what one finds that evaluates its point anew. */
function isAsEvaluated(problem: Problem, state: TiedState, within: number): void {
  const anew = initTrustRegion(problem, state.theta);
  close([state.value], [anew.value], 1e-13, "value");
  close(state.gradient, anew.gradient, within, "gradient");
  close(state.hessian, anew.hessian, within, "Hessian");
  assert.deepEqual([state.held, state.free], [anew.held, anew.free]);
  close([state.score], [anew.score], within, "score");
  close(state.eigen.values, anew.eigen.values, within, "eigenvalues");
}

describe("the experts of a state in another order", () => {
  for (const { name, model, point } of models.filter(({ model }) => model.k >= 3))
    it(`are the state that one finds who evaluates it anew: ${name}`, () => {
      const params = point(stream(`order/${name}`));
      const data = drawFrom(model, params, 60, `order/${name}`);
      const problem = problemOf(model, data);
      const theta = problem.coordinates.toTheta(params);
      const maximum = asMaximum(initTrustRegion(problem, theta));
      const next = stream(`order/${name}/labels`);
      for (let i = 0; i < 3; i++) {
        const order = shuffledExperts(model, next);
        const moved = reordered(problem, maximum, order);
        assert.ok(moved && moved.steps === 7);
        // Rounding of sums over 60 observations, through a map whose entries are 1 and -1.
        isAsEvaluated(problem, moved.state, 1e-11);
        const back = problem.coordinates.toParams(moved.state.theta);
        const expected = model.canonical(relabelled(problem.coordinates.toParams(theta) as Params, order));
        close(numbers(back as Params), numbers(expected), 1e-11, "parameters");
      }
    });

  /** The maximum over a set to which an ascent leads from a point. */
  function climbed(problem: Problem, from: Params): LocalMaximum {
    const ascent = methodOf(problem.model).ascents(problem)("climb");
    return endOf(ascent, run(ascent, problem.coordinates.toTheta(from), 500));
  }
  const truth: Params = {
    gating: {
      beta0: [0.3, -0.3, 0],
      beta1: [
        [2, 1],
        [-2, 1],
        [0, 0],
      ],
    },
    experts: {
      a: [
        [2, 1],
        [-1.5, 1],
        [0, -2],
      ],
      b: [1, -1, 2],
      sigma2: [0.25, 0.16, 0.2],
    },
  };
  const three = moe({ gating: softmax(), expert: gaussian(), k: 3, inputs: 2 });
  const drawn = (model: Model, key: string) =>
    sample(model, truth, { n: 200, design: uniform({ d: 2 }), uniform: stream(key) });
  const orders = [
    [1, 2, 0],
    [2, 1, 0],
    [1, 0, 2],
  ];

  it("take what bounds hold with them", () => {
    for (const ranges of [
      { coefficient: [-0.4, 0.4] },
      { logVariance: [-9, -3.5] },
      { coefficient: [-0.5, 0.6], logVariance: [-9, -2] },
    ] as const) {
      const problem = problemOf(three, drawn(three, "held"), { parameterSet: { ranges } });
      const maximum = climbed(problem, truth);
      assert.ok(maximum.state.score <= 1e-8 && maximum.state.held.length > 0);
      for (const order of orders) {
        const moved = reordered(problem, maximum, order);
        assert.ok(moved);
        isAsEvaluated(problem, moved.state, 1e-11);
      }
    }
  });

  it("stay in their order where the last one would change, and that leads out of the set or off a gate's bound", () => {
    const narrow = { parameterSet: { ranges: { gate: [-0.6, 0.6] } } } as const;
    const problem = problemOf(three, drawn(three, "held"), narrow);
    const maximum = climbed(problem, truth);
    assert.ok(maximum.state.held.some((j) => j < problem.likelihood.gateSize));
    for (const order of orders) {
      const moved = reordered(problem, maximum, order);
      assert.equal(moved === undefined, order[2] !== 2);
      if (moved) isAsEvaluated(problem, moved.state, 1e-11);
    }
    const theta = Float64Array.from({ length: problem.size }, (_, j) => (j === 0 ? 0.5 : j === 3 ? -0.5 : 0));
    assert.equal(reordered(problem, asMaximum(initTrustRegion(problem, theta)), [2, 1, 0]), undefined);
  });

  it("keep the ties of a selection, with score and spectrum along them", () => {
    const two = moe({ gating: topK({ k: 2, rank: "score" }), expert: gaussian(), k: 3, inputs: 2 });
    let tied = 0;
    for (const key of ["ties/0", "ties/1", "ties/2"]) {
      const problem = problemOf(two, drawn(two, key));
      const maximum = climbed(problem, truth);
      if (!maximum.state.ties) continue;
      tied++;
      const moved = reordered(problem, maximum, [1, 0, 2]);
      assert.ok(moved);
      const { state } = moved;
      const { size } = problem;
      assert.deepEqual([state.ties, state.score], [maximum.state.ties, maximum.state.score]);
      const anew = initTrustRegion(problem, state.theta);
      close([state.value], [anew.value], 1e-13, "value");
      close(state.gradient, anew.gradient, 1e-11, "gradient");
      close(state.hessian, anew.hessian, 1e-11, "Hessian");
      // The directions along the ties have the curvatures that the Hessian there gives them.
      state.eigen.vectors.forEach((v, i) => {
        let curvature = 0;
        state.free.forEach((a, p) => {
          state.free.forEach((b, q) => {
            curvature += v[p] * v[q] * anew.hessian[a * size + b];
          });
        });
        assert.ok(Math.abs(curvature - state.eigen.values[i]) <= 1e-10, `${curvature}`);
      });
      assert.equal(reordered(problem, maximum, [2, 1, 0]), undefined);
    }
    assert.ok(tied > 0);
  });
});

describe("the canonical order", () => {
  const two = (d: number) => moe({ gating: softmax(), expert: gaussian(), k: 2, inputs: d });

  it("goes from left to right as the gate leads from expert to expert, with one input", () => {
    const truth: Params = {
      gating: { beta0: [0.5, 0.2, 0], beta1: [[3], [-4], [0]] },
      experts: { a: [[2], [-1.5], [0]], b: [1, -1, 0], sigma2: [0.25, 0.16, 0.1] },
    };
    const model = moe({ gating: softmax(), expert: gaussian(), k: 3 });
    const data = sample(model, truth, { n: 50, design: uniform(), uniform: stream("left") });
    const problem = problemOf(model, data);
    assert.deepEqual(canonicalOrder(problem, problem.coordinates.toTheta(truth)), [1, 2, 0]);
  });

  it("goes by the experts where no slope of a gate tells them apart, the intercept first", () => {
    const data = drawFrom(two(1), randomParams(two(1), stream("ties")), 50, "ties");
    const problem = problemOf(two(1), data);
    const [mean] = [data.x[0].reduce((sum, x) => sum + x, 0) / data.n];
    const at = (a: number[], b: number[], sigma2: number[]) =>
      canonicalOrder(
        problem,
        problem.coordinates.toTheta({
          gating: { beta0: [1, 0], beta1: [[0], [0]] },
          // Lines that are b at the centre of the inputs.
          experts: { a: a.map((c) => [c]), b: b.map((c, i) => c - a[i] * mean), sigma2 },
        }),
      );
    assert.deepEqual(at([0, 0], [2, 1], [1, 2]), [1, 0]);
    assert.deepEqual(at([0, 0], [1, 2], [2, 1]), [0, 1]);
    assert.deepEqual(at([3, -1], [1, 1], [2, 2]), [1, 0]);
    assert.deepEqual(at([0, 0], [1, 1], [2, 1]), [1, 0]);
    assert.deepEqual(at([0, 0], [1, 1], [1, 1]), [0, 1]);
  });

  const truth = (d: number): Params => {
    const next = stream(`truth/${d}`);
    const row = (size: number) => Array.from({ length: d }, () => size * (2 * next() - 1));
    return {
      gating: { name: "softmax", beta0: [0.4, -0.2, 0], beta1: [row(5), row(5), row(0)] },
      experts: { name: "gaussian", a: [row(3), row(3), row(3)], b: [1, -1, 0.3], sigma2: [0.1, 0.2, 0.05] },
    };
  };

  const most = [0.5, 0.8, 0.5];
  const sets: Readonly<Record<string, (d: number) => ParameterSet>> = {
    "": () => ({ ranges: {} }),
    ", some of them held by a bound": (d) => ({ ranges: { coefficient: [-most[d - 1], most[d - 1]] } }),
  };
  for (const [what, setOf] of Object.entries(sets))
    for (const d of [1, 2, 3])
      it(`gives the same parameters whatever the labels of the start and the order of ${d} inputs${what}`, () => {
        const start = truth(d);
        const parameterSet = setOf(d);
        const model = modelOf(start);
        const data = sample(model, start, { n: 300, design: uniform({ d }), uniform: stream(`labels/${d}`) });
        const first = fit(model, data, { start, parameterSet });
        assert.equal(first.status, what === "" ? "converged" : "boundary");
        assert.equal(first.certificate.flat, 0);
        const next = stream(`labels/${d}/orders`);
        for (let i = 0; i < 4; i++) {
          const columns = shuffled(d, next);
          const other = fit(
            model,
            { ...data, x: columns.map((j) => data.x[j]) },
            { start: recolumned(relabelled(start, shuffled(3, next)), columns), parameterSet },
          );
          // Newton's method squares the score in its last steps.
          close(numbers(other.params), numbers(recolumned(first.params, columns)), 1e-9, "parameters");
          const errors = ({ standardErrors }: typeof first) => standardErrors as unknown as Params;
          // The inverse of a matrix of condition 1e4 or so; null where a bound holds what changes.
          const [own, expected] = [numbers(errors(other)), numbers(recolumned(errors(first), columns))];
          assert.deepEqual(own.map(Number.isFinite), expected.map(Number.isFinite));
          close(own.filter(Number.isFinite), expected.filter(Number.isFinite), 1e-7, "standard errors");
          close(other.certificate.observations, first.certificate.observations, 1e-9, "observations");
          const sorted = (result: Fit) => Object.values(result.certificate.multipliers).sort((p, q) => p - q);
          close(sorted(other), sorted(first), 1e-9, "multipliers");
        }
      });

  it("holds for a gate that shares a temperature, and for alternatives", () => {
    const plain = moe({ gating: denseToSparse(), expert: gaussian(), k: 3 });
    const own = truth(1);
    const data = sample(modelOf(own), own, { n: 200, design: uniform(), uniform: stream("alternatives") });
    const { params, alternatives } = fit(plain, data, { starts: 4 });
    for (const one of [params, ...alternatives.map((alternative) => alternative.params)]) {
      const slopes = (one.gating.beta1 as number[][]).map(([slope]) => slope);
      assert.deepEqual(
        [...slopes].sort((p, q) => p - q),
        slopes,
      );
      assert.equal(slopes[2], 0);
    }
  });
});
