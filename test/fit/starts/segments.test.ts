import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { segmentStarts } from "../../../src/fit/starts/segments.js";
import {
  dataset,
  gaussian,
  modifiedSoftmax,
  moe,
  normal,
  type Sample,
  softmax,
  stream,
} from "../../../src/index.js";
import { solvePositive } from "../../../src/numeric/solve.js";
import { model } from "../data.js";

/** Data with a change point or two along the sum of the inputs; inputs are rounded, so that some are equal. */
function broken(n: number, d: number, key: string): Sample {
  const uniform = stream(key);
  const next = normal(uniform);
  const x = Array.from({ length: n }, () => Array.from({ length: d }, () => Math.round(20 * uniform()) / 10));
  const y = x.map((row) => {
    const at = row.reduce((sum, value) => sum + value, 0) / d;
    return (at < 0.6 ? 2 - at : at < 1.4 ? 3 * at - 3 : 1) + 0.2 * next();
  });
  return dataset(x, y);
}

/** Mean squared residual of least squares in standardised units, by normal equations. */
function meanSquare(x: readonly Float64Array[], y: Float64Array, rows: readonly number[]): number {
  const p = x.length + 1;
  const phi = (t: number) => [1, ...x.map((column) => column[t])];
  const a = new Float64Array(p * p);
  const b = new Float64Array(p);
  for (const t of rows)
    phi(t).forEach((u, i) => {
      b[i] += u * y[t];
      phi(t).forEach((v, j) => {
        a[i * p + j] += u * v;
      });
    });
  const beta = solvePositive(a, b, p);
  const residual = (t: number) => y[t] - phi(t).reduce((sum, u, i) => sum + u * beta[i], 0);
  return rows.reduce((sum, t) => sum + residual(t) ** 2, 0) / rows.length;
}

const standard = (column: Float64Array): Float64Array => {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const sd = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
  return column.map((value) => (value - mean) / sd);
};

/** The best division into k segments along a direction of the standardised inputs, all of them tried: its height, and who owns what. */
function bestOfAll({ n, d, x: raw, y: response }: Sample, k: number, direction: readonly number[]) {
  const [x, y] = [raw.map(standard), standard(response)];
  const q = d + 2;
  const along = Float64Array.from({ length: n }, (_, t) =>
    direction.reduce((sum, c, j) => sum + c * x[j][t], 0),
  );
  const order = Array.from({ length: n }, (_, t) => t).sort((s, t) => along[s] - along[t]);
  const cuts = order.flatMap((t, i) => (i > 0 && along[t] > along[order[i - 1]] ? [i] : []));
  const heightOf = (rows: readonly number[]): number => {
    if (rows.length < 2 * q) return Number.NEGATIVE_INFINITY;
    const ofScale = 0.5 * (q - rows.length) * Math.log(meanSquare(x, y, rows));
    return ofScale - (d + 1) * Math.log(n / rows.length);
  };
  const divisions = (left: number, from: number): number[][] =>
    left === 0
      ? [[]]
      : cuts.flatMap((cut) => (cut > from ? divisions(left - 1, cut).map((rest) => [cut, ...rest]) : []));
  let best = { height: Number.NEGATIVE_INFINITY, owners: new Array<number>(n).fill(0) };
  for (const division of divisions(k - 1, 0)) {
    const ends = [0, ...division, n];
    const parts = Array.from({ length: k }, (_, i) => order.slice(ends[i], ends[i + 1]));
    const height = parts.reduce((sum, rows) => sum + heightOf(rows), 0);
    if (!(height > best.height)) continue;
    const owners = new Array<number>(n);
    parts.forEach((rows, i) => {
      for (const t of rows) owners[t] = i;
    });
    best = { height, owners };
  }
  return best;
}

describe("the best division along a direction", () => {
  const cases = [
    { n: 40, d: 1, k: 2, directions: [[1]] },
    { n: 45, d: 1, k: 3, directions: [[1], [-1]] },
    {
      n: 40,
      d: 2,
      k: 2,
      directions: [
        [1, 0],
        [0, 1],
        [0.7, 0.9],
      ],
    },
    { n: 36, d: 2, k: 3, directions: [[0.8, 0.9]] },
  ];
  for (const { n, d, k, directions } of cases)
    it(`is the best of all divisions: ${k} segments of ${n} observations, ${d} inputs`, () => {
      const data = broken(n, d, `segments/${n}/${d}/${k}`);
      const problem = problemOf(model(k, d), data);
      const starts = segmentStarts(
        problem,
        directions.map((direction) => Float64Array.from(direction)),
      );
      const best = directions
        .map((direction) => bestOfAll(data, k, direction))
        .sort((p, q) => q.height - p.height);
      assert.equal(starts.length, directions.length);
      starts.forEach(({ theta, height }, at) => {
        assert.ok(Math.abs(height - best[at].height) <= 1e-9 * n, `${height}, not ${best[at].height}`);
        assert.ok(theta.every((value, j) => value >= problem.low[j] && value <= problem.high[j]));
        // Each expert leads where it owns; of two directions that are each other's reverse the owners are, too.
        const scores = Array.from({ length: k }, () => new Float64Array(n));
        problem.likelihood.terms.scores(theta, scores);
        const leaders = Array.from({ length: n }, (_, t) => {
          const own = scores.map((row) => row[t]);
          return own.indexOf(Math.max(...own));
        });
        const { owners } = best[at];
        const sameAsOwners =
          directions.length === 2 && d === 1 ? [owners, owners.map((i) => k - 1 - i)] : [owners];
        assert.ok(sameAsOwners.some((some) => some.every((i, t) => i === leaders[t])));
      });
    });

  it("fits each expert to what it owns", () => {
    const data = broken(60, 1, "segments/fitted");
    const problem = problemOf(model(2), data);
    const [{ theta }] = segmentStarts(problem, [Float64Array.of(1)]);
    const { owners } = bestOfAll(data, 2, [1]);
    const [x, y] = [data.x.map(standard), standard(data.y)];
    [0, 1].forEach((i) => {
      const rows = owners.flatMap((owner, t) => (owner === i ? [t] : []));
      const own = problem.coordinates.names.indexOf(`experts.log sigma2[${i}]`);
      assert.ok(Math.abs(Math.exp(theta[own]) - meanSquare(x, y, rows)) <= 1e-10);
    });
  });

  it("does not exist where observations are too few, or inputs too many times the same", () => {
    const few = broken(11, 1, "segments/few");
    assert.deepEqual(segmentStarts(problemOf(model(2), few), [Float64Array.of(1)]), []);
    const x = Array.from({ length: 40 }, (_, t) => (t < 4 ? 0 : 1));
    const alike = dataset(x, broken(40, 1, "segments/alike").y);
    assert.deepEqual(segmentStarts(problemOf(model(2), alike), [Float64Array.of(1)]), []);
  });

  it("is along the inputs that the gate sees", () => {
    const data = broken(40, 1, "segments/modified");
    const gate = moe({ gating: modifiedSoftmax({ transform: "tanh" }), expert: gaussian(), k: 2 });
    const plain = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const heights = [gate, plain].map(
      (of) => segmentStarts(problemOf(of, data), [Float64Array.of(1)])[0].height,
    );
    // tanh keeps the order, and the experts see the inputs themselves.
    assert.ok(Math.abs(heights[0] - heights[1]) <= 1e-9);
  });
});
