import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian } from "../../src/experts/gaussian.js";
import { softmax } from "../../src/gatings/softmax.js";
import { moe } from "../../src/model/model.js";
import { type SampleOptions, type Simulator, sample } from "../../src/model/sample.js";
import { given, grid, normalDesign, uniform } from "../../src/random/designs.js";
import { stream } from "../../src/random/stream.js";
import type { Design } from "../../src/types.js";
import { chiSquareScore, correlationScore, ksUniform, normalCdf } from "../random/checks.js";

/** Gate scores beta0 + beta1'x and experts N(b + a'x, sigma2). */
interface Truth {
  readonly gating: { readonly beta0: number[]; readonly beta1: number[][] };
  readonly experts: { readonly a: number[][]; readonly b: number[]; readonly sigma2: number[] };
}

const paper: Truth = {
  gating: { beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};
const balanced: Truth = {
  gating: { beta0: [0, 0], beta1: [[3], [0]] },
  experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};
const plane: Truth = {
  gating: {
    beta0: [1, -0.5, 0.3],
    beta1: [
      [2, -1],
      [-1, 1.5],
      [0.5, 0.2],
    ],
  },
  experts: {
    a: [
      [1, -2],
      [0, 1],
      [-1, -1],
    ],
    b: [0, 2, -1],
    sigma2: [0.5, 0.05, 2],
  },
};
const single: Truth = {
  gating: { beta0: [0], beta1: [[0]] },
  experts: { a: [[0.5]], b: [-2], sigma2: [4] },
};
const steep: Truth = {
  gating: { beta0: [700, -700], beta1: [[-9000], [5000]] },
  experts: { a: [[1], [-1]], b: [1e3, -1e3], sigma2: [1e-8, 1e4] },
};
const settings: Record<string, { truth: Truth; design: Design }> = {
  "the paper's truth on the grid": { truth: paper, design: grid() },
  "the balanced truth on [-1, 1]": { truth: balanced, design: uniform() },
  "three experts on two inputs": { truth: plane, design: uniform({ d: 2, from: -1, to: 1 }) },
  "three experts on two normal inputs": { truth: plane, design: normalDesign({ d: 2 }) },
  "a single expert": { truth: single, design: normalDesign({ mean: 1, sd: 3 }) },
  "gates too steep for exp": { truth: steep, design: uniform() },
};

const modelOf = ({ experts: { a } }: Truth) =>
  moe({ gating: softmax(), expert: gaussian(), k: a.length, inputs: a[0].length });
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, j) => sum + value * b[j], 0);
const row = (columns: readonly Float64Array[], t: number) => columns.map((column) => column[t]);
const streams = (key: string) => ({ design: stream(`${key}/design`), sample: stream(`${key}/sample`) });

/** The gate weights, by their definition. */
function weights({ gating: { beta0, beta1 } }: Truth, x: readonly number[]): number[] {
  const scores = beta0.map((value, i) => value + dot(beta1[i], x));
  const relative = scores.map((value) => Math.exp(value - Math.max(...scores)));
  const total = relative.reduce((a, b) => a + b);
  return relative.map((value) => value / total);
}

/** (y - mean) / sd under expert i at x. */
const residual = ({ experts: { a, b, sigma2 } }: Truth, i: number, x: readonly number[], y: number) =>
  (y - b[i] - dot(a[i], x)) / Math.sqrt(sigma2[i]);

