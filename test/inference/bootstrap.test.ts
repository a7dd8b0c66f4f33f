import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf } from "../../src/fit/problem/problem.js";
import {
  bootstrap,
  dataset,
  fit,
  modelOf,
  type Params,
  type RefitExecutor,
  refit,
  sample,
  stream,
  uniform,
} from "../../src/index.js";
import { alignmentTo } from "../../src/inference/alignment.js";
import { balanced, model, numbers } from "../fit/data.js";

const draw = (key: string, n = 200) =>
  sample(model(2), balanced, { n, design: uniform(), uniform: stream(key) });

describe("the parametric bootstrap", () => {
  const data = draw("bootstrap");
  const result = fit(model(2), data, { starts: 6 });

  it("gives the law of least squares for one expert", async () => {
    const line = draw("bootstrap/line", 60);
    const own = fit(model(1), line);
    const { parameters, counts, used, elsewhere } = await bootstrap(model(1), line, own, {
      replicates: 400,
      starts: "estimate",
    });
    assert.equal(counts.converged, 400);
    assert.deepEqual([used, elsewhere], [400, 0]);
    parameters.forEach(({ standardError, bias, estimate, percentile, basic, standing }, i) => {
      if (standing === "given") {
        assert.equal(standardError, null);
        return;
      }
      const expected = Math.sqrt(own.covariance.matrix[i][i] as number);
      // The standard deviation of a standard error from 400 draws is 1 / sqrt(800) of it; four of these. The variance is that of a
      // chi-square with n - 2 degrees of freedom, which is another 2 % less.
      assert.ok(Math.abs((standardError as number) / expected - 1) < 4 / Math.sqrt(800) + 0.02);
      assert.ok(Math.abs(bias as number) < (4 * expected) / 20 + (2 / 60) * Math.abs(estimate));
      const [low, high] = percentile as readonly [number, number];
      assert.ok(low < estimate && estimate < high);
      const [from, to] = basic as readonly [number, number];
      if (i < 4) {
        assert.ok(Math.abs(from - (2 * estimate - high)) < 1e-12);
        assert.ok(Math.abs(to - (2 * estimate - low)) < 1e-12);
      } else assert.ok(Math.abs(from * high - estimate ** 2) < 1e-12 && from > 0);
    });
  });

  it("does not depend on the order of the replicates, nor on their number", async () => {
    const backwards: RefitExecutor = async function* (plan, replicates) {
      for (const replicate of [...replicates].reverse())
        yield refit(modelOf(structuredClone(plan).params), structuredClone(plan), replicate);
    };
    const options = { replicates: 6, seed: 3 };
    const [forth, back, fewer] = await Promise.all([
      bootstrap(model(2), data, result, options),
      bootstrap(model(2), data, result, { ...options, executor: backwards }),
      bootstrap(model(2), data, JSON.parse(JSON.stringify(result)), { ...options, replicates: 3 }),
    ]);
    assert.deepEqual(forth, back);
    assert.deepEqual(forth.replicates.slice(0, 3), fewer.replicates);
    assert.notDeepEqual(forth.replicates[0], forth.replicates[1]);
  });

  it("counts all refits, those that fail too", async () => {
    const failing: RefitExecutor = async function* (plan, replicates) {
      for (const replicate of replicates)
        yield replicate % 3 === 0
          ? { replicate, status: "failed", reason: "no data" }
          : replicate % 3 === 1
            ? ({ ...refit(model(2), plan, replicate), status: "collapsed" as const, replicate } as never)
            : refit(model(2), plan, replicate);
    };
    const { counts, used, replicates } = await bootstrap(model(2), data, result, {
      replicates: 9,
      executor: failing,
    });
    assert.equal(replicates.length, 9);
    assert.deepEqual([counts.failed, counts.collapsed, used], [3, 3, 3]);
    assert.equal(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      9,
    );
  });

  it("tells its progress, and ends where it is told to", async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const aborted = bootstrap(model(2), data, result, {
      replicates: 10,
      starts: "estimate",
      signal: controller.signal,
      onProgress: ({ done, total }) => {
        assert.equal(total, 10);
        seen.push(done);
        if (done === 2) controller.abort(new Error("enough"));
      },
    });
    await assert.rejects(aborted, /^(Moestat)?Error: enough$/);
    assert.deepEqual(seen, [1, 2]);
  });

  it("refuses what it cannot do", async () => {
    await assert.rejects(
      bootstrap(model(2), data, result, { replicates: 1 }),
      /^(Moestat)?Error: invalid replicates; not an integer of at least 2: 1$/,
    );
    await assert.rejects(
      bootstrap(model(2), data, result, { level: 2 }),
      /^(Moestat)?Error: invalid level; not between 0 and 1: 2$/,
    );
    const weights = Array.from(data.y, () => 0.5);
    await assert.rejects(
      bootstrap(model(2), dataset(data.x[0], data.y, { weights }), result),
      /^(Moestat)?Error: invalid weights\[0\]; not whole/,
    );
  });
});

describe("labels of refits", () => {
  it("are those of the experts that they are like", () => {
    const data = draw("labels");
    const problem = problemOf(model(2), data);
    const aligned = alignmentTo(problem, balanced);
    const { gating, experts } = balanced;
    const flipped = model(2).canonical({
      gating: {
        ...gating,
        beta0: [...(gating.beta0 as number[])].reverse(),
        beta1: [...(gating.beta1 as number[][])].reverse(),
      },
      experts: {
        ...experts,
        a: [...(experts.a as number[][])].reverse(),
        b: [...(experts.b as number[])].reverse(),
        sigma2: [...(experts.sigma2 as number[])].reverse(),
      },
    } as Params);
    const { params, order } = aligned(flipped);
    assert.deepEqual(order, [1, 0]);
    numbers(params).forEach((value, i) => {
      assert.ok(Math.abs(value - numbers(balanced)[i]) <= 1e-12);
    });
    assert.deepEqual(aligned(balanced), { params: balanced, order: [0, 1] });
  });
});