describe("sample", () => {
  for (const [title, { truth, design }] of Object.entries(settings))
    describe(`of ${title}`, () => {
      const n = 40_000;
      const { x, y, labels, d } = sample(modelOf(truth), truth, { n, design, uniform: streams(title) });
      const inputs = Array.from({ length: n }, (_, t) => row(x, t));
      const k = truth.experts.b.length;
      assert.ok(labels);

      it("has n rows, d columns and labels 0..k-1", () => {
        assert.equal(d, design.d);
        assert.deepEqual([x.length, y.length, labels.length], [d, n, n]);
        assert.ok(x.every((column) => column.length === n));
        assert.ok(labels.every((label) => label >= 0 && label < k));
      });

      it("follows the conditional density: F(y | x) is uniform (KS) and serially independent", () => {
        const transform = inputs.map((at, t) => {
          const gate = weights(truth, at);
          return gate.reduce((sum, weight, i) => sum + weight * normalCdf(residual(truth, i, at, y[t])), 0);
        });
        assert.ok(ksUniform(transform) < 1.95, `KS ${ksUniform(transform)}`);
        const values = Float64Array.from(transform);
        assert.ok(Math.abs(correlationScore(values.subarray(1), values.subarray(0, n - 1))) < 4);
        assert.ok(Math.abs(correlationScore(values, x[0])) < 4);
      });

      it("chooses experts as the gate says, and draws each expert's response from its law", () => {
        const standard = inputs.map((at, t) => residual(truth, labels[t], at, y[t]));
        for (let i = 0; i < k; i++) {
          let difference = 0;
          let variance = 0;
          inputs.forEach((at, t) => {
            const weight = weights(truth, at)[i];
            difference += Number(labels[t] === i) - weight;
            variance += weight * (1 - weight);
          });
          assert.ok(Math.abs(difference) <= 4 * Math.sqrt(variance) + 1e-6, `expert ${i}: ${difference}`);
          const own = standard.filter((_, t) => labels[t] === i).map(normalCdf);
          assert.ok(ksUniform(own) < 2.2, `expert ${i}: KS ${ksUniform(own)}`);
        }
      });
    });

  it("draws labels in the proportions of the gate weights at each input: chi-square, d = 1 and 2", () => {
    const repeats = 20_000;
    const cases = [
      { truth: paper, points: [[0.2], [0.3], [0.32], [0.35], [0.5]] },
      { truth: balanced, points: [[-1], [-0.2], [0], [0.7]] },
      {
        truth: plane,
        points: [
          [0, 0],
          [1, 1],
          [-1, 0.5],
          [0.3, -0.8],
        ],
      },
    ];
    for (const { truth, points } of cases) {
      const rows = points.flatMap((point) => Array.from({ length: repeats }, () => point));
      const { labels } = sample(modelOf(truth), truth, {
        n: rows.length,
        design: given(rows),
        uniform: stream(`labels/${points.length}/${truth.experts.b.length}`),
      });
      const k = truth.experts.b.length;
      const expected = points.flatMap((point) => weights(truth, point).map((weight) => weight * repeats));
      const counts = new Int32Array(expected.length);
      labels?.forEach((label, t) => {
        counts[Math.floor(t / repeats) * k + label]++;
      });
      assert.ok(expected.every((value) => value > 5));
      const score = chiSquareScore(counts, (cell) => expected[cell], points.length * (k - 1));
      assert.ok(Math.abs(score) < 3.5, `score ${score}`);
    }
  });

  it("is a function of its streams: same keys, same data; other inputs do not disturb the sample stream", () => {
    const model = modelOf(balanced);
    const draw = (key: string) =>
      sample(model, balanced, { n: 100, design: uniform(), uniform: streams(key) });
    assert.deepEqual(draw("a"), draw("a"));
    assert.notDeepEqual(draw("a").y, draw("b").y);
    const single = () => sample(model, balanced, { n: 100, design: uniform(), uniform: stream("one") });
    assert.deepEqual(single(), single());

    const used: string[] = [];
    const logged = (name: string) => {
      const source = stream(name);
      return () => {
        used.push(name);
        return source();
      };
    };
    const uniforms = { design: logged("design"), sample: logged("sample") };
    sample(model, balanced, { n: 10, design: uniform(), uniform: uniforms });
    assert.equal(used.filter((name) => name === "design").length, 10);
    assert.ok(used.slice(0, 10).every((name) => name === "design"));
  });

  it("keeps the inputs it was given", () => {
    const x = Float64Array.of(0.1, 0.5, 0.9);
    const data = sample(modelOf(paper), paper, { n: 3, design: given([x]), uniform: stream("given") });
    assert.deepEqual(data.x, [x]);
  });

  it("takes any model that can draw", () => {
    const constant: Simulator = {
      inputs: 1,
      sampler:
        () =>
        ([x]) => ({ labels: new Int32Array(x.length), y: x.map((value) => 2 * value) }),
    };
    const { y } = sample(constant, balanced, { n: 3, design: grid(), uniform: stream("any") });
    assert.deepEqual(y, Float64Array.of(0, 1, 2));
  });

  it("says what is wrong", () => {
    const model = modelOf(balanced);
    const options = { n: 10, design: uniform(), uniform: stream("errors") };
    for (const n of [0, -1, 1.5, Number.NaN, Infinity])
      assert.throws(() => sample(model, balanced, { ...options, n }), {
        message: `invalid n; not a positive integer: ${n}`,
      });
    for (const [n, shown] of [
      ["10", '"10"'],
      [null, "null"],
    ] as const)
      assert.throws(() => sample(model, balanced, { ...options, n: n as never }), {
        message: `invalid n; not a positive integer: ${shown}`,
      });
    assert.throws(() => sample(model, balanced, { ...options, n: 1e15 }), {
      message: "invalid n; more than 1e9 observations: 1000000000000000",
    });
    assert.throws(() => sample(model, balanced, { ...options, design: uniform({ d: 2 }) }), {
      message: 'invalid design "uniform:-1:1:2"; the model has d = 1, the design: 2',
    });
    assert.throws(() => sample(model, balanced, { ...options, design: given([1, 2, 3]) }), {
      message: "invalid n; the given design has 3 points: 10",
    });
    const short: Design = { name: "short", d: 1, draw: () => [new Float64Array(3)] };
    assert.throws(() => sample(model, balanced, { ...options, design: short }), {
      message: 'invalid design "short"; it drew no 1 columns of length 10',
    });
    const negative = { ...balanced, experts: { ...balanced.experts, sigma2: [0.25, -0.3] } };
    assert.throws(() => sample(model, negative, options), /sigma2\[1\]; not positive: -0\.3/);
  });

  it("ends with an error where a source gives what is not in [0, 1), rather than never", () => {
    const options = { n: 10, design: normalDesign() };
    for (const [value, shown] of [
      [Number.NaN, "NaN"],
      [1, "1"],
      [-1, "-1"],
      [undefined, "undefined"],
    ] as const) {
      const broken = () => value as number;
      const draw = (uniform: SampleOptions["uniform"]) => () =>
        sample(modelOf(balanced), balanced, { ...options, uniform });
      const message = `not a number in [0, 1): ${shown}`;
      assert.throws(draw(broken), { message: `invalid uniform; ${message}` });
      assert.throws(draw({ design: broken, sample: stream("a") }), {
        message: `invalid uniform.design; ${message}`,
      });
      assert.throws(draw({ design: stream("a"), sample: broken }), {
        message: `invalid uniform.sample; ${message}`,
      });
    }
    for (const [uniform, message] of [
      [undefined, "invalid uniform; not a function: undefined"],
      [null, "invalid uniform; not a function: null"],
      [{ design: stream("a") }, "invalid uniform.sample; not a function: undefined"],
    ] as const)
      assert.throws(() => sample(modelOf(balanced), balanced, { ...options, uniform: uniform as never }), {
        message,
      });
  });
});
